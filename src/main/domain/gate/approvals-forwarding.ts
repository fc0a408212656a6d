// Questions are also sent to one chat of the owner's own, when the owner wants that; and answered from there.
//   question open → row → sent → answered there, or settled elsewhere → the outcome is told under it
// May not widen: from there a question is allowed once or denied, by the owner's own account and nobody else.
import type { Actor } from '../../../contracts/actors.ts';
import type { Config } from '../../../contracts/settings.ts';
import type { ChannelSet } from '../conversation/channels.ts';
import { makeCode } from '../conversation/pairing-code.ts';
import type { InboundMessage, SendOutcome } from '../ports/channel.ts';
import type { ApprovalRow, ConversationRow, ForwardedRow, Stores } from '../ports/stores.ts';
import type { Clock, Log, Random, Redact } from '../ports/world.ts';
import type { Approvals, Settled } from './approvals.ts';
import { buttonData, type ForwardedAnswer, readAnswer } from './forwarded-answer.ts';
import { forwardedText } from './forwarded-text.ts';

export interface Forwarding {
  /** A question is open and durable. */
  asked(row: ApprovalRow): void;
  /** Something was settled, a channel works again: what is due is sent or told. */
  refresh(): void;
  /**
   * What to do with a message that is an answer and nothing else, once it is durable; null for every other message,
   * which then goes its usual way. An answer never starts a turn.
   */
  take(message: InboundMessage, conversation: ConversationRow, actor: Actor): (() => void) | null;
  stop(): void;
}

const SEND_DEADLINE_MS = 30_000;
const AFTER_FAULT_MS = 60_000;
/** Codes of the past stay known for so long, so that an old button is told from a wrong one. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

export function createForwarding(deps: {
  stores: Stores;
  clock: Clock;
  random: Random;
  redact: Redact;
  log: Log;
  config: () => Config;
  channel: ChannelSet['get'];
  approvals: () => Pick<Approvals, 'allow' | 'deny' | 'question'>;
}): Forwarding {
  const { stores, clock } = deps;
  const stopping = new AbortController();
  let working = false;
  let again = false;
  let cancelWake: (() => void) | null = null;

  /** The chat that questions go to: direct, and linked as the owner's own account; null without one. */
  function target(): ConversationRow | null {
    const wanted = deps.config().approvals.forward_to;
    const row = wanted === '' ? null : stores.conversations.get(wanted);
    // SECURITY: others read along in a group, so nothing is sent there and nothing is answered from there.
    if (row === null || row.chatKind !== 'direct' || row.senderId === null) return null;
    // SECURITY: the account must be the owner's own at this moment, by its immutable id; a revoked one is nobody's.
    return stores.senders.get(row.channelId, row.senderId)?.standing === 'owner' ? row : null;
  }

  function asked(row: ApprovalRow): void {
    const from = row.conversationId === null ? null : stores.conversations.get(row.conversationId);
    // SECURITY: what was sent to a chat stays there; of a private conversation nothing stays.
    const chat = from?.isPrivate === true ? null : target();
    const question = chat === null ? null : deps.approvals().question(row.id);
    if (chat === null || question === null || question.kind === 'pairing') return;
    // An identical one was sent already: one card, one answer.
    if (question.id !== row.id) return;
    const code = makeCode(deps.random);
    const { text, whyNot } = forwardedText(question, code, deps.redact);
    stores.transaction(() => {
      stores.forwarded.prune(clock.now() - KEEP_MS);
      stores.forwarded.add({
        approvalId: row.id,
        conversationId: chat.id,
        revision: question.revision,
        code,
        mayAllow: whyNot === null,
        text,
        state: 'sending',
        platformMessageId: null,
        createdAt: clock.now(),
      });
    });
    refresh();
  }

  function take(message: InboundMessage, conversation: ConversationRow, actor: Actor): (() => void) | null {
    const answer = readAnswer(message);
    if (answer === null) return null;
    const isPress = message.kind === 'button';
    const chat = target();
    // SECURITY: only in the chat it was sent to, and only by the owner's own account, checked with every press and text.
    if (chat?.id !== conversation.id || actor.kind !== 'owner' || message.sender.id !== chat.senderId)
      return isPress ? () => undefined : null;
    const row = stores.forwarded.byCode(answer.code);
    if (row === null || row.conversationId !== chat.id) return isPress ? () => undefined : null;
    return () => {
      const { settled, message: said } = settle(row, answer);
      if (!settled) void tell(chat, said);
    };
  }

  function settle(row: ForwardedRow, { answer, reason }: ForwardedAnswer): Settled {
    if (answer === 'deny') return deps.approvals().deny(row.approvalId, reason, 'chat');
    // SECURITY: what may not be allowed from a chat is not allowed by a button that somebody made.
    if (!row.mayAllow)
      return { settled: false, message: 'This can only be denied here. Allow it on your computer.' };
    // SECURITY: once, and only what was sent; whatever the words say.
    return deps.approvals().allow(row.approvalId, 'once', row.revision, 'chat');
  }

  function refresh(): void {
    again = true;
    if (working || stopping.signal.aborted) return;
    working = true;
    work().catch((cause: unknown) => {
      deps.log.error('Forwarding questions failed unexpectedly', { cause });
      wakeIn(AFTER_FAULT_MS);
    });
  }

  async function work(): Promise<void> {
    try {
      while (again && !stopping.signal.aborted) {
        again = false;
        for (const row of stores.forwarded.open()) await bring(row);
      }
    } finally {
      working = false; // in the same breath as the look: what becomes due from now on begins anew
    }
  }

  /** One step for one question: sent when it is open, its outcome told when it no longer is. */
  async function bring(row: ForwardedRow): Promise<void> {
    const approval = stores.approvals.get(row.approvalId);
    const chat = stores.conversations.get(row.conversationId);
    const isOpen = approval?.state === 'pending';
    if (approval === null || chat === null || (row.state === 'sending' && !isOpen)) close(row);
    else if (row.state === 'sending') conclude(row, await send(chat, row), 'sent');
    else if (isOpen) return;
    else if (row.platformMessageId === null) close(row);
    else conclude(row, await edit(chat, row.platformMessageId, withOutcome(row, approval.state)), 'closed');
  }

  function conclude(row: ForwardedRow, outcome: SendOutcome, then: 'sent' | 'closed'): void {
    switch (outcome.kind) {
      case 'retry-later':
        wakeIn(outcome.afterMs);
        break;
      case 'rejected':
        deps.log.warn('A question could not be forwarded', { reason: outcome.reason });
        close(row);
        break;
      case 'sent':
      case 'uncertain': {
        const sentAs = outcome.kind === 'sent' ? outcome.platformMessageId : null;
        const platformMessageId = then === 'sent' ? sentAs : row.platformMessageId;
        stores.transaction(() => stores.forwarded.update(row.approvalId, { state: then, platformMessageId }));
        again = true; // it may have been settled while it was sent
      }
    }
  }

  function close(row: ForwardedRow): void {
    stores.transaction(() => stores.forwarded.update(row.approvalId, { state: 'closed' }));
  }

  function send(chat: ConversationRow, { text, code, mayAllow }: ForwardedRow): Promise<SendOutcome> {
    const deny = { label: 'Deny', data: buttonData(code, 'deny') };
    const allow = { label: 'Allow once', data: buttonData(code, 'allow') };
    return attempt(chat, (channel, signal) =>
      channel.send(chat, { body: text, format: 'plain', buttons: mayAllow ? [allow, deny] : [deny] }, signal),
    );
  }

  function edit(chat: ConversationRow, id: string, text: string): Promise<SendOutcome> {
    return attempt(chat, async (channel, signal) =>
      channel.edit === undefined
        ? channel.send(chat, { body: text, format: 'plain' }, signal)
        : channel.edit(chat, id, { body: text, format: 'plain' }, signal),
    );
  }

  async function tell(chat: ConversationRow, text: string): Promise<void> {
    await attempt(chat, (channel, signal) => channel.send(chat, { body: text, format: 'plain' }, signal));
  }

  async function attempt(
    chat: ConversationRow,
    call: (channel: NonNullable<ReturnType<ChannelSet['get']>>, signal: AbortSignal) => Promise<SendOutcome>,
  ): Promise<SendOutcome> {
    const channel = deps.channel(chat.channelId);
    if (channel === null) return { kind: 'retry-later', afterMs: AFTER_FAULT_MS, reason: 'Not connected.' };
    const deadline = new AbortController();
    const cancel = clock.after(SEND_DEADLINE_MS, () => deadline.abort());
    try {
      return await call(channel, AbortSignal.any([deadline.signal, stopping.signal]));
    } catch (cause) {
      deps.log.error('A channel failed while a question was forwarded', { channel: chat.channelId, cause });
      return { kind: 'uncertain', reason: 'Something unexpected went wrong.' };
    } finally {
      cancel();
    }
  }

  function wakeIn(delayMs: number): void {
    cancelWake?.();
    cancelWake = clock.after(delayMs, refresh);
  }

  return {
    asked,
    refresh,
    take,
    stop: () => {
      stopping.abort();
      cancelWake?.();
    },
  };
}

const OUTCOMES: Readonly<Record<ApprovalRow['state'], string>> = {
  pending: '',
  allowed: 'Allowed.',
  denied: 'Denied.',
  expired: 'Nobody answered in time, so it was denied.',
  withdrawn: 'No longer needed: nothing was done.',
};

function withOutcome({ text }: ForwardedRow, state: ApprovalRow['state']): string {
  return `${text}\n\n${OUTCOMES[state]}`;
}
