// Terminals that run now: watching, ending, and typing once the owner took one over. `terminals` works in the chat
// window; taking over only asks a question there, which the approval window settles.
// Text is what the program printed, with every sequence taken out that does more than draw.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { emptySchema, idSchema, timeSchema } from './scalars.ts';

/** So many characters are at most 64 kB in UTF-8, whatever they are. */
export const MAX_TERMINAL_TEXT = 21_000;
export const TERMINAL_SIZE = {
  columns: { min: 20, max: 300, first: 80 },
  rows: { min: 5, max: 100, first: 24 },
} as const;

const columnsSchema = z.int().min(TERMINAL_SIZE.columns.min).max(TERMINAL_SIZE.columns.max);
const rowsSchema = z.int().min(TERMINAL_SIZE.rows.min).max(TERMINAL_SIZE.rows.max);

export const terminalSchema = z.strictObject({
  id: idSchema,
  conversationId: idSchema,
  /** The call that started it; its row in the transcript shows the terminal. */
  turnId: idSchema,
  /** The command as one would type it, secrets masked. Never what the program calls itself. */
  title: z.string(),
  state: z.enum(['running', 'ended']),
  /** Who may type: the agent, through the gate, or the owner, after taking over. */
  typist: z.enum(['agent', 'owner']),
  /** How it ended, as a sentence; null while it runs. */
  ending: z.string().nullable(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
  columns: columnsSchema,
  rows: rowsSchema,
});
export type TerminalView = z.infer<typeof terminalSchema>;

const named = z.strictObject({ id: idSchema });

export const terminalsContract = defineContract({
  name: 'terminals',
  surfaces: ['chat'],
  calls: {
    /** Those that run, and those that ended a little while ago; oldest first. */
    list: { input: emptySchema, output: z.array(terminalSchema) },
    /** What it shows now; from here on `terminal-output` goes on at `offset`. */
    watch: {
      input: named,
      output: z.strictObject({ terminal: terminalSchema, text: z.string(), offset: z.int() }),
    },
    unwatch: { input: named, output: emptySchema },
    /** Opens the question whether the owner takes over. Settles nothing. */
    askTakeOver: { input: named, output: z.strictObject({ approvalId: idSchema }) },
    /** Gives the typing back to the agent. */
    release: { input: named, output: terminalSchema },
    /** What the owner types. Refused unless the owner took over. */
    write: {
      input: z.strictObject({ id: idSchema, text: z.string().min(1).max(MAX_TERMINAL_TEXT) }),
      output: emptySchema,
    },
    resize: {
      input: z.strictObject({ id: idSchema, columns: columnsSchema, rows: rowsSchema }),
      output: terminalSchema,
    },
    /** Ends it, with everything it started. */
    kill: { input: named, output: z.strictObject({ killed: z.boolean() }) },
  },
  events: {
    'terminal-change': terminalSchema,
    /** Text from `offset` on. `isCut`: what came before was more than a window can show, so begin anew. */
    'terminal-output': z.strictObject({
      id: idSchema,
      offset: z.int(),
      text: z.string().max(MAX_TERMINAL_TEXT),
      isCut: z.boolean(),
    }),
  },
});
