// What a command of the command line is, and the shapes that many of them share.
// May not know any command.
import { revealedText } from '../contracts/revealed.ts';
import type { Connection } from './connection.ts';

/** What a command gives back: `json` for machines, `lines` for people, and whether it did what was asked. */
export interface Outcome {
  readonly json: unknown;
  readonly lines: readonly string[];
  readonly succeeded: boolean;
}

export interface Command {
  readonly usage: string;
  readonly wantsEvents?: boolean;
  /** Null: the words do not fit; usage is shown. */
  run(
    connection: Connection,
    words: readonly string[],
    standardInput: () => Promise<string>,
  ): Promise<Outcome> | null;
}

export function none(words: readonly string[], run: () => Promise<Outcome>): Promise<Outcome> | null {
  return words.length > 0 ? null : run();
}

export function shown<T>(value: T, lines: (value: T) => readonly string[]): Outcome {
  return { json: value, lines: lines(value), succeeded: true };
}

/** SECURITY: one line, with nothing in it that moves the cursor or hides what came before. */
export function oneLine(text: string): string {
  return revealedText(text).replace(/\s*\n\s*/g, ' ');
}

export async function settled(answer: Promise<{ settled: boolean; message: string }>): Promise<Outcome> {
  const { settled: succeeded, message } = await answer;
  return { json: { settled: succeeded, message }, lines: [message], succeeded };
}
