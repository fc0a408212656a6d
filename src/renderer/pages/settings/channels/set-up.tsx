// What to do on the platform, and what to enter here from it: steps with their links, permissions, secrets, settings.
import { ExternalLink } from 'lucide-react';
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { type Choice, ChoiceList } from '../../../components/controls/choice-list.tsx';
import { Switch } from '../../../components/controls/switch.tsx';
import { DisclosureRow } from '../../../components/layout/disclosure-row.tsx';
import { CodeBlock } from '../../../components/reading/code-block.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import type { Guide } from '../../../stores/settings.ts';
import { ChangeLine } from '../change-line.tsx';
import { SecretField } from '../secret-field.tsx';
import { NumberSetting, TextSetting } from '../text-setting.tsx';
import { useChange } from '../use-change.ts';
import { type ChannelAccount, channelIdOf, credentialOf, keyOf } from './account.ts';

interface SetUpProps {
  readonly account: ChannelAccount;
  readonly guide: Guide;
}

/** The steps; open while the channel is not connected. */
export function Steps({ account, guide }: SetUpProps) {
  const app = useApp();
  const isConnected = useStore(app.status.store, ({ status }) =>
    status?.channels.some(({ name, state }) => name === channelIdOf(account) && state === 'connected'),
  );
  return (
    <DisclosureRow
      key={isConnected === true ? 'connected' : 'not connected'}
      title="How to set it up"
      startsOpen={isConnected !== true}
    >
      <ol className="steps">
        {guide.steps.map(({ text, link }) => (
          <li key={text}>
            <span>{text}</span>
            {link !== undefined && (
              <Button
                size="small"
                tone="quiet"
                icon={ExternalLink}
                onClick={() => void app.toasts.tell(app.api.status.openLink({ url: link }))}
              >
                {new URL(link).hostname}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <h3 className="text-strong">What it needs there</h3>
      <ul className="plain-list">
        {guide.permissions.map((permission) => (
          <li key={permission}>{permission.includes('\n') ? <CodeBlock text={permission} /> : permission}</li>
        ))}
      </ul>
      <h3 className="text-strong">Good to know</h3>
      <ul className="plain-list">
        {guide.limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </DisclosureRow>
  );
}

export function Secrets({ account, guide }: SetUpProps) {
  return guide.secrets
    .filter((secret) => isShown(secret, account))
    .map(({ name, label, hint, optional }) => (
      <SecretField
        key={credentialOf(account, name)}
        name={credentialOf(account, name)}
        label={optional === true ? `${label} (optional)` : label}
        hint={hint}
      />
    ));
}

/** Of the platform's own, those that are not for a server of one's own. */
export function OwnSettings({ account, guide }: SetUpProps) {
  return guide.settings
    .filter(({ key }) => !isAdvanced(key))
    .filter((setting) => isShown(setting, account))
    .map((setting) => <OwnSetting key={keyOf(account, setting.key)} account={account} setting={setting} />);
}

export function Advanced({ account, guide }: SetUpProps) {
  return (
    <DisclosureRow title="Advanced">
      <TextSetting
        settingKey={keyOf(account, 'proxy')}
        label="Proxy"
        hint="Everything of this channel goes through it: http://host:port, https://host:port or socks5://host:port."
        value={account.settings.proxy}
      />
      {account.settings.proxy !== '' && (
        <SecretField
          name={credentialOf(account, 'proxy-login')}
          label="Login of the proxy (optional)"
          hint="As user:password."
        />
      )}
      {guide.settings
        .filter(({ key }) => isAdvanced(key))
        .map((setting) => (
          <OwnSetting key={keyOf(account, setting.key)} account={account} setting={setting} />
        ))}
    </DisclosureRow>
  );
}

function OwnSetting({
  account,
  setting: { key, label, hint, placeholder },
}: {
  readonly account: ChannelAccount;
  readonly setting: Guide['settings'][number];
}) {
  const value = account.settings[key];
  const choices = CHOICES[key];
  if (choices !== undefined)
    return <Chosen account={account} settingKey={key} label={label} hint={hint} choices={choices} />;
  if (typeof value === 'boolean')
    return <OnOff account={account} settingKey={key} label={label} hint={hint} value={value} />;
  if (typeof value === 'number')
    return (
      <NumberSetting
        settingKey={keyOf(account, key)}
        label={label}
        hint={hint}
        value={value}
        min={0}
        max={65_535}
      />
    );
  return (
    <TextSetting
      settingKey={keyOf(account, key)}
      label={label}
      hint={hint}
      placeholder={placeholder}
      value={String(value ?? '')}
    />
  );
}

interface ChosenProps {
  readonly account: ChannelAccount;
  readonly settingKey: string;
  readonly label: string;
  readonly hint: string;
}

function Chosen({
  account,
  settingKey,
  label,
  hint,
  choices,
}: ChosenProps & { readonly choices: readonly Choice<string>[] }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <ChoiceList<string>
        label={label}
        value={String(account.settings[settingKey])}
        onChange={(value) => void change(keyOf(account, settingKey), value)}
        choices={choices}
      />
      <p className="text-quiet">{hint}</p>
      <ChangeLine result={result} />
    </div>
  );
}

function OnOff({ account, settingKey, label, hint, value }: ChosenProps & { readonly value: boolean }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <Switch
        label={label}
        detail={hint}
        checked={value}
        onChange={(next) => void change(keyOf(account, settingKey), next)}
      />
      <ChangeLine result={result} />
    </div>
  );
}

/** Settings that are one of a few, by their name. */
const CHOICES: Readonly<Record<string, readonly Choice<string>[] | undefined>> = {
  mode: [
    {
      value: 'socket',
      label: 'A connection from here',
      detail: 'Nothing has to reach this computer from outside.',
    },
    {
      value: 'webhook',
      label: 'A webhook',
      detail: 'The platform calls this computer, by the address under Webhooks.',
    },
  ],
  link: [
    { value: 'cloud', label: 'Cloud API', detail: 'Meta’s own way for businesses.' },
    {
      value: 'device',
      label: 'Linked device',
      detail: 'Unofficial, by an add-on that you install. WhatsApp may block the number.',
    },
  ],
};

function isAdvanced(key: string): boolean {
  return /_root$/.test(key);
}

function isShown(
  { when }: { readonly when?: readonly [string, string] | undefined },
  { settings }: ChannelAccount,
): boolean {
  return when === undefined || String(settings[when[0]]) === when[1];
}
