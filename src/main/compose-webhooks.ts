// The webhook door, opened while a public address is set and a channel wants it, and its check.
import type { WebhookCheck } from '../contracts/channels.ts';
import type { ChannelId } from '../contracts/scalars.ts';
import type { Config } from '../contracts/settings.ts';
import type { Status } from '../contracts/status.ts';
import { askUnsigned } from './adapters/webhooks/ask-unsigned.ts';
import { createWebhookListener, webhookPath, webhookUrl } from './adapters/webhooks/listener.ts';
import type { Agent } from './domain/agent.ts';
import type { Stores } from './domain/ports/stores.ts';
import type { WebhookRoute } from './domain/ports/webhooks.ts';
import type { Clock, Log } from './domain/ports/world.ts';

/** The port that was free the first time, so that a tunnel goes on leading here. */
const PORT_KEY = 'webhooks port';

export interface Webhooks {
  /** Opens, closes or moves the door as settings and channels ask. */
  apply(): Promise<void>;
  check(): Promise<WebhookCheck>;
  /** What the owner should know. */
  notices(): Status['notices'];
  close(): Promise<void>;
}

export function composeWebhooks(deps: {
  config: () => Config;
  stores: Stores;
  clock: Clock;
  log: Log;
  agent: () => Agent;
}): Webhooks {
  const { config, stores, clock, log } = deps;
  let problem: string | null = null;
  /** The configured port that the door was opened for. */
  let openedFor: number | null = null;
  let applying: Promise<void> = Promise.resolve();

  const routes = (): ReadonlyMap<ChannelId, WebhookRoute> => deps.agent().channels.webhooks();
  const listener = createWebhookListener({
    settings: () => {
      const { public_url, allowed_hosts } = config().webhooks;
      return { publicUrl: public_url, allowedHosts: allowed_hosts };
    },
    routes,
    clock,
    log,
    onRefused: ({ channelId, why, count }) => {
      const { ledger } = deps.agent();
      stores.transaction(() =>
        ledger.record({
          kind: 'webhook-refused',
          causeId: null,
          actor: { kind: 'system' },
          facts: { channel: channelId, why, count },
        }),
      );
    },
  });

  async function change(): Promise<void> {
    const { port, public_url } = config().webhooks;
    const isWanted = public_url !== '' && routes().size > 0;
    if (!isWanted || (openedFor !== null && openedFor !== port)) {
      await listener.close();
      openedFor = null;
      problem = null;
    }
    if (!isWanted || openedFor === port) return;
    try {
      await listener.open(port === 0 ? Number(stores.settings.get(PORT_KEY) ?? 0) : port);
    } catch {
      if (port !== 0) {
        problem = `The port ${port} for webhooks is taken by another program. Stop that, or choose another port.`;
        return;
      }
      await listener.open(0); // the one that was kept is taken by now
    }
    openedFor = port;
    problem = null;
    stores.settings.put(PORT_KEY, String(listener.port() ?? 0));
  }

  async function check(): Promise<WebhookCheck> {
    const { public_url: publicUrl, allowed_hosts } = config().webhooks;
    const port = listener.port();
    const host = publicUrl === '' ? '' : new URL(publicUrl).host;
    const all = [...routes()];
    return {
      port,
      problem: problem ?? whyClosed(publicUrl, all.length, port),
      publicUrl,
      hosts: host === '' ? [] : [host, ...allowed_hosts],
      routes: await Promise.all(
        all.map(async ([channel, route]) => {
          const { ready, lines } = route.explain();
          return {
            channel,
            url: publicUrl === '' ? webhookPath(channel) : webhookUrl(publicUrl, channel),
            methods: [...route.methods],
            ready,
            lines: [...lines],
            unsignedStatus: port === null ? null : await askUnsigned(port, webhookPath(channel), host),
          };
        }),
      ),
    };
  }

  return {
    check,
    notices: () => (problem === null ? [] : [{ id: 'webhooks', level: 'danger', text: problem }]),
    apply: () => {
      applying = applying.catch(() => undefined).then(change);
      return applying;
    },
    close: async () => {
      await applying.catch(() => undefined);
      await listener.close();
    },
  };
}

function whyClosed(publicUrl: string, routes: number, port: number | null): string | null {
  if (publicUrl === '')
    return 'No public address is set: enter where platforms reach this computer, for instance the address of a tunnel.';
  if (routes === 0) return 'No channel that is switched on needs webhooks.';
  return port === null ? 'The door does not listen. The log has the details.' : null;
}
