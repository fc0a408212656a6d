// Terminals over ports of the test's own: a program that does what it is told, and a clock that only the test turns.
import { describe, expect, it } from 'vitest';
import type { AttachedCommand } from '../../../src/main/domain/ports/sandbox.ts';
import type { TerminalEvents } from '../../../src/main/domain/ports/terminal.ts';
import type { ToolContext } from '../../../src/main/domain/ports/tool.ts';
import { createSwitches } from '../../../src/main/domain/switches.ts';
import { createLiveText } from '../../../src/main/domain/terminals/live-text.ts';
import { createOwnerTerminals } from '../../../src/main/domain/terminals/owner-terminals.ts';
import { createTerminalRecords } from '../../../src/main/domain/terminals/terminal-records.ts';
import { createTerminalTable } from '../../../src/main/domain/terminals/terminal-table.ts';
import { createTerminals } from '../../../src/main/domain/terminals/terminals.ts';
import { createHandTurnedClock } from '../../worlds/hand-turned-clock.ts';
import { commandFor } from '../../worlds/recording-sandbox.ts';
import { makeWorld } from '../../worlds/world.ts';

const MINUTE_MS = 60_000;

function stage(options: { onStart?: () => void } = {}) {
  const world = makeWorld();
  const clock = createHandTurnedClock();
  const kills: string[] = [];
  const typed: string[] = [];
  let events: TerminalEvents | null = null;
  let finished = 0;
  let paused = false;
  const command: AttachedCommand = {
    file: '/bin/true',
    args: [],
    environment: {},
    workingFolder: '/',
    started: () => undefined,
    kill: () => {
      kills.push('killed');
      queueMicrotask(() => events?.end({ exitCode: null, signal: 'SIGKILL' }));
    },
    finish: async () => {
      finished += 1;
      return { began: true, exitCode: null, notes: [] };
    },
  };
  const table = createTerminalTable();
  const records = createTerminalRecords({ stores: world.stores, ledger: world.agent.ledger });
  const shared = { clock, table, records, announce: () => undefined };
  const terminals = createTerminals({
    ...shared,
    sandbox: { attach: async () => ({ kind: 'attached', command }) },
    host: {
      start: async (_command, _size, on) => {
        events = on;
        options.onStart?.();
        return { kind: 'started', line: { write: (text) => typed.push(text), resize: () => undefined } };
      },
    },
    makeId: world.agent.makeId,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    redact: world.agent.redact,
    maskKnown: (text) => text,
    secretForms: () => [],
    isPaused: () => paused,
  });
  const owner = createOwnerTerminals({ ...shared, approvals: world.agent.approvals });
  const conversation = world.agent.newOwnConversation('Here');
  const cause = world.stores.transaction(() =>
    world.agent.ledger.record({ kind: 'tool-started', causeId: null, actor: { kind: 'owner' } }),
  );
  const context: ToolContext = {
    conversationId: conversation.id,
    turnId: world.agent.makeId(),
    actor: { kind: 'owner' },
    workspace: '/workspace',
    frameId: cause.id,
    taint: { untrusted: false, private: false, sources: [] },
  };
  const request = {
    argv: ['cat'],
    workspace: '/workspace',
    workingFolder: '.',
    limits: { timeoutMs: 1000, maxOutputBytes: 1000, maxMemoryBytes: 1000 },
  } as const;

  async function start(signal = new AbortController().signal) {
    const starting = terminals.start(request, commandFor(request), context, cause.id, signal);
    // The program says nothing; the first look waits for a word, then gives up.
    const outcome = await Promise.race([
      starting,
      new Promise<null>((resolve) => setTimeout(() => resolve(null), 20)),
    ]);
    if (outcome !== null) return outcome;
    clock.advance(2_000);
    return starting;
  }

  return {
    clock,
    kills,
    typed,
    owner,
    context,
    start,
    world,
    finished: () => finished,
    pause: () => {
      paused = true;
    },
    print: (text: string) => events?.output(text),
    only: () => owner.list()[0],
    allow: (id: string) => {
      const asked = world.agent.approvals.questions().find((question) => question.id === id);
      return world.agent.approvals.allow(id, 'once', asked?.revision ?? null);
    },
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a terminal', () => {
  it('ends when nothing happened in it for a quarter of an hour, and what happens counts', async () => {
    const { start, clock, print, kills, only } = stage();
    await start();
    clock.advance(14 * MINUTE_MS);
    print('still here');
    clock.advance(14 * MINUTE_MS);
    expect(kills).toEqual([]);
    clock.advance(MINUTE_MS + 1);
    await settle();
    expect(kills).toEqual(['killed']);
    expect(only()).toMatchObject({ state: 'ended', ending: expect.stringContaining('nothing happened') });
  });

  it('ends when its sender is no longer let in, and only theirs does', async () => {
    const { start, owner, kills, context } = stage();
    await start();
    owner.endAll('Its sender is no longer let in.', 'another conversation');
    expect(kills).toEqual([]);
    owner.endAll('Its sender is no longer let in.', context.conversationId);
    expect(kills).toEqual(['killed']);
  });

  it('of a conversation that is erased ends, is shown nowhere, and its question bears the conversation', async () => {
    const { start, owner, kills, context, world } = stage();
    await start();
    const [terminal] = owner.list();
    const asked = owner.askTakeOver(terminal?.id ?? '');
    expect(world.stores.approvals.get(asked)?.conversationId).toBe(context.conversationId);
    const [frame] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: context.conversationId,
      kinds: ['setting-asked'],
    });
    expect(frame?.facts).toMatchObject({ approvalId: asked });
    await owner.forget('another conversation');
    expect({ kills, shown: owner.list().length }).toEqual({ kills: [], shown: 1 });
    await owner.forget(context.conversationId);
    expect({ kills, shown: owner.list().length }).toEqual({ kills: ['killed'], shown: 0 });
  });

  it('ends after four hours, however busy it is', async () => {
    const { start, clock, print, kills, only } = stage();
    await start();
    for (let minute = 0; minute <= 240 && kills.length === 0; minute += 1) {
      print('busy ');
      clock.advance(MINUTE_MS);
    }
    await settle();
    expect(only()).toMatchObject({ state: 'ended', ending: expect.stringContaining('so long') });
  });

  it('does not start while everything is paused, or when its turn was stopped meanwhile', async () => {
    const first = stage();
    first.pause();
    expect(await first.start()).toMatchObject({ kind: 'refused' });
    const second = stage();
    const stop = new AbortController();
    stop.abort();
    expect(await second.start(stop.signal)).toMatchObject({ kind: 'refused' });
    expect([first.finished(), second.finished()]).toEqual([1, 1]);
    expect([first.only(), second.only()]).toEqual([undefined, undefined]);
  });

  it.each(['pause', 'stop'] as const)(
    'ends at once when the %s came while it was being started',
    async (what) => {
      const stop = new AbortController();
      let onStart: () => void = () => undefined;
      const one = stage({ onStart: () => onStart() });
      onStart = what === 'pause' ? one.pause : () => stop.abort();
      await one.start(stop.signal);
      await settle();
      expect(one.kills.length).toBeGreaterThan(0);
      expect(one.only()).toMatchObject({ state: 'ended', ending: 'It was stopped by the owner.' });
    },
  );

  it('is given back when the owner did not type in it for ten minutes', async () => {
    const { start, owner, clock, allow, only, typed, print } = stage();
    await start();
    const id = only()?.id ?? '';
    expect(allow(owner.askTakeOver(id))).toMatchObject({ settled: true });
    clock.advance(9 * MINUTE_MS);
    owner.write(id, 'a');
    clock.advance(9 * MINUTE_MS);
    print('not typed');
    expect(only()?.typist).toBe('owner');
    clock.advance(MINUTE_MS + 1);
    expect(only()?.typist).toBe('agent');
    expect(() => owner.write(id, 'b')).toThrow(/Take this terminal over/);
    expect(typed).toEqual(['a']);
  });
});

describe('the switches', () => {
  it('end what runs beside the turns: pause and the kill switch, not resume', () => {
    const { agent, stores } = makeWorld();
    const ends: string[] = [];
    const { pause, resume, stopAll } = createSwitches({
      ...{
        stores,
        ledger: agent.ledger,
        queue: agent.queue,
        channels: agent.channels,
        approvals: agent.approvals,
      },
      announce: () => undefined,
      version: '',
      notices: () => [],
      sandboxState: () => ({ available: true, detail: '' }),
      onPause: () => void ends.push('ended'),
    });
    pause();
    resume();
    stopAll();
    expect(ends).toEqual(['ended', 'ended']);
  });
});

describe('the text for a window', () => {
  const live = (
    send: (batch: { offset: number; text: string; isCut: boolean }) => void = () => undefined,
  ) => {
    const clock = createHandTurnedClock();
    const text = createLiveText({ clock, maskKnown: (one) => one, secretForms: () => [], send });
    return { clock, text };
  };

  it('is sent once a frame, whole and in order, and only while somebody watches', () => {
    const sent: { offset: number; text: string; isCut: boolean }[] = [];
    const { clock, text } = live((batch) => sent.push(batch));
    text.add('nobody sees this live\r\n');
    clock.advance(100);
    expect(sent).toEqual([]);
    text.setWatched(true);
    expect(text.shown()).toEqual({ text: 'nobody sees this live\r\n', offset: 23 });
    text.add('a');
    text.add('b');
    clock.advance(40);
    text.add('c');
    clock.advance(40);
    expect(sent).toEqual([
      { offset: 23, text: 'ab', isCut: false },
      { offset: 25, text: 'c', isCut: false },
    ]);
  });

  it('is cut to its end when more came in a frame than a window can show', () => {
    const sent: { offset: number; text: string; isCut: boolean }[] = [];
    const { clock, text } = live((batch) => sent.push(batch));
    text.setWatched(true);
    for (let line = 0; line < 20_000; line += 1) text.add(`line ${line}\r\n`);
    clock.advance(40);
    const [batch] = sent;
    expect(sent.length).toBe(1);
    expect(batch?.isCut).toBe(true);
    expect(batch?.text.length).toBeLessThanOrEqual(21_000);
    expect(batch?.text.endsWith('line 19999\r\n')).toBe(true);
    expect((batch?.offset ?? 0) + (batch?.text.length ?? 0)).toBe(text.shown().offset);
  });

  it('keeps the end of a flood and not the flood', () => {
    const { text } = live();
    const before = process.memoryUsage().rss;
    for (let megabyte = 0; megabyte < 500; megabyte += 1)
      text.add(Buffer.alloc(1024 * 1024, 65 + (megabyte % 26)).toString('latin1'));
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 ** 2);
    expect(text.shown().offset).toBe(500 * 1024 * 1024);
  });
});
