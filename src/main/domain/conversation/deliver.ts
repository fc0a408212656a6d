// The way out: redact → format → outbox (durable) → send → settle. A reply that may have left is never sent again by itself.
//   queue(...) inside the transaction that records the step → parts in the outbox
//   pump() → per chat in order: sending → sent | failed | uncertain, each with its frame
// A part that is next in its chat is written down as `sending` at once: no second commit stands before its sending.
import type { Actor } from '../../../contracts/actors.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { CommitTogether } from '../commit-together.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Channel, OutboundPart, SendOutcome } from '../ports/channel.ts';
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

type Settlement = { readonly state: 'sent' | 'failed' | 'uncertain'; readonly error: string | null };

const SYSTEM: Actor = { kind: 'system' };
/** A part that could not be sent for this long is given up and shown as failed: a reply from yesterday confuses. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;
const SEND_DEADLINE_MS = 60_000;
/** A channel that is off or being made anew is looked for again after this long; when it works again, at once. */
const ABSENCE_MS = 60_000;
const AFTER_FAULT_MS = 60_000;

export function createDelivery(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  commit: CommitTogether;
  channel: (id: ChannelId) => Channel | null;
  /** In the channel's own formatting, also while it is being made anew. */
  render: (id: ChannelId, markdown: string) => readonly OutboundPart[];
  /** A part of this conversation changed its state. */
  onState: (row: OutboxRow) => void;
}): Delivery {
  const { stores, ledger, clock } = deps;
  const lanes = new Map<string, Promise<void>>();
  /** By lane: the part written down as `sending` that was not begun yet. Its commit may still have failed. */
  const next = new Map<string, OutboxRow>();
  const stopping = new AbortController();
  let wake: { at: number; cancel: () => void } | null = null;

  function queue(text: OutgoingText): void {
    // SECURITY: the last look before text leaves; without it the model could send a secret it was shown by mistake.
    const safe = deps.redact(text.text);
    const parts = deps.render(text.channelId, safe);
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
    const lane = laneOf(text);
    const isFree = isNext(text, lane);
    parts.forEach((part, position) => {
      const goesNext = isFree && position === 0;
      const row: OutboxRow = {
        id: deps.makeId(),
        channelId: text.channelId,
        chatId: text.chatId,
        threadId: text.threadId,
        conversationId: text.conversationId,
        turnId: text.turnId,
        onceKey: `${text.onceKey}/${position}`,
        body: part.body,
        format: part.format,
        // Durable before it is sent: a kill from here on leaves `sending`, which a restart shows as uncertain.
        state: goesNext ? 'sending' : 'pending',
        attempts: goesNext ? 1 : 0,
        notBefore: 0,
        error: null,
        causeFrameId: frame.id,
        createdAt: clock.now(),
      };
      if (stores.outbox.add(row) && goesNext) next.set(lane, row);
    });
  }

  /** Whether nothing of this chat is being sent or waits before it, so that it can be sent with its own commit. */
  function isNext(chat: Chat, lane: string): boolean {
    return (
      !stopping.signal.aborted &&
      !lanes.has(lane) &&
      !next.has(lane) &&
      deps.channel(chat.channelId) !== null &&
      stores.outbox.nextPending(chat.channelId, chat.chatId, chat.threadId) === null
    );
  }

  function pump(chat?: Chat): void {
    if (stopping.signal.aborted) return;
    for (const due of chat === undefined ? stores.outbox.open() : [chat]) {
      const lane = laneOf(due);
      if (lanes.has(lane)) continue;
      const sending = sendChat(due, lane).catch((cause: unknown) => {
        lanes.delete(lane);
        deps.log.error('Sending failed unexpectedly', { cause });
        wakeAt(clock.now() + AFTER_FAULT_MS); // storage may work again; nobody else would look
      });
      lanes.set(lane, sending);
    }
  }

  /** All due parts of one chat, in order; a part that must wait holds back those behind it. */
  async function sendChat(chat: Chat, lane: string): Promise<void> {
    await Promise.resolve(); // so that the lane is known before it can be left
    while (!stopping.signal.aborted) {
      const written = takeNext(lane);
      if (written !== null) {
        await sendWritten(written);
        continue;
      }
      const row = stores.outbox.nextPending(chat.channelId, chat.chatId, chat.threadId);
      const waitMs = row === null ? 0 : row.notBefore - clock.now();
      if (row === null || waitMs > 0) {
        lanes.delete(lane); // in the same breath as the look: a part queued from now on opens the lane again
        if (row !== null) wakeAt(row.notBefore);
        return;
      }
      const attempts = row.attempts + 1;
      await deps.commit(() => stores.outbox.update(row.id, { state: 'sending', attempts }));
      await sendWritten(row);
    }
    lanes.delete(lane);
  }

  /** SECURITY: only what is durable is sent; the commit that was to write this part down may have failed. */
  function takeNext(lane: string): OutboxRow | null {
    const row = next.get(lane);
    next.delete(lane);
    return row !== undefined && stores.outbox.get(row.id)?.state === 'sending' ? row : null;
  }

  /** Durable as `sending` by now. */
  async function sendWritten(row: OutboxRow): Promise<void> {
    const outcome = await attempt(row);
    switch (outcome.kind) {
      case 'sent':
        return await settle(row, { state: 'sent', error: null });
      case 'rejected':
        return await settle(row, { state: 'failed', error: outcome.reason });
      case 'uncertain':
        return await settle(row, { state: 'uncertain', error: outcome.reason });
      case 'retry-later':
        if (clock.now() - row.createdAt >= GIVE_UP_AFTER_MS)
          return await settle(row, { state: 'failed', error: outcome.reason });
        return await deps.commit(() =>
          stores.outbox.update(row.id, {
            state: 'pending',
            notBefore: clock.now() + outcome.afterMs,
            error: outcome.reason,
          }),
        );
    }
  }

  async function attempt(row: OutboxRow): Promise<SendOutcome> {
    const channel = deps.channel(row.channelId);
    if (channel === null || stopping.signal.aborted) {
      const afterMs = stopping.signal.aborted ? 0 : ABSENCE_MS;
      return { kind: 'retry-later', afterMs, reason: 'The channel is not connected.' };
    }
    const deadline = new AbortController();
    const cancelDeadline = clock.after(SEND_DEADLINE_MS, () => deadline.abort());
    try {
      return await channel.send(
        { chatId: row.chatId, threadId: row.threadId },
        { body: row.body, format: row.format },
        AbortSignal.any([deadline.signal, stopping.signal]),
      );
    } catch (cause) {
      deps.log.error('A channel failed while sending', { channel: row.channelId, cause });
      // SECURITY: it may have left; what is not known to have failed is never sent again.
      return { kind: 'uncertain', reason: 'Something unexpected went wrong while this was being sent.' };
    } finally {
      cancelDeadline();
    }
  }

  async function settle(row: OutboxRow, result: Settlement): Promise<void> {
    await deps.commit(() => record(row, result));
    deps.onState({ ...row, ...result });
  }

  /** In the transaction: the state and its frame. */
  function record(row: OutboxRow, result: Settlement): void {
    const kinds = { sent: 'reply-sent', failed: 'reply-failed', uncertain: 'reply-uncertain' } as const;
    stores.outbox.update(row.id, result);
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
    const result = { state: 'uncertain', error: 'Sallyport stopped while this was being sent.' } as const;
    stores.transaction(() => {
      for (const row of interrupted) record(row, result);
    });
    for (const row of interrupted) deps.onState({ ...row, ...result });
    return interrupted.length;
  }

  /** What was to be sent next and was not begun: certainly not sent, so the next start sends it. */
  function putBack(): void {
    const rows = [...next.keys()].map(takeNext);
    stores.transaction(() => {
      for (const row of rows)
        if (row !== null) stores.outbox.update(row.id, { state: 'pending', attempts: 0 });
    });
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
      putBack();
    },
  };
}

function laneOf(chat: Chat): string {
  return canonicalJson([chat.channelId, chat.chatId, chat.threadId]);
}
