// Telegram: on or off, the bot's token, and who may speak with the agent, each choice with what it means. Whatever
// lets more people in is confirmed in the approval window.
import { useStore } from 'zustand';
import type { ChannelConfig, DmPolicy, GroupPolicy } from '../../../contracts/channel-settings.ts';
import type { SettingKey } from '../../../contracts/settings.ts';
import { ChoiceList } from '../../components/controls/choice-list.tsx';
import { Switch } from '../../components/controls/switch.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { ChannelHealth } from './channel-health.tsx';
import { SecretField } from './secret-field.tsx';
import { IdsSetting, TextSetting } from './text-setting.tsx';
import { useChange } from './use-change.ts';

export function TelegramSection() {
  const app = useApp();
  const telegram = useStore(app.settings.store, ({ config }) => config?.channels.telegram);
  if (telegram === undefined) return null;
  return (
    <>
      <Enabled telegram={telegram} />
      <SecretField
        name="telegram.bot-token"
        label="Bot token"
        hint="Write to @BotFather on Telegram, send /newbot, and paste the token that you get."
      />
      <DirectMessages telegram={telegram} />
      <Groups telegram={telegram} />
      <DisclosureRow title="Advanced">
        <TextSetting
          settingKey="channels.telegram.api_root"
          label="Address of the Bot API"
          hint="Only for a Bot API server of your own. The token is sent there."
          value={telegram.api_root}
        />
      </DisclosureRow>
    </>
  );
}

function Enabled({ telegram }: { readonly telegram: ChannelConfig<'telegram'> }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <Switch
        label="Telegram"
        detail="The agent answers on Telegram while Sallyport runs. Switched on, nobody is let in by that alone."
        checked={telegram.enabled}
        onChange={(enabled) => void change('channels.telegram.enabled', enabled)}
      />
      <ChangeLine result={result} />
      <ChannelHealth platform="telegram" />
    </div>
  );
}

function DirectMessages({ telegram }: { readonly telegram: ChannelConfig<'telegram'> }) {
  const { change, result } = useChange();
  const ids = telegram.allow_from.filter((id) => id !== '*');
  const choose = (policy: DmPolicy) =>
    // Everybody is written twice in the file, as policy and as "*": both in one change, and both taken back in one.
    policy === 'open' || telegram.dm_policy === 'open'
      ? change('channels.telegram.direct', {
          dm_policy: policy,
          allow_from: policy === 'open' ? [...ids, '*'] : ids,
        })
      : change('channels.telegram.dm_policy', policy);
  return (
    <div className="settings-group">
      <ChoiceList<DmPolicy>
        label="Who may write to it directly"
        value={telegram.dm_policy}
        onChange={(policy) => void choose(policy)}
        choices={[
          {
            value: 'pairing',
            label: 'Whom you let in',
            detail: 'A stranger gets a code and nothing else, until you approve the request here.',
          },
          {
            value: 'allowlist',
            label: 'Only the allow list',
            detail: 'The ids below. Everybody else is ignored, and cannot ask to be let in.',
          },
          {
            value: 'open',
            label: 'Everybody',
            detail:
              'Danger: anyone on Telegram can start turns, spend your money and try to talk the agent into things.',
          },
          {
            value: 'disabled',
            label: 'Nobody',
            detail: 'Direct messages are ignored, also from paired people.',
          },
        ]}
      />
      <ChangeLine result={result} />
      {telegram.dm_policy === 'allowlist' && (
        <IdsSetting
          settingKey="channels.telegram.allow_from"
          label="Allow list"
          hint="Numeric Telegram ids, one a line. Names are not accepted: they can change hands."
          ids={telegram.allow_from}
        />
      )}
    </div>
  );
}

function Groups({ telegram }: { readonly telegram: ChannelConfig<'telegram'> }) {
  const { change, result } = useChange();
  const set = (key: SettingKey, value: string | boolean) => void change(key, value);
  return (
    <div className="settings-group">
      <ChoiceList<GroupPolicy>
        label="In groups"
        value={telegram.group_policy}
        onChange={(policy) => set('channels.telegram.group_policy', policy)}
        choices={[
          { value: 'allowlist', label: 'Only the groups below', detail: 'An empty list means no group.' },
          {
            value: 'open',
            label: 'Any group it is added to',
            detail: 'Danger: whoever adds the bot to a group can have it answer there.',
          },
          { value: 'disabled', label: 'No group' },
        ]}
      />
      {telegram.group_policy === 'allowlist' && (
        <IdsSetting
          settingKey="channels.telegram.groups"
          label="Groups"
          hint="Numeric ids of groups, one a line; they begin with a minus sign."
          ids={telegram.groups}
        />
      )}
      <Switch
        label="Only when mentioned"
        detail="In a group it answers only who mentions it or replies to it."
        checked={telegram.require_mention}
        onChange={(mention) => set('channels.telegram.require_mention', mention)}
      />
      <ChangeLine result={result} />
    </div>
  );
}
