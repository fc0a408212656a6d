// What tools act through: the sandbox, the files of workspaces, and the list of tools over them.
//   settings + adapters → abilities → tools
import { tmpdir } from 'node:os';
import type { Config } from '../contracts/settings.ts';
import { createArchives } from './adapters/archives/create-archives.ts';
import { parseShell } from './adapters/command-line/parse-shell.ts';
import { createSandbox } from './adapters/sandbox/create-sandbox.ts';
import { createWorkspaceGuard } from './adapters/sandbox/workspace-guard.ts';
import { createWeb } from './adapters/web/create-web.ts';
import { createSearch } from './adapters/web/search/create-search.ts';
import { createWorkspaceBytes } from './adapters/workspace/workspace-bytes.ts';
import { createWorkspaceFiles } from './adapters/workspace/workspace-files.ts';
import { createWorkspaces } from './adapters/workspace/workspaces.ts';
import { createCommandReader } from './domain/gate/command-line/analyse.ts';
import type { Memory, Outgoing } from './domain/ports/abilities.ts';
import type { Sandbox, SandboxLimits } from './domain/ports/sandbox.ts';
import type { Terminals } from './domain/ports/terminal.ts';
import type { Tool } from './domain/ports/tool.ts';
import type { Log } from './domain/ports/world.ts';
import { createTools } from './tools/index.ts';

export interface ToolsOptions {
  readonly home: string;
  readonly userHome: string;
  readonly appRoot: string;
  readonly config: () => Config;
  /** The value of a credential, asked for at the moment of use. */
  readonly secretOf: (name: string) => string | null;
  readonly log: Log;
}

export interface ComposedTools {
  readonly sandbox: Sandbox;
  readonly ownWorkspaceOf: (conversationId: string) => string;
  /** Why a folder may not be a workspace; null when it may. */
  readonly workspaceProblem: (folder: string) => string | null;
  tools(abilities: { memory: Memory; outgoing: Outgoing; terminals: Terminals }): readonly Tool[];
  close(): void;
}

const MAX_OUTPUT_BYTES = 256 * 1024;
const MEGABYTE = 1024 * 1024;

export function composeTools(options: ToolsOptions): ComposedTools {
  const { home, userHome, appRoot, config, log } = options;
  const { platform, arch } = process;
  const sandbox = createSandbox({
    home,
    userHome,
    programRoot: appRoot,
    temporaryRoot: tmpdir(),
    platform,
    arch,
    log,
  });
  const commandReader = createCommandReader({ parseShell, platform });
  const workspaceProblem = createWorkspaceGuard({ home, userHome, programRoot: appRoot, platform });
  const files = createWorkspaceFiles(platform, workspaceProblem);
  const bytes = createWorkspaceBytes(platform, workspaceProblem);
  const archives = createArchives();
  // SECURITY: no way to resolve or dial is given here: the product reaches public addresses and nothing else.
  const web = createWeb({
    hosts: () => ({ allow: config().web.allow_hosts, deny: config().web.deny_hosts }),
  });
  const search = createSearch({ config: () => config().web, secretOf: options.secretOf });
  return {
    sandbox,
    ownWorkspaceOf: createWorkspaces(home).ensure,
    workspaceProblem,
    tools: (abilities) =>
      createTools({
        sandbox,
        files,
        bytes,
        archives,
        web,
        search,
        commandReader,
        ...abilities,
        limits: () => limitsOf(config()),
      }),
    close: () => sandbox.close(),
  };
}

function limitsOf({ limits }: Config): SandboxLimits {
  return {
    timeoutMs: limits.command_seconds * 1000,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    maxMemoryBytes: limits.command_memory_mb * MEGABYTE,
  };
}
