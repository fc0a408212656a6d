// Ports of what a tool may do to the machine: run a program confined, and touch files of one workspace.

export interface SandboxLimits {
  /** Wall clock; then the whole process tree is killed. */
  readonly timeoutMs: number;
  /** Kept of standard output and error together, head and tail; the rest is dropped and counted. */
  readonly maxOutputBytes: number;
  readonly maxMemoryBytes: number;
}

export interface SandboxRequest {
  /** The program and its arguments; never a shell line. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute path of the conversation's workspace, made by main. */
  readonly workspace: string;
  /** Working folder relative to the workspace; '.' is the workspace itself. */
  readonly workingFolder: string;
  readonly limits: SandboxLimits;
}

/** What the owner is shown and what must still hold at the moment of running. */
export interface PreparedCommand {
  readonly argv: readonly [string, ...string[]];
  /** Absolute path the program name resolves to inside the sandbox, symlinks followed. */
  readonly executable: string;
  /** SHA-256 of the executable, hex. */
  readonly executableSha256: string;
  /** Absolute real path of the working folder. */
  readonly workingFolder: string;
  /** Names and values that the child gets; nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** A script among the arguments (the first that is a file in the workspace), with its SHA-256. */
  readonly script: { readonly path: string; readonly sha256: string } | null;
}

export type PrepareOutcome =
  | { kind: 'prepared'; command: PreparedCommand }
  | { kind: 'refused'; reason: string };

export type RunOutcome =
  | {
      kind: 'ended';
      exitCode: number | null;
      signal: string | null;
      output: string;
      /** Bytes dropped between head and tail. */
      droppedBytes: number;
      timedOut: boolean;
      outOfMemory: boolean;
      durationMs: number;
    }
  /** Nothing ran. */
  | { kind: 'refused'; reason: string }
  /** Stopped by the owner; the whole tree is gone. */
  | { kind: 'stopped' };

export interface Sandbox {
  /** Whether commands can be confined here, and if not, why and what to do. */
  availability(): Promise<{ available: boolean; detail: string }>;
  /** Resolves what would run. Runs nothing of the workspace. */
  prepare(request: SandboxRequest): Promise<PrepareOutcome>;
  /** Runs exactly `prepared`; refuses when anything of it changed since. Never falls back to running unconfined. */
  run(request: SandboxRequest, prepared: PreparedCommand, signal: AbortSignal): Promise<RunOutcome>;
  /** Plain sentences about what a command could touch, for the approval. */
  describe(workspace: string): readonly string[];
}

export type FileProblem =
  | 'outside-workspace'
  | 'not-found'
  | 'is-folder'
  | 'not-a-folder'
  | 'not-text'
  | 'too-large'
  | 'protected'
  | 'failed';
export type FileOutcome<T> =
  | { kind: 'done'; value: T }
  | { kind: 'refused'; problem: FileProblem; reason: string };

export interface FileEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly sizeBytes: number;
}

/** Files of one workspace. Paths are relative to it; an absolute one is accepted only when it lies inside. */
export interface WorkspaceFiles {
  read(
    workspace: string,
    path: string,
    maxBytes: number,
  ): Promise<FileOutcome<{ text: string; sha256: string; truncatedBytes: number }>>;
  /**
   * Replaces the whole file, atomically, making parent folders. With `expectedSha256` refuses when the file is
   * no longer what was read (null: must not exist yet; undefined: whatever is there).
   */
  write(
    workspace: string,
    path: string,
    text: string,
    expectedSha256?: string | null,
  ): Promise<FileOutcome<{ sha256: string; created: boolean }>>;
  list(
    workspace: string,
    path: string,
    maxEntries: number,
  ): Promise<FileOutcome<{ entries: readonly FileEntry[]; more: number }>>;
}

/** Workspaces: one a conversation under `<home>/workspaces/`, mode 0700. */
export interface Workspaces {
  /** Makes it when missing; returns its absolute real path. */
  ensure(conversationId: string): string;
}

/**
 * Names inside a workspace that other programs obey without asking: hooks, shell start-up files, editor settings.
 * Nothing the agent does may leave one behind. At any depth; a folder protects all below it.
 */
export const PROTECTED_PATHS: readonly string[] = (
  '.git/hooks .git/config .git/config.worktree .gitconfig .gitmodules .husky .bashrc ' +
  '.bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv ' +
  '.zlogin .zlogout .envrc .mise.toml .ripgreprc .vscode .idea .zed .cursor .claude ' +
  '.mcp.json .devcontainer .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .vimrc .exrc .nvim.lua ' +
  '.dir-locals.el .gdbinit .lldbinit .ssh .gnupg .netrc'
).split(' ');
