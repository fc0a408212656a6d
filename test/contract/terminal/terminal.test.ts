// Promise: a program that needs a terminal has a real one, and the agent reads its screen as a person would.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTerminalWorld, type TerminalWorld } from './terminal-world.ts';

let world: TerminalWorld;
beforeEach(() => {
  world = makeTerminalWorld();
});
afterEach(() => world.dispose());

describe('a program on a terminal', () => {
  it('has a controlling terminal of the size that is shown, and a type that programs know', async () => {
    const look = await world.start([
      'sh',
      '-c',
      'stty size; test -t 0 && test -t 1 && echo is a terminal; echo to the terminal >/dev/tty; echo $TERM',
    ]);
    await world.ended(look.terminalId);
    expect(look.text.split('\n')).toEqual(['24 80', 'is a terminal', 'to the terminal', 'xterm-256color']);
    expect(world.view(look.terminalId)).toMatchObject({
      state: 'ended',
      ending: 'It ended with exit code 0.',
    });
  });

  it('asks, is answered, and asks again: Python as a person uses it', async () => {
    const { terminalId, text } = await world.start(['python3', '-q']);
    expect(text.trimEnd()).toBe('>>>');
    const answer = await world.type(terminalId, 'print(6 * 7)\r');
    expect(answer.text.split('\n').slice(-2)).toEqual(['42', '>>>']);
    const end = await world.type(terminalId, 'exit(3)\r');
    await world.ended(terminalId);
    expect(end.ending ?? world.view(terminalId).ending).toBe('It ended with exit code 3.');
  });

  it('reads a password without showing it', async () => {
    const { terminalId } = await world.start([
      'sh',
      '-c',
      'stty -echo; printf "Password: "; read p; echo; printf "$p" | wc -c',
    ]);
    expect((await world.type(terminalId, 'open sesame\r')).text.split('\n')).toEqual(['Password:', '11']);
  });

  it('is told of Control-C and goes on when it wants to', async () => {
    const { terminalId } = await world.start([
      'sh',
      '-c',
      'trap "echo not yet" INT; echo waits; sleep 60; sleep 0.1; echo went on',
    ]);
    const { text } = await world.type(terminalId, '\u0003');
    expect(text).toContain('not yet');
    expect(await world.until(terminalId, 'went on').catch(String)).toContain('went on');
  });

  it('is told when its size changes', async () => {
    const { terminalId } = await world.start([
      'bash',
      '-c',
      'trap "stty size; exit" WINCH; echo ready; while :; do sleep 0.05; done',
    ]);
    world.owner.resize(terminalId, { columns: 61, rows: 17 });
    await world.ended(terminalId);
    expect((await world.look(terminalId)).text).toContain('17 61');
  });

  it('is answered when it asks where the cursor is', async () => {
    const { terminalId } = await world.start([
      'python3',
      '-c',
      'import sys,tty; tty.setraw(0); print("abc\\x1b[6n", end="", flush=True); a=sys.stdin.buffer.raw.read(16); print(repr(a))',
    ]);
    await world.ended(terminalId);
    expect((await world.look(terminalId)).text).toContain("b'\\x1b[1;4R'");
  });

  it('draws with a second screen and leaves the first as it was', async () => {
    const { terminalId } = await world.start(['sh', '-c', 'seq 1 200 >n; echo before; less n']);
    const screen = (await world.look(terminalId)).text.split('\n');
    expect(screen[0]).toBe('1');
    expect(screen.at(-1)).toBe('n');
    const after = await world.type(terminalId, 'q');
    expect(after.text).toBe('before');
  });

  it('shows what scrolled away since the last look, first and last lines, and says how many are left out', async () => {
    const look = await world.start(['sh', '-c', 'seq 1 3000; echo ready; read x']);
    const text = look.text.includes('ready')
      ? look.text
      : `${look.text}\n${await world.until(look.terminalId, 'ready')}`;
    expect(text).toMatch(/^1\n2\n3\n/);
    expect(text).toMatch(/\n2999\n3000\nready/);
    expect(text).toMatch(/\[\d+ lines are left out here\]/);
    expect((await world.look(look.terminalId)).text).not.toContain('2900');
  });
});

describe('what is written down', () => {
  it('is that it started, who typed, and how it ended, each with its cause; not what was typed', async () => {
    const { terminalId } = await world.start(['cat']);
    world.takeOver(terminalId);
    world.owner.write(terminalId, 'a private word\r');
    world.owner.release(terminalId);
    world.owner.kill(terminalId);
    await world.ended(terminalId);
    const frames = world.stores.frames.tail({ beforeId: null, limit: 50, conversationId: null, kinds: null });
    const kinds = frames.map(({ kind }) => kind).reverse();
    expect(kinds.filter((kind) => kind.startsWith('terminal'))).toEqual([
      'terminal-started',
      'terminal-taken-over',
      'terminal-released',
      'terminal-ended',
    ]);
    const [last] = frames;
    expect(world.agent.ledger.explain(last?.id ?? '').map(({ kind }) => kind)).toEqual([
      'tool-started',
      'terminal-started',
      'terminal-ended',
    ]);
    expect(JSON.stringify(frames)).not.toContain('a private word');
  });
});
