// The health of a channel, or of all: what was last seen to work and when, never what is assumed.
import { useStore } from 'zustand';
import { channelName } from '../../../contracts/platform-names.ts';
import type { ChannelStatus } from '../../../contracts/status.ts';
import { Badge } from '../../components/feedback/badge.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { CHANNEL_WORDS } from '../words.ts';

/** `channel`: one by its id; without it, all but this computer. */
export function ChannelHealth({ channel: wanted }: { readonly channel?: string }) {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  const channels = (status?.channels ?? []).filter(({ name }) =>
    wanted === undefined ? name !== 'desktop' : name === wanted,
  );
  if (channels.length === 0) return null;
  return (
    <ul className="health">
      {channels.map((channel) => {
        const words = CHANNEL_WORDS[channel.state];
        return (
          <li key={channel.name} className="health-line">
            <Badge tone={words.tone} icon={words.icon} word={words.word} turning={words.turning ?? false} />
            <span>
              {wanted === undefined ? named(channel) : (channel.account ?? channelName(channel.name))}
            </span>
            {channel.lastSeenAt && (
              <span className="text-quiet">
                last seen to work <Time at={channel.lastSeenAt} />
              </span>
            )}
            {channel.lastError && <span className="health-error">{channel.lastError}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function named({ name, account }: ChannelStatus): string {
  return account === null ? channelName(name) : `${channelName(name)}: ${account}`;
}
