// The Secrets port: the vault first, then the environment that was captured at start.
//   get(name) → vault.json → SALLYPORT_… → null
// Keeps no value: what it hands out for masking it forgets as soon as nobody else holds it.
import type { Secrets } from '../../../domain/ports/secrets.ts';
import type { EnvironmentSecrets } from './environment-secrets.ts';
import type { Vault } from './vault.ts';

export interface SecretsParams {
  readonly vault: Vault;
  readonly environment: EnvironmentSecrets;
  /** Credential names to look for in the environment when listing; others show up once they were asked for. */
  readonly knownNames: readonly string[];
  /** What a listener threw: the secret is stored all the same. */
  readonly onListenerError: (error: unknown) => void;
}

/**
 * `get` throws AppError `storage-damaged` for a damaged entry, also where the environment has the name.
 * `set` and `remove` throw as the vault does; listeners hear of a change after it is on the disk.
 */
export function createSecrets({ vault, environment, knownNames, onListenerError }: SecretsParams): Secrets {
  const listeners = new Set<(name: string) => void>();
  const namesSeen = new Set(knownNames);
  let lastValues: WeakRef<readonly string[]> | null = null;

  const announce = (name: string) => {
    lastValues = null;
    for (const listener of listeners) {
      try {
        listener(name);
      } catch (error) {
        onListenerError(error);
      }
    }
  };

  return {
    get: (name) => {
      const stored = vault.get(name);
      if (stored !== null) return stored;
      const inherited = environment.get(name);
      if (inherited !== null) namesSeen.add(name);
      return inherited;
    },
    list: () => {
      const stored = vault.entries();
      const storedNames = new Set(stored.map(({ name }) => name));
      const inherited = [...namesSeen].filter(
        (name) => !storedNames.has(name) && environment.get(name) !== null,
      );
      return [
        ...stored.map(({ name, setAtMs }) => ({ name, source: 'vault' as const, setAtMs })),
        ...inherited.map((name) => ({ name, source: 'environment' as const, setAtMs: null })),
      ].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    set: (name, value) => {
      vault.set(name, value);
      announce(name);
    },
    remove: (name) => {
      const wasThere = vault.remove(name);
      if (wasThere) announce(name);
      return wasThere;
    },
    /** The same array until something changes, so that who masks by it need not prepare again. */
    values: () => {
      const held = lastValues?.deref();
      if (held) return held;
      const values = [...new Set([...vault.values(), ...environment.values()])];
      lastValues = new WeakRef(values);
      return values;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
