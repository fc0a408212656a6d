// The real domain on real encrypted storage, with the world at its ports: clock, randomness, model, channel, sandbox,
// files. Nothing of our own is replaced. `restart` is a kill: the old agent is left as it stands and a new one opens
// the same file.
import { createSecretKey } from 'node:crypto';
import type { LedgerCheckpoint } from '../../src/contracts/activity.ts';
import { type Config, configSchema } from '../../src/contracts/settings.ts';
import { createDesktopChannel } from '../../src/main/adapters/channels/desktop.ts';
import { parseShell } from '../../src/main/adapters/command-line/parse-shell.ts';
import { createChannels } from '../../src/main/compose-channels.ts';
import { type Agent, createAgent } from '../../src/main/domain/agent.ts';
import type { AgentPorts } from '../../src/main/domain/agent-ports.ts';
import { createCommandReader } from '../../src/main/domain/gate/command-line/analyse.ts';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import { always, type Embedder } from '../../src/main/domain/ports/embedding.ts';
import type { Stores } from '../../src/main/domain/ports/stores.ts';
import { createTools } from '../../src/main/tools/index.ts';
import { createDigest } from '../../src/main/world.ts';
import { type TemporaryStorage, temporaryStorage } from '../storage-for-tests.ts';
import { createHandTurnedClock, type HandTurnedClock } from './hand-turned-clock.ts';
import { createMemoryBytes, type MemoryBytes } from './memory-bytes.ts';
import { createMemoryChannel, type MemoryChannel } from './memory-channel.ts';
import { createMemoryFiles, type MemoryFiles } from './memory-files.ts';
import { createMemoryPage, type MemoryPage } from './memory-page.ts';
import { createNoTerminals } from './no-terminals.ts';
import { createNoWeb } from './no-web.ts';
import { createRecordingSandbox, type RecordingSandbox } from './recording-sandbox.ts';
import { type Answer, calls, createScriptedModel, type ScriptedModel } from './scripted-model.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createShelf, type Shelf } from './shelf.ts';

/** A setting of the file, nested as in the file; `{}` is a new profile with Telegram switched on. */
export type Settings = Record<string, unknown> & { telegram?: Record<string, unknown> };

export interface OwnFolders {
  readonly there: Set<string>;
  /** How removing one goes. */
  removing: 'works' | 'hangs' | 'fails';
}

export interface World {
  readonly agent: Agent;
  readonly storage: TemporaryStorage;
  readonly stores: Stores;
  readonly clock: HandTurnedClock;
  readonly model: ScriptedModel;
  /** Keeps facts and shortens conversations; without a script it finds nothing worth keeping. */
  readonly learner: ScriptedModel;
  /** `MEMORY.md`, as any editor sees it. */
  readonly page: MemoryPage;
  /** Files that may be chosen as documents. */
  readonly shelf: Shelf;
  readonly telegram: MemoryChannel;
  readonly sandbox: RecordingSandbox;
  readonly files: MemoryFiles;
  /** Files of the same workspaces that are no text. */
  readonly bytes: MemoryBytes;
  /** The conversations' own folders that are there, by conversation. */
  readonly folders: OwnFolders;
  readonly events: { readonly contract: string; readonly event: string; readonly payload: unknown }[];
  /** What was logged as an error. */
  readonly faults: { readonly message: string; readonly cause: unknown }[];
  readonly secrets: { values: readonly string[] };
  readonly checkpoint: { remembered: LedgerCheckpoint | null };
  /** What another part of the app adds: who may speak on its channel, and ears for what is announced. */
  readonly beside: {
    policyOf: AgentPorts['policyOf'] | null;
    hear: ((contract: string, event: string, payload: unknown) => void) | null;
  };
  configure(settings: Settings): void;
  config(): Config;
  start(): Promise<void>;
  /** Nothing runs, nothing is being sent. */
  settled(): Promise<void>;
  /** Resolves at the first announcement after which `check` holds; at once when it holds already. */
  when(check: () => boolean): Promise<void>;
  /** A kill and a new start of the same profile; not started yet. */
  restart(): World;
  /** The power goes after this many more transactions, outer and inner: then nothing can be stored any more. */
  cutPowerAfter(transactions: number): void;
}

const SEARCH_ENTRY = new URL('../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);

/** `otherwise` is what the model answers beyond its script; with an embedder, memories are found by meaning, too. */
export function makeWorld(settings: Settings = {}, otherwise?: Answer, embedder?: Embedder): World {
  return openWorld({
    embedder: embedder ?? null,
    storage: temporaryStorage(),
    clock: createHandTurnedClock(),
    model: createScriptedModel(otherwise),
    learner: createScriptedModel(calls(['keep_memories', {}])),
    page: createMemoryPage(),
    shelf: createShelf(),
    telegram: createMemoryChannel(),
    sandbox: createRecordingSandbox(),
    files: createMemoryFiles(),
    bytes: createMemoryBytes(),
    folders: { there: new Set(), removing: 'works' },
    config: configOf(settings),
    secrets: { values: [] },
    checkpoint: { remembered: null },
    seed: 1,
  });
}

type Kept = Pick<
  World,
  | 'storage'
  | 'clock'
  | 'model'
  | 'learner'
  | 'page'
  | 'shelf'
  | 'telegram'
  | 'sandbox'
  | 'files'
  | 'bytes'
  | 'folders'
  | 'secrets'
  | 'checkpoint'
> & { config: Config; seed: number; embedder: Embedder | null };

function openWorld(kept: Kept): World {
  const { storage, clock, model, telegram, sandbox, files, bytes, folders, secrets, checkpoint } = kept;
  let config = kept.config;
  const events: World['events'] = [];
  const faults: World['faults'] = [];
  const beside: World['beside'] = { policyOf: null, hear: null };
  const watchers = new Set<() => void>();
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: string, fields?: { cause?: unknown }) => {
      faults.push({ message, cause: fields?.cause });
    },
  };
  const channels = createChannels({
    config: { current: () => config },
    secrets: {
      get: () => null,
      list: () => [],
      set: () => {},
      remove: () => false,
      values: () => [],
      onChange: () => () => {},
    },
    clock,
    log,
  });

  let untilPowerCut = Number.POSITIVE_INFINITY;
  const stores: Stores = {
    ...storage.stores,
    transaction: (work) => {
      const result = storage.stores.transaction(work);
      untilPowerCut -= 1;
      if (untilPowerCut === 0) storage.close();
      return result;
    },
  };

  const agent = createAgent({
    ...(kept.embedder !== null && { embedders: always(kept.embedder) }),
    memorySearch: storage.memorySearch(SEARCH_ENTRY, (message) => faults.push({ message, cause: null })),
    stores,
    clock,
    random: createSeededRandom(kept.seed),
    digest: createDigest(createSecretKey(Buffer.alloc(32, 7))),
    log,
    announce: (contract, event, payload) => {
      events.push({ contract, event, payload });
      beside.hear?.(contract, event, payload);
      for (const watch of watchers) watch();
    },
    model,
    memoryModel: kept.learner,
    coreFile: kept.page,
    documents: kept.shelf,
    knownSecrets: () => secrets.values,
    rememberedCheckpoint: () => checkpoint.remembered,
    config: () => config,
    version: '0.0.0-test',
    tools: (abilities) =>
      createTools({
        sandbox,
        files,
        terminals: createNoTerminals(),
        ...createNoWeb(),
        bytes,
        commandReader: createCommandReader({ parseShell, platform: 'linux' }),
        ...abilities,
        limits: () => ({ timeoutMs: 60_000, maxOutputBytes: 65_536, maxMemoryBytes: 2 ** 30 }),
      }),
    bytes,
    ownWorkspaceOf: (id) => {
      folders.there.add(id);
      return `/workspaces/${id}`;
    },
    removeOwnWorkspace: async (id) => {
      if (folders.removing === 'hangs') await new Promise(() => undefined);
      if (folders.removing === 'works') folders.there.delete(id);
      return !folders.there.has(id);
    },
    ownWorkspacePath: (id) => `/workspaces/${id}`,
    policyOf: (...asked) => (beside.policyOf ?? channels.policyOf)(...asked),
    sandboxState: () => ({ available: true, detail: '' }),
    notices: () => [],
  });

  return {
    ...kept,
    agent,
    stores: storage.stores,
    events,
    faults,
    beside,
    cutPowerAfter: (transactions) => {
      untilPowerCut = transactions;
    },
    config: () => config,
    configure: (settings) => {
      config = configOf(settings);
    },
    start: () =>
      agent.start([
        { id: 'desktop', fingerprint: '', make: async () => createDesktopChannel() },
        { id: telegram.id, fingerprint: '', make: async () => telegram },
      ]),
    settled: async () => {
      await agent.queue.settled();
      await agent.delivery.settled();
    },
    when: (check) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          // Looked at when the announcing code has gone on: what is announced last is then done.
          queueMicrotask(() => {
            try {
              if (!watchers.has(look) || !check()) return;
              watchers.delete(look);
              resolve();
            } catch (cause) {
              watchers.delete(look);
              reject(cause);
            }
          });
        };
        watchers.add(look);
        look();
      }),
    restart: () =>
      openWorld({
        ...kept,
        config,
        storage: storage.reopen(),
        clock: createHandTurnedClock(clock.now()), // timers die with the process
        seed: kept.seed + 1,
      }),
  };
}

function configOf({ telegram = {}, ...rest }: Settings): Config {
  return configSchema.parse({
    model: { provider: 'openai-compatible', name: 'scripted', base_url: 'http://127.0.0.1:1/v1' },
    ...rest,
    channels: { telegram: { enabled: true, ...telegram } },
  });
}

/** What a Telegram message of a person is by default; `from` is the numeric id of person and direct chat. */
export function written(
  text: string,
  change: Partial<InboundMessage> & { readonly from?: number; readonly name?: string | null } = {},
): InboundMessage {
  const { from = 42, name = 'Ada', ...rest } = change;
  return {
    channelId: 'telegram',
    platform: 'telegram',
    dedupKey: `${from}:${nextKey()}`,
    kind: 'text',
    sender: { id: `telegram:user:${from}`, name, isBot: false },
    chat: { id: String(from), kind: 'direct', threadId: null, title: null },
    text,
    addressed: true,
    platformMessageId: null,
    sentAtMs: null,
    ...rest,
  };
}

const keys = (function* () {
  for (let key = 1; ; key++) yield key;
})();

function nextKey(): number {
  return keys.next().value as number;
}
