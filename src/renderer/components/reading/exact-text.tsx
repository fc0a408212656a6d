// Text as it really is: nothing invisible stays so, nothing is interpreted, nothing is cut. Text nodes only, so
// that the approval window may use it.
import { Fragment, useMemo } from 'react';
import { type RevealedPart, revealed } from '../../../contracts/revealed.ts';

export interface ExactTextProps {
  readonly text: string;
}

export function ExactText({ text }: ExactTextProps) {
  const parts = useMemo(() => placed(revealed(text)), [text]);
  return (
    // SECURITY: each direction stays within its own text; what reads right to left cannot rearrange what surrounds it.
    <bdi className="exact">
      {parts.map(({ at, part }) => (
        <Part key={at} part={part} />
      ))}
    </bdi>
  );
}

function Part({ part }: { readonly part: RevealedPart }) {
  switch (part.kind) {
    case 'plain':
      return <Fragment>{part.text}</Fragment>;
    case 'escape':
      return (
        <span className="exact-escape" title={part.name}>
          {part.text}
        </span>
      );
    case 'mixed':
      return (
        <span className="exact-mixed" title={part.why}>
          {part.text}
        </span>
      );
  }
}

/** Each part with where it starts, which is its identity. */
function placed(parts: readonly RevealedPart[]): { at: number; part: RevealedPart }[] {
  let at = 0;
  return parts.map((part) => {
    const here = { at, part };
    at += part.text.length;
    return here;
  });
}
