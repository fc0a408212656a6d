// A change that is already written out, each line beginning with `-` (goes), `+` (comes) or a space (stays): the
// form in which the gate states it. Shown whole, exactly, and with a word for each line, as in `DiffView`.
import { DiffRow } from './diff-view.tsx';

export interface ChangedTextProps {
  readonly text: string;
  /** The file, for instance, for those who hear it. */
  readonly name?: string;
}

export function ChangedText({ text, name = 'Changes' }: ChangedTextProps) {
  return (
    <div className="diff">
      <table className="diff-lines">
        <caption className="only-heard">{name}</caption>
        <tbody>
          {changedLines(text).map((line) => (
            <DiffRow key={line.at} kind={line.kind} text={line.text} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export interface ChangedLine {
  /** Its place, from 0. */
  readonly at: number;
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** The lines without their signs; a line with neither sign is shown as it is, so that none gets lost. */
export function changedLines(text: string): ChangedLine[] {
  return text.split('\n').map((line, at) => {
    if (line.startsWith('+')) return { at, kind: 'added', text: line.slice(line.startsWith('+ ') ? 2 : 1) };
    if (line.startsWith('-')) return { at, kind: 'removed', text: line.slice(line.startsWith('- ') ? 2 : 1) };
    return { at, kind: 'same', text: line };
  });
}
