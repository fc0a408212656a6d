// Ports of what a tool may do to the machine: run a program confined, and touch files of one workspace.

export interface SandboxLimits {
  /** Wall clock; then the whole process tree is killed. */
  readonly timeoutMs: number;
  /** Kept of standard output and error together, head and tail; the rest is dropped and counted. */
  readonly maxOutputBytes: number;
  readonly maxMemoryBytes: number;
  /** Processes and threads at once; left out: 512. */
  readonly maxProcesses?: number;
  /** The largest file that may be written; left out: 2 GiB. */
  readonly maxFileBytes?: number;
  /** Processor time of one process; left out: as long as the clock. */
  readonly maxCpuMs?: number;
}

/** How one call is confined. */
export interface SandboxProfile {
  /**
   * False: with nothing but an environment of its own, a clock and a way to end it. Only by the owner's explicit
   * setting; never because something else did not work.
   */
  readonly confined: boolean;
  /** The operating system's own sandbox, or a container of a program found on PATH. */
  readonly backend: 'system' | 'docker' | 'podman';
  /** What a container is made of: the name of an image that is there already. Empty: none was chosen. */
  readonly image: string;
  /** Absolute folders and files that may be read beside the workspace. */
  readonly readOnly: readonly string[];
  /** Hosts that may be reached, `example.com` or `*.example.com`. Empty is no network, never every host. */
  readonly allowHosts: readonly string[];
}

/** What holds when a request names no profile: confined by the system, nothing more to read, no network. */
export const CLOSED_PROFILE: SandboxProfile = {
  confined: true,
  backend: 'system',
  image: '',
  readOnly: [],
  allowHosts: [],
};

export interface SandboxRequest {
  /** The program and its arguments; never a shell line. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute path of the conversation's workspace, made by main. */
  readonly workspace: string;
  /** Working folder relative to the workspace; '.' is the workspace itself. */
  readonly workingFolder: string;
  readonly limits: SandboxLimits;
  /** Left out: CLOSED_PROFILE. */
  readonly profile?: SandboxProfile;
  /** It is meant for `attach`: the environment then names the terminal. */
  readonly terminal?: boolean;
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
  /** How it is confined: part of what was shown, so that a change of settings in between is a change. */
  readonly profile: SandboxProfile;
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
      /** Hosts it asked for and what it was told; left out when it asked for none. */
      hosts?: readonly HostAnswer[];
    }
  /** Nothing ran. */
  | { kind: 'refused'; reason: string }
  /** Stopped by the owner; the whole tree is gone. */
  | { kind: 'stopped' };

export interface HostAnswer {
  /** As the command named it, lower case. */
  readonly host: string;
  readonly port: number;
  readonly allowed: boolean;
  /** A sentence, for what was refused. */
  readonly reason: string | null;
}

/**
 * A confined command that somebody else starts, on a terminal:
 *   attach → start exactly this → started(pid) → … → it ended → finish()
 * Its time is the caller's to watch. While it is open, other commands in its folder are refused.
 */
export interface AttachedCommand {
  /** The program that confines, with its arguments; what is to run is among them. */
  readonly file: string;
  readonly args: readonly string[];
  /** Names and values; nothing else may be added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where to start it; the command itself begins in the folder that was prepared. */
  readonly workingFolder: string;
  /** To be said once, at once after starting: from then on the tree is watched. `onExcess`: it was killed for that. */
  started(pid: number, onExcess: (excess: 'memory' | 'processes') => void): void;
  /** Ends the whole tree. Does nothing before `started` and after the end. */
  kill(): void;
  /**
   * To be called once, when it ended or could not be started. Settles when nothing of it is left. `began` is false
   * when the confinement did not come about and nothing ran; `exitCode` is the command's own, null when it was killed
   * (the started program's may be another); `notes` are sentences to show after the output.
   */
  finish(): Promise<{
    readonly began: boolean;
    readonly exitCode: number | null;
    readonly notes: readonly string[];
  }>;
}

export type AttachOutcome =
  | { kind: 'attached'; command: AttachedCommand }
  | { kind: 'refused'; reason: string };

/** How one speaks with a program while it runs: by its standard input and output. Its standard error is the output. */
export interface Talk {
  /** Once, when it was started. */
  begun(ways: {
    /** False, and nothing was written, when it is gone or too much waits for it already. */
    write(text: string): boolean;
    /** Once. No more is read from the program than what was taken. */
    onOutput(take: (bytes: Uint8Array) => Promise<void>): void;
  }): void;
}

export interface Sandbox {
  /** Whether commands can be confined here (left out: by CLOSED_PROFILE), and if not, why and what to do. */
  availability(profile?: SandboxProfile): Promise<{ available: boolean; detail: string }>;
  /** Resolves what would run. Runs nothing of the workspace. */
  prepare(request: SandboxRequest): Promise<PrepareOutcome>;
  /** Runs exactly `prepared`; refuses when anything of it changed since. Never falls back to running unconfined. */
  run(
    request: SandboxRequest,
    prepared: PreparedCommand,
    signal: AbortSignal,
    talk?: Talk,
  ): Promise<RunOutcome>;
  /** As `run`, for a command on a terminal: all but the starting. Waits for commands that run in the folder. */
  attach(request: SandboxRequest, prepared: PreparedCommand): Promise<AttachOutcome>;
  /** Plain sentences about what a command could touch, for the approval. What is not confined says so first. */
  describe(workspace: string, profile?: SandboxProfile): readonly string[];
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
  /** The same path, whether it is there or not. */
  pathOf(conversationId: string): string;
  /** With everything in it; what cannot be removed stays. Whether nothing is left. */
  remove(conversationId: string): Promise<boolean>;
}

/**
 * Names inside a workspace that other programs obey without asking: hooks, shell start-up files, editor settings.
 * Nothing the agent does may leave one behind. At any depth; a folder protects all below it.
 */
export const PROTECTED_PATHS: readonly string[] = (
  '.git/hooks .git/config .git/config.worktree .git/commondir .gitconfig .gitmodules .husky .bashrc ' +
  '.bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zprofile .zshenv ' +
  '.zlogin .zlogout .envrc .mise.toml .ripgreprc .vscode .idea .zed .cursor .claude ' +
  '.mcp.json .devcontainer .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .vimrc .exrc .nvim.lua ' +
  '.dir-locals.el .gdbinit .lldbinit .ssh .gnupg .netrc'
).split(' ');

/**
 * What git obeys in any repository's own folder (`.git`, a submodule's below `modules`, a worktree's below `worktrees`,
 * a bare one): settings, the place it takes other settings from, and hooks.
 */
export const GIT_OBEYS: readonly string[] = ['config', 'config.worktree', 'commondir', 'hooks'];

/** A folder with these entries is a repository to git, whatever it is called. */
export function isRepositoryFolder(names: ReadonlySet<string>): boolean {
  return names.has('HEAD') && ((names.has('objects') && names.has('refs')) || names.has('commondir'));
}
