// The rules an answer may save: exactly one call of exactly who asked, written out before it is saved.
import { describe, expect, test } from 'vitest';
import { decide } from '../../../../src/main/domain/gate/policy.ts';
import {
  mayOfferRule,
  type RuleInput,
  ruleFor,
  ruleOffers,
} from '../../../../src/main/domain/gate/rule-offers.ts';
import { ruleTable } from '../../../../src/main/domain/gate/rules/table.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';

const ADA = { kind: 'paired-sender', senderId: 'telegram:user:42' } as const;

function input(change: Partial<RuleInput> = {}): RuleInput {
  return {
    how: 'always',
    id: 'r1',
    now: 1_000,
    actor: ADA,
    conversationId: 'c1',
    isPrivate: false,
    tool: 'run_command',
    call: { effects: ['execute'], traits: PLAIN_CALL },
    inputSha256: 'h1',
    summary: 'Run ls -la',
    workspace: '/ws',
    ...change,
  };
}

describe('the offers', () => {
  test('are three sentences that say who, what and how far', () => {
    expect(ruleOffers((how) => ruleFor(input({ how })))).toEqual([
      {
        lifetime: 'fifteen-minutes',
        sentence:
          'Allow telegram:user:42: Run ls -la — exactly this, in /ws, in this conversation, for 15 minutes.',
      },
      {
        lifetime: 'conversation',
        sentence: 'Allow telegram:user:42: Run ls -la — exactly this, in /ws, in this conversation.',
      },
      {
        lifetime: 'always',
        sentence:
          'Allow telegram:user:42: Run ls -la — exactly this, in /ws, in every conversation, until you revoke it.',
      },
    ]);
  });

  test.each(['fifteen-minutes', 'conversation', 'always'] as const)(
    'a rule saved for "%s" allows that call, and no other of anybody else, elsewhere or later than it says',
    (how) => {
      const rule = ruleFor(input({ how }));
      const asked = {
        actor: ADA,
        conversationId: 'c1',
        channelId: 'telegram',
        chatKind: 'direct' as const,
        tool: 'run_command',
        inputSha256: 'h1',
        effects: ['execute'] as const,
        outlivesConversation: false,
        traits: PLAIN_CALL,
        confined: true,
        workspace: '/ws',
        taint: CLEAN,
        now: 1_001,
      };
      const kind = (change: Partial<typeof asked> | { actor: { kind: 'owner' } }) =>
        decide(ruleTable([rule]), { ...asked, ...change }).kind;
      expect(kind({})).toBe('allow');
      expect(kind({ conversationId: 'c2' })).toBe(how === 'always' ? 'allow' : 'ask');
      expect(kind({ now: 1_000 + 15 * 60_000 })).toBe(how === 'fifteen-minutes' ? 'ask' : 'allow');
      expect(kind({ inputSha256: 'h2' })).toBe('ask');
      expect(kind({ tool: 'write_file' })).toBe('ask');
      expect(kind({ actor: { kind: 'owner' } })).toBe('ask');
      expect(kind({ actor: { kind: 'paired-sender', senderId: 'telegram:user:43' } as never })).toBe('ask');
    },
  );
});

describe('what a rule is offered for', () => {
  const page = {
    effects: ['network'] as const,
    traits: { ...PLAIN_CALL, readsOnly: true, hosts: ['docs.example.com'] },
  };
  const file = { effects: ['write'] as const, traits: { ...PLAIN_CALL, paths: ['notes/plan.md'] } };

  test('reading a page: its host, here; and everywhere only this page', () => {
    const rule = (how: RuleInput['how']) => ruleFor(input({ how, tool: 'fetch_url', call: page }));
    expect(rule('conversation')).toMatchObject({
      matcher: { kind: 'host', host: 'docs.example.com' },
      conversationId: 'c1',
      lifetime: 'conversation',
      sentence:
        'Allow telegram:user:42: fetch_url from docs.example.com, whatever page, as long as it only reads, in this conversation.',
    });
    expect(rule('always').matcher).toEqual({ kind: 'input', sha256: 'h1' });
  });

  test('writing a file: that file in that folder, here', () => {
    expect(ruleFor(input({ how: 'conversation', tool: 'write_file', call: file }))).toMatchObject({
      matcher: { kind: 'path', glob: 'notes/plan.md', workspace: '/ws' },
      sentence:
        'Allow telegram:user:42: write_file of notes/plan.md, whatever its content, in /ws, in this conversation.',
    });
  });

  test.each([
    ['a command, whatever it reaches', { ...page, effects: ['execute', 'network'] as const }],
    ['a page that could not be read whole', { ...page, traits: { ...page.traits, unreadable: 'Strange.' } }],
    ['more than one host', { ...page, traits: { ...page.traits, hosts: ['a.example', 'b.example'] } }],
    ['what does not only read', { ...page, traits: { ...page.traits, readsOnly: false } }],
    ['more than one file', { ...file, traits: { ...file.traits, paths: ['a', 'b'] } }],
    ['a name that is a pattern', { ...file, traits: { ...file.traits, paths: ['a*'] } }],
    ['a path that leads up', { ...file, traits: { ...file.traits, paths: ['../a'] } }],
    ['a path from the root', { ...file, traits: { ...file.traits, paths: ['/etc/passwd'] } }],
  ])('%s: exactly this call and nothing else', (_name, call) => {
    for (const how of ['fifteen-minutes', 'conversation', 'always'] as const)
      expect(ruleFor(input({ how, call })).matcher).toEqual({ kind: 'input', sha256: 'h1' });
  });

  test('nothing is offered for what the tool excludes, what is final, and what outlives the conversation', () => {
    const call = {
      input: {},
      effects: ['execute'] as const,
      traits: PLAIN_CALL,
      outlivesConversation: false,
      prepare: () => Promise.resolve({ kind: 'refused' as const, reason: '' }),
    };
    expect([
      mayOfferRule({ mayBecomeRule: true }, call),
      mayOfferRule({ mayBecomeRule: false }, call),
      mayOfferRule({ mayBecomeRule: true }, { ...call, effects: ['irreversible'] }),
      mayOfferRule({ mayBecomeRule: true }, { ...call, outlivesConversation: true }),
    ]).toEqual([true, false, false, false]);
  });
});
