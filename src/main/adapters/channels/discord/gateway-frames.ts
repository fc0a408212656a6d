// The frames of Discord's gateway and what its close codes mean for us.
//   text → frame | not one · close code → how to go on
// https://discord.com/developers/docs/topics/opcodes-and-status-codes and /events/gateway. Pure.
import { z } from 'zod';

export type Frame =
  | { readonly kind: 'dispatch'; readonly name: string; readonly sequence: number; readonly data: unknown }
  | { readonly kind: 'hello'; readonly heartbeatMs: number }
  | { readonly kind: 'heartbeat-wanted' }
  | { readonly kind: 'heartbeat-heard' }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'session-invalid'; readonly mayResume: boolean }
  | { readonly kind: 'not-understood' };

/** How a connection ended, and so how to go on. */
export type Ending =
  /** Connect anew and resume the session. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** The session is no more: begin a new one, and fetch what was missed. */
  | { readonly kind: 'session-over'; readonly reason: string }
  /** The gateway itself was not reached. */
  | { readonly kind: 'unreached'; readonly reason: string }
  | { readonly kind: 'token-refused' }
  /** Nothing will change until the owner does something. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Guilds, their messages and reactions, direct messages and reactions, and the content of messages. */
export const INTENTS = (1 << 0) | (1 << 9) | (1 << 10) | (1 << 12) | (1 << 13) | (1 << 15);

export const NO_MESSAGE_CONTENT =
  'Discord does not let this bot read messages. Open discord.com/developers/applications, choose the application, then Bot, and switch on Message Content Intent. Then turn the channel off and on.';

const dispatchSchema = z.object({
  op: z.literal(0),
  t: z.string(),
  s: z.int().nonnegative(),
  d: z.unknown(),
});
const helloSchema = z.object({ d: z.object({ heartbeat_interval: z.number().min(100).max(600_000) }) });

export function frameOf(text: string): Frame {
  const value = parse(text);
  const op = z.object({ op: z.int() }).safeParse(value);
  switch (op.success ? op.data.op : null) {
    case 0: {
      const read = dispatchSchema.safeParse(value);
      if (!read.success) break;
      return { kind: 'dispatch', name: read.data.t, sequence: read.data.s, data: read.data.d };
    }
    case 1:
      return { kind: 'heartbeat-wanted' };
    case 7:
      return { kind: 'reconnect' };
    case 9:
      return {
        kind: 'session-invalid',
        mayResume: z.object({ d: z.literal(true) }).safeParse(value).success,
      };
    case 10: {
      const read = helloSchema.safeParse(value);
      if (read.success) return { kind: 'hello', heartbeatMs: read.data.d.heartbeat_interval };
      break;
    }
    case 11:
      return { kind: 'heartbeat-heard' };
    default:
      break;
  }
  return { kind: 'not-understood' };
}

export function endingOf(closeCode: number): Ending {
  switch (closeCode) {
    case 4004:
      return { kind: 'token-refused' };
    case 4003: // not authenticated
    case 4007: // the sequence is not one of this session
    case 4009: // the session timed out
      return { kind: 'session-over', reason: 'Discord ended the session.' };
    case 4010:
    case 4011:
      return {
        kind: 'refused',
        reason:
          'This bot is in more servers than one connection may serve. Use a bot of your own for Sallyport.',
      };
    case 4012:
    case 4013:
      return {
        kind: 'refused',
        reason: `Discord no longer takes the way in which Sallyport connects (${closeCode}). A newer Sallyport may.`,
      };
    case 4014:
      return { kind: 'refused', reason: NO_MESSAGE_CONTENT };
    case 1009: // larger than what we take: it would come again with each resuming
      return { kind: 'session-over', reason: 'Discord sent more at once than Sallyport takes.' };
    default:
      return { kind: 'lost', reason: `The connection to Discord ended (${closeCode}).` };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
