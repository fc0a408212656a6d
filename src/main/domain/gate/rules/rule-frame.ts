// The frame of a rule that was saved or revoked. What the rule says may name a file or a person, so it lies in the payload,
// where it can be forgotten.
import type { FrameDraft } from '../../ledger/ledger.ts';
import type { RuleRow } from '../../ports/stores.ts';

export function ruleFrame(
  kind: 'rule-saved' | 'rule-revoked',
  rule: Pick<RuleRow, 'id' | 'sentence' | 'conversationId'>,
  causeId: string | null,
): FrameDraft {
  return {
    kind,
    causeId,
    actor: { kind: 'owner' },
    // SECURITY: by this the words of a private conversation's rule are found and erased when it ends.
    conversationId: rule.conversationId,
    facts: { ruleId: rule.id },
    payload: { sentence: rule.sentence },
  };
}
