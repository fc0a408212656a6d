// What the tests of decisions decide about: a plain request and a plain rule, each changed by what a test names.
import type { Actor } from '../../../../src/contracts/actors.ts';
import { type DecisionRequest, decide as decideBy } from '../../../../src/main/domain/gate/policy.ts';
import { type Rule, ruleTable } from '../../../../src/main/domain/gate/rules/table.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';

export const NOW = 1_000_000;
export const ACTORS: readonly Actor[] = [
  { kind: 'owner' },
  { kind: 'paired-sender', senderId: 'telegram:user:42' },
  { kind: 'listed-sender', senderId: 'telegram:user:42' },
  { kind: 'group-member', senderId: 'telegram:user:42' },
  { kind: 'stranger', senderId: 'telegram:user:42' },
  { kind: 'schedule' },
  { kind: 'subagent' },
  { kind: 'plugin' },
  { kind: 'mcp-server' },
  { kind: 'device', senderId: 'gateway:user:phone' },
  { kind: 'api-key', senderId: 'gateway:user:key' },
  { kind: 'system' },
];

export const decide = (rules: readonly Rule[], asked: DecisionRequest) => decideBy(ruleTable(rules), asked);

export function request(change: Partial<DecisionRequest> = {}): DecisionRequest {
  return {
    actor: { kind: 'owner' },
    conversationId: 'c1',
    channelId: 'telegram',
    chatKind: 'direct',
    tool: 'run_command',
    inputSha256: 'h1',
    effects: ['execute'],
    outlivesConversation: false,
    traits: PLAIN_CALL,
    confined: true,
    workspace: null,
    taint: CLEAN,
    now: NOW,
    ...change,
  };
}

export function rule(decision: Rule['decision'], change: Partial<Rule> = {}): Rule {
  return {
    id: `${decision} rule`,
    decision,
    actorKind: null,
    senderId: null,
    conversationId: null,
    channelId: null,
    session: null,
    tool: '*',
    callEffect: null,
    matcher: null,
    lifetime: 'always',
    sentence: `A rule to ${decision}.`,
    expiresAt: null,
    ...change,
  };
}
