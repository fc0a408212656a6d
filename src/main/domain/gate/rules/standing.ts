// The owner's standing rules: listed, saved, revoked. What narrows holds at once; what widens is a question first.
//   draft → check → saved | question in the approval window → saved
// May not know how a decision is made from them.
import type { Actor, ActorKind } from '../../../../contracts/actors.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { RuleDraft, RuleOutcome, RuleView } from '../../../../contracts/rules.ts';
import type { ChangeOutcome } from '../../../../contracts/settings.ts';
import { canonicalJson } from '../../canonical-json.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { RuleRow, Stores } from '../../ports/stores.ts';
import type { Clock, Digest, MakeId } from '../../ports/world.ts';
import type { Approvals } from '../approvals.ts';
import { checkRule } from './check.ts';
import type { Judge } from './judge.ts';
import { ruleFrame } from './rule-frame.ts';
import type { Rule } from './table.ts';
import { scopeOf, sentenceOf } from './words.ts';

export interface StandingRules {
  /** Newest first, then the built-in ones in force. */
  list(): RuleView[];
  save(draft: RuleDraft): RuleOutcome;
  revoke(id: string): ChangeOutcome;
}

const OWNER: Actor = { kind: 'owner' };
const MS_A_MINUTE = 60_000;

export function createStandingRules(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  digest: Digest;
  makeId: MakeId;
  approvals: Approvals;
  judge: Judge;
  toolNames: readonly string[];
}): StandingRules {
  const { stores, ledger, clock } = deps;

  function save(draft: RuleDraft): RuleOutcome {
    const rule = rowOf(draft, deps.makeId(), clock.now());
    const check = checkRule(rule, {
      tools: deps.toolNames,
      hasConversation: (id) => stores.conversations.get(id) !== null,
      existing: [...stores.rules.standing(), ...deps.judge.builtIn()],
      now: clock.now(),
    });
    if (check.kind === 'refused') return { kind: 'refused', message: check.reason };
    const flag = check.kind === 'flagged' ? check.reason : null;
    // SECURITY: what widens is settled in the approval window and nowhere else.
    if (widens(draft)) {
      const approvalId = ask('rule', `Save a rule: ${rule.sentence}`, rule, draft, (causeId) => {
        // A while may have passed: the time of the rule begins when it is saved.
        add(rowOf(draft, rule.id, clock.now()), causeId);
      });
      return { kind: 'asked', approvalId, flag };
    }
    stores.transaction(() => add(rule, null));
    return { kind: 'applied', id: rule.id, sentence: rule.sentence, flag };
  }

  function revoke(id: string): ChangeOutcome {
    const rule = stores.rules.list().find((one) => one.id === id);
    if (rule === undefined) return { kind: 'refused', message: 'That rule is gone already.' };
    if (rule.decision === 'allow') {
      stores.transaction(() => remove(rule, null));
      return { kind: 'applied' };
    }
    // SECURITY: without a rule that denies or asks more is allowed; taking it away is widening.
    const approvalId = ask('rule', `Take away a rule: ${rule.sentence}`, rule, { revoke: id }, (causeId) => {
      if (!remove(rule, causeId)) throw new AppError('already-settled', 'That rule is gone already.');
    });
    return { kind: 'asked', approvalId };
  }

  function add(rule: RuleRow, causeId: string | null): void {
    stores.rules.add(rule);
    ledger.record(ruleFrame('rule-saved', rule, causeId));
  }

  function remove(rule: RuleRow, causeId: string | null): boolean {
    if (!stores.rules.remove(rule.id)) return false;
    ledger.record(ruleFrame('rule-revoked', rule, causeId));
    return true;
  }

  function ask(
    key: string,
    summary: string,
    rule: RuleRow,
    wish: unknown,
    onAllow: (causeId: string) => void,
  ): string {
    const binding = deps.digest.sha256(canonicalJson([key, wish]));
    // The same wish twice is one question: a page gone wild must not bury the owner in them.
    const open = deps.approvals.questions().find((question) => question.revision === binding);
    if (open !== undefined) return open.id;
    return deps.approvals.post({
      draft: {
        kind: 'setting',
        key,
        asker: 'You, from Settings',
        summary,
        facts: [
          { label: 'Rule', text: rule.sentence, style: 'plain' },
          { label: 'Holds for', text: scopeOf(rule), style: 'code' },
        ],
      },
      binding,
      causeFrameId: null,
      conversationId: rule.conversationId,
      turnId: null,
      toolCallId: null,
      actor: OWNER,
      tool: key,
      ruleFor: null,
      onAllow: (frame) => onAllow(frame.id),
    });
  }

  return {
    save,
    revoke,
    list: () => {
      const now = clock.now();
      const living = stores.rules.list().filter((rule) => rule.expiresAt === null || rule.expiresAt > now);
      return [
        ...living.toReversed().map((rule) => ruleView(rule, rule)),
        ...deps.judge.builtIn().map((rule) => ruleView(rule, null)),
      ];
    },
  };
}

/** Whether more could happen with this rule than without it. */
export function widens({ decision, actorKind }: Pick<RuleDraft, 'decision' | 'actorKind'>): boolean {
  if (decision === 'deny') return false;
  // SECURITY: where everything without a rule is denied, a question is more than there was.
  return decision === 'allow' || actorKind === null || !ASKED_ANYWAY.includes(actorKind);
}

const ASKED_ANYWAY: readonly ActorKind[] = ['owner', 'paired-sender'];

export function ruleView(rule: Rule, saved: Pick<RuleRow, 'createdAt' | 'lastUsedAt'> | null): RuleView {
  return {
    id: rule.id,
    sentence: rule.sentence,
    decision: rule.decision,
    builtIn: saved === null,
    scope: scopeOf(rule),
    lifetime: rule.lifetime,
    createdAt: iso(saved?.createdAt ?? null),
    lastUsedAt: iso(saved?.lastUsedAt ?? null),
    expiresAt: iso(rule.expiresAt),
  };
}

function rowOf(draft: RuleDraft, id: string, now: number): RuleRow {
  const { minutes = 15, ...rest } = draft;
  const timed = draft.lifetime === 'minutes' ? minutes : null;
  return {
    ...rest,
    id,
    sentence: sentenceOf(rest, timed),
    createdAt: now,
    expiresAt: timed === null ? null : now + timed * MS_A_MINUTE,
    lastUsedAt: null,
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
