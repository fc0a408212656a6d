// What the agent needs of the world, named. The composition root and the tests provide it.

import type { LedgerCheckpoint } from '../../contracts/activity.ts';
import type { ChannelId } from '../../contracts/scalars.ts';
import type { Config } from '../../contracts/settings.ts';
import type { Status } from '../../contracts/status.ts';
import type { AdmissionPolicy } from './conversation/admission.ts';
import type { FileSending, Memory, Outgoing } from './ports/abilities.ts';
import type { Announce } from './ports/announce.ts';
import type { CoreFile } from './ports/core-file.ts';
import type { Documents } from './ports/documents.ts';
import type { Embedders } from './ports/embedding.ts';
import type { MemorySearch } from './ports/memory-search.ts';
import type { Model } from './ports/model.ts';
import type { Stores } from './ports/stores.ts';
import type { Tool } from './ports/tool.ts';
import type { WorkspaceBytes } from './ports/workspace-bytes.ts';
import type { Clock, Digest, Log, Random } from './ports/world.ts';

export interface AgentPorts {
  stores: Stores;
  clock: Clock;
  /**
   * Calls back once, after what is ready now (`setImmediate`): changes that come together until then are committed
   * together. Without it they are as soon as the running code ends.
   */
  soon?: (run: () => void) => void;
  random: Random;
  digest: Digest;
  log: Log;
  announce: Announce;
  /** Whether anybody hears what is announced: a window, a listening client. Without it, always. */
  isHeard?: () => boolean;
  model: Model;
  /** Without these, memories are found by their words alone. */
  embedders?: Embedders;
  memorySearch?: MemorySearch;
  /** Keeps facts and shortens conversations. Left out: the model that answers. */
  memoryModel?: Model;
  /** Left out: nothing is always in mind but what the window saves, and no documents can be read. */
  coreFile?: CoreFile;
  documents?: Documents;
  knownSecrets: () => readonly string[];
  rememberedCheckpoint: () => LedgerCheckpoint | null;
  config: () => Config;
  version: string;
  tools: (abilities: { memory: Memory; outgoing: Outgoing; fileSending: FileSending }) => readonly Tool[];
  /** Makes it when missing. */
  ownWorkspaceOf: (conversationId: string) => string;
  /** The same path, whether it is there or not. Left out: as `ownWorkspaceOf`. */
  ownWorkspacePath?: (conversationId: string) => string;
  /** Removes that folder with all that is in it; whether nothing of it is left. */
  removeOwnWorkspace?: (conversationId: string) => Promise<boolean>;
  /** Files of workspaces that are no text. Left out: what comes with messages cannot be kept. */
  bytes?: WorkspaceBytes;
  policyOf: (config: Config, channelId: ChannelId) => AdmissionPolicy;
  sandboxState: () => Status['sandbox'];
  notices: () => Status['notices'];
  /** The owner paused, or stopped everything: what runs beside turns ends. */
  onPause?: (() => void) | undefined;
  /** Whoever speaks there was revoked: what still runs for this conversation ends. */
  onRevoke?: (conversationId: string) => void;
  /** A private conversation ends: what still runs for it ends too and is shown nowhere; resolves when it has. */
  endPrograms?: (conversationId: string) => Promise<void>;
}
