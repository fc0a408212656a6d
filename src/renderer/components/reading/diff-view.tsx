// The difference of two texts, with a sign and a word for each change: colour is never alone. Unchanged stretches
// are folded and can be opened, except where everything must be in view (`whole`). Lines wrap; none is cut.
import { useMemo, useState } from 'react';
import { type DiffLine, type DiffPart, diffLines, diffParts } from '../../../contracts/diff-lines.ts';
import { Button } from '../controls/button.tsx';
import { ExactText } from './exact-text.tsx';

export interface DiffViewProps {
  readonly oldText: string;
  readonly newText: string;
  /** The file, for instance. */
  readonly name?: string;
  /** Nothing folded. */
  readonly whole?: boolean;
}

const CONTEXT_LINES = 3;

const SIGNS = {
  same: { sign: ' ', word: '' },
  added: { sign: '+', word: 'Added: ' },
  removed: { sign: '−', word: 'Removed: ' },
} as const;

export function DiffView({ oldText, newText, name, whole = false }: DiffViewProps) {
  const lines = useMemo(() => diffLines(oldText, newText), [oldText, newText]);
  const parts = useMemo(
    () => diffParts(lines, whole ? Number.POSITIVE_INFINITY : CONTEXT_LINES),
    [lines, whole],
  );
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return (
    <div className="diff">
      <div className="diff-head">
        <span className="diff-name code">{name}</span>
        <span className="diff-plus">+{count('added')}</span>
        <span className="diff-minus">−{count('removed')}</span>
      </div>
      <table className="diff-lines">
        <caption className="only-heard">
          {`${name ?? 'Changes'}: ${count('added')} lines added, ${count('removed')} removed`}
        </caption>
        <tbody>
          {parts.map((part, at) =>
            part.kind === 'lines' || opened.has(at) ? (
              part.lines.map((line) => <Line key={keyOf(line)} line={line} />)
            ) : (
              <Gap
                key={keyOf(part.lines[0])}
                part={part}
                onOpen={() => setOpened(new Set([...opened, at]))}
              />
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Line({ line }: { readonly line: DiffLine }) {
  const number = line.kind === 'added' ? line.newNumber : line.oldNumber;
  return <DiffRow kind={line.kind} text={line.text} number={number} />;
}

export interface DiffRowProps {
  readonly kind: DiffLine['kind'];
  readonly text: string;
  readonly number?: number;
}

/** One line of a difference: number, sign, exact text. */
export function DiffRow({ kind, text, number }: DiffRowProps) {
  const { sign, word } = SIGNS[kind];
  return (
    <tr className={kind === 'same' ? undefined : `diff-${kind}`}>
      {number !== undefined && <td className="diff-number">{number}</td>}
      <td className="diff-sign">
        <span aria-hidden="true">{sign}</span>
        <span className="only-heard">{word}</span>
      </td>
      <td className="diff-text">
        <ExactText text={text} />
      </td>
    </tr>
  );
}

function Gap({ part, onOpen }: { readonly part: DiffPart; readonly onOpen: () => void }) {
  return (
    <tr className="diff-gap">
      <td colSpan={3}>
        <Button size="small" tone="quiet" onClick={onOpen}>
          {`Show ${part.lines.length} unchanged lines`}
        </Button>
      </td>
    </tr>
  );
}

function keyOf(line: DiffLine | undefined): string {
  if (line === undefined) return '';
  return line.kind === 'added' ? `+${line.newNumber}` : `${line.kind}${line.oldNumber}`;
}
