// What may happen without asking: standing rules with their last use, the built-in ones, and how long a question
// stays open. Revoking works at once; rules are saved only in the approval window.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { RuleView } from '../../../contracts/rules.ts';
import { Button } from '../../components/controls/button.tsx';
import { Switch } from '../../components/controls/switch.tsx';
import { Card } from '../../components/layout/card.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { NumberSetting } from './text-setting.tsx';
import { useChange } from './use-change.ts';

const DECISION_WORDS = { allow: 'Allowed', ask: 'Asked', deny: 'Denied' } as const;

export function PolicySection() {
  const app = useApp();
  const rules = useStore(app.settings.store, (state) => state.rules);
  const config = useStore(app.settings.store, (state) => state.config);
  const { change, result } = useChange();
  useEffect(() => void app.settings.loadRules(), [app]);
  const standing = rules.filter((rule) => !rule.builtIn);
  const builtIn = rules.filter((rule) => rule.builtIn);
  return (
    <>
      <section className="settings-group">
        <h2 className="text-strong">Rules you saved</h2>
        <Card>
          {standing.length === 0 ? (
            <p className="text-quiet">
              None. When you allow something for longer than once, its rule appears here and can be revoked.
            </p>
          ) : (
            <RuleTable rules={standing} />
          )}
        </Card>
      </section>
      <DisclosureRow title="Built-in rules" detail="Everything else is asked, and in groups denied">
        <ul className="rules-built-in">
          {builtIn.map((rule) => (
            <li key={rule.id}>{rule.sentence}</li>
          ))}
        </ul>
      </DisclosureRow>
      {config && (
        <>
          <NumberSetting
            settingKey="approvals.expire_minutes"
            label="Minutes until no answer counts as no"
            hint="From 1 to 1440. A question that expired stays listed for a day."
            value={config.approvals.expire_minutes}
            min={1}
            max={1440}
          />
          <div className="settings-group">
            <Switch
              label="Approve from the command line"
              detail="Danger: any program that runs under your account could then approve. Off, only the approval window can."
              checked={config.approvals.allow_from_cli}
              onChange={(on) => void change('approvals.allow_from_cli', on)}
            />
            <ChangeLine result={result} />
          </div>
          <NumberSetting
            settingKey="limits.command_seconds"
            label="Seconds a command may run"
            hint="From 1 to 3600. Then it is stopped with everything it started."
            value={config.limits.command_seconds}
            min={1}
            max={3600}
          />
          <NumberSetting
            settingKey="limits.steps_per_turn"
            label="Steps the model may take for one message"
            hint="From 1 to 200. Then the turn ends and says so."
            value={config.limits.steps_per_turn}
            min={1}
            max={200}
          />
        </>
      )}
    </>
  );
}

function RuleTable({ rules }: { readonly rules: readonly RuleView[] }) {
  const app = useApp();
  const revoke = async (id: string) => {
    const outcome = await app.toasts.tell(app.api.rules.revoke({ id }));
    if (outcome !== null) {
      app.toasts.say(
        outcome.kind === 'applied' ? 'success' : 'warning',
        outcome.kind === 'applied'
          ? 'Revoked.'
          : outcome.kind === 'refused'
            ? outcome.message
            : 'Waiting in the approval window.',
      );
    }
    await app.settings.loadRules();
  };
  return (
    <table className="rules">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Last used</th>
          <th scope="col">Until</th>
          <th scope="col">
            <span className="only-heard">Revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td>
              {rule.decision !== 'allow' && <strong>{DECISION_WORDS[rule.decision]}: </strong>}
              <ExactText text={rule.sentence} />
            </td>
            <td className="rules-when">{rule.lastUsedAt ? <Time at={rule.lastUsedAt} /> : 'Never'}</td>
            <td className="rules-when">{rule.expiresAt ? <Time at={rule.expiresAt} /> : 'You revoke it'}</td>
            <td>
              <Button
                size="small"
                aria-label={`Revoke: ${rule.sentence}`}
                onClick={() => void revoke(rule.id)}
              >
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
