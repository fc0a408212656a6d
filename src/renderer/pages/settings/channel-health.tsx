// The health of a platform's channels: what was last seen to work and when, never what is assumed.
import { useStore } from 'zustand';
import type { Platform } from '../../../contracts/scalars.ts';
import { Badge } from '../../components/feedback/badge.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { CHANNEL_WORDS, channelName } from '../words.ts';

export function ChannelHealth({ platform }: { readonly platform: Platform }) {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  const channels = status?.channels.filter(({ name }) => name.split(':')[0] === platform) ?? [];
  if (channels.length === 0) return null;
  return (
    <ul className="health">
      {channels.map((channel) => {
        const words = CHANNEL_WORDS[channel.state];
        return (
          <li key={channel.name} className="health-line">
            <Badge tone={words.tone} icon={words.icon} word={words.word} turning={words.turning ?? false} />
            <span>{channel.account ?? channelName(channel.name)}</span>
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
