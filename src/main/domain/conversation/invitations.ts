// Invitations: the owner gives a code away; whoever sends it first on that channel is paired. Single use, one hour,
// guessing limited, and a wrong code looks like any other stranger's message.
import type { Actor } from '../../../contracts/actors.ts';
import type { InvitationView } from '../../../contracts/pairing.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { InboundMessage } from '../ports/channel.ts';
import type { FrameRow, InvitationRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId, Random } from '../ports/world.ts';
import { shownName } from './asker.ts';
import { createGuessLimit } from './guess-limit.ts';
import { looksLikeCode, makeCode, normalCode } from './pairing-code.ts';

export interface Invitations {
  make(channelId: ChannelId): InvitationView;
  list(): readonly InvitationView[];
  withdraw(id: string): { readonly settled: boolean; readonly message: string };
  /** Whether this could be the code of an invitation: one is open here, and guessing is not locked. */
  couldRedeem(message: Pick<InboundMessage, 'channelId' | 'text'>): boolean;
  /** Call inside the transaction that records the message. What the person is told; null: no invitation fits. */
  redeem(message: InboundMessage, senderId: string, cause: FrameRow): string | null;
}

/** As for a pairing code. Source: capabilities A2. */
const LIFETIME_MS = 60 * 60 * 1000;
const OWNER: Actor = { kind: 'owner' };

export function createInvitations(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  random: Random;
  makeId: MakeId;
  announce: Announce;
}): Invitations {
  const { stores, ledger, clock } = deps;
  const guesses = createGuessLimit(clock);

  function open(): readonly InvitationRow[] {
    // SECURITY: an expired invitation is none.
    return stores.invitations.list().filter((row) => row.expiresAt > clock.now());
  }

  function announceChange(): void {
    deps.announce('pairing', 'pairing-change', { pending: stores.pairingRequests.list().length });
  }

  return {
    list: () => open().map(view),
    make: (channelId) => {
      const now = clock.now();
      const row = stores.transaction((): InvitationRow => {
        const id = deps.makeId();
        const frame = ledger.record({
          kind: 'invitation-made',
          causeId: null,
          actor: OWNER,
          facts: { channel: channelId, invitationId: id },
        });
        const made = {
          id,
          channelId,
          code: makeCode(deps.random),
          createdAt: now,
          expiresAt: now + LIFETIME_MS,
          frameId: frame.id,
        };
        stores.invitations.add(made);
        return made;
      });
      announceChange();
      return view(row);
    },
    withdraw: (id) => {
      const settled = stores.transaction(() => {
        const row = stores.invitations.list().find((candidate) => candidate.id === id);
        if (row === undefined || !stores.invitations.remove(id)) return false;
        ledger.record({
          kind: 'invitation-withdrawn',
          causeId: row.frameId,
          actor: OWNER,
          facts: { channel: row.channelId, invitationId: id },
        });
        return true;
      });
      announceChange();
      return settled
        ? { settled, message: 'The invitation no longer works.' }
        : { settled, message: 'That invitation was used or has ended. Nothing was changed.' };
    },
    couldRedeem: ({ channelId, text }) =>
      looksLikeCode(text) &&
      !guesses.isReached(channelId) &&
      open().some((candidate) => candidate.channelId === channelId),
    redeem: (message, senderId, cause) => {
      if (!looksLikeCode(message.text)) return null;
      const here = open().filter((candidate) => candidate.channelId === message.channelId);
      if (here.length === 0) return null; // nothing to guess: an ordinary word of eight letters counts for nothing
      const code = normalCode(message.text);
      const row = here.find((candidate) => candidate.code === code);
      // SECURITY: guessing is limited a channel; while limited even the right code fails, and looks the same.
      if (row === undefined || guesses.isReached(message.channelId)) {
        guesses.countWrong(message.channelId);
        return null;
      }
      // SECURITY: single use; without removal the code could be used again.
      stores.invitations.remove(row.id);
      stores.senders.put({
        channelId: row.channelId,
        senderId,
        name: shownName(message.sender.name),
        standing: 'paired',
        since: clock.now(),
      });
      ledger.record({
        kind: 'invitation-used',
        causeId: cause.id,
        actor: { kind: 'stranger', senderId },
        facts: { channel: row.channelId, invitationId: row.id, senderId },
      });
      announceChange();
      return 'You are paired. Write a message to begin.';
    },
  };
}

function view(row: InvitationRow): InvitationView {
  return {
    id: row.id,
    channel: row.channelId,
    code: row.code,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}
