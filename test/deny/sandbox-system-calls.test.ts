// Promise: a command leaves nothing that lends the owner's account to others, and holds no memory that nobody counts.
// perl says exactly what the kernel answers; the small C program speaks to it as a 32-bit one, where one can be built.
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

/** One line a call: its name and what the kernel answered. Words that are no numbers are passed as texts. */
const CALLS = `use Errno; while (@ARGV) { my ($name, $number, @rest) = split /,/, shift; $! = 0;
  my @words = map { /^-?\\d+$/ ? $_ + 0 : "$_" } @rest;
  my $r = syscall($number, @words);
  print "$name: ", ($r == -1 ? (grep { $!{$_} } keys %!)[0] : "went through"), "\\n" }`;

async function answers(calls: Record<string, readonly (number | string)[]>): Promise<Record<string, string>> {
  const words = Object.entries(calls).map(([name, parts]) => [name, ...parts].join(','));
  const lines =
    // Descriptor 9 is a file of the workspace: where a defence is missing nothing else is to be changed.
    (await world.output(['sh', '-c', 'exec perl -e "$@" 9>>for-descriptor', 'sh', CALLS, ...words])).split(
      '\n',
    );
  return Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
}

const CREATE = 0o101;
const TEMPORARY = 0o20200002;
const HERE = -100;

describe.runIf(process.arch === 'x64')('the kernel refuses a confined command', () => {
  it('every call that gives a file a mode which lends its owner', async () => {
    writeFileSync(join(world.workspace, 'file'), '');
    const mode = 0o4755;
    const refused = {
      chmod: [90, 'file', mode],
      'chmod for the group': [90, 'file', 0o2755],
      fchmod: [91, 9, mode],
      fchmodat: [268, HERE, 'file', mode],
      fchmodat2: [452, HERE, 'file', mode, 0],
      open: [2, 'new', CREATE, mode],
      openat: [257, HERE, 'new', CREATE, mode],
      'openat without a name': [257, HERE, '.', TEMPORARY, mode],
      creat: [85, 'new', mode],
      mknod: [133, 'new', 0o104755, 0],
      mknodat: [259, HERE, 'new', 0o104755, 0],
      mkdir: [83, 'new', 0o2755],
      mkdirat: [258, HERE, 'new', 0o2755],
    };
    expect(await answers(refused)).toEqual(
      Object.fromEntries(Object.keys(refused).map((name) => [name, 'EPERM'])),
    );
    expect(await answers({ openat2: [437, HERE, 'new', 0, 24] })).toEqual({ openat2: 'ENOSYS' });
    expect(readdirSync(world.workspace)).toEqual(['file', 'for-descriptor']);
    expect(statSync(join(world.workspace, 'file')).mode & 0o6000).toBe(0);
  });

  it('memory that is no process’s own', async () => {
    const calls = {
      memfd_create: [319, 'x', 0],
      memfd_secret: [447, 0],
      shmget: [29, 0, 1_000_000, 0o1600],
      msgget: [68, 0, 0o1600],
      semget: [64, 0, 1, 0o1600],
    };
    expect(await answers(calls)).toEqual(
      Object.fromEntries(Object.keys(calls).map((name) => [name, 'ENOSYS'])),
    );
  });

  it('the same calls by their x32 numbers', async () => {
    const x32 = 0x40000000;
    expect(
      await answers({
        chmod: [x32 + 90, 'file', 0o4755],
        openat: [x32 + 257, HERE, 'new', CREATE, 0o4755],
        memfd_create: [x32 + 319, 'x', 0],
        shmget: [x32 + 29, 0, 4096, 0o1600],
      }),
    ).toEqual({ chmod: 'ENOSYS', openat: 'ENOSYS', memfd_create: 'ENOSYS', shmget: 'ENOSYS' });
  });

  it('anything at all in the 32-bit way: the program is killed', async () => {
    // mov eax, 20 (getpid); int 0x80; mov eax, 60; xor edi, edi; syscall: it ends with 0 when nobody minds.
    writeFileSync(join(world.workspace, 'as-32-bit'), thatRuns('b814000000cd80b83c00000031ff0f05'));
    chmodSync(join(world.workspace, 'as-32-bit'), 0o755);
    writeFileSync(join(world.workspace, 'as-64-bit'), thatRuns('b83c00000031ff0f05'));
    chmodSync(join(world.workspace, 'as-64-bit'), 0o755);
    expect(await world.run(['./as-64-bit'])).toMatchObject({ kind: 'ended', exitCode: 0 });
    // 128 and the number of SIGSYS, as a shell and bubblewrap say it.
    expect(await world.run(['./as-32-bit'])).toMatchObject({ kind: 'ended', exitCode: 128 + 31 });
  });
});

describe('a confined command', () => {
  it('leaves no set-user-id program, however it tries with ordinary tools', async () => {
    const ways = [
      'cp /bin/true a; chmod 4755 a; chmod u+s a; chmod g+s a',
      'install -m 4755 /bin/true b',
      'mkdir -m 2775 d',
      `perl -e 'chmod 04755, "a"; umask 0; sysopen(my $f, "e", 0101, 06777)'`,
    ];
    await world.output(['sh', '-c', `(${ways.join('; ')}) 2>/dev/null; true`]);
    const lent = readdirSync(world.workspace).filter(
      (name) => (statSync(join(world.workspace, name)).mode & 0o6000) !== 0,
    );
    expect(lent).toEqual([]);
  });

  it('can still make, change and share files in the ordinary ways', async () => {
    const script = `umask 022; cp /bin/true t && chmod 755 t && ./t && mkdir -p x/y && chmod 1777 x && touch x/y/f
      perl -e 'use Fcntl; sysopen(my $f, "g", O_CREAT|O_RDWR, 0640) or die' 2>/dev/null
      echo shared > /dev/shm/f && cat /dev/shm/f && stat -c %a t x g`;
    expect(await world.output(['sh', '-c', script])).toBe('shared\n755\n1777\n640');
  });
});

/** A whole program for x86-64 Linux of one loadable part, with this machine code (hexadecimal). */
function thatRuns(code: string): Buffer {
  const at = 0x400000n;
  const header = Buffer.alloc(120);
  header.write('7f454c4602010100', 'hex');
  header.writeUInt16LE(2, 16); // an executable
  header.writeUInt16LE(62, 18); // for x86-64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(at + 120n, 24); // begins behind the headers
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64); // to be loaded
  header.writeUInt32LE(5, 68); // to read and execute
  header.writeBigUInt64LE(at, 80);
  header.writeBigUInt64LE(at, 88);
  const size = BigInt(120 + code.length / 2);
  header.writeBigUInt64LE(size, 96);
  header.writeBigUInt64LE(size, 104);
  header.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([header, Buffer.from(code, 'hex')]);
}

it('a confined command changes no device of this computer, by name or by what it was given', async () => {
  const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map((name) => `/dev/${name}`);
  const modes = () => devices.map((path) => statSync(path).mode);
  const before = modes();
  // To the mode they have: where the defence is missing, nothing is broken by finding out.
  const script = `for d in ${devices.join(' ')}; do chmod 666 $d 2>/dev/null && echo "$d"; done
    perl -e 'open(my $f, "<", "/dev/null"); print "opened " if chmod(0666, $f)'
    for n in 0 1 2 3 4 5 250 251 252; do [ "$(readlink /proc/self/fd/$n)" = /dev/null ] && echo "given $n"; done
    echo x > /dev/null && head -c 1 /dev/zero | wc -c && cat`;
  expect(await world.output(['sh', '-c', script])).toBe('1');
  expect(modes()).toEqual(before);
});
