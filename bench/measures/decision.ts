// One decision among a thousand rules of which none matches until the last: the longest way through.
import { type DecisionRequest, decide, type Rule } from '../../src/main/domain/gate/policy.ts';
import { CLEAN } from '../../src/main/domain/gate/taint.ts';
import { PLAIN_CALL } from '../../src/main/domain/ports/tool.ts';
import { type Row, row } from '../figures/row.ts';
import { percentile, spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const RULES = 1_000;
const DECISIONS = 20_000;

export async function measureDecision(bench: Bench): Promise<readonly Row[]> {
  const rules = Array.from({ length: RULES }, (_, n) => ruleNumber(n));
  const request = requestFor(RULES - 1);
  time(rules, request, DECISIONS);
  const runs = Array.from({ length: bench.runs }, () => time(rules, request, DECISIONS));
  const at = (percent: number) => spreadOf(runs.map((times) => percentile(times, percent)));
  return [
    row({
      name: 'decision-p50',
      what: 'decision with 1,000 rules, p50',
      unit: 'µs',
      value: at(50),
      target: null,
    }),
    row({
      name: 'decision-p99',
      what: 'decision with 1,000 rules, p99',
      unit: 'µs',
      value: at(99),
      target: { most: 50 },
      note: 'the rules are in memory; in the app they come from the database with the call',
    }),
  ];
}

function time(rules: readonly Rule[], request: DecisionRequest, count: number): number[] {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const begun = process.hrtime.bigint();
    const decision = decide(rules, request);
    times.push(Number(process.hrtime.bigint() - begun) / 1_000);
    if (decision.kind !== 'allow') throw new Error('The last rule should have matched.');
  }
  return times;
}

/** As the owner's "always" makes them: one sender, one exact input. */
function ruleNumber(n: number): Rule {
  return {
    id: `rule-${n}`,
    effect: 'allow',
    tool: 'run_command',
    actorKind: 'paired-sender',
    senderId: `telegram:user:${n}`,
    conversationId: null,
    channelId: 'telegram',
    inputSha256: n.toString(16).padStart(64, '0'),
    expiresAt: null,
    sentence: 'Allowed by you.',
  };
}

function requestFor(n: number): DecisionRequest {
  return {
    actor: { kind: 'paired-sender', senderId: `telegram:user:${n}` },
    conversationId: 'conversation',
    channelId: 'telegram',
    chatKind: 'direct',
    tool: 'run_command',
    inputSha256: n.toString(16).padStart(64, '0'),
    effects: ['execute'],
    outlivesConversation: false,
    traits: PLAIN_CALL,
    taint: CLEAN,
    now: 1_800_000_000_000,
  };
}
