// The product's own listener, serving the webhook of one channel in these tests, and the address to call it by.
import {
  createWebhookListener,
  webhookPath,
  webhookUrl,
} from '../../../src/main/adapters/webhooks/listener.ts';
import type { Refusal } from '../../../src/main/adapters/webhooks/refusals.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Log } from '../../../src/main/domain/ports/world.ts';
import { realClock } from './recorder.ts';

const PUBLIC_HOST = 'hooks.example.org';

export interface WebhookDoor {
  /** On this computer; the platform calls it under the Host of the public address. */
  readonly url: string;
  /** As the platform knows it: `https://…/hooks/…`. */
  readonly publicUrl: string;
  readonly port: number;
  readonly host: string;
  /** Why requests were refused, as the ledger is told. */
  readonly refusals: readonly Refusal[];
  close(): Promise<void>;
}

export async function openWebhookDoor(channel: Channel, log: Log): Promise<WebhookDoor> {
  const refusals: Refusal[] = [];
  const listener = createWebhookListener({
    settings: () => ({ publicUrl: `https://${PUBLIC_HOST}`, allowedHosts: [] }),
    routes: () => new Map(channel.webhook === undefined ? [] : [[channel.id, channel.webhook]]),
    clock: realClock,
    log,
    onRefused: (refusal) => refusals.push(refusal),
  });
  await listener.open(0);
  const port = listener.port() ?? 0;
  return {
    url: `http://127.0.0.1:${port}${webhookPath(channel.id)}`,
    publicUrl: webhookUrl(`https://${PUBLIC_HOST}`, channel.id),
    port,
    host: PUBLIC_HOST,
    refusals,
    close: listener.close,
  };
}
