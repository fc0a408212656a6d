// Which models of meaning there are: the one that ships with the app, and the one on the server of the settings.
//   settings → its place and name → one embedder a model, made when it is first asked for
// A place is a provider, or the address of a server; the vectors of two places are never compared.
import type { Config, EmbeddingProvider, Provider } from '../contracts/settings.ts';
import { createEndpointEmbedder } from './adapters/embedding/endpoint-embedder.ts';
import { createEmbeddingCall } from './adapters/models/embedding-call.ts';
import type { Embedder, Embedders } from './domain/ports/embedding.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import type { Log } from './domain/ports/world.ts';

type Settings = Config['memory']['embedding'];

export const EMBEDDING_KEY = 'memory.embedding-key';

export interface EmbeddersOptions {
  /** The model that ships with the app. */
  readonly local: Embedder;
  readonly config: () => Settings;
  readonly secrets: Pick<Secrets, 'get' | 'onChange'>;
  readonly log: Log;
  readonly now?: () => number;
  /** Other addresses than the providers' public ones (a test). */
  readonly addresses?: Partial<Record<Provider, string>>;
}

interface Place {
  readonly provider: Exclude<EmbeddingProvider, 'local'>;
  readonly address: string | null;
}

export function composeEmbedders(options: EmbeddersOptions): Embedders {
  const { local } = options;
  /** Those of one place, by their model. */
  const remote = new Map<string, Embedder>();
  let placeOfRemote: Place | null = null;

  function closeRemote(): void {
    for (const embedder of remote.values()) embedder.close();
    remote.clear();
  }

  /** Where vectors come from now; null for this computer. What belonged to another place is closed. */
  function placeNow(): Place | null {
    const place = placeOf(options.config());
    if (!isSame(place, placeOfRemote)) closeRemote();
    placeOfRemote = place;
    return place;
  }

  function embedderAt(place: Place, name: string): Embedder {
    const model = modelAt(place, name);
    const known = remote.get(model);
    if (known !== undefined) return known;
    const { provider, address } = place;
    const call = createEmbeddingCall({
      config: () => ({ provider, name, ...(address !== null && { base_url: address }) }),
      // SECURITY: a key of its own or none: that of the model which answers was given for another place.
      apiKey: () => options.secrets.get(EMBEDDING_KEY),
      log: options.log,
      ...(options.addresses && { addresses: options.addresses }),
    });
    const made = createEndpointEmbedder({
      model,
      ask: async (texts, signal) =>
        // SECURITY: also by who held on to it: a server that the owner took out of the settings is never asked again.
        isSame(placeOf(options.config()), place)
          ? await call(texts, signal)
          : {
              kind: 'failed',
              failure: 'not-configured',
              reason: 'This server is no longer in the settings.',
            },
      ...(options.now && { now: options.now }),
    });
    remote.set(model, made);
    return made;
  }

  // Another key may be the one that is taken: nobody waits for the rest that the old one brought about.
  const stopListening = options.secrets.onChange((name) => {
    if (name === EMBEDDING_KEY) closeRemote();
  });

  return {
    wanted: () => {
      const place = placeNow();
      return place === null ? local : embedderAt(place, (options.config().name ?? '').trim());
    },
    of: (model) => {
      const place = placeNow();
      if (model === local.model) return local;
      // SECURITY: a server that the owner took out of the settings is never asked again.
      const name = place === null ? null : nameAt(place, model);
      return place === null || name === null ? null : embedderAt(place, name);
    },
    close: () => {
      stopListening();
      closeRemote();
      local.close();
    },
  };
}

function placeOf({ provider, base_url }: Settings): Place | null {
  if (provider === 'local') return null;
  if (provider !== 'openai-compatible') return { provider, address: null };
  return { provider, address: (base_url ?? '').trim().replace(/\/+$/, '') };
}

function isSame(one: Place | null, other: Place | null): boolean {
  return one?.provider === other?.provider && one?.address === other?.address;
}

function modelAt(place: Place, name: string): string {
  return `${place.provider}:${name}${endOf(place)}`;
}

/** The name of a model that was made by `modelAt` for this place; null for one of another place. */
function nameAt(place: Place, model: string): string | null {
  const begin = `${place.provider}:`;
  const end = endOf(place);
  if (!model.startsWith(begin) || !model.endsWith(end)) return null;
  return model.slice(begin.length, model.length - end.length) || null;
}

/** No address holds a blank, so what follows the last one is all of it. */
function endOf({ address }: Place): string {
  if (address === null) return '';
  const url = URL.canParse(address) ? new URL(address) : null;
  // SECURITY: the model's name is written beside every vector; a password or key in an address is not.
  return ` at ${url === null ? 'nowhere' : `${url.origin}${url.pathname.replace(/\/+$/, '')}`}`;
}
