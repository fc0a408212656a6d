// Pairing: from a stranger's first message to the owner's click. A request cannot be changed after it was made;
// a code works once, for an hour, and only the owner's side ever enters it.
//   pair → request + code → (approval window, CLI) → approve | deny | block → sender's standing
import type { Actor } from '../../../contracts/actors.ts';
import type { KnownSenderView, PairingRequestView } from '../../../contracts/pairing.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import { ruleFrame } from '../gate/rules/rule-frame.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { InboundMessage } from '../ports/channel.ts';
import type { FrameRow, PairingRequestRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId, Random } from '../ports/world.ts';
import { shownName } from './asker.ts';
import type { QueueNotice } from './deliver.ts';
import { createGuessLimit } from './guess-limit.ts';
import { makeCode, normalCode } from './pairing-code.ts';

/** Source of the two numbers: capabilities A2. */
const REQUEST_LIFETIME_MS = 60 * 60 * 1000;
const MAX_PENDING_PER_CHANNEL = 3;

export type PairingAnswer = { readonly settled: boolean; readonly message: string };

export interface Pairing {
  /** Call inside the transaction that records the refused message. Says what the stranger is told, if anything. */
  request(
    message: InboundMessage,
    senderId: string,
    cause: FrameRow,
  ): { reply: string } | { dropped: string };
  /** Whether this sender could still open a request. */
  hasRoom(channelId: ChannelId, senderId: string): boolean;
  list(): readonly PairingRequestView[];
  senders(): readonly KnownSenderView[];
  get(id: string): PairingRequestRow | null;
  approve(id: string, as: 'person' | 'owner', tellThem: boolean): PairingAnswer;
  approveByCode(channelId: ChannelId, code: string, as: 'person' | 'owner'): PairingAnswer;
  /** By request id or code. */
  deny(idOrCode: string, block: boolean): PairingAnswer;
  revoke(channelId: ChannelId, senderId: string): PairingAnswer;
  /** Removes what is past its hour. */
  expire(): void;
}

const OWNER: Actor = { kind: 'owner' };
const GONE = 'That request is no longer open. Nothing was changed.';
const WRONG_CODE = 'That code does not work. Ask them to write to the bot again for a new one.';

export function createPairing(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  random: Random;
  makeId: MakeId;
  announce: Announce;
  queueNotice: QueueNotice;
  agentName: () => string;
  /** A sender lost its standing: running turns of theirs must end. */
  onRevoke: (channelId: ChannelId, senderId: string) => void;
}): Pairing {
  const { stores, ledger, clock } = deps;
  const guesses = createGuessLimit(clock);

  function request(
    message: InboundMessage,
    senderId: string,
    cause: FrameRow,
  ): { reply: string } | { dropped: string } {
    expire();
    const full = whyFull(message.channelId, senderId);
    if (full !== null) return { dropped: full };
    const code = makeCode(deps.random);
    const id = deps.makeId();
    const frame = ledger.record({
      kind: 'pairing-requested',
      causeId: cause.id,
      actor: { kind: 'stranger', senderId },
      facts: { channel: message.channelId, requestId: id },
    });
    const now = clock.now();
    stores.pairingRequests.add({
      id,
      channelId: message.channelId,
      senderId,
      senderName: shownName(message.sender.name),
      chatId: message.chat.id,
      code,
      createdAt: now,
      expiresAt: now + REQUEST_LIFETIME_MS,
      frameId: frame.id,
    });
    announceChange();
    return {
      reply: `This is a private assistant. To be let in, read this code to its owner: ${code}\nIt works for one hour.`,
    };
  }

  function whyFull(channelId: ChannelId, senderId: string): string | null {
    if (stores.pairingRequests.bySender(channelId, senderId) !== null)
      return 'A request of this sender is open.';
    const pending = stores.pairingRequests.list().filter((row) => row.channelId === channelId);
    // SECURITY: a bound on open requests; without it strangers could bury the real one.
    return pending.length >= MAX_PENDING_PER_CHANNEL ? 'Too many requests are open on this channel.' : null;
  }

  function approve(id: string, as: 'person' | 'owner', tellThem: boolean): PairingAnswer {
    expire();
    const row = stores.pairingRequests.get(id);
    if (row === null) return { settled: false, message: GONE };
    stores.transaction(() => {
      // SECURITY: single use; without removal the code could be used again.
      stores.pairingRequests.remove(row.id);
      stores.senders.put({
        channelId: row.channelId,
        senderId: row.senderId,
        name: row.senderName,
        standing: as === 'owner' ? 'owner' : 'paired',
        since: clock.now(),
      });
      const frame = ledger.record({
        kind: 'pairing-approved',
        causeId: row.frameId,
        actor: OWNER,
        facts: { channel: row.channelId, senderId: row.senderId, as, requestId: row.id },
      });
      if (tellThem) {
        const told =
          as === 'owner'
            ? 'This account is now linked as yours.'
            : 'You are paired. Write a message to begin.';
        deps.queueNotice({
          channelId: row.channelId,
          chatId: row.chatId,
          threadId: null,
          conversationId: null,
          turnId: null,
          onceKey: frame.id,
          text: told,
          causeId: frame.id,
        });
      }
    });
    announceChange();
    return {
      settled: true,
      message: `${row.senderName ?? row.senderId} is ${as === 'owner' ? 'linked as you' : 'paired'}.`,
    };
  }

  function approveByCode(channelId: ChannelId, code: string, as: 'person' | 'owner'): PairingAnswer {
    expire();
    // SECURITY: guessing is rate-limited; while limited even the right code fails, and looks the same.
    const limited = guesses.isReached(channelId);
    const row = stores.pairingRequests
      .list()
      .find((open) => open.channelId === channelId && open.code === normalCode(code));
    if (row === undefined || limited) {
      guesses.countWrong(channelId);
      stores.transaction(() => {
        ledger.record({
          kind: 'pairing-refused',
          causeId: null,
          actor: OWNER,
          facts: { channel: channelId },
        });
      });
      return { settled: false, message: WRONG_CODE };
    }
    return approve(row.id, as, true);
  }

  function deny(idOrCode: string, block: boolean): PairingAnswer {
    const row =
      stores.pairingRequests.get(idOrCode) ??
      stores.pairingRequests.list().find((open) => open.code === normalCode(idOrCode)) ??
      null;
    if (row === null) return { settled: false, message: GONE };
    stores.transaction(() => {
      stores.pairingRequests.remove(row.id);
      const facts = { channel: row.channelId, senderId: row.senderId, requestId: row.id };
      const denied = ledger.record({ kind: 'pairing-denied', causeId: row.frameId, actor: OWNER, facts });
      if (block) {
        stores.senders.put({
          channelId: row.channelId,
          senderId: row.senderId,
          name: row.senderName,
          standing: 'blocked',
          since: clock.now(),
        });
        ledger.record({ kind: 'sender-blocked', causeId: denied.id, actor: OWNER, facts });
      }
    });
    announceChange();
    return {
      settled: true,
      message: `${row.senderName ?? row.senderId} was ${block ? 'blocked' : 'denied'}.`,
    };
  }

  function revoke(channelId: ChannelId, senderId: string): PairingAnswer {
    const removed = stores.transaction(() => {
      if (!stores.senders.remove(channelId, senderId)) return false;
      const revoked = ledger.record({
        kind: 'pairing-revoked',
        causeId: null,
        actor: OWNER,
        facts: { channel: channelId, senderId },
      });
      // SECURITY: what they were allowed goes with them; else it would hold again, unseen, if they are let in later.
      for (const rule of stores.rules.list()) {
        // What they were denied stays: it would be missing if they are let in later.
        if (rule.senderId !== senderId || rule.decision !== 'allow') continue;
        stores.rules.remove(rule.id);
        ledger.record(ruleFrame('rule-revoked', rule, revoked.id));
      }
      return true;
    });
    if (!removed) return { settled: false, message: 'That sender is not known here. Nothing was changed.' };
    deps.onRevoke(channelId, senderId);
    announceChange();
    return { settled: true, message: `${senderId} is no longer let in.` };
  }

  function expire(): void {
    const past = stores.pairingRequests.list().filter((row) => row.expiresAt <= clock.now());
    if (past.length === 0) return;
    stores.transaction(() => {
      for (const row of past) {
        // SECURITY: an expired code must not work; the row is what makes it work.
        stores.pairingRequests.remove(row.id);
        ledger.record({
          kind: 'pairing-expired',
          causeId: row.frameId,
          actor: { kind: 'system' },
          facts: { channel: row.channelId, senderId: row.senderId },
        });
      }
    });
    announceChange();
  }

  function announceChange(): void {
    deps.announce('pairing', 'pairing-change', { pending: stores.pairingRequests.list().length });
  }

  return {
    request,
    hasRoom: (channelId, senderId) => whyFull(channelId, senderId) === null,
    approve,
    approveByCode,
    deny,
    revoke,
    expire,
    get: (id) => stores.pairingRequests.get(id),
    list: () => {
      expire();
      return stores.pairingRequests.list().map((row) => ({
        id: row.id,
        channel: row.channelId,
        senderId: row.senderId,
        senderName: row.senderName,
        code: row.code,
        createdAt: new Date(row.createdAt).toISOString(),
        expiresAt: new Date(row.expiresAt).toISOString(),
      }));
    },
    senders: () =>
      stores.senders.list().map((row) => ({
        senderId: row.senderId,
        channel: row.channelId,
        name: row.name,
        standing: row.standing,
        since: new Date(row.since).toISOString(),
      })),
  };
}
