// Handlers of approvals, authority and pairing. Settling comes from the approval window, and from the CLI only where
// there is no window or the owner switched it on.
import type { AllowHow, ApprovalView, Question } from '../../../contracts/approvals.ts';
import { CHANNEL_PLATFORMS, isChannelPlatform } from '../../../contracts/channel-settings.ts';
import type { Caller, Handlers } from '../../../contracts/contract.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { Agent } from '../../domain/agent.ts';
import { quotedName } from '../../domain/conversation/asker.ts';
import type { QuestionGroup } from '../../domain/gate/grouped-questions.ts';
import { draftOf } from '../../domain/gate/question-rows.ts';
import type { Desktop } from './desktop.ts';

type Deciding = { readonly [N in 'approvals' | 'authority' | 'pairing']: Handlers<Contracts[N]> };

/** What expired in this time stays listed. */
const RECENT_MS = 24 * 60 * 60 * 1000;
const MAX_LISTED = 200;
const TOO_SOON: { settled: false; message: string } = {
  settled: false,
  message: 'This was shown a moment ago. Read it, then answer again.',
};

export function decidingHandlers(deps: {
  agent: Agent;
  desktop: Desktop;
  now: () => number;
  /** Headless, or switched on by the owner. */
  mayApproveFromCli: () => boolean;
}): Deciding {
  const { agent, desktop } = deps;

  /** Null when the answer may count; else why not. */
  function guard(caller: Caller, id: string): { settled: false; message: string } | null {
    if (caller.surface === 'cli') {
      // SECURITY: beside a window the command line settles only when the owner switched it on there.
      if (!deps.mayApproveFromCli()) {
        throw new AppError(
          'not-allowed',
          'Approving from the command line is switched off. Use the approval window, or switch it on in Settings.',
        );
      }
      return null;
    }
    // SECURITY: not within the first moments after it was shown.
    return desktop.isArmed(id) ? null : TOO_SOON;
  }

  return {
    approvals: {
      list: () => {
        const groups = agent.approvals.groups(deps.now() - RECENT_MS, MAX_LISTED);
        const open = groups.filter(([row]) => row.state === 'pending');
        const expired = groups.filter(([row]) => row.state === 'expired' && row.askedAgainAt === null);
        return [...open, ...expired].map((group) => approvalView(group, agent));
      },
      deny: ({ id, reason }) => agent.approvals.deny(id, reason ?? null),
      askAgain: ({ id }) => agent.askAgain(id),
      review: ({ id }) => {
        desktop.review(id ?? null, 'person');
        return {};
      },
    },
    authority: {
      questions: () => [...desktop.questions()],
      askAgain: ({ id }) => agent.askAgain(id),
      focus: ({ id }) => {
        desktop.focusQuestion(id);
        return {};
      },
      allow: ({ id, how, revision }, caller) => {
        // SECURITY: the window must say which version of the question it showed.
        if (caller.surface === 'approval' && revision === undefined) return TOO_SOON;
        return guard(caller, id) ?? agent.approvals.allow(id, how satisfies AllowHow, revision ?? null);
      },
      deny: ({ id, reason }) => agent.approvals.deny(id, reason ?? null),
      approvePairing: ({ id, as, tellThem, revision }, caller) => {
        // SECURITY: the answer is to what the window showed, as a person or as the owner's own account.
        const shown = desktop.questions().find((question) => question.id === id);
        if (caller.surface === 'approval' && (shown === undefined || shown.revision !== revision))
          return TOO_SOON;
        return guard(caller, id) ?? agent.pairing.approve(id, as, tellThem);
      },
      approvePairingByCode: ({ channelId, code, as }, caller) =>
        guard(caller, code) ?? agent.pairing.approveByCode(channelId, code, as),
      invite: ({ channelId }, caller) => {
        const refused = guard(caller, channelId);
        if (refused !== null) throw new AppError('not-allowed', refused.message);
        if (!isChannelPlatform(channelId.split(':')[0] ?? ''))
          throw new AppError(
            'invalid-input',
            `Nobody can be invited there. Channels are: ${CHANNEL_PLATFORMS.join(', ')}.`,
          );
        return agent.invitations.make(channelId);
      },
      denyPairing: ({ id, block }) => agent.pairing.deny(id, block),
      fit: ({ height }) => {
        desktop.fitApprovals(height);
        return {};
      },
      later: () => {
        desktop.hideApprovals();
        return {};
      },
    },
    pairing: {
      list: () => [...agent.pairing.list()],
      senders: () => [...agent.pairing.senders()],
      deny: ({ id, block }) => agent.pairing.deny(id, block),
      invitations: () => [...agent.invitations.list()],
      askInvitation: ({ channel }) => {
        const approvalId = agent.approvals.post({
          draft: {
            kind: 'setting',
            key: 'invitation',
            asker: 'You, from Waiting',
            summary: `Make an invitation for ${channel}`,
            facts: [
              {
                label: 'What it does',
                text: 'Whoever first sends the code to the bot is paired. It works once, for one hour.',
                style: 'plain',
              },
            ],
          },
          binding: `invitation ${channel}`,
          causeFrameId: null,
          turnId: null,
          toolCallId: null,
          actor: { kind: 'owner' },
          tool: 'invitation',
          ruleFor: null,
          onAllow: () => void agent.invitations.make(channel),
        });
        desktop.review(approvalId, 'person');
        return { approvalId };
      },
      withdrawInvitation: ({ id }) => agent.invitations.withdraw(id),
      revoke: ({ channel, senderId }) => agent.pairing.revoke(channel, senderId),
      review: ({ id, as }) => {
        desktop.review(id, as);
        return {};
      },
    },
  };
}

function approvalView(group: QuestionGroup, agent: Agent): ApprovalView {
  const [row] = group;
  const { summary, facts } = draftOf(row);
  const call = row.toolCallId === null ? null : agent.toolCall(row.toolCallId);
  return {
    id: row.id,
    conversationId: row.conversationId,
    actor: row.actor,
    tool: row.tool,
    summary,
    input: agent.redact(call?.inputText ?? ''),
    reason: row.reason,
    facts,
    waiting: group.length,
    askedAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(Math.min(...group.map(({ expiresAt }) => expiresAt))).toISOString(),
    state: row.state,
    note: row.state === 'expired' ? row.answerReason : null,
    canAskAgain: row.state === 'expired' && row.toolCallId !== null && row.askedAgainAt === null,
  };
}

/** A pairing request as a question of the approval window. */
export function pairingQuestions(agent: Agent, wantedOwner: (id: string) => boolean): Question[] {
  return agent.pairing.list().map((request): Question => {
    const wanted = wantedOwner(request.id) ? 'owner' : 'person';
    // SECURITY: quoted, so that a name cannot pose as an id or as a decision of the owner's.
    const name = quotedName(agent.redact(request.senderName ?? '')) ?? 'Someone without a name';
    return {
      kind: 'pairing',
      id: request.id,
      createdAt: request.createdAt,
      expiresAt: request.expiresAt,
      state: 'pending',
      asker: `${name} (${request.senderId}), on ${request.channel}`,
      summary: wanted === 'owner' ? `Link ${name} as your own account` : `Let ${name} talk with your agent`,
      facts: [
        { label: 'Name', text: name, style: 'plain' },
        { label: 'Account', text: request.senderId, style: 'code' },
        {
          label: 'They would be able to',
          text:
            wanted === 'owner'
              ? 'Do what you can do: their messages count as yours.'
              : 'Start turns in their own workspace. What goes ahead there without asking you is the preset’s choice: with Careful, reading only.',
          style: wanted === 'owner' ? 'warning' : 'plain',
        },
      ],
      revision: `${request.id} ${wanted}`,
      channelId: request.channel,
      senderId: request.senderId,
      senderName: request.senderName === null ? null : name,
      code: request.code,
      wanted,
    };
  });
}
