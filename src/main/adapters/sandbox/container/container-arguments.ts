// The command line of docker and podman: what a container gets is fixed here, and nothing of it can be set but the
// image. Pure: paths, numbers and names in, words out. Each line that confines is a word here.
import type { SandboxLimits } from '../../../domain/ports/sandbox.ts';

export type ContainerProgram = 'docker' | 'podman';

export interface Container {
  readonly program: ContainerProgram;
  /** Its own name, unique, by which it is ended. */
  readonly name: string;
  /** An image's id, or (podman only) the absolute path of a folder that holds a whole system. */
  readonly image: string;
  readonly user: { readonly uid: number; readonly gid: number };
  readonly workspace: string;
  readonly workingFolder: string;
  /** In the workspace, and beside it. */
  readonly readOnly: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly terminal: boolean;
  readonly argv: readonly [string, ...string[]];
  /** Tests only, for machines that need another runtime. */
  readonly extra: readonly string[];
}

const MAX_PROCESSES = 512;
const MAX_FILE_BYTES = 2 * 1024 ** 3;
const MAX_TEMPORARY_BYTES = 512 * 1024 ** 2;
const MAX_OPEN_FILES = 1024;

export function containerArguments(container: Container): string[] {
  const { program, limits, user, workspace } = container;
  const rootless = program === 'podman' && user.uid !== 0;
  const temporaryBytes = Math.min(limits.maxMemoryBytes, MAX_TEMPORARY_BYTES);
  const processes = limits.maxProcesses ?? MAX_PROCESSES;
  const fileBytes = limits.maxFileBytes ?? MAX_FILE_BYTES;
  return [
    'run',
    '--rm',
    ...['--name', container.name],
    // SECURITY: what runs is what is there; nothing is fetched because a name was called.
    '--pull=never',
    // SECURITY: no network, not even the host's.
    '--network=none',
    // SECURITY: not the host's processes, memory, host name or users.
    ...['--ipc=private', '--hostname=sandbox'],
    ...(rootless ? ['--userns=keep-id'] : []),
    // SECURITY: the account's own rights, never those of who runs the containers.
    `--user=${user.uid}:${user.gid}`,
    // SECURITY: no power of an administrator, and no program that gives one.
    ...['--cap-drop=all', '--security-opt=no-new-privileges'],
    // SECURITY: nothing of it can be changed but the workspace.
    '--read-only',
    ...(program === 'podman'
      ? ['--read-only-tmpfs=false', '--http-proxy=false', '--no-hosts', '--passwd=false']
      : []),
    `--tmpfs=/tmp:rw,nosuid,nodev,size=${temporaryBytes},mode=1777`,
    // SECURITY: what it may take of the computer.
    `--memory=${limits.maxMemoryBytes}`,
    `--memory-swap=${limits.maxMemoryBytes}`,
    `--pids-limit=${processes}`,
    `--ulimit=nofile=${MAX_OPEN_FILES}:${MAX_OPEN_FILES}`,
    `--ulimit=fsize=${fileBytes}:${fileBytes}`,
    '--ulimit=core=0:0',
    '--log-driver=none',
    ...['--mount', mount(workspace, false)],
    // SECURITY: hooks and settings that other programs obey stay as they are, and so does what is only to be read.
    ...container.readOnly.flatMap((path) => ['--mount', mount(path, true)]),
    `--workdir=${container.workingFolder}`,
    // SECURITY: made from nothing; the containers' programs would pass on proxies and more of their own.
    ...Object.entries(container.environment).map(([name, value]) => `--env=${name}=${value}`),
    ...(container.terminal ? ['--interactive', '--tty'] : []),
    ...container.extra,
    `--entrypoint=${container.argv[0]}`,
    ...(container.image.startsWith('/') ? ['--rootfs', `${container.image}:O`] : [container.image]),
    ...container.argv.slice(1),
  ];
}

/** Paths in this notation cannot hold these characters; such a folder is refused before. */
export function canBeMounted(path: string): boolean {
  return !/[",\n\r:]/.test(path);
}

function mount(path: string, readOnly: boolean): string {
  return `type=bind,src=${path},dst=${path}${readOnly ? ',readonly' : ''}`;
}

/** Ends it, whatever it is doing, and removes what is left of it. */
export function removal(program: ContainerProgram, name: string): string[] {
  return program === 'podman' ? ['rm', '--force', '--time=0', '--ignore', name] : ['rm', '--force', name];
}
