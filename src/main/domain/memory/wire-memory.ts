// Memory wired together, top to bottom, from its ports.
//   said, learned, read → keep → indexing → found;  tools, the owner's pages and the turn look in from above
import type { Actor } from '../../../contracts/actors.ts';
import type { MemoryProgress } from '../../../contracts/memory.ts';
import type { Config } from '../../../contracts/settings.ts';
import type { AlwaysInMind } from '../conversation/system-prompt.ts';
import type { Approvals } from '../gate/approvals.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Memory } from '../ports/abilities.ts';
import type { Announce } from '../ports/announce.ts';
import type { CoreFile } from '../ports/core-file.ts';
import type { Documents } from '../ports/documents.ts';
import { always, type Embedders, NO_EMBEDDER } from '../ports/embedding.ts';
import type { MemorySearch } from '../ports/memory-search.ts';
import type { Model } from '../ports/model.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Digest, Log, MakeId, Random, Redact } from '../ports/world.ts';
import { createCoreMemory } from './always/core-memory.ts';
import { alwaysInMind } from './always/in-mind.ts';
import { createMemoryChanges } from './changes.ts';
import { createReadDocuments } from './documents/read-documents.ts';
import { createEntities } from './entities/entities.ts';
import { createFinder } from './finding/finder.ts';
import { createIndexing } from './finding/indexing.ts';
import { createMeaningModels } from './finding/meaning-models.ts';
import { createRecall } from './finding/recall.ts';
import { createForgetting } from './forgetting/forget.ts';
import { createForgottenFiles } from './forgetting/forgotten-files.ts';
import { createKeep } from './keeping/keep.ts';
import { createTakeIn } from './keeping/take-in.ts';
import { createLearning } from './learning/learn.ts';
import { createOwnerMemory, type OwnerMemory } from './owner/owner-memory.ts';
import { createToolMemory } from './tool-memory.ts';

export interface WiredMemory {
  /** What tools may do. */
  readonly forTools: Memory;
  /** What the owner may do at this computer. */
  readonly forOwner: OwnerMemory;
  alwaysInMind(actor: Actor): AlwaysInMind | null;
  /** Draws facts from a conversation now; false when that could not be done. */
  learnNow(conversationId: string, signal: AbortSignal): Promise<boolean>;
  /** A turn of this conversation is over. */
  turnEnded(conversationId: string): void;
  /** The settings changed: another model of meaning may be asked for. */
  settingsChanged(): void;
  /** The owner paused: what runs beside turns ends. */
  interrupt(): void;
  /** What an earlier run left is taken up, once the start is long over. */
  start(): void;
  stop(): void;
}

export function wireMemory(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  random: Random;
  digest: Digest;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  announce: Announce;
  config: () => Config;
  approvals: Approvals;
  /** Keeps facts and shortens conversations; left out: the one that answers. */
  memoryModel?: Model;
  model: Model;
  /** Without these, memories are found by their words alone. */
  embedders?: Embedders;
  memorySearch?: MemorySearch;
  coreFile?: CoreFile;
  documents?: Documents;
  isRunning: (conversationId: string) => boolean;
  isPaused: () => boolean;
  /** Something was forgotten: what it left outside the database goes too. */
  onForgotten: () => void;
}): WiredMemory {
  const models = createMeaningModels({ ...deps, embedders: deps.embedders ?? always(NO_EMBEDDER) });
  const search = deps.memorySearch ?? null;
  const changes = createMemoryChanges({ ...deps, progress: () => progress() });
  const indexing = createIndexing({ ...deps, models, onChange: changes.tellProgress });
  const onKept = (): void => {
    indexing.wake();
    changes.tell('memories');
  };
  const entities = createEntities(deps);
  const keep = createKeep({ ...deps, entities, onKept });
  const finder = createFinder({ ...deps, models, search });
  const recall = createRecall({ ...deps, finder, indexing });
  const core = createCoreMemory({
    ...deps,
    file: deps.coreFile ?? null,
    onChange: () => changes.tell('core'),
  });
  const onOwnerChange = (): void => {
    entities.forgetNames();
    changes.tellAll();
  };
  const agentName = (): string => deps.config().agent.name;
  const takeIn = createTakeIn({ ...deps, entities, agentName, onKept });
  const learning = createLearning({
    ...{ ...deps, keep, entities, search, model: deps.memoryModel ?? deps.model },
    forgotten: () => forgetting.count(),
    onChange: changes.tellProgress,
  });
  const files = createForgottenFiles({ settings: deps.stores.settings, digest: deps.digest });
  const documents = createReadDocuments({
    ...{ ...deps, entities, onKept },
    documents: deps.documents === undefined ? null : files.without(deps.documents),
    onChange: changes.tellDocuments,
  });
  const forgetting = createForgetting({
    ...{ ...deps, search, core, files },
    onChange: () => {
      deps.onForgotten();
      onOwnerChange();
    },
  });
  const forOwner = createOwnerMemory({
    ...{ ...deps, search, finder, keep, entities, core, documents, forgetting, agentName, progress },
    onChange: onOwnerChange,
    onRestored: indexing.wake,
  });

  function progress(): MemoryProgress {
    const { waiting, isRunning, rebuilding } = indexing.progress();
    return {
      waiting,
      isIndexing: isRunning,
      rebuilding,
      meaningTrouble: models.trouble(),
      ...learning.state(),
      documentsWaiting: documents.waiting(),
    };
  }

  return {
    forTools: createToolMemory({ ...deps, keep, recall, core, forgetting }),
    forOwner,
    alwaysInMind: (actor) => alwaysInMind(core, actor, deps.redact),
    learnNow: learning.now,
    turnEnded: (conversationId) => {
      takeIn.wake(conversationId);
      learning.wake(conversationId);
    },
    settingsChanged: () => {
      indexing.changed();
      changes.tellProgress();
    },
    interrupt: learning.interrupt,
    start: () => {
      core.start();
      indexing.resume();
      takeIn.resume();
      learning.resume();
      documents.start();
      forOwner.start();
    },
    stop: () => {
      takeIn.stop();
      learning.stop();
      documents.stop();
      core.stop();
      forOwner.stop();
      indexing.stop();
      changes.stop();
    },
  };
}
