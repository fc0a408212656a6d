// The way out: redact → format → outbox (durable) → send → settle. A reply that may have left is never sent again by itself.
//   queue(...) inside the transaction that records the step → parts in the outbox
//   pump() → per chat in order: sending → sent | failed | uncertain, each with its frame
import type { Actor } from '../../../contracts/actors.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Channel } from '../ports/channel.ts';
import type { OutboxRow, Stores } from '../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../ports/world.ts';

export interface OutgoingText {
  readonly channelId: ChannelId;
  readonly chatId: string;
  readonly threadId: string | null;
  readonly conversationId: string | null;
  readonly turnId: string | null;
  /** Id of the step, notice or frame that this text is; the same one is never queued twice. */
  readonly onceKey: string;
  /** Markdown. */
  readonly text: string;
  readonly causeId: string;
}

export type Chat = Pick<OutgoingText, 'channelId' | 'chatId' | 'threadId'>;

/** Call inside a transaction. */
export type QueueNotice = (text: OutgoingText) => void;

export interface Delivery {
  /** Call inside a transaction; then `pump()` after it committed. */
  queue: QueueNotice;
  /** Begins sending what is due, in one chat or (after a start) in all; returns at once. */
  pump(chat?: Chat): void;
  /** A channel works again: what waited for a later try is due now. */
  retryNow(channelId: ChannelId): void;
  /** After a restart: what was being sent may have been sent. Call once, before the first `pump`. */
  recover(): number;
  /** Ends waiting sends; resolves when none is under way. */
  stop(): Promise<void>;
  /** Resolves when nothing is being sent and nothing is due. */
  settled(): Promise<void>;
}

const SYSTEM: Actor = { kind: 'system' };
/** A part that could not be sent for this long is given up and shown as failed: a reply from yesterday confuses. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;
const SEND_DEADLINE_MS = 60_000;

export function createDelivery(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  channel: (id: ChannelId) => Channel | null;
  /** A part of this conversation changed its state. */
  onState: (row: OutboxRow) => void;
}): Delivery {
  const { stores, ledger, clock } = deps;
  const lanes = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let wake: { at: number; cancel: () => void } | null = null;

  function queue(text: OutgoingText): void {
    const channel = deps.channel(text.channelId);
    // SECURITY: the last look before text leaves; without it the model could send a secret it was shown by mistake.
    const safe = deps.redact(text.text);
    const parts = channel?.render(safe) ?? [{ body: safe, format: 'plain' as const }];
    if (parts.length === 0) return;
    const frame = ledger.record({
      kind: 'reply-queued',
      causeId: text.causeId,
      actor: SYSTEM,
      conversationId: text.conversationId,
      turnId: text.turnId,
      facts: { channel: text.channelId, parts: parts.length },
      payload: { text: safe },
    });
    parts.forEach((part, position) => {
      stores.outbox.add({
        id: deps.makeId(),
        channelId: text.channelId,
        chatId: text.chatId,
        threadId: text.threadId,
        conversationId: text.conversationId,
        turnId: text.turnId,
        onceKey: `${text.onceKey}/${position}`,
        body: part.body,
        format: part.format,
        state: 'pending',
        attempts: 0,
        notBefore: 0,
        error: null,
        causeFrameId: frame.id,
        createdAt: clock.now(),
      });
    });
  }

  function pump(chat?: Chat): void {
    if (stopping.signal.aborted) return;
    for (const due of chat === undefined ? stores.outbox.open() : [chat]) {
      const lane = canonicalJson([due.channelId, due.chatId, due.threadId]);
      if (lanes.has(lane)) continue;
      const sending = sendChat(due, () => lanes.delete(lane)).catch((cause: unknown) => {
        lanes.delete(lane);
        deps.log.error('Sending failed unexpectedly', { cause });
      });
      lanes.set(lane, sending);
    }
  }

  /** All due parts of one chat, in order; a part that must wait holds back those behind it. */
  async function sendChat(chat: Chat, leave: () => void): Promise<void> {
    await Promise.resolve(); // so that the lane is known before it can be left
    while (!stopping.signal.aborted) {
      const row = stores.outbox.nextPending(chat.channelId, chat.chatId, chat.threadId);
      const waitMs = row === null ? 0 : row.notBefore - clock.now();
      if (row === null || waitMs > 0) {
        leave(); // in the same breath as the look: a part queued from now on opens the lane again
        if (row !== null) wakeAt(row.notBefore);
        return;
      }
      await sendPart(row);
    }
    leave();
  }

  async function sendPart(row: OutboxRow): Promise<void> {
    const channel = deps.channel(row.channelId);
    if (channel === null) {
      settle(row, { state: 'failed', error: 'The channel no longer exists.' });
      return;
    }
    // Durable before it is sent: a kill from here on leaves `sending`, which a restart shows as uncertain.
    stores.transaction(() => stores.outbox.update(row.id, { state: 'sending', attempts: row.attempts + 1 }));
    const deadline = new AbortController();
    const cancelDeadline = clock.after(SEND_DEADLINE_MS, () => deadline.abort());
    const outcome = await channel.send(
      { chatId: row.chatId, threadId: row.threadId },
      { body: row.body, format: row.format },
      AbortSignal.any([deadline.signal, stopping.signal]),
    );
    cancelDeadline();
    switch (outcome.kind) {
      case 'sent':
        settle(row, { state: 'sent', error: null });
        return;
      case 'rejected':
        settle(row, { state: 'failed', error: outcome.reason });
        return;
      case 'uncertain':
        settle(row, { state: 'uncertain', error: outcome.reason });
        return;
      case 'retry-later':
        if (clock.now() - row.createdAt >= GIVE_UP_AFTER_MS)
          settle(row, { state: 'failed', error: outcome.reason });
        else {
          const notBefore = clock.now() + outcome.afterMs;
          stores.transaction(() =>
            stores.outbox.update(row.id, { state: 'pending', notBefore, error: outcome.reason }),
          );
        }
        return;
    }
  }

  function settle(
    row: OutboxRow,
    result: { state: 'sent' | 'failed' | 'uncertain'; error: string | null },
  ): void {
    const kinds = { sent: 'reply-sent', failed: 'reply-failed', uncertain: 'reply-uncertain' } as const;
    stores.transaction(() => {
      stores.outbox.update(row.id, result);
      ledger.record({
        kind: kinds[result.state],
        causeId: row.causeFrameId,
        actor: SYSTEM,
        conversationId: row.conversationId,
        turnId: row.turnId,
        facts: { channel: row.channelId, ...(result.error === null ? {} : { reason: result.error }) },
      });
    });
    deps.onState({ ...row, ...result });
  }

  function recover(): number {
    const interrupted = stores.outbox.open().filter((row) => row.state === 'sending');
    for (const row of interrupted) {
      settle(row, { state: 'uncertain', error: 'Sallyport stopped while this was being sent.' });
    }
    return interrupted.length;
  }

  function wakeAt(at: number): void {
    if (wake !== null && wake.at <= at) return;
    wake?.cancel();
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      wake = null;
      pump();
    });
    wake = { at, cancel };
  }

  async function settled(): Promise<void> {
    while (lanes.size > 0) await Promise.all(lanes.values());
  }

  function retryNow(channelId: ChannelId): void {
    const waiting = stores.outbox
      .open()
      .filter((row) => row.channelId === channelId && row.notBefore > clock.now());
    if (waiting.length === 0) return;
    stores.transaction(() => {
      for (const row of waiting) if (row.state === 'pending') stores.outbox.update(row.id, { notBefore: 0 });
    });
    pump();
  }

  return {
    queue,
    retryNow,
    pump,
    recover,
    settled,
    stop: async () => {
      stopping.abort();
      wake?.cancel();
      await settled();
    },
  };
}
