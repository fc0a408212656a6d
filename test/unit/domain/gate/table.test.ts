// The table: whatever rule fits a call is among its candidates, however the call writes what the rule is about.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleMatcher } from '../../../../src/contracts/rules.ts';
import { fits } from '../../../../src/main/domain/gate/rules/matcher.ts';
import { candidates, type Rule, ruleTable } from '../../../../src/main/domain/gate/rules/table.ts';
import { PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';

const host = fc.constantFrom(
  'example.com',
  'a.example.com',
  'EXAMPLE.com.',
  'b.a.example.com',
  'com',
  '127.0.0.1',
);
const path = fc.constantFrom('a', './a', 'a/b', 'a//b', 'A/b', '/ws/a/b', '../ws/a', 'a\\b', 'a/b/c');
const program = fc.constantFrom('curl', '/usr/bin/curl', 'CURL.exe', 'sh');

const matcher: fc.Arbitrary<RuleMatcher | null> = fc.oneof(
  fc.constant(null),
  fc.constantFrom('h1', 'h2').map((sha256) => ({ kind: 'input' as const, sha256 })),
  fc
    .constantFrom('example.com', '*.example.com', '*.com', 'a.example.com', '127.0.0.1')
    .map((one) => ({ kind: 'host' as const, host: one })),
  fc.constantFrom('a', 'a/b', 'a/*', '*', 'A/B').map((glob) => ({ kind: 'path' as const, glob })),
  program.map((name) => ({ kind: 'program' as const, name })),
  fc.constantFrom('c1', 'c2').map((conversationId) => ({ kind: 'recipient' as const, conversationId })),
  fc.constantFrom<RuleMatcher>(
    { kind: 'reads-only' },
    { kind: 'stays-inside' },
    { kind: 'other-tool', tools: ['recall'] },
  ),
);

function rule(decision: Rule['decision'], tool: string, matched: RuleMatcher | null): Rule {
  return {
    id: 'r',
    decision,
    actorKind: null,
    senderId: null,
    conversationId: null,
    channelId: null,
    session: null,
    tool,
    callEffect: null,
    matcher: matched,
    lifetime: 'always',
    sentence: 'A rule.',
    expiresAt: null,
  };
}

test('every rule that fits a call is found for it', () => {
  const call = fc.record({
    tool: fc.constantFrom('fetch_url', 'run_command'),
    inputSha256: fc.constant('h1'),
    effects: fc.constant(['execute'] as const),
    confined: fc.boolean(),
    workspace: fc.constant(null),
    traits: fc.record({
      readsOnly: fc.boolean(),
      hosts: fc.array(host, { maxLength: 2 }),
      recipients: fc.array(fc.constantFrom('c1', 'c3'), { maxLength: 2 }),
      paths: fc.array(path, { maxLength: 2 }),
      programs: fc.array(program, { maxLength: 2 }),
    }),
  });
  const kind = fc.constantFrom('allow', 'ask', 'deny' as const);
  let fitting = 0;
  fc.assert(
    fc.property(kind, fc.constantFrom('*', 'fetch_url'), matcher, call, (decision, tool, matched, asked) => {
      const one = rule(decision, tool, matched);
      const whole = { ...asked, traits: { ...PLAIN_CALL, ...asked.traits } };
      if (tool !== '*' && tool !== asked.tool) return;
      if (matched !== null && !fits(matched, whole, decision)) return;
      fitting += 1;
      expect(candidates(ruleTable([one]), whole).flat()).toContain(one);
    }),
    { numRuns: 5_000 },
  );
  expect(fitting).toBeGreaterThan(500);
});
