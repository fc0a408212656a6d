// The gateway, composed: its side of the agent, the channel that listens, the owner's own key. The code that speaks HTTP
// is loaded when the gateway is switched on, and not before.
//   settings → wanted channel → adapters/gateway/http over domain/gateway
import type { GatewayState } from '../contracts/gateway.ts';
import { SCOPES } from '../contracts/gateway.ts';
import type { ChannelId } from '../contracts/scalars.ts';
import type { Config } from '../contracts/settings.ts';
import type { GatewayChannel } from './adapters/gateway/http/gateway-channel.ts';
import type { Agent } from './domain/agent.ts';
import type { AdmissionPolicy } from './domain/conversation/admission.ts';
import type { WantedChannel } from './domain/conversation/channels.ts';
import { type GatewayDesk, wireGateway } from './domain/gateway/wire-gateway.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import type { Stores } from './domain/ports/stores.ts';
import type { Clock, Digest, Log, Random } from './domain/ports/world.ts';

export interface ComposedGateway {
  readonly desk: GatewayDesk;
  /** The other channels with this one, which is wanted while it is switched on. */
  among(channels: Channels): Channels;
  state(): GatewayState;
  /** The owner's own key for programs of this computer; null before the gateway was ever on. */
  ownKey(): string | null;
  /** The address for a device, with the code, and its QR code as rows of `0` and `1`. */
  linkFor(code: string): Promise<{ readonly url: string; readonly rows: string[] }>;
}

interface Channels {
  wanted(): readonly WantedChannel[];
  policyOf(config: Config, channelId: ChannelId): AdmissionPolicy;
}

const OWN_KEY = 'gateway.own-key';
const OWN_LABEL = 'This computer';
const PORT = 'gateway port';

export function composeGateway(deps: {
  agent: Agent;
  stores: Stores;
  clock: Clock;
  random: Random;
  digest: Digest;
  log: Log;
  secrets: Pick<Secrets, 'get' | 'set'>;
  config: () => Config;
  onChange: () => void;
  onAskedForDevice: (approvalId: string) => void;
}): ComposedGateway {
  const { stores, log, config, secrets } = deps;
  const desk = wireGateway({ ...deps, soon: (run) => void setImmediate(run) });
  let channel: GatewayChannel | null = null;

  /** Made when the gateway is first opened, which the owner agreed to. */
  function makeOwnKey(): void {
    const [, publicId = ''] = (secrets.get(OWN_KEY) ?? '').split('_');
    if (desk.port.credential(publicId) !== null) return;
    secrets.set(OWN_KEY, desk.makeKey(OWN_LABEL, SCOPES, null).token);
  }

  async function make(): Promise<GatewayChannel> {
    const { createGatewayChannel } = await import('./adapters/gateway/http/gateway-channel.ts');
    makeOwnKey();
    const { port, public_url, allowed_hosts, allowed_origins } = config().gateway;
    channel = createGatewayChannel({
      ...{ gateway: desk.port, log, port },
      keptPort: () => {
        const kept = Number(stores.settings.get(PORT) ?? Number.NaN);
        return Number.isInteger(kept) ? kept : null;
      },
      keepPort: (kept) => stores.settings.put(PORT, String(kept)),
      places: { publicUrl: public_url, allowedHosts: allowed_hosts, allowedOrigins: allowed_origins },
    });
    channel.onHealth(deps.onChange);
    return channel;
  }

  function wanted(): readonly WantedChannel[] {
    const { enabled, ...settings } = config().gateway;
    return enabled ? [{ id: 'gateway', fingerprint: JSON.stringify(settings), make }] : [];
  }

  function policyOf({ gateway }: Config): AdmissionPolicy {
    return {
      ...{ dmPolicy: 'disabled', allowFrom: [], groupPolicy: 'disabled', groups: [], requireMention: true },
      // SECURITY: switched off, nobody's: what waits for a turn or a tool goes no further.
      callers: gateway.enabled ? desk.admitted() : new Map(),
    };
  }

  return {
    desk,
    among: (channels) => ({
      wanted: () => [...channels.wanted(), ...wanted()],
      policyOf: (settings, id) => (id === 'gateway' ? policyOf(settings) : channels.policyOf(settings, id)),
    }),
    state: () => {
      const { enabled, public_url } = config().gateway;
      return {
        enabled,
        address: enabled ? (channel?.address() ?? null) : null,
        publicUrl: public_url === '' ? null : public_url,
        problem: enabled ? (channel?.health().lastError ?? null) : null,
      };
    },
    ownKey: () => secrets.get(OWN_KEY),
    linkFor: async (code) => {
      const { public_url } = config().gateway;
      const url = `${public_url === '' ? (channel?.address() ?? '') : public_url}/#code=${code}`;
      const { qrRows } = await import('./adapters/gateway/http/page/qr-rows.ts');
      return { url, rows: qrRows(url) };
    },
  };
}
