// Where the long connection is to be opened: asked for with app id and secret before each one.
//   app id, secret of now → address and interval of pings | why not
// As Feishu's own SDKs do it (POST /callback/ws/endpoint). Knows nothing of frames.
import { sentenceOf } from '../answer-outcome.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { type Exchange, ExchangeError, jsonOf } from '../exchange.ts';
import { fieldsOf } from '../record.ts';
import { isThisComputer } from '../safe-address.ts';

export type Endpoint =
  | { readonly kind: 'open'; readonly url: string; readonly service: number; readonly pingMs: number }
  | { readonly kind: 'no-secret' }
  | { readonly kind: 'bad-secret' }
  /** `lost`: the network or the server; otherwise Feishu said no. */
  | { readonly kind: 'not-now'; readonly lost: boolean; readonly reason: string };

const DEADLINE_MS = 15_000;
const PING_MS = 120_000;
/** Forbidden, and wrong id or secret. */
const REFUSALS = [403, 514];
const TOO_MANY = 1_000_040_350;

export function createEndpoint(deps: {
  options: ChannelOptions;
  exchange: Exchange;
  apiRoot: string;
  appId: string;
}): (signal: AbortSignal) => Promise<Endpoint> {
  return async (signal) => {
    const secret = deps.options.secret('app-secret');
    if (secret === null) return { kind: 'no-secret' };
    try {
      const answer = await deps.exchange.ask({
        method: 'POST',
        url: `${deps.apiRoot}/callback/ws/endpoint`,
        headers: { 'content-type': 'application/json; charset=utf-8', locale: 'en' },
        body: JSON.stringify({ AppID: deps.appId, AppSecret: secret }),
        signal,
        deadlineMs: DEADLINE_MS,
      });
      const json = jsonOf(answer);
      const code = json?.['code'];
      if (code === 0) return read(fieldsOf(json?.['data']), deps.apiRoot);
      if (typeof code === 'number' && REFUSALS.includes(code)) return { kind: 'bad-secret' };
      if (code === TOO_MANY) return { kind: 'not-now', lost: false, reason: TOO_MANY_CONNECTIONS };
      const what = typeof code === 'number' ? `error ${code}` : `status ${answer.status}`;
      return { kind: 'not-now', lost: true, reason: `Feishu did not open a connection (${what}).` };
    } catch (error) {
      const reason =
        error instanceof ExchangeError
          ? sentenceOf(error, 'Feishu')
          : 'Feishu could not be asked for a connection.';
      return { kind: 'not-now', lost: true, reason };
    }
  };
}

export const TOO_MANY_CONNECTIONS =
  'Too many programs are connected as this app, fifty at most. Stop those that are not needed.';

function read(data: Readonly<Record<string, unknown>>, apiRoot: string): Endpoint {
  const address = data['URL'];
  if (typeof address !== 'string' || !isOfPlatform(address, apiRoot))
    return {
      kind: 'not-now',
      lost: false,
      reason: 'Feishu named an address for the connection that is not one of its own.',
    };
  const service = Number(new URL(address).searchParams.get('service_id') ?? 0);
  const pingMs = pingMsOf(fieldsOf(data['ClientConfig'])) ?? PING_MS;
  return { kind: 'open', url: address, service: Number.isSafeInteger(service) ? service : 0, pingMs };
}

/** SECURITY: what an answer names is dialled only where it belongs to the platform that was asked, and under TLS. */
export function isOfPlatform(address: string, apiRoot: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  const asked = new URL(apiRoot).hostname;
  if (username !== '' || password !== '') return false;
  if (isThisComputer(asked)) return isThisComputer(hostname) && /^wss?:$/.test(protocol);
  // The servers of connections have names of their own below these (msg-frontier.feishu.cn).
  const domain = ['feishu.cn', 'larksuite.com'].find((name) => asked === name || asked.endsWith(`.${name}`));
  return (
    protocol === 'wss:' && (hostname === asked || (domain !== undefined && hostname.endsWith(`.${domain}`)))
  );
}

/** Of ClientConfig, in the endpoint's answer and in pongs; null when it says nothing that can be used. */
export function pingMsOf(config: Readonly<Record<string, unknown>>): number | null {
  const seconds = config['PingInterval'];
  return typeof seconds === 'number' && seconds >= 1 && seconds <= 600 ? seconds * 1_000 : null;
}
