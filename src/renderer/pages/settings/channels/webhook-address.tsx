// The address to enter at a platform that calls this computer, and whether a request there would be accepted now.
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { WebhookCheck } from '../../../../contracts/channels.ts';
import { Button } from '../../../components/controls/button.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { CodeBlock } from '../../../components/reading/code-block.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { type ChannelAccount, channelIdOf } from './account.ts';

export function WebhookAddress({ account }: { readonly account: ChannelAccount }) {
  const app = useApp();
  const check = useWebhookCheck();
  if (check === null) return null;
  const route = check.routes.find(({ channel }) => channel === channelIdOf(account));
  const isReachable = check.publicUrl !== '' && route !== undefined;
  return (
    <div className="settings-group">
      <h2 className="text-strong">Webhook</h2>
      {isReachable ? (
        <>
          <p className="text-quiet">Enter this address at the platform:</p>
          <CodeBlock text={route.url} />
          <ul className="plain-list">
            {route.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Badge
            bare
            tone={route.ready ? 'success' : 'warning'}
            word={
              route.ready ? 'Signed requests are accepted.' : 'Nothing is accepted until the keys are set.'
            }
          />
        </>
      ) : (
        <div className="settings-actions">
          <Badge
            bare
            tone="warning"
            word={
              account.settings.enabled
                ? (check.problem ?? 'It is being opened.')
                : 'Switch the channel on to see its address.'
            }
          />
          <Button onClick={() => app.section.setState({ name: 'webhooks' })}>Open Webhooks</Button>
        </div>
      )}
    </div>
  );
}

/** Null until it was read; read again when settings, credentials or channels change. */
export function useWebhookCheck(): WebhookCheck | null {
  const app = useApp();
  const config = useStore(app.settings.store, (state) => state.config);
  const credentials = useStore(app.settings.store, (state) => state.credentials);
  const status = useStore(app.status.store, (state) => state.status);
  const [check, setCheck] = useState<WebhookCheck | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they only say when
  useEffect(() => {
    let isWanted = true;
    void app.toasts.tell(app.api.channels.checkWebhooks({})).then((found) => {
      if (isWanted && found !== null) setCheck(found);
    });
    return () => {
      isWanted = false;
    };
  }, [config, credentials, status?.channels]);
  return check;
}
