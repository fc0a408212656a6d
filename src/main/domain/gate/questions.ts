// Questions to the owner with all that belongs to them: asking, forwarding, asking anew. Joins; decides nothing.

import type { Question } from '../../../contracts/approvals.ts';
import type { Config } from '../../../contracts/settings.ts';
import type { ChannelSet } from '../conversation/channels.ts';
import type { TurnQueue } from '../conversation/queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Log, MakeId, Random, Redact } from '../ports/world.ts';
import { type Approvals, createApprovals, type Settled } from './approvals.ts';
import { createForwarding, type Forwarding } from './approvals-forwarding.ts';
import { createAskAgain } from './ask-again.ts';

export interface Questions {
  readonly approvals: Approvals;
  readonly forwarding: Forwarding;
  /** What expired is asked anew. */
  askAgain(approvalId: string): Settled;
  /** One that expired and was not asked again, to be looked at; null for every other. */
  expiredQuestion(approvalId: string): Question | null;
}

export function createQuestions(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  random: Random;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  announce: Announce;
  config: () => Config;
  channel: ChannelSet['get'];
  queue: () => TurnQueue;
  onMessage: (conversationId: string, messageId: string) => void;
  /** The set of open questions changed. */
  onChange: () => void;
}): Questions {
  const forwarding = createForwarding({ ...deps, approvals: () => approvals });
  const approvals = createApprovals({
    ...deps,
    expireMs: () => deps.config().approvals.expire_minutes * 60_000,
    onAsked: forwarding.asked,
    onSettled: forwarding.refresh,
  });
  const askAgain = createAskAgain({
    ...deps,
    queue: {
      add: (conversationId, turnId) => deps.queue().add(conversationId, turnId),
      hasRoom: (conversationId) => deps.queue().hasRoom(conversationId),
    },
    onChange: () => deps.announce('approvals', 'approvals-change', { pending: approvals.pendingCount() }),
  });
  const expiredQuestion = (approvalId: string): Question | null => {
    const row = deps.stores.approvals.get(approvalId);
    return row?.state === 'expired' && row.askedAgainAt === null ? approvals.question(approvalId) : null;
  };
  return { approvals, forwarding, askAgain, expiredQuestion };
}
