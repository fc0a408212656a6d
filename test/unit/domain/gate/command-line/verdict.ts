// How the tables speak of an analysis: one word. A row is a line for sh, or the exact arguments.
import { parseShell } from '../../../../../src/main/adapters/command-line/parse-shell.ts';
import { analyseCommand } from '../../../../../src/main/domain/gate/command-line/analyse.ts';
import type { CommandAnalysis } from '../../../../../src/main/domain/ports/command-line.ts';

/** From kindest to strictest: known to read only; readable; not readable; never run. */
export const VERDICTS = ['reads', 'asks', 'unreadable', 'denied'] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Row = string | readonly string[];

export function analysed(row: Row, platform = 'linux'): CommandAnalysis {
  return analyseCommand(typeof row === 'string' ? ['sh', '-c', row] : row, { parseShell, platform });
}

export function verdictOf(analysis: CommandAnalysis): Verdict {
  if (analysis.forbidden !== null) return 'denied';
  if (analysis.unreadable !== null) return 'unreadable';
  return analysis.readsOnly ? 'reads' : 'asks';
}

export function verdict(row: Row, platform = 'linux'): Verdict {
  return verdictOf(analysed(row, platform));
}

export function strictness(row: Row): number {
  return VERDICTS.indexOf(verdict(row));
}
