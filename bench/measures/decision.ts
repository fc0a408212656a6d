// One decision among a thousand standing rules as answers save them: for one exact call, for a host, for a file, and,
// found by no name, for what only reads. The last that is looked at is the one that fits.
import { type DecisionRequest, decide } from '../../src/main/domain/gate/policy.ts';
import { type Rule, type RuleTable, ruleTable } from '../../src/main/domain/gate/rules/table.ts';
import { CLEAN } from '../../src/main/domain/gate/taint.ts';
import { PLAIN_CALL } from '../../src/main/domain/ports/tool.ts';
import { type Row, row } from '../figures/row.ts';
import { percentile, spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const RULES = 1_000;
const DECISIONS = 20_000;

export async function measureDecision(bench: Bench): Promise<readonly Row[]> {
  const rules = ruleTable(Array.from({ length: RULES }, (_, n) => ruleNumber(n)));
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
      note: 'the rules are sorted once when one changes, as in the app',
    }),
  ];
}

function time(rules: RuleTable, request: DecisionRequest, count: number): number[] {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const begun = process.hrtime.bigint();
    const decision = decide(rules, request);
    times.push(Number(process.hrtime.bigint() - begun) / 1_000);
    if (decision.kind !== 'allow') throw new Error('The last rule should have matched.');
  }
  return times;
}

const THE_ONE: Rule['matcher'] = { kind: 'host', host: 'docs.host.example' };
const MATCHERS: readonly ((n: number) => NonNullable<Rule['matcher']>)[] = [
  (n) => ({ kind: 'input', sha256: n.toString(16).padStart(64, '0') }),
  (n) => ({ kind: 'host', host: `host-${n}.example` }),
  (n) => ({ kind: 'path', glob: `notes/${n}.md`, workspace: null }),
  () => ({ kind: 'reads-only' }),
];

function ruleNumber(n: number): Rule {
  return {
    id: `rule-${n}`,
    decision: 'allow',
    tool: 'fetch_url',
    actorKind: 'paired-sender',
    senderId: `telegram:user:${n}`,
    conversationId: null,
    channelId: null,
    session: null,
    callEffect: null,
    matcher: n === RULES - 1 ? THE_ONE : (MATCHERS[n % MATCHERS.length]?.(n) ?? null),
    lifetime: 'always',
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
    tool: 'fetch_url',
    inputSha256: 'f'.repeat(64),
    effects: ['network'],
    outlivesConversation: false,
    traits: { ...PLAIN_CALL, readsOnly: true, hosts: ['docs.host.example'], paths: ['notes/a.md'] },
    taint: CLEAN,
    confined: true,
    workspace: null,
    now: 1_800_000_000_000,
  };
}
