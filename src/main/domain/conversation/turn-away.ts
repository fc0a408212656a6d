// A message that is not let in: that there was one and why, never what it said; a pairing request where one may be made.
//   refused → frame (the first of a minute each, the rest counted into one) → pairing request or nothing
// May not know what is done with messages that are let in.
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { InboundMessage } from '../ports/channel.ts';
import type { FrameRow, Stores } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import type { Admission } from './admission.ts';
import type { QueueNotice } from './deliver.ts';
import type { Invitations } from './invitations.ts';
import type { Pairing } from './pairing.ts';

type Refused = Exclude<Admission, { kind: 'admit' }>;

/** Call inside the transaction that claimed the message. */
export type TurnAway = (
  message: InboundMessage,
  admission: Refused,
) => { readonly kind: 'turned-away'; readonly replied: boolean };

/** A minute's refusals of a channel with a frame each: enough to see who tried, too few to fill a disk. */
const FRAMES_A_MINUTE = 20;
const MINUTE_MS = 60_000;

export function createTurnAway(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  pairing: Pairing;
  invitations: Invitations;
  queueNotice: QueueNotice;
}): TurnAway {
  const { stores, ledger, clock } = deps;
  const minutes = new Map<ChannelId, { frames: number; untold: number }>();

  return (message, admission) => {
    // SECURITY: strangers can write as fast as a platform lets them; each with a frame, they could fill the disk.
    if (!isWorthAFrame(message, admission)) return { kind: 'turned-away', replied: false };
    const frame = record(message, admission);
    const reply = admission.kind === 'pair' ? replyTo(message, admission.senderId, frame) : null;
    if (reply === null) return { kind: 'turned-away', replied: false };
    deps.queueNotice({
      channelId: message.channelId,
      chatId: message.chat.id,
      threadId: null,
      conversationId: null,
      turnId: null,
      onceKey: frame.id,
      text: reply,
      causeId: frame.id,
    });
    return { kind: 'turned-away', replied: true };
  };

  /** A flood is counted; what could still lead to a person being let in is not part of it. */
  function isWorthAFrame(message: InboundMessage, admission: Refused): boolean {
    const { channelId } = message;
    const minute = minuteOf(channelId);
    minute.frames += 1;
    if (minute.frames <= FRAMES_A_MINUTE) return true;
    if (
      admission.kind === 'pair' &&
      (deps.invitations.couldRedeem(message) || deps.pairing.hasRoom(channelId, admission.senderId))
    )
      return true;
    minute.untold += 1;
    return false;
  }

  function minuteOf(channelId: ChannelId): { frames: number; untold: number } {
    const known = minutes.get(channelId);
    if (known !== undefined) return known;
    const minute = { frames: 0, untold: 0 };
    minutes.set(channelId, minute);
    clock.after(MINUTE_MS, () => {
      minutes.delete(channelId);
      if (minute.untold > 0) tellRest(channelId, minute.untold);
    });
    return minute;
  }

  function tellRest(channelId: ChannelId, count: number): void {
    stores.transaction(() => {
      ledger.record({
        kind: 'message-refused',
        causeId: null,
        actor: { kind: 'system' },
        facts: {
          channel: channelId,
          admission: 'flood',
          count,
          reason: `${count} more came within a minute from people who are not let in.`,
        },
      });
    });
  }

  function record(message: InboundMessage, admission: Refused): FrameRow {
    return ledger.record({
      kind: 'message-refused',
      causeId: null,
      actor: { kind: 'stranger', senderId: message.sender.id ?? 'unknown' },
      facts: {
        channel: message.channelId,
        admission: admission.kind,
        reason: admission.reason,
        characters: message.text.length,
      },
    });
  }

  /** What the stranger is told; null: nothing. */
  function replyTo(message: InboundMessage, senderId: string, frame: FrameRow): string | null {
    const welcome = deps.invitations.redeem(message, senderId, frame);
    if (welcome !== null) return welcome;
    const asked = deps.pairing.request(message, senderId, frame);
    return 'dropped' in asked ? null : asked.reply;
  }
}
