// What a terminal's look becomes for the model: its id, how it stands, and the lines. What a program prints is private
// and untrusted, as the output of every command is.
import type { TerminalOutcome } from '../domain/ports/terminal.ts';
import type { ToolOutput } from '../domain/ports/tool.ts';
import { done, failed, fromWorkspace } from './outputs.ts';

/** `label` names where the words come from, for the taint. */
export function outputOfTerminal(outcome: TerminalOutcome, label: string): ToolOutput {
  if (outcome.kind === 'refused') return failed(outcome.reason);
  const { terminalId, text, ending } = outcome.look;
  const state =
    ending === null ? `Terminal ${terminalId} runs and waits. It shows:` : `${ending}\nIt showed at the end:`;
  const shown = text === '' ? '(nothing)' : text;
  return done(`${state}\n${shown}`, fromWorkspace('command-output', label));
}
