// The door for platforms that call this computer: where it is reached, what it would accept, and how to make a tunnel.
import { useStore } from 'zustand';
import { channelName } from '../../../contracts/platform-names.ts';
import { Badge } from '../../components/feedback/badge.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { Card } from '../../components/layout/card.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { CodeBlock } from '../../components/reading/code-block.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { useWebhookCheck } from './channels/webhook-address.tsx';
import { IdsSetting, NumberSetting, TextSetting } from './text-setting.tsx';

export function WebhooksSection() {
  const app = useApp();
  const webhooks = useStore(app.settings.store, ({ config }) => config?.webhooks);
  const check = useWebhookCheck();
  if (webhooks === undefined) return null;
  return (
    <>
      <p className="text-quiet">
        Some platforms call this computer when somebody writes. They come by a door of its own, which a tunnel
        leads to: it takes only requests that a platform has signed, and nothing else of Sallyport is behind
        it.
      </p>
      {check?.problem && <Banner level="info">{check.problem}</Banner>}
      <TextSetting
        settingKey="webhooks.public_url"
        label="Public address"
        hint="Where platforms reach this computer, with https: the address that your tunnel gives you."
        value={webhooks.public_url}
      />
      <Tunnels port={check?.port ?? null} />
      {check !== null && check.routes.length > 0 && (
        <div className="settings-group">
          <h2 className="text-strong">What is accepted</h2>
          {check.routes.map((route) => (
            <Card key={route.channel}>
              <div className="settings-group">
                <div className="settings-line">
                  <span className="text-strong">{channelName(route.channel)}</span>
                  <Badge
                    tone={route.ready ? 'success' : 'warning'}
                    word={route.ready ? 'Ready' : 'Not ready'}
                  />
                </div>
                <CodeBlock text={route.url} />
                <ul className="plain-list">
                  {route.lines.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                  {route.unsignedStatus !== null && (
                    <li>{`A request without a signature was refused with ${route.unsignedStatus}.`}</li>
                  )}
                </ul>
              </div>
            </Card>
          ))}
        </div>
      )}
      <DisclosureRow title="Advanced">
        <NumberSetting
          settingKey="webhooks.port"
          label="Port on this computer"
          hint="Where the tunnel leads to. 0 means a free one, kept from then on."
          value={webhooks.port}
          min={0}
          max={65_535}
        />
        <IdsSetting
          settingKey="webhooks.allowed_hosts"
          label="Further names"
          hint="Host names accepted beside that of the public address, one a line."
          ids={webhooks.allowed_hosts}
        />
      </DisclosureRow>
    </>
  );
}

function Tunnels({ port }: { readonly port: number | null }) {
  const shown = port ?? 'PORT';
  return (
    <DisclosureRow title="How to make a tunnel" startsOpen={port === null}>
      {port === null && (
        <p className="text-quiet">
          The port is shown here once a public address is set and a channel that needs it is switched on.
        </p>
      )}
      <p>With Tailscale Funnel, which keeps the address:</p>
      <CodeBlock text={`tailscale funnel --bg ${shown}`} />
      <p>With Cloudflare Tunnel, for a trial; the address changes with each start:</p>
      <CodeBlock text={`cloudflared tunnel --url http://127.0.0.1:${shown}`} />
      <p>With a server of your own, by SSH; its web server must do https and lead to that port:</p>
      <CodeBlock text={`ssh -N -R 127.0.0.1:${shown}:127.0.0.1:${shown} you@your-server.example`} />
      <p className="text-quiet">
        A tunnel must lead to this port and to no other. Never open it in a router.
      </p>
    </DisclosureRow>
  );
}
