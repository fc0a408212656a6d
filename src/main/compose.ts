// The composition root: every object made by hand, top to bottom, passed as a parameter.
//   profile, settings, log → adapters → agent → desktop or none → handlers → doors → channels
import { createHash } from 'node:crypto';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlAddress } from '../contracts/control.ts';
import type { AllHandlers } from '../contracts/surfaces.ts';
import type { ConfigFile } from './adapters/config/config-file.ts';
import { createCoreFile } from './adapters/config/core-file.ts';
import { createDocuments } from './adapters/documents/create-documents.ts';
import { documentsGuard } from './adapters/documents/documents-guard.ts';
import type { ModelProgram } from './adapters/embedding/embedding-protocol.ts';
import { createLocalEmbedder } from './adapters/embedding/local-embedder.ts';
import { type ControlSocket, openControlSocket } from './adapters/gateway/control-socket.ts';
import { createModel } from './adapters/models/create-model.ts';
import { findLocalModels } from './adapters/models/local-servers.ts';
import { composeChanges } from './compose-changes.ts';
import { createChannels } from './compose-channels.ts';
import { composeEmbedders, EMBEDDING_KEY } from './compose-embedders.ts';
import { composeGateway } from './compose-gateway.ts';
import { composeTerminals } from './compose-terminals.ts';
import { composeTools } from './compose-tools.ts';
import { composeWebhooks } from './compose-webhooks.ts';
import { type Agent, createAgent } from './domain/agent.ts';
import type { Announce } from './domain/ports/announce.ts';
import type { Log } from './domain/ports/world.ts';
import { keepCheckpoints } from './ledger-checkpoints.ts';
import { memoryKeyOf, memoryModelOf } from './memory-model.ts';
import { createNotices } from './notices.ts';
import type { Profile } from './profile.ts';
import { configuringHandlers } from './shell/handlers/configuring.ts';
import { connectingHandlers } from './shell/handlers/connecting.ts';
import { decidingHandlers } from './shell/handlers/deciding.ts';
import { type Desktop, headlessDesktop } from './shell/handlers/desktop.ts';
import { gatewayHandlers } from './shell/handlers/gateway.ts';
import { rememberingHandlers } from './shell/handlers/remembering.ts';
import { rulingHandlers } from './shell/handlers/ruling.ts';
import { speakingHandlers } from './shell/handlers/speaking.ts';
import { terminalHandlers } from './shell/handlers/terminals.ts';
import { tryModel } from './try-model.ts';
import { systemClock, systemRandom } from './world.ts';

export interface ComposeOptions {
  readonly profile: Profile;
  readonly config: ConfigFile;
  readonly log: Log;
  readonly version: string;
  readonly isDevelopmentRuntime: boolean;
  readonly headless: boolean;
  /** The user's own home folder, which no command may read. */
  readonly userHome: string;
  /** Where the app's own files are, which a command's helper must be able to read. */
  readonly appRoot: string;
  /** The program of the thread that searches memories, as built. */
  readonly searchEntry: URL;
  /** Starts the program that holds the model of meaning; nothing is loaded before it is called. */
  readonly startMeaning: () => ModelProgram;
  readonly quit: () => void;
  /** Makes the desktop once the agent stands; null when there is none. */
  readonly makeDesktop: ((agent: Agent) => ComposedDesktop) | null;
}

export interface ComposedDesktop {
  readonly desktop: Desktop;
  open(handlers: AllHandlers): void;
  announce(contract: string, event: string, payload: unknown): void;
  /** Whether a window is open. */
  isHeard(): boolean;
  close(): void;
}

export interface Composed {
  readonly agent: Agent;
  readonly handlers: AllHandlers;
  /** Opens doors and channels; resolves when the agent answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function compose(options: ComposeOptions): Composed {
  const { profile, config, log } = options;
  const { stores } = profile.storage;
  const clock = systemClock;
  const onFault = (call: string, cause: unknown): void =>
    log.error('A call failed unexpectedly', { call, cause });
  const listeners: ((contract: string, event: string, payload: unknown) => void)[] = [];
  const announce: Announce = (contract, event, payload) => {
    for (const listener of listeners) listener(contract, event, payload);
  };

  const checkpoints = keepCheckpoints({ notes: profile.notes, log });
  const notices = createNotices({ config, isDevelopmentRuntime: options.isDevelopmentRuntime });
  const model = createModel({
    config: () => config.current().model,
    apiKey: () => profile.secrets.get('model.api-key'),
    log,
  });
  const memoryModel = createModel({
    config: () => memoryModelOf(config.current()),
    apiKey: () => profile.secrets.get(memoryKeyOf(config.current())),
    log,
  });
  const tools = composeTools({
    home: profile.home,
    userHome: options.userHome,
    appRoot: options.appRoot,
    config: config.current,
    secretOf: (name) => profile.secrets.get(name),
    log,
  });

  const terminals = composeTerminals({
    ...{ stores, clock, log, announce, sandbox: tools.sandbox },
    knownSecrets: () => profile.secrets.values(),
    agent: () => agent,
  });
  const embedders = composeEmbedders({
    local: createLocalEmbedder({
      start: options.startMeaning,
      log,
      maxPrograms: availableParallelism() > 1 ? 2 : 1,
    }),
    config: () => config.current().memory.embedding,
    secrets: profile.secrets,
    log,
  });
  const memorySearch = profile.storage.memorySearch(options.searchEntry, (reason) =>
    log.warn('Memories could not be searched', { reason }),
  );
  const agent: Agent = createAgent({
    ...{ stores, clock, embedders, memorySearch, memoryModel },
    coreFile: createCoreFile(profile.home),
    documents: createDocuments({ problem: documentsGuard(profile.home) }),
    // After all that this turn of the event loop brings: changes of many conversations then share a commit.
    soon: (run) => void setImmediate(run),
    random: systemRandom,
    digest: profile.digest,
    log,
    announce,
    isHeard: () =>
      control?.isHeard() === true || composedDesktop?.isHeard() === true || gateway.desk.isHeard(),
    model,
    knownSecrets: () => profile.secrets.values(),
    rememberedCheckpoint: checkpoints.remembered,
    config: config.current,
    version: options.version,
    tools: (abilities) => tools.tools({ ...abilities, terminals: terminals.forTools }),
    onPause: () => terminals.forOwner.endAll('It was stopped by the owner.'),
    onRevoke: (id) => terminals.forOwner.endAll('Its sender is no longer let in.', id),
    endPrograms: terminals.forOwner.forget,
    bytes: tools.bytes,
    ownWorkspaceOf: tools.workspaces.ensure,
    ownWorkspacePath: tools.workspaces.pathOf,
    removeOwnWorkspace: tools.workspaces.remove,
    policyOf: channelsPolicy,
    sandboxState: notices.sandbox,
    notices: () => [...notices.list(), ...webhooks.notices()],
  });
  const webhooks = composeWebhooks({ stores, clock, log, config: config.current, agent: () => agent });

  const gateway = composeGateway({
    ...{ agent, stores, clock, log, secrets: profile.secrets, digest: profile.digest },
    random: systemRandom,
    config: config.current,
    onChange: () => announce('gateway', 'gateway-change', {}),
    onAskedForDevice: (approvalId) => desktop.review(approvalId, 'person'),
  });
  const channels = gateway.among(
    createChannels({ ...{ config, clock, log }, secrets: profile.secrets, programs: tools.programs }),
  );

  const composedDesktop = options.makeDesktop?.(agent) ?? null;
  const desktop = composedDesktop?.desktop ?? headlessDesktop(options.quit);
  const { changeSetting, changeCredential } = composeChanges({ agent, profile, config });
  const mayApproveFromCli = (): boolean => options.headless || config.current().approvals.allow_from_cli;
  const handlers: AllHandlers = {
    ...speakingHandlers({ agent, stores, desktop, workspaceProblem: tools.workspaceProblem }),
    ...decidingHandlers({
      agent,
      desktop,
      now: clock.now,
      mayApproveFromCli,
    }),
    ...rememberingHandlers({ agent, desktop }),
    ...rulingHandlers({ agent, desktop }),
    ...gatewayHandlers({ gateway, desktop, onFault, mayApproveFromCli }),
    ...terminalHandlers({ terminals: terminals.forOwner, desktop }),
    ...connectingHandlers({ clock, channels: agent.channels, checkWebhooks: webhooks.check }),
    ...configuringHandlers({
      agent,
      stores,
      secrets: profile.secrets,
      config,
      changeSetting,
      changeCredential,
      findLocalModels: async () =>
        (await findLocalModels()).map((server) => ({ ...server, models: [...server.models] })),
      tryModel: () => tryModel(model, clock),
      makeRecoveryKey: async () => profile.keys.makeRecoveryKey(),
      desktop,
    }),
  };
  let control: ControlSocket | null = null;

  async function start(): Promise<void> {
    composedDesktop?.open(handlers);
    if (composedDesktop !== null) listeners.push(composedDesktop.announce);
    control = await openControlSocket({
      home: profile.home,
      address: addressOf(profile.home),
      handlers,
      onFault,
    });
    listeners.push(control.announce, gateway.desk.hear);
    config.onChange(() => {
      void lookAtSandbox().catch((cause: unknown) => onFault('sandbox', cause));
      agent.announceStatus();
      agent.settingsChanged();
      announce('settings', 'settings-change', { config: config.current(), problem: config.problem() });
      void applyChannels().catch((cause: unknown) => onFault('channels', cause));
    });
    profile.secrets.onChange((name) => {
      if (name === EMBEDDING_KEY) agent.settingsChanged();
    });
    await agent.start(channels.wanted());
    await webhooks.apply();
  }

  async function applyChannels(): Promise<void> {
    try {
      await agent.channels.apply(channels.wanted());
    } finally {
      await webhooks.apply();
      agent.announceStatus();
    }
  }

  async function lookAtSandbox(): Promise<void> {
    notices.setSandbox(await tools.sandboxState());
    agent.announceStatus();
  }

  /** What may come a moment later than ready: looked at in the background, shown when known. */
  async function afterStart(): Promise<void> {
    await checkpoints.load();
    checkpoints.every(() => agent.ledger.checkpoint());
    await lookAtSandbox();
    await model.warmUp();
  }

  return {
    agent,
    handlers,
    start: async () => {
      await start();
      void afterStart().catch((cause: unknown) => onFault('after start', cause));
    },
    stop: async () => {
      composedDesktop?.close();
      await control?.close();
      await terminals.forOwner.stop();
      await webhooks.close();
      await agent.stop();
      gateway.desk.stop();
      tools.close();
      embedders.close();
      memorySearch.close();
      await checkpoints.save(agent.ledger.checkpoint());
      config.close();
      profile.storage.close();
    },
  };

  function channelsPolicy(
    ...args: Parameters<typeof channels.policyOf>
  ): ReturnType<typeof channels.policyOf> {
    return channels.policyOf(...args);
  }
}

function addressOf(home: string): string {
  return controlAddress({
    platform: process.platform,
    home,
    temporaryFolder: tmpdir(),
    homeSha256: createHash('sha256').update(home).digest('hex'),
  });
}

export function logFile(home: string): string {
  return join(home, 'logs', 'sallyport.log');
}
