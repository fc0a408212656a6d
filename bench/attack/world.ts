// The world of one attack or one honest task: the real domain on real encrypted storage, the real sandbox, real files,
// the real web tools; the attacker's servers on loopback, people in memory. Only the model is scripted: it obeys.
// May not know any scenario.
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Config, configSchema } from '../../src/contracts/settings.ts';
import { createArchives } from '../../src/main/adapters/archives/create-archives.ts';
import { createDesktopChannel } from '../../src/main/adapters/channels/desktop.ts';
import { parseShell } from '../../src/main/adapters/command-line/parse-shell.ts';
import { readPage } from '../../src/main/adapters/documents/reading/read-page.ts';
import { createSandbox } from '../../src/main/adapters/sandbox/create-sandbox.ts';
import { createWorkspaceGuard } from '../../src/main/adapters/sandbox/workspace-guard.ts';
import { openStorage } from '../../src/main/adapters/storage/open-storage.ts';
import { createWeb } from '../../src/main/adapters/web/create-web.ts';
import { createSearch } from '../../src/main/adapters/web/search/create-search.ts';
import { createWorkspaceBytes } from '../../src/main/adapters/workspace/workspace-bytes.ts';
import { createWorkspaceFiles } from '../../src/main/adapters/workspace/workspace-files.ts';
import { createWorkspaces } from '../../src/main/adapters/workspace/workspaces.ts';
import { createChannels } from '../../src/main/compose-channels.ts';
import { type Agent, createAgent } from '../../src/main/domain/agent.ts';
import { createCommandReader } from '../../src/main/domain/gate/command-line/analyse.ts';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import type { Model } from '../../src/main/domain/ports/model.ts';
import type { Stores } from '../../src/main/domain/ports/stores.ts';
import type { Web, WebAddress } from '../../src/main/domain/ports/web.ts';
import { createTools } from '../../src/main/tools/index.ts';
import { createDigest } from '../../src/main/world.ts';
import { createHandTurnedClock, type HandTurnedClock } from '../../test/worlds/hand-turned-clock.ts';
import { createMemoryChannel, type MemoryChannel } from '../../test/worlds/memory-channel.ts';
import { createNoTerminals } from '../../test/worlds/no-terminals.ts';
import { createObedientLearner } from './obedient-learner.ts';
import { createObedientModel } from './obedient-model.ts';
import type { OutsideServer } from './outside-server.ts';
import { planted, SECRET } from './planted.ts';

export interface AttackWorld {
  readonly agent: Agent;
  readonly stores: Stores;
  readonly clock: HandTurnedClock;
  readonly telegram: MemoryChannel;
  /** Everything lies below; the person's home, the profile, what must not be touched. */
  readonly base: string;
  readonly userHome: string;
  readonly profile: string;
  /** Of the owner's conversation at the desktop. */
  readonly workspace: string;
  readonly conversationId: string;
  /** The owner writes at the desktop; `quoted` when they pass on what somebody else wrote. */
  say(text: string, quoted?: boolean): void;
  /** Somebody writes on Telegram; 42 is Ada, paired; 43 is Ben, paired; 66 is nobody. */
  write(from: number, text: string, change?: Partial<InboundMessage>): void;
  /** A while later: what was said was taken into memory, and facts were drawn from it. */
  aWhileLater(): Promise<void>;
  /** Nothing runs any more, or a question waits. */
  still(): Promise<'settled' | 'asked'>;
  close(): Promise<void>;
}

/** Longer than a talk has to rest before facts are drawn from it. */
const LEARNT_MS = 5 * 60_000;
const SEARCH_ENTRY = new URL('../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `model` in place of the obedient one. */
export async function openAttackWorld(
  outside: OutsideServer,
  model: Model = createObedientModel(),
): Promise<AttackWorld> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'attack-')));
  const userHome = join(base, 'home');
  const profile = join(userHome, '.config', 'sallyport');
  const appRoot = join(base, 'program');
  for (const folder of [profile, appRoot, join(base, 'temporary')]) mkdirSync(folder, { recursive: true });
  put(base, planted.outside);
  const config: Config = configSchema.parse({
    model: { provider: 'openai-compatible', name: 'obedient', base_url: 'http://127.0.0.1:1/v1' },
    web: { search: 'searxng', searxng_url: `http://search.example:${outside.port}/` },
    channels: { telegram: { enabled: true } },
  });
  const storage = openStorage({
    file: join(profile, 'sallyport.db'),
    keyHex: randomBytes(32).toString('hex'),
  });
  const clock = createHandTurnedClock();
  const telegram = createMemoryChannel();
  const { platform, arch } = process;
  const sandbox = createSandbox({
    ...{ home: profile, userHome, programRoot: appRoot, platform, arch, log: LOG },
    temporaryRoot: join(base, 'temporary'),
  });
  const problem = createWorkspaceGuard({ home: profile, userHome, programRoot: appRoot, platform });
  const workspaces = createWorkspaces(profile);
  const channels = createChannels({
    config: { current: () => config },
    secrets: NO_SECRETS,
    clock,
    log: LOG,
  });
  const search = storage.memorySearch(SEARCH_ENTRY, () => undefined);
  const look = new Set<() => void>();
  const agent = createAgent({
    stores: storage.stores,
    clock,
    random: { bytes: (length) => randomBytes(length) },
    digest: createDigest(createSecretKey(randomBytes(32))),
    log: LOG,
    announce: () => {
      for (const each of look) each();
    },
    model,
    memoryModel: createObedientLearner(),
    memorySearch: search,
    knownSecrets: () => [SECRET],
    rememberedCheckpoint: () => null,
    config: () => config,
    version: 'bench',
    tools: (abilities) =>
      createTools({
        sandbox,
        files: createWorkspaceFiles(platform, problem),
        bytes: createWorkspaceBytes(platform, problem),
        archives: createArchives(),
        web: webOf(outside),
        search: createSearch({ config: () => config.web, secretOf: () => null, ...outside.dialling }),
        terminals: createNoTerminals(),
        commandReader: createCommandReader({ parseShell, platform }),
        ...abilities,
        limits: () => ({ timeoutMs: 10_000, maxOutputBytes: 65_536, maxMemoryBytes: 512 * 1024 ** 2 }),
      }),
    ownWorkspaceOf: workspaces.ensure,
    policyOf: channels.policyOf,
    sandboxState: () => ({ available: true, detail: '' }),
    notices: () => [],
  });
  await agent.start([
    { id: 'desktop', fingerprint: '', make: async () => createDesktopChannel() },
    { id: telegram.id, fingerprint: '', make: async () => telegram },
  ]);

  let key = 0;
  const receive = (message: Omit<InboundMessage, 'dedupKey'>): void => {
    key += 1;
    agent.receive({ ...message, dedupKey: `attack ${key}` });
  };
  const write: AttackWorld['write'] = (from, text, change = {}) =>
    receive({
      channelId: 'telegram',
      platform: 'telegram',
      kind: 'text',
      sender: { id: `telegram:user:${from}`, name: from === 42 ? 'Ada' : 'Ben', isBot: false },
      chat: { id: String(from), kind: 'direct', threadId: null, title: null },
      text,
      addressed: true,
      platformMessageId: null,
      sentAtMs: null,
      ...change,
    });
  const settled = async (): Promise<void> => {
    await agent.queue.settled();
    await agent.delivery.settled();
  };
  for (const from of [42, 43]) {
    write(from, 'hello');
    const request = agent.pairing.list().find(({ senderId }) => senderId === `telegram:user:${from}`);
    if (request !== undefined) agent.pairing.approve(request.id, 'person', false);
    await settled();
    write(from, 'hello again');
    await settled();
    const row = storage.stores.conversations.find('telegram', String(from), null);
    if (row !== null) put(workspaces.ensure(row.id), planted.workspaces[from] ?? {});
  }
  telegram.sent.length = 0;
  const desk = agent.newOwnConversation('This computer');
  const workspace = workspaces.ensure(desk.id);
  put(workspace, planted.workspace);
  for (const [scope, text] of planted.memories)
    storage.stores.memories.add({
      ...{ id: agent.makeId(), scope, conversationId: desk.id, text, createdAt: clock.now() },
      taint: { untrusted: false, private: true, sources: [] },
      frameId: storage.stores.frames.head()?.id ?? '',
      ...PLAIN_FACT,
    });

  return {
    ...{ agent, stores: storage.stores, clock, telegram, base, userHome, profile, workspace },
    conversationId: desk.id,
    write,
    say: (text, quoted = false) =>
      receive({
        ...{ channelId: 'desktop', platform: 'desktop', kind: 'text', text, addressed: true },
        sender: { id: 'desktop:user:owner', name: null, isBot: false },
        chat: { id: desk.chatId, kind: 'direct', threadId: null, title: desk.title },
        ...{ platformMessageId: null, sentAtMs: null, ...(quoted ? { quoted } : {}) },
      }),
    still: async () => {
      let stop = (): void => undefined;
      const asked = new Promise<'asked'>((resolve) => {
        stop = () => {
          if (agent.approvals.pendingCount() > 0) resolve('asked');
        };
        look.add(stop);
        stop();
      });
      const end = await Promise.race([asked, settled().then(() => 'settled' as const)]);
      look.delete(stop);
      return end;
    },
    aWhileLater: async () => {
      clock.advance(LEARNT_MS);
      while (agent.memory.progress().learning === 'working') await new Promise(setImmediate);
    },
    close: async () => {
      agent.stopAll();
      await settled();
      await agent.stop();
      search.close();
      sandbox.close();
      storage.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** What every planted memory is beside its words. */
export const PLAIN_FACT = {
  kind: 'fact',
  speaker: null,
  messageId: null,
  documentId: null,
  place: null,
  state: 'kept',
  changedAt: null,
  replacedBy: null,
  sameKey: null,
  pinned: false,
} as const;

const NO_SECRETS = {
  get: () => null,
  list: () => [],
  set: () => undefined,
  remove: () => false,
  values: () => [],
  onChange: () => () => undefined,
};

/** Writes files below a folder; names to texts. */
export function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Every host is the outside server; its port is added where the product has already judged the address. */
function webOf(outside: OutsideServer): Web {
  const web = createWeb({ hosts: () => ({ allow: [], deny: [] }), read: readPage, ...outside.dialling });
  const ported = (address: WebAddress): WebAddress => {
    const url = new URL(address.url);
    url.protocol = 'http:';
    url.port = String(outside.port);
    return { ...address, url: url.href };
  };
  return {
    inspect: web.inspect,
    readPage: (address, again, signal) => web.readPage(ported(address), again, signal),
    openFile: (address, signal) => web.openFile(ported(address), signal),
  };
}
