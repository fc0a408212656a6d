// decide(): the matrix of actor × chat × rules, in any order of the rules, and what taint does to an allow.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActorKind } from '../../../../src/contracts/actors.ts';
import type { Taint } from '../../../../src/contracts/effects.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { ACTORS, decide, NOW, request, rule } from './samples.ts';

const ADA = ACTORS[1]!;

describe('without a rule', () => {
  const askable: readonly ActorKind[] = ['owner', 'paired-sender'];
  const cases = ACTORS.flatMap((actor) =>
    (['own', 'direct', 'group'] as const).map((chatKind) => {
      const expected = askable.includes(actor.kind) && chatKind !== 'group' ? 'ask' : 'deny';
      return [actor.kind, chatKind, expected, actor] as const;
    }),
  );
  test.each(cases)('%s in a chat of kind %s: %s', (_kind, chatKind, expected, actor) => {
    expect(decide([], request({ actor, chatKind }))).toEqual({
      kind: expected,
      reason: expect.stringMatching(/\S/),
    });
  });

  test('rules for others, and no rules at all, never allow anything', () => {
    const others = fc.array(
      fc.constantFrom(
        rule('allow', { tool: 'other_tool' }),
        rule('allow', { actorKind: 'plugin' }),
        rule('allow', { senderId: 'telegram:user:7' }),
        rule('allow', { conversationId: 'c2' }),
        rule('allow', { channelId: 'telegram:work' }),
        rule('allow', { matcher: { kind: 'input', sha256: 'h2' } }),
        rule('allow', { expiresAt: NOW }),
        rule('allow', { expiresAt: NOW - 1 }),
      ),
    );
    fc.assert(
      fc.property(others, fc.constantFrom(...ACTORS), (rules, actor) => {
        const chosen = actor.kind === 'plugin' ? rules.filter((one) => one.actorKind !== 'plugin') : rules;
        expect(decide(chosen, request({ actor })).kind).not.toBe('allow');
      }),
    );
  });
});

const kindsOfRules = fc.array(fc.constantFrom('allow', 'ask', 'deny' as const), {
  minLength: 1,
  maxLength: 12,
});

describe('with rules', () => {
  test('deny beats ask beats allow, whatever their order', () => {
    fc.assert(
      fc.property(kindsOfRules, fc.constantFrom(...ACTORS), (kinds, actor) => {
        const rules = kinds.map((kind, i) => rule(kind, { id: `${i}` }));
        const expected = kinds.includes('deny') ? 'deny' : kinds.includes('ask') ? 'ask' : 'allow';
        const decision = decide(rules, request({ actor }));
        expect(decision).toEqual({
          kind: expected,
          reason: `A rule to ${expected}.`,
          ruleId: expect.any(String),
        });
      }),
    );
  });

  test('a rule lives until its last moment, and not in it', () => {
    expect(decide([rule('allow', { expiresAt: NOW + 1 })], request()).kind).toBe('allow');
    expect(decide([rule('allow', { expiresAt: NOW })], request()).kind).toBe('ask');
  });

  test('a rule for one exact call is not a rule for another', () => {
    const exact = rule('allow', { tool: 'run_command', matcher: { kind: 'input', sha256: 'h1' } });
    expect(decide([exact], request()).kind).toBe('allow');
    expect(decide([exact], request({ inputSha256: 'h2' })).kind).toBe('ask');
    expect(decide([exact], request({ tool: 'write_file' })).kind).toBe('ask');
  });

  test('a thousand rules decide as one does', () => {
    const many = Array.from({ length: 1_000 }, (_, i) =>
      rule('allow', { id: `${i}`, matcher: { kind: 'input', sha256: `x${i}` } }),
    );
    expect(decide([...many, rule('deny')], request()).kind).toBe('deny');
    expect(decide(many, request()).kind).toBe('ask');
  });
});

describe('taint', () => {
  const own: Taint = {
    untrusted: true,
    private: true,
    sources: [{ kind: 'sender', label: 'telegram:user:42' }],
  };
  const quoting: Taint = { ...own, sources: [...own.sources, { kind: 'file', label: 'letter.txt' }] };

  test.each([
    ['private content with a way out', { effects: ['send'] as const }],
    ['private content over the network', { effects: ['network'] as const }],
    ['what cannot be undone', { effects: ['irreversible'] as const }],
    ['a program with a way out', { effects: ['execute', 'network'] as const }],
    ['what outlives the conversation', { effects: ['write'] as const, outlivesConversation: true }],
  ])('%s on untrusted words turns an allow into a question that names the source', (_name, change) => {
    const decision = decide([rule('allow')], request({ ...change, actor: ADA, taint: quoting }));
    expect(decision).toMatchObject({ kind: 'ask', reason: expect.stringContaining('letter.txt') });
    expect(decide([rule('allow')], request({ ...change, actor: ADA, taint: CLEAN })).kind).toBe('allow');
  });

  test('a program with a way out is asked about also where nothing private is involved', () => {
    const taint = { ...own, private: false };
    expect(decide([rule('allow')], request({ actor: ADA, effects: ['execute', 'send'], taint })).kind).toBe(
      'ask',
    );
    expect(decide([rule('allow')], request({ actor: ADA, effects: ['send'], taint })).kind).toBe('allow');
  });

  test('a rule for one sender covers their own words, never what they quote or somebody else says', () => {
    const forAda = rule('allow', { senderId: 'telegram:user:42' });
    const send = (taint: Taint) => decide([forAda], request({ actor: ADA, effects: ['send'], taint })).kind;
    expect(send(own)).toBe('allow');
    expect(send(quoting)).toBe('ask');
    expect(send({ ...own, sources: [{ kind: 'sender', label: 'telegram:user:421' }] })).toBe('ask');
    expect(send({ ...own, sources: [...own.sources, { kind: 'file', label: 'telegram:user:42' }] })).toBe(
      'ask',
    );
  });

  test('of two rules that allow, the one that names the sender speaks, in either order', () => {
    const general = rule('allow', { id: 'general' });
    const forAda = rule('allow', { id: 'ada', senderId: 'telegram:user:42' });
    for (const rules of [
      [general, forAda],
      [forAda, general],
    ]) {
      expect(decide(rules, request({ actor: ADA, effects: ['send'], taint: own }))).toMatchObject({
        kind: 'allow',
        ruleId: 'ada',
      });
    }
  });

  test('taint never turns a denial or a question into an allow', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(rule('deny'), rule('ask')),
        fc.constantFrom(CLEAN, own, quoting),
        fc.constantFrom(...ACTORS),
        (one, taint, actor) => {
          expect(decide([one, rule('allow')], request({ actor, taint })).kind).toBe(one.decision);
        },
      ),
    );
  });
});
