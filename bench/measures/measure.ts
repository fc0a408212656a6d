// What every measurement is given and gives back. One measurement a file beside this one.
import type { AppProcesses } from '../app/app-process.ts';
import type { Row } from '../figures/row.ts';

export interface Bench {
  readonly apps: AppProcesses;
  /** Short runs that show that it works. */
  readonly quick: boolean;
  /** How often a measurement is repeated: at least five, in a quick run once. */
  readonly runs: number;
  /** A line of progress on standard error. */
  say(line: string): void;
}

export type Measure = (bench: Bench) => Promise<readonly Row[]>;
