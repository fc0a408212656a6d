// The filter as the kernel would run it, for both processors: a small reading of the same program, call by call.
import { describe, expect, it } from 'vitest';
import {
  type Processor,
  processorOf,
  syscallFilter,
} from '../../../src/main/adapters/sandbox/bubblewrap/syscall-filter.ts';

const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7 };
const I386 = 0x40000003;

function answerOf(
  processor: Processor,
  number: number,
  args: readonly number[] = [],
  audit = AUDIT[processor],
): string {
  const bytes = syscallFilter(processor);
  const view = new DataView(bytes.buffer);
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, audit, true);
  for (const [index, value] of args.entries()) data.setUint32(16 + 8 * index, value, true);
  let word = 0;
  for (let at = 0; at < bytes.length / 8; at += 1) {
    const code = view.getUint16(at * 8, true);
    const [yes, no] = [view.getUint8(at * 8 + 2), view.getUint8(at * 8 + 3)];
    const value = view.getUint32(at * 8 + 4, true);
    if (code === 0x20) word = data.getUint32(value, true);
    else if (code === 0x15) at += word === value ? yes : no;
    else if (code === 0x35) at += word >= value ? yes : no;
    else if (code === 0x45) at += (word & value) !== 0 ? yes : no;
    else if (code === 0x06) return named(value);
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('fell off the end');
}

function named(value: number): string {
  if (value === 0x7fff0000) return 'allow';
  if (value === 0x80000000) return 'kill';
  return { 1: 'EPERM', 38: 'ENOSYS', 97: 'EAFNOSUPPORT' }[value & 0xffff] ?? `errno ${value & 0xffff}`;
}

const NUMBERS = {
  x64: {
    socket: 41,
    socketpair: 53,
    clone: 56,
    ioctl: 16,
    read: 0,
    execve: 59,
    keyctl: 250,
    unshare: 272,
    mount: 165,
    ptrace: 101,
  },
  arm64: {
    socket: 198,
    socketpair: 199,
    clone: 220,
    ioctl: 29,
    read: 63,
    execve: 221,
    keyctl: 219,
    unshare: 97,
    mount: 40,
    ptrace: 117,
  },
};

type Call = readonly [name: string, number: number, mode: number];
const MODES: Record<Processor, readonly Call[]> = {
  x64: [
    ['chmod', 90, 1],
    ['fchmod', 91, 1],
    ['fchmodat', 268, 2],
    ['fchmodat2', 452, 2],
    ['creat', 85, 1],
    ['mknod', 133, 1],
    ['mknodat', 259, 2],
    ['mkdir', 83, 1],
    ['mkdirat', 258, 2],
  ],
  arm64: [
    ['fchmod', 52, 1],
    ['fchmodat', 53, 2],
    ['fchmodat2', 452, 2],
    ['mknodat', 33, 2],
    ['mkdirat', 34, 2],
  ],
};
const OPENING: Record<Processor, readonly Call[]> = {
  x64: [
    ['open', 2, 2],
    ['openat', 257, 3],
  ],
  arm64: [['openat', 56, 3]],
};
/** memfd_create, memfd_secret, shmget, msgget, semget. */
const UNCOUNTED: Record<Processor, readonly number[]> = {
  x64: [319, 447, 29, 68, 64],
  arm64: [279, 447, 194, 186, 190],
};

for (const processor of ['x64', 'arm64'] as const) {
  const n = NUMBERS[processor];
  const answer = (number: number, ...args: number[]) => answerOf(processor, number, args);

  describe(`the filter for ${processor}`, () => {
    it('lets ordinary calls and ordinary threads pass', () => {
      expect([n.read, n.execve, 436, 439].map((number) => answer(number))).toEqual(Array(4).fill('allow'));
      // What a C library asks for to make a thread, and a child.
      expect(answer(n.clone, 0x3d0f00)).toBe('allow');
      expect(answer(n.clone, 0x1200011)).toBe('allow');
    });

    it('kills what speaks to the kernel as another processor', () => {
      expect(answerOf(processor, n.read, [], I386)).toBe('kill');
      expect(answerOf(processor, n.read, [], AUDIT[processor === 'x64' ? 'arm64' : 'x64'])).toBe('kill');
    });

    it('lets internet and routing sockets be made, no unix, vm or other ones', () => {
      expect([2, 10, 16].map((family) => answer(n.socket, family))).toEqual(['allow', 'allow', 'allow']);
      expect(answer(n.socket, 1)).toBe('EPERM');
      for (const family of [0, 17, 31, 38, 40, 44]) expect(answer(n.socket, family)).toBe('EAFNOSUPPORT');
      expect(answer(n.socketpair, 1)).toBe('allow');
      expect(answer(n.socketpair, 40)).toBe('EAFNOSUPPORT');
    });

    it('lets no new namespace be made, by flag, by call, or by the call that hides its flags', () => {
      for (const flag of [
        0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
      ]) {
        expect(answer(n.clone, flag | 17)).toBe('EPERM');
      }
      expect(answer(n.unshare)).toBe('EPERM');
      expect(answer(435)).toBe('ENOSYS');
    });

    it('refuses keyrings, mounts, tracing, io_uring and the rest of its list', () => {
      const refused = [
        n.keyctl,
        n.mount,
        n.ptrace,
        425,
        426,
        427,
        428,
        429,
        430,
        431,
        432,
        433,
        438,
        442,
        443,
        467,
      ];
      expect(refused.map((number) => answer(number))).toEqual(refused.map(() => 'EPERM'));
    });

    it('refuses a mode that lends the owner, by every call that takes one', () => {
      const modes = MODES[processor];
      for (const [name, number, at] of modes) {
        const withMode = (mode: number) => answer(number, ...Array(at).fill(0), mode);
        expect([0o755, 0o1777, 0o644].map(withMode), name).toEqual(['allow', 'allow', 'allow']);
        expect([0o4755, 0o2755, 0o6000, 0o7777, 0o104755].map(withMode), name).toEqual(
          Array(5).fill('EPERM'),
        );
      }
      for (const [name, number, at] of OPENING[processor]) {
        const open = (flags: number, mode: number) => answer(number, ...Array(at - 1).fill(0), flags, mode);
        expect(open(0o101, 0o644), name).toBe('allow');
        // Without a flag that makes a file the mode is whatever was left in the register.
        expect(open(0o2, 0o4755), name).toBe('allow');
        expect(
          [0o101, 0o100, 0o20200002].map((flags) => open(flags, 0o4755)),
          name,
        ).toEqual(Array(3).fill('EPERM'));
      }
      expect(answer(437)).toBe('ENOSYS');
    });

    it('has no memory that is no process’s own', () => {
      expect(UNCOUNTED[processor].map((number) => answer(number))).toEqual(Array(5).fill('ENOSYS'));
    });

    it('lets terminals be asked, not typed into', () => {
      expect(answer(n.ioctl, 1, 0x5401)).toBe('allow');
      expect(answer(n.ioctl, 1, 0x5412)).toBe('EPERM');
      expect(answer(n.ioctl, 1, 0x541c)).toBe('EPERM');
    });
  });
}

it('x32 calls, the same under other numbers, do not exist', () => {
  expect(answerOf('x64', 0x40000000 + 41, [1])).toBe('ENOSYS');
  expect(answerOf('x64', 0x40000000)).toBe('ENOSYS');
});

it('exists for two processors only', () => {
  expect(['x64', 'arm64', 'ia32', 'riscv64'].map(processorOf)).toEqual(['x64', 'arm64', null, null]);
});
