// What tools act through: the sandbox, the files of workspaces, and the list of tools over them.
//   settings + adapters → abilities → tools
import { tmpdir } from 'node:os';
import type { Config } from '../contracts/settings.ts';
import { createArchives } from './adapters/archives/create-archives.ts';
import { parseShell } from './adapters/command-line/parse-shell.ts';
import { readPage } from './adapters/documents/reading/read-page.ts';
import { createSandbox } from './adapters/sandbox/create-sandbox.ts';
import { createWorkspaceGuard } from './adapters/sandbox/workspace-guard.ts';
import { createWeb } from './adapters/web/create-web.ts';
import { isPublicAddress } from './adapters/web/public-address.ts';
import { createSearch } from './adapters/web/search/create-search.ts';
import { createWorkspaceBytes } from './adapters/workspace/workspace-bytes.ts';
import { createWorkspaceFiles } from './adapters/workspace/workspace-files.ts';
import { createWorkspaces } from './adapters/workspace/workspaces.ts';
import { createCommandReader } from './domain/gate/command-line/analyse.ts';
import type { FileSending, Memory, Outgoing } from './domain/ports/abilities.ts';
import type { Sandbox, SandboxLimits, SandboxProfile, Workspaces } from './domain/ports/sandbox.ts';
import type { Terminals } from './domain/ports/terminal.ts';
import type { Tool } from './domain/ports/tool.ts';
import type { WorkspaceBytes } from './domain/ports/workspace-bytes.ts';
import type { Log } from './domain/ports/world.ts';
import { TERMINAL_TIMEOUT_MS } from './domain/terminals/terminals.ts';
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
  /** Of the backend that is set, and in plain words where commands are not confined. */
  sandboxState(): Promise<{ available: boolean; detail: string; unconfined: string | null }>;
  /** Each conversation's own folder. */
  readonly workspaces: Workspaces;
  /** What channels with a program of their own run it by. */
  readonly programs: {
    readonly home: string;
    readonly sandbox: Sandbox;
    readonly workspaces: Workspaces;
  };
  /** Why a folder may not be a workspace; null when it may. */
  readonly workspaceProblem: (folder: string) => string | null;
  /** Files of workspaces that are no text. */
  readonly bytes: WorkspaceBytes;
  tools(abilities: {
    memory: Memory;
    outgoing: Outgoing;
    fileSending: FileSending;
    terminals: Terminals;
  }): readonly Tool[];
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
    isPublicAddress,
    path: process.env['PATH'] ?? '',
  });
  const commandReader = createCommandReader({ parseShell, platform });
  const workspaceProblem = createWorkspaceGuard({ home, userHome, programRoot: appRoot, platform });
  const files = createWorkspaceFiles(platform, workspaceProblem);
  const bytes = createWorkspaceBytes(platform, workspaceProblem);
  const archives = createArchives();
  const workspaces = createWorkspaces(home);
  // SECURITY: no way to resolve or dial is given here: the product reaches public addresses and nothing else.
  const web = createWeb({
    hosts: () => ({ allow: config().web.allow_hosts, deny: config().web.deny_hosts }),
    read: readPage,
  });
  const search = createSearch({ config: () => config().web, secretOf: options.secretOf });
  return {
    sandbox,
    sandboxState: () => stateOf(sandbox, config()),
    workspaces,
    programs: { home, sandbox, workspaces },
    workspaceProblem,
    bytes,
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
        terminalLimits: () => ({ ...limitsOf(config()), timeoutMs: TERMINAL_TIMEOUT_MS }),
        profile: () => profileOf(config()),
      }),
    close: () => sandbox.close(),
  };
}

function limitsOf({ limits }: Config): SandboxLimits {
  return {
    timeoutMs: limits.command_seconds * 1000,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    maxMemoryBytes: limits.command_memory_mb * MEGABYTE,
    maxProcesses: limits.command_processes,
    maxFileBytes: limits.command_file_mb * MEGABYTE,
  };
}

/** Of a confined command; whether one is confined is decided for each call. */
function profileOf({ sandbox }: Config): SandboxProfile {
  return {
    confined: true,
    backend: sandbox.backend,
    image: sandbox.image,
    readOnly: sandbox.read_only,
    allowHosts: sandbox.allow_hosts,
  };
}

const UNCONFINED = {
  all: null,
  'non-main': 'Commands of your own conversations are not confined: each can do whatever your account can.',
  off: 'No command is confined: each can do whatever your account can.',
};

async function stateOf(sandbox: Sandbox, config: Config) {
  const state = await sandbox.availability(profileOf(config));
  return { ...state, unconfined: UNCONFINED[config.sandbox.mode] };
}
