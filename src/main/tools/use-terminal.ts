// type_in_terminal, read_terminal, end_terminal: what the agent does with a terminal that run_terminal started.
// Typing into a shell is running a command, so it is decided as one; reading and ending do nothing new.
import { z } from 'zod';
import type { Effect } from '../../contracts/effects.ts';
import type { CommandReader } from '../domain/ports/command-line.ts';
import type { FoundTerminal, Terminals } from '../domain/ports/terminal.ts';
import { PLAIN_CALL, type Tool } from '../domain/ports/tool.ts';
import { defineTool } from './define-tool.ts';
import { outputOfTerminal } from './terminal-output.ts';

const MAX_WAIT_SECONDS = 60;
const ESC = '\u001b';

/** What the keys send, in the modes a new terminal has. Source: xterm's ctlseqs. */
const KEYS = {
  enter: '\r',
  tab: '\t',
  escape: ESC,
  backspace: '\u007f',
  delete: `${ESC}[3~`,
  up: `${ESC}[A`,
  down: `${ESC}[B`,
  right: `${ESC}[C`,
  left: `${ESC}[D`,
  home: `${ESC}[H`,
  end: `${ESC}[F`,
  'page-up': `${ESC}[5~`,
  'page-down': `${ESC}[6~`,
  'ctrl-a': '\u0001',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-e': '\u0005',
  'ctrl-k': '\u000b',
  'ctrl-l': '\u000c',
  'ctrl-u': '\u0015',
  'ctrl-x': '\u0018',
  'ctrl-z': '\u001a',
} as const;
type Key = keyof typeof KEYS;
const keyNames = Object.keys(KEYS) as [Key, ...Key[]];

const terminal = z.string().min(1).max(64);

const typed = z.strictObject({
  terminal,
  text: z
    .string()
    .max(8_192)
    // SECURITY: a control character in the text would be a key that the question does not name.
    .regex(/^[^\p{Cc}]*$/u, 'Use keys for Enter and other keys; the text is one line.')
    .default(''),
  keys: z.array(z.enum(keyNames)).max(32).default([]).describe('Pressed after the text.'),
});

/** What is typed is a shell's line, or an answer, or text: the program decides, and that is said first. */
const UNREADABLE = 'It is typed into a running program, which decides what it means.';
const ALWAYS: readonly Effect[] = ['execute', 'read', 'write'];

export interface UseTerminalDeps {
  readonly terminals: Terminals;
  readonly commandReader: CommandReader;
}

export function createUseTerminal(deps: UseTerminalDeps): readonly Tool[] {
  const { terminals, commandReader } = deps;
  const asShellLine = (text: string) => commandReader.analyse(['sh', '-c', text === '' ? ':' : text]);
  return [
    defineTool({
      name: 'type_in_terminal',
      description:
        'Types one line of text, then presses keys, in the terminal of that id, and shows its screen. Most lines need keys ["enter"].',
      input: typed,
      // SECURITY: were it a shell, it would be a command: what that could do counts, and what is never done is not done.
      effects: ({ text }) => [...new Set([...ALWAYS, ...asShellLine(text).effects])],
      traits: ({ text }) => ({
        ...PLAIN_CALL,
        forbidden: asShellLine(text).forbidden,
        unreadable: UNREADABLE,
      }),
      prepare: async ({ terminal: id, text, keys }, context) => {
        if (text === '' && keys.length === 0)
          return { kind: 'refused', reason: 'There is nothing to type. Use read_terminal to look.' };
        const found = terminals.findForTyping(id, context);
        if (found.kind === 'none') return { kind: 'refused', reason: found.reason };
        const shown: FoundTerminal = found.terminal;
        return {
          kind: 'ready',
          action: {
            summary: summaryOf(shown, text, keys),
            facts: [
              { label: 'Program', text: shown.title, style: 'code' },
              { label: 'Text', text: text === '' ? '(none)' : text, style: 'code' },
              { label: 'Keys after it', text: keys.length === 0 ? '(none)' : keys.join(', '), style: 'code' },
              {
                label: 'Behind this line, which the program wrote',
                text: shown.cursorLine === '' ? '(an empty line)' : shown.cursorLine,
                style: 'code',
              },
            ],
            binding: [shown.terminalId, shown.cursorLine, text, keys],
            // SECURITY: the same words mean something else at the next prompt.
            mayBecomeRule: false,
            run: async (signal) =>
              outputOfTerminal(
                await terminals.type(
                  shown,
                  `${text}${keys.map((key) => KEYS[key]).join('')}`,
                  context,
                  signal,
                ),
                shown.title,
              ),
          },
        };
      },
    }),
    defineTool({
      name: 'read_terminal',
      description: 'Shows what a terminal printed since the last look, and its screen.',
      input: z.strictObject({
        terminal,
        wait_seconds: z.number().min(0).max(MAX_WAIT_SECONDS).default(5),
      }),
      effects: ['read'],
      traits: () => ({ ...PLAIN_CALL, readsOnly: true }),
      prepare: async ({ terminal: id, wait_seconds }, context) => ({
        kind: 'ready',
        action: {
          summary: `Read terminal ${id}`,
          facts: [{ label: 'Terminal', text: id, style: 'code' }],
          binding: [id],
          mayBecomeRule: true,
          run: async (signal) =>
            outputOfTerminal(await terminals.look(id, wait_seconds * 1000, context, signal), id),
        },
      }),
    }),
    defineTool({
      name: 'end_terminal',
      description: 'Ends a terminal; do so when it is no longer needed.',
      input: z.strictObject({ terminal }),
      effects: ['read'],
      prepare: async ({ terminal: id }, context) => ({
        kind: 'ready',
        action: {
          summary: `End terminal ${id}`,
          facts: [{ label: 'Terminal', text: id, style: 'code' }],
          binding: [id],
          mayBecomeRule: true,
          run: async () => outputOfTerminal(await terminals.end(id, context), id),
        },
      }),
    }),
  ];
}

function summaryOf(shown: FoundTerminal, text: string, keys: readonly string[]): string {
  const what = text === '' ? `Press ${keys.join(', ')}` : `Type ${JSON.stringify(text)}`;
  const then = text !== '' && keys.length > 0 ? ` and press ${keys.join(', ')}` : '';
  return `${what}${then} in ${shown.title}`;
}
