// A command on a terminal: confined like any other, started by whoever holds the terminal.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttachedCommand } from '../../../src/main/domain/ports/sandbox.ts';
import { makeSandboxWorld, type SandboxWorld } from './sandbox-world.ts';

interface Pty {
  readonly pid: number;
  write(text: string): void;
  resize(columns: number, rows: number): void;
  onData(listener: (text: string) => void): void;
  onExit(listener: (end: { exitCode: number }) => void): void;
}
/** The package's own types name another module. */
const { spawn } = (await import('node-pty' as string)) as {
  spawn(file: string, args: string[], options: object): Pty;
};

let world: SandboxWorld;
beforeEach(() => {
  world = makeSandboxWorld();
});
afterEach(() => world.dispose());

interface Session {
  readonly command: AttachedCommand;
  readonly terminal: Pty;
  output(): string;
  readonly exited: Promise<number>;
  until(words: string | RegExp): Promise<void>;
}

async function open(argv: readonly string[], maxMemoryBytes = 512 * 1024 ** 2): Promise<Session> {
  const request = { ...world.request(argv, { maxMemoryBytes }), terminal: true };
  const prepared = await world.sandbox.prepare(request);
  if (prepared.kind === 'refused') throw new Error(prepared.reason);
  const attached = await world.sandbox.attach(request, prepared.command);
  if (attached.kind === 'refused') throw new Error(attached.reason);
  const { command } = attached;
  const terminal = spawn(command.file, [...command.args], {
    env: { ...command.environment },
    cwd: command.workingFolder,
    cols: 80,
    rows: 24,
  });
  command.started(terminal.pid, () => {});
  let output = '';
  terminal.onData((text) => {
    output += text;
  });
  const exited = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  return {
    command,
    terminal,
    output: () => output,
    exited,
    async until(words) {
      while (!(typeof words === 'string' ? output.includes(words) : words.test(output)))
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

describe('a command on a terminal', () => {
  it('has a real terminal with job control, and is confined all the same', async () => {
    const session = await open(['bash', '--norc', '-i']);
    session.terminal.write(
      'tty; echo "TERM is $TERM"; set -o | grep monitor; ls /home /root; cat /proc/net/dev\n',
    );
    session.terminal.write("echo sleep''ing; sleep 50\n");
    await session.until(/[\r\n]sleeping/);
    session.terminal.write('\x03');
    await session.until('^C');
    session.terminal.write('echo after$((1+1)); exit 7\n');
    await session.exited;
    expect(await session.command.finish()).toEqual({ began: true, exitCode: 7, notes: [] });
    expect(session.output()).not.toContain('Cannot set tty');
    expect(session.output()).toContain('TERM is xterm-256color');
    expect(session.output()).toMatch(/monitor\s+on/);
    expect(session.output()).toContain('after2');
    expect(session.output()).not.toMatch(/no job control|eth0|ens/);
    expect(session.output()).toMatch(/cannot access '\/home'/);
  });

  it('is told of Control-C itself, and goes on when it catches it; Control-Z does not lose it', async () => {
    const script =
      '$SIG{INT} = sub { print "caught\n" }; $| = 1; print "ready\n"; while (<STDIN>) { print "got $_" }';
    const session = await open(['perl', '-e', script]);
    await session.until('ready');
    session.terminal.write('\x03');
    await session.until('caught');
    session.terminal.write('\x1a');
    session.terminal.write('line\n');
    await session.until('got line');
    session.terminal.write('\x04');
    await session.exited;
    expect(await session.command.finish()).toMatchObject({ exitCode: 0 });
  });

  it('is shown the size of the window, also when it changes', async () => {
    const session = await open(['bash', '--norc', '-i']);
    session.terminal.resize(123, 45);
    session.terminal.write('stty size; exit\n');
    await session.exited;
    await session.command.finish();
    expect(session.output()).toContain('45 123');
  });

  it('ends as a whole, and what it left for others to obey is set aside', async () => {
    const session = await open(['sh', '-c', 'touch .envrc; setsid sleep 40 & echo ready; sleep 40']);
    await session.until('ready');
    session.command.kill();
    await session.exited;
    const { notes } = await session.command.finish();
    expect(notes.join()).toContain('.envrc was set aside');
    expect(existsSync(join(world.workspace, '.envrc'))).toBe(false);
  });

  it('is gone whole when it is said to be finished, whatever it left behind', async () => {
    for (let round = 0; round < 15; round += 1) {
      const mark = `terminal-${process.pid}-${round}`;
      const session = await open([
        'sh',
        '-c',
        `setsid sh -c 'trap "" HUP; while :; do sleep 0.01; done' ${mark} & sleep 0.05`,
      ]);
      await session.exited;
      await session.command.finish();
      const left = readdirSync('/proc').filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
        } catch {
          return false;
        }
      });
      expect(left).toEqual([]);
    }
  });

  it('is alone in its folder: other commands there are refused until it is closed', async () => {
    const session = await open(['cat']);
    const refused = { kind: 'refused', reason: expect.stringContaining('terminal is open') };
    expect(await world.run(['echo', 'x'])).toMatchObject(refused);
    const request = { ...world.request(['cat']), terminal: true };
    const prepared = await world.sandbox.prepare(request);
    if (prepared.kind === 'refused') throw new Error(prepared.reason);
    expect(await world.sandbox.attach(request, prepared.command)).toMatchObject(refused);
    session.command.kill();
    await session.exited;
    await session.command.finish();
    expect(await world.output(['echo', 'x'])).toBe('x');
  });

  it('is not attached when it is no longer what was shown', async () => {
    writeFileSync(join(world.workspace, 'job.sh'), 'echo one\n');
    const request = { ...world.request(['sh', 'job.sh']), terminal: true };
    const prepared = await world.sandbox.prepare(request);
    if (prepared.kind === 'refused') throw new Error(prepared.reason);
    writeFileSync(join(world.workspace, 'job.sh'), 'echo two\n');
    expect(await world.sandbox.attach(request, prepared.command)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('script changed'),
    });
    expect(await world.output(['echo', 'free'])).toBe('free');
  });

  it('leaves no descriptor of ours open, also when it was never started', async () => {
    const count = () => readdirSync('/proc/self/fd').length;
    const request = { ...world.request(['cat']), terminal: true };
    const prepared = await world.sandbox.prepare(request);
    if (prepared.kind === 'refused') throw new Error(prepared.reason);
    const before = count();
    const attached = await world.sandbox.attach(request, prepared.command);
    if (attached.kind === 'refused') throw new Error(attached.reason);
    expect(count()).toBeGreaterThan(before);
    expect(await attached.command.finish()).toEqual({ began: false, exitCode: null, notes: [] });
    expect(count()).toBe(before);
  });

  it('is ended when its processes together take more memory than they may', async () => {
    const session = await open(
      ['sh', '-c', `for i in 1 2 3 4 5 6; do perl -e 'my $a = "x" x 40_000_000; sleep 20' & done; wait`],
      150 * 1024 ** 2,
    );
    await session.exited;
    expect((await session.command.finish()).began).toBe(true);
  });
});
