// The update queue of one bot, and the long poll that empties it.
//   push → pending → getUpdates answers → a higher offset confirms and drops
// It knows nothing of what an update holds beyond its kind. Rules: Bot API "getUpdates".
import type { Fields } from '../loopback/http-body.ts';
import { isObject } from '../loopback/http-body.ts';
import type { BotReply, Refusal } from './wire.ts';
import { done, refused, structured, wholeNumber } from './wire.ts';

/** Kinds a bot gets only when it names them in `allowed_updates` (Bot API). */
const ON_REQUEST_ONLY = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

const MAX_LIMIT = 100;
const MAX_TIMEOUT_SECONDS = 50;

export const CONFLICT = refused(
  409,
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
);

export interface Updates {
  /** Queues an update of a kind; null when the bot did not ask for this kind, which drops it for good. */
  push(kind: string, content: object): number | null;
  /**
   * Queues any value as it is; a plain object without an `update_id` gets one, unless `bare`. Returns the id under
   * which it is confirmed.
   */
  pushRaw(value: unknown, bare: boolean): number;
  /** Answers at once when updates wait, else when one comes or the time is over. A later call ends an earlier one. */
  get(fields: Fields, gone: AbortSignal): Promise<BotReply>;
  /** Answers the open poll with a refusal, as when the token is revoked under it. */
  endPoll(refusal: Refusal): void;
  /** True while a long poll is open. */
  polling(): boolean;
  /** Highest offset the bot sent: every update below it is confirmed. 0 before the first. */
  confirmedOffset(): number;
  /** Updates not confirmed yet. */
  pendingCount(): number;
  /** Drops everything pending. */
  clear(): void;
}

interface Pending {
  readonly id: number;
  /** Kept as text: a long poll under load would otherwise write the same object many times. */
  readonly json: string;
}

/** `firstUpdateId` is where the numbers begin; on the platform it is an arbitrary positive number. */
export function createUpdates(firstUpdateId: number, changed: () => void): Updates {
  let pending: Pending[] = [];
  let nextId = firstUpdateId;
  let confirmed = 0;
  let allowed: ReadonlySet<string> | null = null;
  let open: { answer(reply: BotReply): void; wake(): void } | null = null;

  function enqueue(id: number, json: string): void {
    pending.push({ id, json });
    nextId = Math.max(nextId, id + 1);
    open?.wake();
    changed();
  }

  function confirm(offset: number): void {
    const until = pending.findIndex((update) => update.id >= offset);
    pending = until === -1 ? [] : pending.slice(until);
    confirmed = Math.max(confirmed, offset);
    changed();
  }

  function take(limit: number): BotReply {
    return done(pending.slice(0, limit).map((update) => rawJson(update.json)));
  }

  return {
    push(kind, content) {
      if (allowed === null ? ON_REQUEST_ONLY.has(kind) : !allowed.has(kind)) return null;
      const id = nextId;
      enqueue(id, JSON.stringify({ update_id: id, [kind]: content }));
      return id;
    },
    pushRaw(value, bare) {
      const own = isObject(value) ? wholeNumber(value['update_id']) : undefined;
      const id = typeof own === 'number' && own >= nextId ? own : nextId;
      const whole = isObject(value) && !('update_id' in value) && !bare ? { update_id: id, ...value } : value;
      enqueue(id, JSON.stringify(whole) ?? 'null');
      return id;
    },
    get(fields, gone) {
      open?.answer(CONFLICT);
      const offset = wholeNumber(fields['offset']) ?? 0;
      const asked = wholeNumber(fields['limit']) ?? MAX_LIMIT;
      const limit = asked < 1 || asked > MAX_LIMIT ? MAX_LIMIT : asked;
      const timeoutSeconds = Math.min(Math.max(wholeNumber(fields['timeout']) ?? 0, 0), MAX_TIMEOUT_SECONDS);
      allowed = kindsAllowed(fields['allowed_updates'], allowed);
      if (offset > 0) confirm(offset);
      // A negative offset counts from the end of the queue and forgets everything before it.
      if (offset < 0 && pending.length > -offset) confirm(pending.at(offset)?.id ?? 0);
      if (pending.length > 0 || timeoutSeconds === 0) return Promise.resolve(take(limit));

      return new Promise((resolve) => {
        const answer = (reply: BotReply) => {
          if (open !== poll) return;
          open = null;
          clearTimeout(timer);
          gone.removeEventListener('abort', leave);
          resolve(reply);
        };
        const leave = () => answer(done([]));
        let waking = false;
        const poll = {
          answer,
          // What is written in one go by many people arrives in one reply, as on the platform.
          wake() {
            if (waking) return;
            waking = true;
            setImmediate(() => answer(take(limit)));
          },
        };
        const timer = setTimeout(leave, timeoutSeconds * 1_000);
        gone.addEventListener('abort', leave);
        open = poll;
        changed();
      });
    },
    endPoll: (refusal) => open?.answer(refusal),
    polling: () => open !== null,
    confirmedOffset: () => confirmed,
    pendingCount: () => pending.length,
    clear() {
      pending = [];
      changed();
    },
  };
}

// An empty list is the default; leaving it out keeps what was asked last.
function kindsAllowed(given: unknown, before: ReadonlySet<string> | null): ReadonlySet<string> | null {
  const kinds = structured(given);
  if (!Array.isArray(kinds)) return before;
  return kinds.length === 0 ? null : new Set(kinds.filter((kind) => typeof kind === 'string'));
}

/** JSON text that is to stand in a reply as it is. */
export interface RawJson {
  readonly rawJson: string;
}

function rawJson(text: string): RawJson {
  return { rawJson: text };
}

/** The reply as text, with updates put in unchanged. */
export function replyText(reply: BotReply): string {
  if (!reply.ok || !Array.isArray(reply.result) || !isRaw(reply.result[0])) return JSON.stringify(reply);
  return `{"ok":true,"result":[${reply.result.map((update: RawJson) => update.rawJson).join(',')}]}`;
}

function isRaw(value: unknown): value is RawJson {
  return isObject(value) && typeof value['rawJson'] === 'string';
}
