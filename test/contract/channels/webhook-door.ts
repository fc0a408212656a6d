// The real door for webhooks, with the route of one channel behind it. Shared by the stages of channels that are called.
import { createWebhookListener, webhookUrl } from '../../../src/main/adapters/webhooks/listener.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Clock, Log } from '../../../src/main/domain/ports/world.ts';

export interface WebhookDoor {
  /** As the platform knows it: `https://hooks.example.test/hooks/…`. */
  readonly publicUrl: string;
  /** Host name of it, which the platform sends as `Host`. */
  readonly host: string;
  /** Where it is on this computer, without the path. */
  origin(): string;
  /** `/hooks/…` */
  readonly path: string;
  close(): Promise<void>;
}

const HOST = 'hooks.example.test';

export async function openWebhookDoor(
  channel: Channel,
  deps: { clock: Clock; log: Log },
): Promise<WebhookDoor> {
  const settings = { port: 0, publicUrl: `https://${HOST}`, allowedHosts: [] };
  const listener = createWebhookListener({
    ...deps,
    settings: () => settings,
    routes: () => new Map(channel.webhook === undefined ? [] : [[channel.id, channel.webhook]]),
    onRefused: () => {},
  });
  await listener.open();
  const publicUrl = webhookUrl(settings.publicUrl, channel.id);
  return {
    publicUrl,
    host: HOST,
    origin: () => `http://127.0.0.1:${listener.port()}`,
    path: new URL(publicUrl).pathname,
    close: listener.close,
  };
}
