// The keychain of the operating system, by keytar, in a way that cannot hold the app up: each call has a deadline,
// and on Linux the keyring is asked first whether it would answer without a prompt.
//   account → is there a bus? → would it prompt? → keytar → outcome
// Knows nothing of master keys or profiles. Decision record: docs/decisions/0002-keychain-access.md.
import { createRequire } from 'node:module';
import { readState, writeState } from './secret-service.ts';
import { openSessionBus, type SessionBus, sessionBusPath } from './session-bus.ts';

type Keytar = typeof import('keytar');

/** `locked`: it is there and does not open, or did not answer in time. `absent`: there is none. */
export type KeychainTrouble =
  | { kind: 'locked'; reason: 'locked' | 'no-keyring-yet' | 'no-answer' }
  | { kind: 'absent' }
  | { kind: 'failed'; cause: unknown };

export interface Keychain {
  readonly get: (
    account: string,
  ) => Promise<{ kind: 'found'; value: string } | { kind: 'missing' } | KeychainTrouble>;
  readonly set: (account: string, value: string) => Promise<{ kind: 'done' } | KeychainTrouble>;
  readonly delete: (account: string) => Promise<{ kind: 'deleted' } | { kind: 'missing' } | KeychainTrouble>;
  /**
   * Calls past their deadline that still wait inside the operating system's library. While there is one, an
   * ordinary exit waits too: end the process by SIGKILL.
   */
  readonly stuckCalls: () => number;
}

export interface KeychainParams {
  /** `Sallyport`, or `Sallyport-dev` for the fallback runtime. */
  readonly service: string;
  /** For the whole of one call, milliseconds. */
  readonly deadlineMs?: number;
  readonly platform?: NodeJS.Platform;
  /** libsecret reads the real one; another is for tests without a bus. */
  readonly environment?: Record<string, string | undefined>;
}

/** A keyring that has to be started answers in well under one second; a person at a prompt takes longer than this. */
const DEFAULT_DEADLINE_MS = 5_000;

type Readiness = { kind: 'ready' } | { kind: 'missing' } | KeychainTrouble;

export function createKeychain(params: KeychainParams): Keychain {
  const {
    service,
    deadlineMs = DEFAULT_DEADLINE_MS,
    platform = process.platform,
    environment = process.env,
  } = params;
  let loaded: Keytar | null | undefined;
  let stuck = 0;

  function keytar(): Keytar | null {
    // Loaded at the first use: without a bus it never is.
    if (loaded === undefined) loaded = loadKeytar();
    return loaded;
  }

  async function guarded<T extends { kind: string }>(
    wouldAnswer: (bus: SessionBus) => Promise<Readiness>,
    call: (library: Keytar) => Promise<T>,
  ): Promise<T | { kind: 'missing' } | KeychainTrouble> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      // SECURITY: asked first, because libsecret says "missing" for a locked keyring and blocks on a prompt.
      const readiness =
        platform === 'linux' ? await askFirst(wouldAnswer, deadline.signal) : ({ kind: 'ready' } as const);
      if (readiness.kind !== 'ready') return readiness;
      const library = keytar();
      // Without its own library (libsecret on Linux) there is no way to a keychain here.
      return library ? await withDeadline(() => call(library), deadline.signal) : { kind: 'absent' };
    } catch (cause) {
      return deadline.signal.aborted ? { kind: 'locked', reason: 'no-answer' } : { kind: 'failed', cause };
    } finally {
      clearTimeout(timer);
    }
  }

  async function askFirst(
    wouldAnswer: (bus: SessionBus) => Promise<Readiness>,
    signal: AbortSignal,
  ): Promise<Readiness> {
    const userId = process.getuid?.() ?? 0;
    const place = sessionBusPath(environment, userId);
    if (!place) return { kind: 'absent' };
    const bus = await openSessionBus(place.path, userId, signal).catch(() => null);
    if (!bus) return signal.aborted ? { kind: 'locked', reason: 'no-answer' } : { kind: 'absent' };
    try {
      // libsecret would start a bus of its own where the address is not named: it is told the one we found.
      if (!place.isNamed) environment['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${encodeURI(place.path)}`;
      return await wouldAnswer(bus);
    } finally {
      bus.close();
    }
  }

  function withDeadline<T extends { kind: string }>(call: () => Promise<T>, signal: AbortSignal) {
    return new Promise<T | KeychainTrouble>((resolve, reject) => {
      let isLate = false;
      const late = () => {
        isLate = true;
        stuck += 1;
        resolve({ kind: 'locked', reason: 'no-answer' });
      };
      const settled = () => {
        signal.removeEventListener('abort', late);
        if (isLate) stuck -= 1;
      };
      signal.addEventListener('abort', late, { once: true });
      call().then(resolve, reject).finally(settled);
    });
  }

  return {
    get: (account) =>
      guarded(
        (bus) => readState(bus, service, account).then(readinessOfState),
        async (library) => {
          const value = await library.getPassword(service, account);
          if (value !== null) return { kind: 'found', value } as const;
          // SECURITY: it was there a moment ago, so this null means the keyring was locked since.
          return platform === 'linux'
            ? ({ kind: 'locked', reason: 'locked' } as const)
            : ({ kind: 'missing' } as const);
        },
      ),
    set: async (account, value) => {
      const outcome = await guarded(
        (bus) => writeState(bus).then(readinessOfState),
        async (library) => {
          await library.setPassword(service, account, value);
          return { kind: 'done' } as const;
        },
      );
      return outcome.kind === 'missing' ? { kind: 'absent' } : outcome;
    },
    delete: (account) =>
      guarded(
        (bus) => readState(bus, service, account).then(readinessOfState),
        async (library) =>
          ({ kind: (await library.deletePassword(service, account)) ? 'deleted' : 'missing' }) as const,
      ),
    stuckCalls: () => stuck,
  };
}

function loadKeytar(): Keytar | null {
  try {
    return createRequire(import.meta.url)('keytar') as Keytar;
  } catch {
    return null;
  }
}

function readinessOfState(state: 'ready' | 'missing' | 'locked' | 'no-collection' | 'absent'): Readiness {
  switch (state) {
    case 'ready':
    case 'missing':
    case 'absent':
      return { kind: state };
    case 'locked':
      return { kind: 'locked', reason: 'locked' };
    case 'no-collection':
      return { kind: 'locked', reason: 'no-keyring-yet' };
  }
}
