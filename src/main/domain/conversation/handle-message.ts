// The story of one message:
//   receive → admit → record (one transaction) → queue → turn → deliver
// Nothing acts on a message before it is durable. May not know Telegram, SQL or Electron.
import type { Actor } from '../../../contracts/actors.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import { recordAttachments } from '../attachments/record-attachments.ts';
import type { Forwarding } from '../gate/approvals-forwarding.ts';
import { cutText } from '../gate/cap-text.ts';
import { taintOfMessage } from '../gate/taint.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { InboundMessage, Received, SkippedUpdate } from '../ports/channel.ts';
import type { ConversationRow, FrameRow, SenderRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../ports/world.ts';
import { labelled, labelSentence } from '../untrusted-text/label.ts';
import { type AdmissionPolicy, admit } from './admission.ts';
import { shownName } from './asker.ts';
import type { Delivery } from './deliver.ts';
import type { Invitations } from './invitations.ts';
import { noticeRow } from './notice-row.ts';
import { createOnceDurable } from './once-durable.ts';
import type { Pairing } from './pairing.ts';
import type { TurnQueue } from './queue.ts';
import { createTurnAway } from './turn-away.ts';
import { PREVIEW_CHARACTERS } from './turn-records.ts';

export interface HandleMessage {
  receive(message: InboundMessage): Received & { readonly messageId?: string; readonly turnId?: string };
  skip(update: SkippedUpdate): void;
  together<T>(work: () => T): T;
  /** Whether this actor would be let in now: asked again before a turn starts and before an allowed call runs. */
  isAdmitted(conversation: ConversationRow, actor: Actor): boolean;
}

const MAX_MESSAGE_CHARACTERS = 100_000;
const TOO_MANY = 'Too many messages are waiting here. This one was not taken up; send it again later.';

export function createHandleMessage(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  pairing: Pairing;
  invitations: Invitations;
  queue: TurnQueue;
  delivery: Delivery;
  policyOf: (channelId: ChannelId) => AdmissionPolicy;
  redact: Redact;
  /** An answer to a forwarded question: what to do once it is durable; null for every other message. */
  takeAnswer: Forwarding['take'];
  onMessage: (conversationId: string, messageId: string) => void;
}): HandleMessage {
  const { stores, ledger, clock } = deps;
  const flooded = new Set<string>();
  const { together, onceDurable } = createOnceDurable(stores);
  const turnAway = createTurnAway({ ...deps, queueNotice: deps.delivery.queue });

  function receive(message: InboundMessage): Received & { messageId?: string; turnId?: string } {
    const taken = stores.transaction(() => {
      // SECURITY: the same update never counts twice, whatever was decided about it the first time.
      if (!stores.inboundKeys.claim(message.channelId, message.dedupKey, clock.now()))
        return { kind: 'duplicate' as const };
      const admission = admit(
        message,
        deps.policyOf(message.channelId),
        standingOf(message.channelId, message.sender.id),
      );
      return admission.kind === 'admit' ? takeUp(message, admission.actor) : turnAway(message, admission);
    });
    switch (taken.kind) {
      case 'duplicate':
        return taken;
      case 'turned-away':
        if (taken.replied)
          onceDurable(() =>
            deps.delivery.pump({ channelId: message.channelId, chatId: message.chat.id, threadId: null }),
          );
        return { kind: 'recorded' };
      case 'taken-up': {
        const { conversation, messageId, turnId, answer } = taken;
        onceDurable(() => {
          deps.onMessage(conversation.id, messageId);
          if (answer !== undefined) answer();
          else if (turnId === null) deps.delivery.pump(conversation);
          else deps.queue.add(conversation.id, turnId);
        });
        return turnId === null ? { kind: 'recorded', messageId } : { kind: 'recorded', messageId, turnId };
      }
    }
  }

  /** In the transaction: message, frame and, for what is to be answered, a queued turn. */
  function takeUp(
    message: InboundMessage,
    actor: Actor,
  ): {
    kind: 'taken-up';
    conversation: ConversationRow;
    messageId: string;
    turnId: string | null;
    answer?: () => void;
  } {
    const conversation = conversationOf(message);
    const messageId = deps.makeId();
    const text = message.text.slice(0, MAX_MESSAGE_CHARACTERS);
    const now = clock.now();
    const frame = ledger.record({
      kind: 'message-received',
      causeId: null,
      actor,
      conversationId: conversation.id,
      facts: {
        channel: message.channelId,
        messageId,
        messageKind: message.kind,
        characters: message.text.length,
        ...(labelSentence(labelled(taintOfMessage(actor, message.quoted === true), text)) === null
          ? {}
          : { readsLikeInstructions: true }),
      },
      payload: { text },
    });
    stores.messages.add({
      id: messageId,
      conversationId: conversation.id,
      channelId: message.channelId,
      // SECURITY: words that somebody else wrote are never taken for the sender's own, not even the owner's.
      kind: message.quoted === true ? 'forwarded' : message.kind,
      senderId: message.sender.id,
      senderName: shownName(message.sender.name),
      actor,
      text,
      platformMessageId: message.platformMessageId,
      at: now,
      frameId: frame.id,
    });
    // SECURITY: masked before it is cut; half a secret is not recognised any more.
    const shown = deps.redact(text);
    stores.conversations.update(conversation.id, {
      lastAt: now,
      preview: cutText(shown, PREVIEW_CHARACTERS),
      ...(isFirstOwn(conversation) ? { title: firstLine(shown) } : {}),
    });
    if (message.kind === 'reaction') return { kind: 'taken-up', conversation, messageId, turnId: null };
    // SECURITY: an answer is an answer and nothing else; it never becomes words that the model is told.
    const answer = deps.takeAnswer(message, conversation, actor);
    if (answer !== null) return { kind: 'taken-up', conversation, messageId, turnId: null, answer };
    if (!deps.queue.hasRoom(conversation.id)) {
      // Said once for each flood: an answer to each message of it would be a flood of our own.
      if (!flooded.has(conversation.id)) refuseFlood(conversation, frame);
      flooded.add(conversation.id);
      return { kind: 'taken-up', conversation, messageId, turnId: null };
    }
    flooded.delete(conversation.id);
    // SECURITY: only here: what strangers attach is not even written down, and so never fetched.
    recordAttachments(deps, message, { messageId, conversationId: conversation.id });
    const turnId = deps.makeId();
    stores.turns.add({
      id: turnId,
      conversationId: conversation.id,
      messageId,
      state: 'queued',
      causeFrameId: frame.id,
      createdAt: now,
      endedAt: null,
    });
    return { kind: 'taken-up', conversation, messageId, turnId };
  }

  function refuseFlood(conversation: ConversationRow, frame: FrameRow): void {
    const { channelId, chatId, threadId, id: conversationId } = conversation;
    const noticeId = deps.makeId();
    stores.messages.add(noticeRow(noticeId, conversation, TOO_MANY, clock.now()));
    deps.delivery.queue({
      channelId,
      chatId,
      threadId,
      conversationId,
      turnId: null,
      onceKey: noticeId,
      text: TOO_MANY,
      causeId: frame.id,
    });
  }

  function conversationOf(message: InboundMessage): ConversationRow {
    const known = stores.conversations.find(message.channelId, message.chat.id, message.chat.threadId);
    if (known !== null) return known;
    const now = clock.now();
    const row: ConversationRow = {
      id: deps.makeId(),
      channelId: message.channelId,
      platform: message.platform,
      chatKind: message.platform === 'desktop' ? 'own' : message.chat.kind === 'direct' ? 'direct' : 'group',
      chatId: message.chat.id,
      threadId: message.chat.threadId,
      title: shownName(message.chat.title) ?? shownName(message.sender.name) ?? message.chat.id,
      // SECURITY: a group is nobody's own; with the id of who wrote first, what is meant for them would reach it.
      senderId: message.chat.kind === 'direct' ? message.sender.id : null,
      workspace: null,
      createdAt: now,
      lastAt: now,
      preview: '',
      isPrivate: false,
    };
    stores.conversations.add(row);
    return row;
  }

  function standingOf(channelId: ChannelId, senderId: string | null): SenderRow['standing'] | null {
    return senderId === null ? null : (stores.senders.get(channelId, senderId)?.standing ?? null);
  }

  function isAdmitted(conversation: ConversationRow, actor: Actor): boolean {
    const senderId = 'senderId' in actor ? actor.senderId : conversation.senderId;
    const admission = admit(
      {
        platform: conversation.platform,
        kind: 'text',
        addressed: true,
        sender: { id: senderId, name: null, isBot: false },
        chat: {
          id: conversation.chatId,
          kind: conversation.chatKind === 'group' ? 'group' : 'direct',
          threadId: conversation.threadId,
          title: null,
        },
      },
      deps.policyOf(conversation.channelId),
      standingOf(conversation.channelId, senderId),
    );
    // Linked as the owner's own since: still let in; the call keeps the actor it was made under.
    return (
      admission.kind === 'admit' && (admission.actor.kind === actor.kind || admission.actor.kind === 'owner')
    );
  }

  return {
    receive,
    together,
    isAdmitted,
    skip: (update) => {
      stores.transaction(() => {
        if (!stores.inboundKeys.claim(update.channelId, update.dedupKey, clock.now())) return;
        ledger.record({
          kind: 'update-skipped',
          causeId: null,
          actor: { kind: 'system' },
          facts: { channel: update.channelId, reason: update.reason },
        });
      });
    },
  };
}

/** The owner's own conversations are named after what was said first. */
function isFirstOwn(conversation: ConversationRow): boolean {
  return conversation.chatKind === 'own' && !conversation.isPrivate && conversation.preview === '';
}

function firstLine(text: string): string {
  return cutText(text.trim().split('\n')[0] ?? '', 60);
}
