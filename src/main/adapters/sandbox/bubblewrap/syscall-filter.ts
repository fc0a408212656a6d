// The kernel's own door for a confined command: a seccomp program, made here byte by byte so that it can be read.
// It refuses what namespaces do not cover: unix and vm sockets, io_uring, keyrings, new namespaces and mounts, memory
// that is no process's own, and modes that lend the file's owner to whoever runs it.
// Pure: it knows processors and numbers, nothing of processes. Numbers are those of Linux's syscall tables
// (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).

export type Processor = 'x64' | 'arm64';

interface Instruction {
  readonly code: number;
  readonly ifTrue: number;
  readonly ifFalse: number;
  readonly value: number;
}

// Offsets in `struct seccomp_data`; arguments are 64 bit, little endian, so the low word comes first.
const NUMBER_AT = 0;
const PROCESSOR_AT = 4;
const argumentAt = (index: number) => 16 + 8 * index;

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const failWith = (errno: number) => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

const AUDIT_PROCESSOR: Record<Processor, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };
/** Numbers from here on are the x32 ABI: the same calls under other numbers. */
const X32_START = 0x40000000;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME exists in unshare and clone3 only. */
const CLONE_NEW_ANY = 0x7e020000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

/** S_ISUID and S_ISGID. */
const LENDS_ITS_OWNER = 0o6000;
/** O_CREAT and __O_TMPFILE: only with one of them does the kernel look at a mode. */
const MAKES_A_FILE = 0o20000100;

// Alike on every processor since Linux 5.1.
const CLONE3 = 435;
const OPENAT2 = 437;
const CALLS = {
  x64: { socket: 41, socketpair: 53, clone: 56, ioctl: 16 },
  arm64: { socket: 198, socketpair: 199, clone: 220, ioctl: 29 },
} as const;

/** Calls that take a mode: number on x64, on arm64, and which argument it is. */
const MODES: readonly (readonly [name: string, x64: number, arm64: number | null, mode: number])[] = [
  ['chmod', 90, null, 1],
  ['fchmod', 91, 52, 1],
  ['fchmodat', 268, 53, 2],
  ['fchmodat2', 452, 452, 2],
  ['creat', 85, null, 1],
  ['mknod', 133, null, 1],
  ['mknodat', 259, 33, 2],
  ['mkdir', 83, null, 1],
  ['mkdirat', 258, 34, 2],
];

/** The same where the mode counts only when a file is made; its flags are the argument before it. */
const OPENING: readonly (readonly [name: string, x64: number, arm64: number | null, mode: number])[] = [
  ['open', 2, null, 2],
  ['openat', 257, 56, 3],
];

/** Memory that belongs to no process, so that no limit on processes counts it; programs fall back to /dev/shm. */
const UNCOUNTED: readonly (readonly [name: string, x64: number, arm64: number])[] = [
  ['memfd_create', 319, 279],
  ['memfd_secret', 447, 447],
  ['shmget', 29, 194],
  ['msgget', 68, 186],
  ['semget', 64, 190],
];

/** Name, number on x64, number on arm64. Keyrings are in no namespace; the rest is for those who run a system. */
const REFUSED: readonly (readonly [name: string, x64: number, arm64: number | null])[] = [
  ['add_key', 248, 217],
  ['request_key', 249, 218],
  ['keyctl', 250, 219],
  ['mount', 165, 40],
  ['umount2', 166, 39],
  ['pivot_root', 155, 41],
  ['chroot', 161, 51],
  ['unshare', 272, 97],
  ['setns', 308, 268],
  ['ptrace', 101, 117],
  ['process_vm_readv', 310, 270],
  ['process_vm_writev', 311, 271],
  ['kcmp', 312, 272],
  ['bpf', 321, 280],
  ['perf_event_open', 298, 241],
  ['userfaultfd', 323, 282],
  ['fanotify_init', 300, 262],
  ['kexec_load', 246, 104],
  ['kexec_file_load', 320, 294],
  ['init_module', 175, 105],
  ['finit_module', 313, 273],
  ['delete_module', 176, 106],
  ['name_to_handle_at', 303, 264],
  ['open_by_handle_at', 304, 265],
  ['quotactl', 179, 60],
  ['acct', 163, 89],
  ['swapon', 167, 224],
  ['swapoff', 168, 225],
  ['reboot', 169, 142],
  ['settimeofday', 164, 170],
  ['clock_settime', 227, 112],
  ['adjtimex', 159, 171],
  ['clock_adjtime', 305, 266],
  ['syslog', 103, 116],
  ['personality', 135, 92],
  ['lookup_dcookie', 212, 18],
  ['iopl', 172, null],
  ['ioperm', 173, null],
  ['uselib', 134, null],
  ['io_uring_setup', 425, 425],
  ['io_uring_enter', 426, 426],
  ['io_uring_register', 427, 427],
  ['open_tree', 428, 428],
  ['move_mount', 429, 429],
  ['fsopen', 430, 430],
  ['fsconfig', 431, 431],
  ['fsmount', 432, 432],
  ['fspick', 433, 433],
  ['pidfd_getfd', 438, 438],
  ['mount_setattr', 442, 442],
  ['quotactl_fd', 443, 443],
  ['open_tree_attr', 467, 467],
];

/** The filter for a processor as bubblewrap's `--seccomp` reads it (little endian `struct sock_filter`s). */
export function syscallFilter(processor: Processor): Uint8Array {
  const numbers = CALLS[processor];
  return encode([
    load(PROCESSOR_AT),
    // SECURITY: 32 bit calls have other numbers and would pass unseen.
    ...unlessEqual(AUDIT_PROCESSOR[processor], KILL_PROCESS),
    load(NUMBER_AT),
    // SECURITY: so would the x32 calls of the same processor.
    ...(processor === 'x64' ? [jump(JUMP_IF_AT_LEAST, X32_START, 0, 1), answer(failWith(ENOSYS))] : []),
    // SECURITY: no io_uring, no keyrings, no new mounts, no other process's memory.
    ...REFUSED.flatMap(([, x64, arm64]) => {
      const number = processor === 'x64' ? x64 : arm64;
      return number === null ? [] : whenEqual(number, failWith(EPERM));
    }),
    // SECURITY: a command could hold several times its limit in memory that is nobody's.
    ...UNCOUNTED.flatMap(([, x64, arm64]) => whenEqual(processor === 'x64' ? x64 : arm64, failWith(ENOSYS))),
    // SECURITY: a set-user-id program in the workspace would run as the owner for any other account.
    ...MODES.flatMap(([, x64, arm64, mode]) =>
      inCallIfAny(processor === 'x64' ? x64 : arm64, refuseLending(mode)),
    ),
    // SECURITY: so would one that is made with that mode at once.
    ...OPENING.flatMap(([, x64, arm64, mode]) =>
      inCallIfAny(processor === 'x64' ? x64 : arm64, [
        load(argumentAt(mode - 1)),
        jump(JUMP_IF_ANY_BIT, MAKES_A_FILE, 1, 0),
        answer(ALLOW),
        ...refuseLending(mode),
      ]),
    ),
    // SECURITY: openat2 hides its mode behind a pointer; without it programs fall back to openat.
    ...whenEqual(OPENAT2, failWith(ENOSYS)),
    // SECURITY: clone3 hides its flags behind a pointer; without it the C library falls back to clone.
    ...whenEqual(CLONE3, failWith(ENOSYS)),
    // SECURITY: a new user namespace would give back the capabilities to undo the mounts.
    ...inCall(numbers.clone, [
      load(argumentAt(0)),
      jump(JUMP_IF_ANY_BIT, CLONE_NEW_ANY, 0, 1),
      answer(failWith(EPERM)),
      answer(ALLOW),
    ]),
    // SECURITY: no typing into a terminal somebody else reads.
    ...inCall(numbers.ioctl, [
      load(argumentAt(1)),
      ...whenEqual(TIOCSTI, failWith(EPERM)),
      ...whenEqual(TIOCLINUX, failWith(EPERM)),
      answer(ALLOW),
    ]),
    // SECURITY: unix sockets reach whoever listens in the workspace, vm sockets the host of a virtual machine.
    ...inCall(numbers.socket, [
      load(argumentAt(0)),
      ...whenEqual(AF_INET, ALLOW),
      ...whenEqual(AF_INET6, ALLOW),
      ...whenEqual(AF_NETLINK, ALLOW),
      ...whenEqual(AF_UNIX, failWith(EPERM)),
      answer(failWith(EAFNOSUPPORT)),
    ]),
    ...inCall(numbers.socketpair, [
      load(argumentAt(0)),
      ...whenEqual(AF_UNIX, ALLOW),
      answer(failWith(EAFNOSUPPORT)),
    ]),
    answer(ALLOW),
  ]);
}

/** The processor a filter exists for, or null. `arch` as in `process.arch`. */
export function processorOf(arch: string): Processor | null {
  return arch === 'x64' || arch === 'arm64' ? arch : null;
}

function load(offset: number): Instruction {
  return { code: LOAD, ifTrue: 0, ifFalse: 0, value: offset };
}

function answer(value: number): Instruction {
  return { code: RETURN, ifTrue: 0, ifFalse: 0, value };
}

function jump(code: number, value: number, ifTrue: number, ifFalse: number): Instruction {
  return { code, ifTrue, ifFalse, value };
}

function whenEqual(value: number, result: number): Instruction[] {
  return [jump(JUMP_IF_EQUAL, value, 0, 1), answer(result)];
}

function unlessEqual(value: number, result: number): Instruction[] {
  return [jump(JUMP_IF_EQUAL, value, 1, 0), answer(result)];
}

/** Ends in an answer: to be used in `inCall`. */
function refuseLending(mode: number): Instruction[] {
  return [
    load(argumentAt(mode)),
    jump(JUMP_IF_ANY_BIT, LENDS_ITS_OWNER, 0, 1),
    answer(failWith(EPERM)),
    answer(ALLOW),
  ];
}

function inCallIfAny(number: number | null, body: readonly Instruction[]): Instruction[] {
  return number === null ? [] : inCall(number, body);
}

/** `body` runs for one call only and must end in an answer: the loaded word is no longer the number after it. */
function inCall(number: number, body: readonly Instruction[]): Instruction[] {
  return [jump(JUMP_IF_EQUAL, number, 0, body.length), ...body];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  for (const [index, { code, ifTrue, ifFalse, value }] of program.entries()) {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, ifTrue);
    bytes.setUint8(index * 8 + 3, ifFalse);
    bytes.setUint32(index * 8 + 4, value >>> 0, true);
  }
  return new Uint8Array(bytes.buffer);
}
