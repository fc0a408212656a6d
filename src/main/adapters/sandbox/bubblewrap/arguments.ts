// The command line of bubblewrap: every namespace of its own, nothing mounted but what is listed, no capability.
// Pure: paths, numbers and descriptors in, words out. Each line that confines is a word here.
import type { SystemView } from './system-view.ts';

export interface Confinement {
  readonly system: SystemView;
  /** What it may read beside the system and its workspace. */
  readonly alsoReadable: readonly string[];
  readonly workspace: string;
  /** Descriptor of the opened workspace, or null where bubblewrap is too old to take one. */
  readonly workspaceDescriptor: number | null;
  /** In the workspace: folders that must keep their place, and files and folders that must not change. */
  readonly kept: readonly string[];
  readonly readOnly: readonly string[];
  /** Files whose verified content is laid over their place. */
  readonly pinned: readonly {
    readonly path: string;
    readonly descriptor: number;
    readonly executable: boolean;
  }[];
  readonly filterDescriptor: number;
  readonly workingFolder: string;
  /** Bytes of the private temporary folder and of shared memory: both are memory. */
  readonly maxTemporaryBytes: number;
  /** It has a terminal of ours, and needs to stay in its session to be told of Control-C and the size. */
  readonly terminal: boolean;
}

export const SANDBOX_TEMPORARY = '/tmp';
export const SANDBOX_HOME = '/tmp/home';

/** Everything up to `--`; the program and its arguments follow. */
export function bubblewrapArguments(confinement: Confinement): string[] {
  const { system, workspace, maxTemporaryBytes } = confinement;
  const size = String(maxTemporaryBytes);
  return [
    // SECURITY: own network (so no host, no loopback, no abstract sockets), processes, IPC, host name, cgroups, users.
    '--unshare-all',
    // SECURITY: where users cannot be separated, fail instead of going on without.
    '--unshare-user',
    // SECURITY: the command dies with us, so no crash leaves one running without a clock.
    '--die-with-parent',
    // A terminal of ours is meant to be read and typed into; typing for others is refused by the filter anyway.
    ...(confinement.terminal ? [] : ['--new-session']),
    // SECURITY: started by root it would keep root's powers over its mounts.
    ...['--cap-drop', 'ALL'],
    ...['--hostname', 'sandbox'],
    ...system.mounts.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ...system.links.flatMap(({ path, target }) => ['--symlink', target, path]),
    // SECURITY: its own process list; ours holds our environment and memory.
    ...['--proc', '/proc'],
    ...['--dev', '/dev'],
    // SECURITY: shared memory and temporary files are memory; without a size they could take all of it.
    ...['--size', size, '--perms', '1777', '--tmpfs', '/dev/shm'],
    ...['--size', size, '--perms', '1777', '--tmpfs', SANDBOX_TEMPORARY],
    ...['--perms', '0700', '--dir', SANDBOX_HOME],
    ...system.covered.flatMap((path) => ['--perms', '0500', '--size', '4096', '--tmpfs', path]),
    // SECURITY: to be read is not to be written.
    ...confinement.alsoReadable.flatMap((path) => ['--ro-bind', path, path]),
    // The held folder, not its name, where bubblewrap can take one.
    ...(confinement.workspaceDescriptor === null
      ? ['--bind', workspace, workspace]
      : ['--bind-fd', String(confinement.workspaceDescriptor), workspace]),
    ...confinement.kept.flatMap((path) => ['--bind', path, path]),
    // SECURITY: hooks and settings that other programs obey stay as they are.
    ...confinement.readOnly.flatMap((path) => ['--ro-bind', path, path]),
    // SECURITY: what was hashed is what runs, whatever happens to the file meanwhile.
    ...confinement.pinned.flatMap(({ path, descriptor, executable }) => [
      ...['--perms', executable ? '0555' : '0444'],
      ...['--ro-bind-data', String(descriptor), path],
    ]),
    ...system.covered.flatMap((path) => ['--remount-ro', path]),
    // SECURITY: started by root a command owns the kernel's switches there, and no namespace holds most of them.
    ...['--remount-ro', '/proc'],
    ...['--remount-ro', '/dev'],
    ...['--remount-ro', '/'],
    ...['--info-fd', String(INFO_DESCRIPTOR)],
    ...['--seccomp', String(confinement.filterDescriptor)],
    ...['--chdir', confinement.workingFolder],
  ];
}

export interface CommandLimits {
  readonly maxFileBytes: number;
  /** Private writable memory of one process; null sets none. */
  readonly maxDataBytes: number;
  /** Processes and threads together; null where the kernel would count the account's other processes too. */
  readonly maxProcesses: number | null;
  /** Processor time of one process. */
  readonly maxCpuSeconds: number;
}

/** Where bubblewrap itself says which process is the first inside. */
export const INFO_DESCRIPTOR = 4;

/** Printed on this descriptor once all limits hold and the command is about to start; without it nothing ran. */
export const STATUS_DESCRIPTOR = 3;
export const STARTED_MARK = 'started';
/** Followed by the exit code; only of a command on a terminal. */
export const ENDED_MARK = 'ended';

/** Between the signal that can be caught and the one that cannot. */
export const CPU_GRACE_SECONDS = 2;

const SET_LIMITS = [
  'ulimit -c 0',
  'ulimit -f "$1"',
  'ulimit -d "$2"',
  '{ [ "$3" = 0 ] || ulimit -u "$3" 2>/dev/null || ulimit -p "$3"; }',
  'ulimit -St "$4"',
  // A little more until it is killed, so that it ends by the signal that says why.
  `ulimit -Ht "$(($4 + ${CPU_GRACE_SECONDS}))"`,
  'umask 022',
  'shift 4',
  `echo ${STARTED_MARK} >&${STATUS_DESCRIPTOR}`,
].join(' && ');

const BECOME = `exec ${STATUS_DESCRIPTOR}>&- && exec "$@"`;
/**
 * On a terminal the command gets a process group of its own: Control-C is for it, not for bubblewrap, whose end would
 * be its end. Stopped by Control-Z it goes on, because there is nobody here to wake it. Its exit code is said on the
 * status descriptor: a shell that cannot give the terminal back to somebody outside loses it.
 */
const BE_FOREGROUND = [
  'set -m',
  `"$@" ${STATUS_DESCRIPTOR}>&-`,
  's=$?',
  'while [ "$s" -gt 128 ] && jobs %% >/dev/null 2>&1; do fg >/dev/null 2>&1; s=$?; done',
  `echo "${ENDED_MARK} $s" >&${STATUS_DESCRIPTOR}`,
  'exec 2>/dev/null',
  'exit "$s"',
].join('; ');

/** What is arranged around bubblewrap before it starts. */
export interface Outside {
  /** Of the command's control group, if it has one. */
  readonly entrances?: readonly string[];
  readonly devicesReadOnly?: boolean;
}

/**
 * Bubblewrap takes /dev/null and the like over from the computer as they are, and root owns them: started by root, a
 * command could change their mode for everybody. From a /dev that is mounted read-only they cannot be changed, and can
 * be read and written as always. Words of util-linux; only root may and need do it.
 */
export const DEVICES_READ_ONLY = [
  ...['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c'],
  // SECURITY: started by root, the computer's own devices could be taken from everybody else.
  'mount --bind /dev /dev && mount -o remount,bind,ro /dev && exec "$@"',
  'sh',
];

/**
 * How bubblewrap is started: the kernel's own memory killer should meet the command before it meets anything of the
 * owner's. Said outside, because inside /proc is read-only; where it cannot be said the command runs all the same.
 */
export function firstToGo(
  file: string,
  args: readonly string[],
  { entrances = [], devicesReadOnly = false }: Outside = {},
): { file: string; args: string[] } {
  const confining = devicesReadOnly ? [...DEVICES_READ_ONLY, file, ...args] : [file, ...args];
  const script = [
    '{ echo 1000 >/proc/self/oom_score_adj',
    'n=$1',
    'while [ "$n" -gt 0 ]; do shift; echo 0 >"$1"; n=$((n - 1)); done; } 2>/dev/null',
    'shift',
    'exec "$@"',
  ].join('; ');
  return {
    file: '/bin/sh',
    args: ['-c', script, 'sh', String(entrances.length), ...entrances, ...confining],
  };
}

/**
 * The same for somebody else to start: what it cannot inherit it opens from our own descriptors, each under its
 * number. The numbers are ours, so no word of anybody's gets into the line.
 */
export function onTerminal(
  file: string,
  args: readonly string[],
  opened: readonly { readonly number: number; readonly descriptor: number; readonly writes: boolean }[],
  outside: Outside = {},
): { file: string; args: string[] } {
  const started = firstToGo(file, args, outside);
  const redirections = opened.map(
    ({ number, descriptor, writes }) => `${number}${writes ? '>' : '<'}/proc/${process.pid}/fd/${descriptor}`,
  );
  const line = `exec ${redirections.join(' ')} || exit 125; ${started.args[1]}`;
  return { file: started.file, args: ['-c', line, ...started.args.slice(2)] };
}

/**
 * A fixed shell line that sets the limits inside and becomes the command; the command is only ever its arguments.
 * `before` is a line of ours to run first.
 */
export function limitedCommand(
  limits: CommandLimits,
  calledAs: string,
  args: readonly string[],
  how: { readonly terminal?: boolean; readonly before?: string | null } = {},
): string[] {
  return [
    '/bin/sh',
    '-c',
    // SECURITY: when one limit cannot be set, nothing runs.
    `${how.before == null ? '' : `${how.before} && `}${SET_LIMITS} && { ${how.terminal === true ? BE_FOREGROUND : BECOME}; }; exit 125`,
    'sh',
    String(Math.max(1, Math.floor(limits.maxFileBytes / 512))),
    String(Math.max(1, Math.floor(limits.maxDataBytes / 1024))),
    String(limits.maxProcesses ?? 0),
    String(Math.max(1, limits.maxCpuSeconds)),
    calledAs,
    ...args,
  ];
}
