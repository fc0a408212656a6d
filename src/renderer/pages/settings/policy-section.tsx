// What may happen without asking: the preset, standing rules, a rule against something, a try-out, and how questions
// are asked. Revoking works at once; what widens is settled in the approval window.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Config } from '../../../contracts/settings.ts';
import { SelectField } from '../../components/controls/select-field.tsx';
import { Switch } from '../../components/controls/switch.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { DenyForm } from './policy/deny-form.tsx';
import { PresetChooser } from './policy/preset-chooser.tsx';
import { RuleLines, SavedRules } from './policy/rule-list.tsx';
import { TryOut } from './policy/try-out.tsx';
import { useChoices } from './policy/use-choices.ts';
import { IdsSetting, NumberSetting } from './text-setting.tsx';
import { useChange } from './use-change.ts';

export function PolicySection() {
  const app = useApp();
  const rules = useStore(app.settings.store, (state) => state.rules);
  const config = useStore(app.settings.store, (state) => state.config);
  const choices = useChoices();
  // Also when a setting changed: built-in rules follow from settings.
  useEffect(() => void (config && app.settings.loadRules()), [app, config]);
  return (
    <>
      {config && <PresetChooser preset={config.policy.preset} />}
      <section className="settings-group" aria-label="Rules you saved">
        <h2 className="text-strong">Rules you saved</h2>
        <SavedRules rules={rules.filter((rule) => !rule.builtIn)} />
        <DenyForm choices={choices} />
        <DisclosureRow title="Built-in rules in force" detail="From the preset and the lists below">
          <RuleLines rules={rules.filter((rule) => rule.builtIn)} />
        </DisclosureRow>
        {config && <OtherSessions sandbox={config.sandbox} />}
      </section>
      <TryOut choices={choices} />
      {config && <Questions config={config} />}
    </>
  );
}

function OtherSessions({ sandbox }: { readonly sandbox: Config['sandbox'] }) {
  return (
    <DisclosureRow title="Tools outside your own conversations" detail={toolsInWords(sandbox)}>
      <div className="settings-group settings-spread">
        <IdsSetting
          settingKey="sandbox.allow_tools"
          label="Tools that may be used there"
          hint="Names, one a line, or * for every tool. Empty means none. Rules and questions hold as everywhere."
          ids={sandbox.allow_tools}
        />
        <IdsSetting
          settingKey="sandbox.deny_tools"
          label="Tools that are never used there"
          hint="One a line. They beat the list above."
          ids={sandbox.deny_tools}
        />
      </div>
    </DisclosureRow>
  );
}

function toolsInWords({ allow_tools, deny_tools }: Config['sandbox']): string {
  if (allow_tools.length === 0 || deny_tools.includes('*')) return 'None';
  const allowed = allow_tools.includes('*') ? 'Every tool' : allow_tools.join(', ');
  return deny_tools.length === 0 ? allowed : `${allowed}, without ${deny_tools.join(', ')}`;
}

function Questions({ config }: { readonly config: Config }) {
  const { approvals, limits } = config;
  const cli = useChange();
  return (
    <section className="settings-group settings-spread" aria-label="Questions">
      <h2 className="text-strong">Questions</h2>
      <NumberSetting
        settingKey="approvals.expire_minutes"
        label="Minutes until no answer counts as no"
        hint="From 1 to 1440. A question that expired stays listed for a day."
        value={approvals.expire_minutes}
        min={1}
        max={1440}
      />
      <ForwardTo conversationId={approvals.forward_to} />
      <div className="settings-group">
        <Switch
          label="Approve from the command line"
          detail="Danger: any program that runs under your account could then approve. Off, only the approval window can."
          checked={approvals.allow_from_cli}
          onChange={(on) => void cli.change('approvals.allow_from_cli', on)}
        />
        <ChangeLine result={cli.result} />
      </div>
      <NumberSetting
        settingKey="limits.steps_per_turn"
        label="Steps the model may take for one message"
        hint="From 1 to 200. Then the turn ends and says so."
        value={limits.steps_per_turn}
        min={1}
        max={200}
      />
    </section>
  );
}

function ForwardTo({ conversationId }: { readonly conversationId: string }) {
  const app = useApp();
  const all = useStore(app.conversations.store, (state) => state.list);
  const { change, result } = useChange();
  const own = all.filter(({ trust, chatKind }) => trust === 'owner' && chatKind === 'direct');
  const isGone = conversationId !== '' && !own.some(({ id }) => id === conversationId);
  return (
    <div className="settings-group">
      <SelectField
        label="Also send questions to"
        hint={
          own.length === 0
            ? 'Link an account of yours on a channel first: let its pairing request in with “This is me”.'
            : 'A direct chat of your own. Only your linked account can answer there.'
        }
        value={conversationId}
        options={[
          { value: '', label: 'Nowhere else' },
          ...own.map(({ id, title, channelId }) => ({ value: id, label: `${title} (${channelId})` })),
          ...(isGone ? [{ value: conversationId, label: 'A conversation that is not yours any more' }] : []),
        ]}
        onChange={(id) => void change('approvals.forward_to', id)}
      />
      <ChangeLine result={result} />
    </div>
  );
}
