// A path with its hash: of the hash the first and last eight figures are in view, the rest opens at a press. It is
// there all the time, for whoever reads with the ear or searches; only what the eye does not compare is folded.
import { useState } from 'react';
import { ExactText } from '../../components/reading/exact-text.tsx';

const HASH_LINE = /^(SHA-256 [0-9a-f]{8})([0-9a-f]{48})([0-9a-f]{8})$/;

export function HashedText({ text }: { readonly text: string }) {
  const lines = text.split('\n');
  return lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no identity but their place
    <span key={at} className="ask-hash-line">
      <Line line={line} />
      {at < lines.length - 1 && '\n'}
    </span>
  ));
}

function Line({ line }: { readonly line: string }) {
  const [isOpen, setOpen] = useState(false);
  const [, start, middle, end] = HASH_LINE.exec(line) ?? [];
  if (start === undefined || middle === undefined || end === undefined) return <ExactText text={line} />;
  return (
    <button
      type="button"
      className="ask-hash"
      aria-expanded={isOpen}
      title={isOpen ? 'Show the short form' : 'Show the whole hash'}
      onClick={() => setOpen(!isOpen)}
    >
      {start}
      <span className={isOpen ? undefined : 'ask-hash-folded'}>{middle}</span>
      {end}
    </button>
  );
}
