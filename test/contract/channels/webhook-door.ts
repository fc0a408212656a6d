// The real door for webhooks, with the route of one channel behind it. Shared by the stages of channels that are called.
import { createWebhookListener, webhookUrl } from '../../../src/main/adapters/webhooks/listener.ts';
import type { Refusal } from '../../../src/main/adapters/webhooks/refusals.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Clock, Log } from '../../../src/main/domain/ports/world.ts';

export interface WebhookDoor {
  /** As the platform knows it: `https://hooks.example.test/hooks/…`. */
  readonly publicUrl: string;
  /** Host name of it, which the platform sends as `Host`. */
  readonly host: string;
  /** Where it is on this computer. */
  readonly localUrl: string;
  readonly port: number;
  readonly refusals: readonly Refusal[];
  close(): Promise<void>;
}

const HOST = 'hooks.example.test';

export async function openWebhookDoor(
  channel: Channel,
  deps: { clock: Clock; log: Log },
): Promise<WebhookDoor> {
  const settings = { port: 0, publicUrl: `https://${HOST}`, allowedHosts: [] };
  const refusals: Refusal[] = [];
  const listener = createWebhookListener({
    ...deps,
    settings: () => settings,
    routes: () => new Map(channel.webhook === undefined ? [] : [[channel.id, channel.webhook]]),
    onRefused: (refusal) => refusals.push(refusal),
  });
  await listener.open();
  const port = listener.port();
  if (port === null) throw new Error('The door did not open.');
  return {
    publicUrl: webhookUrl(settings.publicUrl, channel.id),
    host: HOST,
    localUrl: webhookUrl(`http://127.0.0.1:${port}`, channel.id),
    port,
    refusals,
    close: listener.close,
  };
}
