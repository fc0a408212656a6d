// The rules an answer may save: exactly one call of exactly who asked, written out before it is saved.
import { describe, expect, test } from 'vitest';
import { decide } from '../../../../src/main/domain/gate/policy.ts';
import { type RuleInput, ruleFor, ruleOffers } from '../../../../src/main/domain/gate/rule-offers.ts';
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
    tool: 'run_command',
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
        taint: CLEAN,
        now: 1_001,
      };
      const kind = (change: Partial<typeof asked> | { actor: { kind: 'owner' } }) =>
        decide([rule], { ...asked, ...change }).kind;
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
