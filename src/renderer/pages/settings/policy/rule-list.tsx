// Rules to read and to revoke. A rule that allows is revoked after a second look; taking away one that denies or asks
// would widen, and so is a question in the approval window.
import { useState } from 'react';
import type { RuleDecision, RuleView } from '../../../../contracts/rules.ts';
import { Button } from '../../../components/controls/button.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { Card } from '../../../components/layout/card.tsx';
import { Dialog } from '../../../components/layout/dialog.tsx';
import { ExactText } from '../../../components/reading/exact-text.tsx';
import { Time } from '../../../components/reading/time.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { DECISION_WORDS, LIFETIME_WORDS } from './rule-words.ts';

export function SavedRules({ rules }: { readonly rules: readonly RuleView[] }) {
  const app = useApp();
  const [doubted, setDoubted] = useState<RuleView | null>(null);
  const revoke = async (rule: RuleView) => {
    setDoubted(null);
    const outcome = await app.toasts.tell(app.api.rules.revoke({ id: rule.id }));
    if (outcome?.kind === 'applied') app.toasts.say('success', 'Revoked.');
    if (outcome?.kind === 'refused') app.toasts.say('warning', outcome.message);
    if (outcome?.kind === 'asked')
      app.toasts.say('neutral', 'Without it more may happen: confirm it in the approval window.');
    await app.settings.loadRules();
  };
  if (rules.length === 0)
    return (
      <Card>
        <p className="text-quiet">
          None. When you allow something for longer than once, its rule appears here and can be revoked.
        </p>
      </Card>
    );
  return (
    <Card flush>
      <ul className="rule-list" aria-label="Rules">
        {rules.map((rule) => (
          <li key={rule.id} className="rule">
            <div className="rule-words">
              <div className="rule-sentence">
                <DecisionBadge decision={rule.decision} />
                <ExactText text={rule.sentence} />
              </div>
              <RuleDates rule={rule} />
            </div>
            <Button
              size="small"
              aria-label={`Revoke: ${rule.sentence}`}
              onClick={() => (rule.decision === 'allow' ? setDoubted(rule) : void revoke(rule))}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <Dialog
        open={doubted !== null}
        title="Revoke this rule"
        onClose={() => setDoubted(null)}
        actions={
          <>
            <Button onClick={() => setDoubted(null)}>Keep</Button>
            <Button tone="danger" onClick={() => doubted && void revoke(doubted)}>
              Revoke rule
            </Button>
          </>
        }
      >
        <p>{doubted && <ExactText text={doubted.sentence} />}</p>
        <p className="text-quiet">It stops at once. To have it back, allow it again when you are asked.</p>
      </Dialog>
    </Card>
  );
}

function RuleDates({ rule }: { readonly rule: RuleView }) {
  return (
    <div className="rule-dates">
      <span className="code">{rule.scope}</span>
      {rule.createdAt && (
        <span>
          Made <Time at={rule.createdAt} />
        </span>
      )}
      <span>
        {rule.lastUsedAt ? (
          <>
            Last used <Time at={rule.lastUsedAt} />
          </>
        ) : (
          'Never used'
        )}
      </span>
      <span>
        Holds{' '}
        {rule.expiresAt ? (
          <>
            until <Time at={rule.expiresAt} />
          </>
        ) : (
          LIFETIME_WORDS[rule.lifetime]
        )}
      </span>
    </div>
  );
}

export interface RuleLine {
  readonly decision: RuleDecision;
  readonly sentence: string;
}

/** Each with its decision, to read only. */
export function RuleLines({ rules }: { readonly rules: readonly RuleLine[] }) {
  return (
    <ul className="rule-lines">
      {rules.map((rule) => (
        <li key={rule.sentence} className="rule-sentence">
          <DecisionBadge decision={rule.decision} />
          <span>{rule.sentence}</span>
        </li>
      ))}
    </ul>
  );
}

function DecisionBadge({ decision }: { readonly decision: RuleDecision }) {
  return <Badge bare {...DECISION_WORDS[decision]} />;
}
