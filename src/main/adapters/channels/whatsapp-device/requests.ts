// What was asked of the add-on and is not answered yet: parts to send, and files to bring. Each ends exactly once: by
// its answer, its deadline, its caller, or with the program.
//   ask → say(line) → answer | deadline | abort | end → outcome
// Knows neither the process nor what is in a part.
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import type { SendOutcome } from '../../../domain/ports/channel.ts';
import type { Clock } from '../../../domain/ports/world.ts';
import type { BridgeLine, HostLine } from './lines.ts';
import type { Speaking } from './program.ts';

type Answer = Extract<BridgeLine, { kind: 'answer' | 'piece' | 'no-file' }>;
type SendLine = Extract<HostLine, { kind: 'send' | 'edit' }>;
type WithoutId<Line> = Line extends unknown ? Omit<Line, 'id'> : never;

/** WhatsApp's server confirms within seconds; a file of 16 MB takes longer to leave. */
const SEND_DEADLINE_MS = 60_000;
const FETCH_DEADLINE_MS = 120_000;
const RETRY_MS = 5_000;
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

const UNCONFIRMED = 'WhatsApp did not confirm the message.';

export interface Requests {
  send(line: WithoutId<SendLine>, signal: AbortSignal): Promise<SendOutcome>;
  bring(reference: string, maxBytes: number, signal: AbortSignal): Promise<FetchedAttachment>;
  answer(line: Answer): void;
  /** Who answers from now on; null: nobody, and whoever waits is told. */
  to(speaking: Speaking | null): void;
}

interface Waiting {
  readonly take: (line: Answer) => void;
  /** The program is gone, or nobody wants to wait any more. */
  readonly give: () => void;
}

export function createRequests(clock: Clock): Requests {
  const waiting = new Map<number, Waiting>();
  let speaking: Speaking | null = null;
  let lastId = 0;

  /** @param read null: not the end yet */
  function ask<T>(
    make: (id: number) => HostLine,
    how: {
      readonly signal: AbortSignal;
      readonly deadlineMs: number;
      readonly notAsked: T;
      readonly unanswered: T;
      readonly read: (line: Answer) => T | null;
    },
  ): Promise<T> {
    lastId += 1;
    const id = lastId;
    if (how.signal.aborted || speaking?.say(make(id)) !== true) return Promise.resolve(how.notAsked);
    return new Promise((resolve) => {
      const settle = (value: T): void => {
        waiting.delete(id);
        cancel();
        how.signal.removeEventListener('abort', give);
        resolve(value);
      };
      const give = (): void => settle(how.unanswered);
      const cancel = clock.after(how.deadlineMs, give);
      how.signal.addEventListener('abort', give, { once: true });
      waiting.set(id, {
        give,
        take: (line) => {
          const value = how.read(line);
          if (value !== null) settle(value);
        },
      });
    });
  }

  return {
    send: (line, signal) =>
      ask<SendOutcome>((id) => ({ ...line, id }), {
        signal,
        deadlineMs: SEND_DEADLINE_MS,
        notAsked: { kind: 'retry-later', afterMs: RETRY_MS, reason: 'WhatsApp is not connected.' },
        unanswered: { kind: 'uncertain', reason: UNCONFIRMED },
        read: (answer) => (answer.kind === 'answer' ? outcomeOf(answer) : null),
      }),
    bring(reference, maxBytes, signal) {
      const pieces: Buffer[] = [];
      let size = 0;
      return ask<FetchedAttachment>((id) => ({ kind: 'fetch', id, reference, maxBytes }), {
        signal,
        deadlineMs: FETCH_DEADLINE_MS,
        notAsked: { kind: 'trouble', reason: 'WhatsApp is not connected.' },
        unanswered: { kind: 'trouble', reason: 'The file did not come in time.' },
        read: (line) => {
          if (line.kind === 'no-file') return noFile(line.why);
          if (line.kind !== 'piece') return null;
          const piece = Buffer.from(line.data, 'base64');
          size += piece.length;
          // SECURITY: what was asked for is the most that is taken, whatever comes.
          if (size > maxBytes) return { kind: 'too-large', sizeBytes: null };
          pieces.push(piece);
          return line.isLast
            ? { kind: 'fetched', bytes: new Uint8Array(Buffer.concat(pieces)), mediaType: null }
            : null;
        },
      });
    },
    // SECURITY: an answer to what nobody asked changes nothing.
    answer: (line) => waiting.get(line.id)?.take(line),
    to(next) {
      speaking = next;
      if (next === null) for (const { give } of [...waiting.values()]) give();
    },
  };
}

function outcomeOf({ outcome, messageId, code, afterMs }: Extract<Answer, { kind: 'answer' }>): SendOutcome {
  const number = code === null ? '' : ` (${code})`;
  switch (outcome) {
    case 'sent':
      return { kind: 'sent', platformMessageId: messageId };
    case 'rejected':
      return { kind: 'rejected', reason: `WhatsApp refused the message${number}.` };
    case 'retry-later':
      return {
        kind: 'retry-later',
        afterMs: Math.min(Math.max(afterMs ?? RETRY_MS, 1_000), LONGEST_WAIT_MS),
        reason: `WhatsApp cannot take the message now${number}.`,
      };
    case 'uncertain':
      return { kind: 'uncertain', reason: UNCONFIRMED };
  }
}

function noFile(why: 'gone' | 'too-large' | 'trouble'): FetchedAttachment {
  switch (why) {
    case 'gone':
      return { kind: 'gone', reason: 'WhatsApp does not have this file any more.' };
    case 'too-large':
      return { kind: 'too-large', sizeBytes: null };
    case 'trouble':
      return { kind: 'trouble', reason: 'WhatsApp did not bring the file.' };
  }
}
