// decide(): what a call says of itself (forbidden, unreadable, unconfined, its effects), and that nothing is allowed
// without a rule that fits, whatever is put together.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../../src/main/domain/gate/rules/table.ts';
import { PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';
import { ACTORS, decide, NOW, request, rule } from './samples.ts';

const kindsOfRules = fc.array(fc.constantFrom('allow', 'ask', 'deny' as const), {
  minLength: 1,
  maxLength: 12,
});

describe('what the call says of itself', () => {
  const exact = rule('allow', { id: 'exact', matcher: { kind: 'input', sha256: 'h1' } });
  const strange = { ...PLAIN_CALL, readsOnly: true, unreadable: 'It opens a quotation and never closes it.' };

  test('what is never done is denied whatever the rules', () => {
    const traits = { ...PLAIN_CALL, forbidden: 'It would erase a disk.' };
    fc.assert(
      fc.property(kindsOfRules, fc.constantFrom(...ACTORS), (kinds, actor) => {
        const rules = kinds.map((kind, i) => rule(kind, { id: `${i}` }));
        expect(decide([...rules, exact], request({ actor, traits }))).toEqual({
          kind: 'deny',
          reason: 'It would erase a disk.',
        });
      }),
    );
  });

  test('what could not be analysed is asked about, that said first; only a rule for exactly this allows it', () => {
    const readers = rule('allow', { matcher: { kind: 'reads-only' } });
    const first = /^This could not be analysed: It opens a quotation and never closes it\./;
    for (const rules of [[], [rule('allow')], [readers], [rule('ask')]])
      expect(decide(rules, request({ traits: strange }))).toMatchObject({
        kind: 'ask',
        reason: expect.stringMatching(first),
      });
    expect(decide([rule('allow'), exact], request({ traits: strange }))).toMatchObject({
      kind: 'allow',
      ruleId: 'exact',
    });
    expect(decide([rule('deny'), exact], request({ traits: strange })).kind).toBe('deny');
    expect(decide([], request({ traits: strange, actor: { kind: 'schedule' } })).kind).toBe('deny');
  });

  test('without the sandbox a command needs a rule for exactly it; other calls do not', () => {
    const unconfined = request({ confined: false });
    expect(decide([rule('allow')], unconfined)).toMatchObject({
      kind: 'ask',
      reason: 'It would run outside the sandbox.',
    });
    expect(decide([rule('allow'), exact], unconfined)).toMatchObject({ kind: 'allow', ruleId: 'exact' });
    expect(decide([rule('allow')], request({ confined: false, effects: ['read'] })).kind).toBe('allow');
  });

  test('without the sandbox a command reaches the network, whatever its words say', () => {
    const unconfined = request({ confined: false });
    const network = rule('deny', { callEffect: 'network' });
    expect(decide([network, exact], unconfined).kind).toBe('deny');
    const web = { untrusted: true, private: false, sources: [{ kind: 'web', label: 'evil.test' } as const] };
    expect(decide([exact], request({ confined: false, taint: web }))).toMatchObject({
      kind: 'ask',
      reason: expect.stringContaining('evil.test'),
    });
    expect(decide([network, rule('allow')], request({ confined: false, effects: ['read'] })).kind).toBe(
      'allow',
    );
  });

  test('a rule for an effect holds for calls that have it', () => {
    const network = rule('deny', { callEffect: 'network' });
    expect(decide([network, rule('allow')], request({ effects: ['execute', 'network'] })).kind).toBe('deny');
    expect(decide([network, rule('allow')], request()).kind).toBe('allow');
  });

  test('a rule for other sessions leaves the owner alone, and one for the owner leaves others alone', () => {
    const kinds = (session: 'main' | 'other') =>
      ACTORS.map((actor) => decide([rule('deny', { session })], request({ actor, chatKind: 'own' })).ruleId);
    expect(kinds('main')).toEqual(ACTORS.map(({ kind }) => (kind === 'owner' ? 'deny rule' : undefined)));
    expect(kinds('other')).toEqual(ACTORS.map(({ kind }) => (kind === 'owner' ? undefined : 'deny rule')));
    const inGroup = request({ chatKind: 'group' });
    expect(decide([rule('deny', { session: 'other' })], inGroup).ruleId).toBe('deny rule');
  });

  test('nothing is allowed unless a rule that allows fits, whatever the rules, the call and its taint', () => {
    const pattern = fc.record({
      decision: fc.constantFrom('allow', 'ask', 'deny' as const),
      actorKind: fc.constantFrom(null, 'owner', 'paired-sender', 'schedule' as const),
      session: fc.constantFrom(null, 'main', 'other' as const),
      tool: fc.constantFrom('*', 'run_command', 'fetch_url'),
      callEffect: fc.constantFrom(null, 'execute', 'network' as const),
      matcher: fc.constantFrom<Rule['matcher']>(
        null,
        { kind: 'input', sha256: 'h1' },
        { kind: 'input', sha256: 'h2' },
        { kind: 'reads-only' },
        { kind: 'stays-inside' },
        { kind: 'host', host: 'example.com' },
        { kind: 'program', name: 'ls' },
      ),
      expiresAt: fc.constantFrom(null, NOW, NOW + 1),
    });
    const asked = fc.record({
      actor: fc.constantFrom(...ACTORS),
      chatKind: fc.constantFrom('own', 'direct', 'group' as const),
      tool: fc.constantFrom('run_command', 'fetch_url', 'read_file'),
      effects: fc.subarray(['read', 'write', 'execute', 'network', 'send', 'irreversible'] as const),
      outlivesConversation: fc.boolean(),
      confined: fc.boolean(),
      traits: fc.record({
        readsOnly: fc.boolean(),
        hosts: fc.subarray(['example.com', 'evil.test']),
        recipients: fc.constant([]),
        paths: fc.constant([]),
        programs: fc.subarray(['ls', 'sh']),
        forbidden: fc.constantFrom(null, null, 'Never.'),
        unreadable: fc.constantFrom(null, null, 'Strange.'),
      }),
    });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 6 }), asked, (patterns, change) => {
        const rules = patterns.map((one, i) => rule(one.decision, { id: `${i}`, ...one }));
        const whole = request(change);
        const decision = decide(rules, whole);
        const mirrored = decide(rules.toReversed(), whole);
        expect(mirrored.kind).toBe(decision.kind);
        if (decision.kind !== 'allow') return;
        // Every rule but those that allow taken away changes nothing; those taken away, nothing is allowed.
        expect(
          decide(
            rules.filter((one) => one.decision === 'allow'),
            whole,
          ).kind,
        ).toBe('allow');
        expect(
          decide(
            rules.filter((one) => one.decision !== 'allow'),
            whole,
          ).kind,
        ).not.toBe('allow');
        expect(rules.find((one) => one.id === decision.ruleId)?.decision).toBe('allow');
        expect(change.traits.forbidden).toBeNull();
        const spoke = rules.find((one) => one.id === decision.ruleId);
        if (change.traits.unreadable !== null || (!change.confined && change.effects.includes('execute')))
          expect(spoke?.matcher).toEqual({ kind: 'input', sha256: 'h1' });
      }),
      { numRuns: 2_000 },
    );
  });
});
