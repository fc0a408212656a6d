// One platform: its accounts, each with on or off, whether it works now, how to set it up, and who may speak there.
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ChannelPlatform } from '../../../../contracts/channel-settings.ts';
import { PLATFORM_NAMES } from '../../../../contracts/platform-names.ts';
import { Switch } from '../../../components/controls/switch.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { ChangeLine } from '../change-line.tsx';
import { ChannelHealth } from '../channel-health.tsx';
import { useChange } from '../use-change.ts';
import { accountIn, accountNames, type ChannelAccount, channelIdOf, keyOf } from './account.ts';
import { Accounts } from './accounts.tsx';
import { LinkDevice } from './link-device.tsx';
import { Advanced, OwnSettings, Secrets, Steps } from './set-up.tsx';
import { TryChannel } from './try-channel.tsx';
import { WebhookAddress } from './webhook-address.tsx';
import { DirectMessages, Groups } from './who-may-speak.tsx';

export function ChannelSection({ platform }: { readonly platform: ChannelPlatform }) {
  const app = useApp();
  const config = useStore(app.settings.store, (state) => state.config);
  const guide = useStore(app.settings.store, ({ guides }) => guides.find((one) => one.platform === platform));
  const [chosen, setChosen] = useState<string | null>(null);
  if (config === null || guide === undefined) return null;
  // An account that was taken away meanwhile leaves the first one.
  const account = accountIn(config, platform, chosen) ?? accountIn(config, platform, null);
  if (account === null) return null;
  const needsWebhook =
    (guide.webhook === 'always' && account.settings['link'] !== 'device') ||
    (guide.webhook === 'by choice' && account.settings['mode'] === 'webhook');
  const accounts = (
    <Accounts platform={platform} config={config} chosen={account.name} onChoose={setChosen} />
  );
  // Where there are several, which one this is comes first.
  const hasSeveral = accountNames(config, platform).length > 0;
  return (
    <div className="settings" key={channelIdOf(account)}>
      {hasSeveral && accounts}
      <Enabled account={account} summary={guide.summary} />
      <Steps account={account} guide={guide} />
      <OwnSettings account={account} guide={guide} />
      <Secrets account={account} guide={guide} />
      {needsWebhook && <WebhookAddress account={account} />}
      {account.settings['link'] === 'device' && account.settings.enabled && (
        <LinkDevice channel={channelIdOf(account)} />
      )}
      <DirectMessages account={account} guide={guide} />
      <Groups account={account} guide={guide} />
      <Advanced account={account} guide={guide} />
      {!hasSeveral && accounts}
    </div>
  );
}

function Enabled({ account, summary }: { readonly account: ChannelAccount; readonly summary: string }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <Switch
        label={
          account.name === null
            ? PLATFORM_NAMES[account.platform]
            : `${PLATFORM_NAMES[account.platform]}: ${account.name}`
        }
        detail={`${summary} Switched on, nobody is let in by that alone.`}
        checked={account.settings.enabled}
        onChange={(enabled) => void change(keyOf(account, 'enabled'), enabled)}
      />
      <ChangeLine result={result} />
      <ChannelHealth channel={channelIdOf(account)} />
      {account.settings.enabled && <TryChannel channel={channelIdOf(account)} />}
    </div>
  );
}
