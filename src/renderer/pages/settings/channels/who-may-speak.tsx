// Who may speak with the agent on one account: directly and in groups, each choice with what it means. Whatever lets
// more people in is confirmed in the approval window.
import type { DmPolicy, GroupPolicy } from '../../../../contracts/channel-fields.ts';
import { type Choice, ChoiceList } from '../../../components/controls/choice-list.tsx';
import { Switch } from '../../../components/controls/switch.tsx';
import type { Guide } from '../../../stores/settings.ts';
import { ChangeLine } from '../change-line.tsx';
import { IdsSetting } from '../text-setting.tsx';
import { useChange } from '../use-change.ts';
import { type ChannelAccount, keyOf } from './account.ts';

interface WhoProps {
  readonly account: ChannelAccount;
  readonly guide: Guide;
}

export function DirectMessages({ account, guide }: WhoProps) {
  const { change, result } = useChange();
  const { settings, platform } = account;
  const ids = settings.allow_from.filter((id) => id !== '*');
  const choose = (policy: DmPolicy) =>
    // Everybody is written twice in the file, as policy and as "*": both in one change, and both taken back in one.
    policy === 'open' || settings.dm_policy === 'open'
      ? change(keyOf(account, 'direct'), {
          dm_policy: policy,
          allow_from: policy === 'open' ? [...ids, '*'] : ids,
        })
      : change(keyOf(account, 'dm_policy'), policy);
  // Mail is never answered to strangers, so neither of the two that could is offered there.
  const choices = DIRECT.filter(
    ({ value }) => platform !== 'email' || value === 'allowlist' || value === 'disabled',
  );
  return (
    <div className="settings-group">
      <ChoiceList<DmPolicy>
        label="Who may write to it directly"
        value={settings.dm_policy}
        onChange={(policy) => void choose(policy)}
        choices={choices}
      />
      <ChangeLine result={result} />
      {settings.dm_policy === 'allowlist' && (
        <IdsSetting
          settingKey={keyOf(account, 'allow_from')}
          label="Allow list"
          hint={`One a line. ${guide.ids.people}`}
          ids={settings.allow_from}
        />
      )}
    </div>
  );
}

const DIRECT: readonly Choice<DmPolicy>[] = [
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
    detail: 'Danger: anyone there can start turns, spend your money and try to talk the agent into things.',
  },
  {
    value: 'disabled',
    label: 'Nobody',
    detail: 'Direct messages are ignored, also from paired people.',
  },
];

export function Groups({ account, guide }: WhoProps) {
  const { change, result } = useChange();
  const { group_policy, groups, require_mention } = account.settings;
  if (group_policy === undefined || guide.ids.groups === null) return null;
  return (
    <div className="settings-group">
      <ChoiceList<GroupPolicy>
        label="In groups"
        value={group_policy}
        onChange={(policy) => void change(keyOf(account, 'group_policy'), policy)}
        choices={GROUPS}
      />
      {group_policy === 'allowlist' && (
        <IdsSetting
          settingKey={keyOf(account, 'groups')}
          label="Groups"
          hint={`One a line. ${guide.ids.groups}`}
          ids={groups ?? []}
        />
      )}
      <Switch
        label="Only when mentioned"
        detail="In a group it answers only who mentions it or replies to it."
        checked={require_mention ?? true}
        onChange={(mention) => void change(keyOf(account, 'require_mention'), mention)}
      />
      <ChangeLine result={result} />
    </div>
  );
}

const GROUPS: readonly Choice<GroupPolicy>[] = [
  { value: 'allowlist', label: 'Only the groups below', detail: 'An empty list means no group.' },
  {
    value: 'open',
    label: 'Any group it is added to',
    detail: 'Danger: whoever adds it to a group can have it answer there.',
  },
  { value: 'disabled', label: 'No group' },
];
