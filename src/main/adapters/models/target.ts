// Settings and key → where a request may go, or why it may not go anywhere. Pure but for asking for the key.
// SECURITY lines here keep the key on its way to the one host the owner chose, and readable to nobody between.
import type { Config, Provider } from '../../../contracts/settings.ts';
import { type Failure, failure } from './failures.ts';
import { PROVIDER_NAMES, PUBLIC_ADDRESSES, type Target } from './providers.ts';

export interface TargetSource {
  readonly config: () => Pick<Config['model'], 'provider' | 'name' | 'base_url'>;
  readonly apiKey: () => string | null;
  readonly addresses?: Partial<Record<Provider, string>>;
}

export type Settled =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'failure'; readonly failure: Failure };

export function settleTarget(source: TargetSource): Settled {
  const { provider, name, base_url: configured } = source.config();
  if (provider === undefined || name === undefined || name.trim() === '') {
    return refuse('No model is chosen yet. Choose one in Settings.');
  }
  const address =
    source.addresses?.[provider] ??
    (provider === 'openai-compatible' ? configured : PUBLIC_ADDRESSES[provider]);
  if (address === undefined) return refuse('The model server has no address yet. Enter it in Settings.');
  if (!URL.canParse(address))
    return refuse('The address of the model server is not a web address. Correct it in Settings.');
  const url = new URL(address);
  // SECURITY: an address ends up in messages and logs; a secret in it would too.
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    return refuse(
      'The address of the model server holds a user name, a password or a query. Enter the plain address, and the key as the API key.',
    );
  }

  let apiKey: string | null;
  try {
    apiKey = source.apiKey()?.trim() || null;
  } catch {
    return refuse(
      'The API key could not be read, because the key store is locked or missing. Unlock it, then send the message again.',
    );
  }
  if (apiKey === null && provider !== 'openai-compatible') {
    return refuse(`No API key is stored for ${PROVIDER_NAMES[provider]}. Add it in Settings.`);
  }
  // SECURITY: such a key would make the HTTP library throw an error that quotes it.
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    return {
      kind: 'failure',
      failure: failure(
        'refused-credential',
        'The stored API key holds characters that no key has. Enter it again in Settings.',
      ),
    };
  }
  // SECURITY: over plain HTTP everybody between here and a distant server could read the key.
  if (apiKey !== null && url.protocol === 'http:' && !isNearby(url.hostname)) {
    return refuse(
      'The model server is reached without encryption, so the API key is not sent there. Use an https address, or remove the key.',
    );
  }
  return { kind: 'target', target: { provider, name, baseUrl: address, apiKey } };
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Loopback, the private ranges of RFC 1918, and names without a dot or under `.local`. */
function isNearby(hostname: string): boolean {
  return (
    isLoopback(hostname) ||
    /^(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})$/.test(
      hostname,
    ) ||
    /^[a-z0-9-]+(?:\.local)?$/i.test(hostname)
  );
}

function refuse(message: string): Settled {
  return { kind: 'failure', failure: failure('not-configured', message) };
}
