// The way out: redact → format → outbox (durable) → send → settle. A reply that may have left is sent again by itself only
// where the platform recognises it, and then arrives once.
//   queue(...) inside the transaction that records the step → parts in the outbox
//   pump() → per chat in order: sending → sent | failed | uncertain (part-records.ts), each with its frame
// A part that is next in its chat is written down as `sending` at once: no second commit stands before its sending.
import type { Actor } from '../../../contracts/actors.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { CommitTogether } from '../commit-together.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Channel, OutboundPart, SendOutcome } from '../ports/channel.ts';
import type { OutboxRow, Stores } from '../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../ports/world.ts';
import { type Chat, type OutgoingText, partOf, rowOf, withFile } from './outgoing-text.ts';
import { createPartRecords, SEND_DEADLINE_MS } from './part-records.ts';

export type { Chat, OutgoingText } from './outgoing-text.ts';

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
  const records = createPartRecords(deps);
  const stopping = new AbortController();
  let wake: { at: number; cancel: () => void } | null = null;

  function queue(text: OutgoingText): void {
    // SECURITY: the last look before text leaves; without it the model could send a secret it was shown by mistake.
    const safe = deps.redact(text.text);
    const parts = withFile(deps.render(text.channelId, safe), text.file);
    if (parts.length === 0) return;
    const frame = ledger.record({
      kind: 'reply-queued',
      causeId: text.causeId,
      actor: SYSTEM,
      conversationId: text.conversationId,
      turnId: text.turnId,
      facts: { channel: text.channelId, parts: parts.length },
      payload: { text: safe, ...(text.file === undefined ? {} : { file: text.file.name }) },
    });
    const lane = laneOf(text);
    const isFree = isNext(text, lane);
    parts.forEach((part, position) => {
      const row = rowOf(text, part, position, { id: deps.makeId(), causeFrameId: frame.id, at: clock.now() });
      const goesNext = isFree && position === 0;
      // Durable before it is sent: a kill from here on leaves `sending`.
      const stored = goesNext ? { ...row, ...records.sending(row) } : row;
      if (!stores.outbox.add(stored)) return;
      if (part.file !== undefined) stores.outbox.keepBytes(row.id, part.file.bytes);
      if (goesNext) next.set(lane, row);
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
      if (records.mayNotRepeat(row)) {
        await records.giveUp(row);
        continue;
      }
      await deps.commit(() => stores.outbox.update(row.id, records.sending(row)));
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

  /** Durable as `sending` by now; `row` is as it was before. */
  async function sendWritten(row: OutboxRow): Promise<void> {
    await records.conclude(row, await attempt(row));
  }

  async function attempt(row: OutboxRow): Promise<SendOutcome> {
    const channel = deps.channel(row.channelId);
    if (channel === null || stopping.signal.aborted) {
      const afterMs = stopping.signal.aborted ? 0 : ABSENCE_MS;
      return { kind: 'retry-later', afterMs, reason: 'The channel is not connected.' };
    }
    const part = partOf(row, row.file === null ? null : stores.outbox.bytesOf(row.id));
    // A channel may be another one by now; without this its words alone would go out as if they were all.
    if (row.file !== null && (channel.canSendFiles !== true || part.file === undefined))
      return { kind: 'rejected', reason: 'This file cannot be sent here.' };
    const deadline = new AbortController();
    const cancelDeadline = clock.after(SEND_DEADLINE_MS, () => deadline.abort());
    try {
      return await channel.send(
        { chatId: row.chatId, threadId: row.threadId },
        part,
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

  /** What was to be sent next and was not begun: certainly not sent, so the next start sends it. */
  function putBack(): void {
    const rows = [...next.keys()].map(takeNext);
    stores.transaction(() => {
      for (const row of rows)
        if (row !== null) stores.outbox.update(row.id, { state: 'pending', attempts: 0, repeatUntil: null });
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
    recover: records.recover,
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
