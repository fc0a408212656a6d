// What becomes of a part of a reply, written down: that it is being sent, sent, given up, or to be tried again.
//   sending(row) → attempt → conclude(row, outcome) → sent | failed | uncertain, with its frame; or pending again
// What may have arrived is tried again only while the platform recognises it by its key: `repeatUntil` is written down
// before it is sent, so that a restart knows without the channel. May not know how anything is sent.
import type { Actor } from '../../../contracts/actors.ts';
import type { CommitTogether } from '../commit-together.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Channel, SendOutcome } from '../ports/channel.ts';
import type { OutboxChange, OutboxRow, Stores } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';

export interface PartRecords {
  /** What a row becomes before it is sent; call inside the transaction that writes it. */
  sending(row: OutboxRow): OutboxChange;
  /** It may have arrived, and sent now it could arrive a second time. */
  mayNotRepeat(row: OutboxRow): boolean;
  giveUp(row: OutboxRow): Promise<void>;
  /** `row` as it was before it became `sending`. */
  conclude(row: OutboxRow, outcome: SendOutcome): Promise<void>;
  /** After a restart: what was being sent may have been sent. How many it were. */
  recover(): number;
}

interface Settlement {
  readonly state: 'sent' | 'failed' | 'uncertain';
  readonly error: string | null;
}

const SYSTEM: Actor = { kind: 'system' };
/** Of one attempt, from its beginning to the last moment at which it can still reach the platform. */
export const SEND_DEADLINE_MS = 60_000;
/** A part that could not be sent for this long is given up and shown as failed: a reply from yesterday confuses. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;
/** Between repeats of what may have arrived: 2 s, 4 s, 8 s … */
const FIRST_REPEAT_MS = 2_000;
const LONGEST_REPEAT_MS = 60_000;
const STOPPED = 'Sallyport stopped while this was being sent.';

export function createPartRecords(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  commit: CommitTogether;
  channel: (id: string) => Channel | null;
  onState: (row: OutboxRow) => void;
}): PartRecords {
  const { stores, ledger, clock } = deps;

  /** The window begins before the first attempt, so it never ends after the platform's own. */
  function repeatUntil(row: OutboxRow): number | null {
    if (row.repeatUntil !== null) return row.repeatUntil;
    const windowMs = deps.channel(row.channelId)?.repeatWindowMs;
    return windowMs === undefined ? null : clock.now() + windowMs;
  }

  /** SECURITY: the last moment of an attempt must lie within the window; past it a repeat would arrive twice. */
  function isRecognised(until: number, at: number): boolean {
    return at + SEND_DEADLINE_MS <= until;
  }

  function mayNotRepeat(row: OutboxRow): boolean {
    if (row.repeatUntil === null) return false;
    const channel = deps.channel(row.channelId);
    // SECURITY: another version of the channel, or another account behind its name, may recognise nothing.
    if (channel !== null && channel.repeatWindowMs === undefined) return true;
    // SECURITY: a clock that was set back would make the window longer than it is.
    if (channel?.repeatWindowMs !== undefined && row.repeatUntil - clock.now() > channel.repeatWindowMs)
      return true;
    return !isRecognised(row.repeatUntil, clock.now());
  }

  async function conclude(row: OutboxRow, outcome: SendOutcome): Promise<void> {
    // SECURITY: what an earlier attempt may have brought is not undone by a later one that certainly failed.
    const failed = row.repeatUntil === null ? 'failed' : 'uncertain';
    switch (outcome.kind) {
      case 'sent':
        return await settle(row, { state: 'sent', error: null });
      case 'rejected':
        return await settle(row, { state: failed, error: outcome.reason });
      case 'uncertain': {
        const until = stores.outbox.get(row.id)?.repeatUntil ?? null;
        const at = clock.now() + repeatDelay(row.attempts);
        if (until === null || !isRecognised(until, at))
          return await settle(row, { state: 'uncertain', error: outcome.reason });
        return await again(row, { notBefore: at, error: outcome.reason, repeatUntil: until });
      }
      case 'retry-later':
        if (clock.now() - row.queuedAt >= GIVE_UP_AFTER_MS)
          return await settle(row, { state: failed, error: outcome.reason });
        return await again(row, {
          notBefore: clock.now() + outcome.afterMs,
          error: outcome.reason,
          // This attempt brought nothing; what one before it may have brought stays so.
          repeatUntil: row.repeatUntil,
        });
    }
  }

  async function again(row: OutboxRow, change: OutboxChange): Promise<void> {
    await deps.commit(() => stores.outbox.update(row.id, { state: 'pending', ...change }));
  }

  async function settle(row: OutboxRow, result: Settlement): Promise<void> {
    await deps.commit(() => record(row, result));
    deps.onState({ ...row, ...result });
  }

  /** In the transaction: the state and its frame. */
  function record(row: OutboxRow, result: Settlement): void {
    const kinds = { sent: 'reply-sent', failed: 'reply-failed', uncertain: 'reply-uncertain' } as const;
    stores.outbox.update(row.id, { ...result, repeatUntil: null, settledAt: clock.now() });
    // Kept while the owner may have it sent again.
    if (result.state === 'sent' && row.file !== null) stores.outbox.dropBytes(row.id);
    ledger.record({
      kind: kinds[result.state],
      causeId: row.causeFrameId,
      actor: SYSTEM,
      conversationId: row.conversationId,
      turnId: row.turnId,
      facts: { channel: row.channelId, ...(result.error === null ? {} : { reason: result.error }) },
    });
  }

  function recover(): number {
    const interrupted = stores.outbox.open().filter((row) => row.state === 'sending');
    const isOver = ({ repeatUntil: until }: OutboxRow): boolean =>
      until === null || !isRecognised(until, clock.now());
    const over = interrupted.filter(isOver);
    const result = { state: 'uncertain', error: STOPPED } as const;
    stores.transaction(() => {
      for (const row of interrupted)
        if (isOver(row)) record(row, result);
        else stores.outbox.update(row.id, { state: 'pending', notBefore: 0, error: STOPPED });
    });
    for (const row of over) deps.onState({ ...row, ...result });
    return interrupted.length;
  }

  return {
    sending: (row) => ({ state: 'sending', attempts: row.attempts + 1, repeatUntil: repeatUntil(row) }),
    mayNotRepeat,
    giveUp: (row) => settle(row, { state: 'uncertain', error: row.error ?? STOPPED }),
    conclude,
    recover,
  };
}

function repeatDelay(attempts: number): number {
  return Math.min(LONGEST_REPEAT_MS, FIRST_REPEAT_MS * 2 ** Math.min(attempts, 10));
}
