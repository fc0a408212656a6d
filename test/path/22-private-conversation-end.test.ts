// Stop 22, beyond the file: a private conversation's folder goes too, whatever comes in between, and nothing that does
// not stop holds anybody up.
import { describe, expect, test } from 'vitest';
import { inPrivate, pages, SECRET } from '../worlds/private-talk.ts';
import { calls } from '../worlds/scripted-model.ts';
import type { World } from '../worlds/world.ts';

describe('stop 22: the folder of a private conversation', () => {
  test('goes with it', async () => {
    const { world, id, say } = await inPrivate();
    world.model.will(calls(['list_files', { path: '.' }]));
    say('play');
    await world.settled();
    expect([...world.folders.there]).toContain(id);
    await world.agent.endPrivate(id);
    expect([...world.folders.there]).not.toContain(id);
  });

  test('goes at the next start when a kill came between the erasing and its removal', async () => {
    const { world, id, say } = await inPrivate();
    world.model.will(calls(['list_files', { path: '.' }]));
    say('play');
    await world.settled();
    world.folders.removing = 'hangs';
    void world.agent.endPrivate(id);
    await world.when(() => world.stores.conversations.get(id) === null);
    const next = world.restart();
    next.folders.removing = 'works';
    await next.start();
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect([...next.folders.there]).toEqual([]);
    expect(next.agent.status().notices).toEqual([]);
  });

  test('that cannot be removed is said, remembered, and tried again at each start', async () => {
    const { world, id, say } = await inPrivate();
    world.model.will(calls(['list_files', { path: '.' }]));
    say('play');
    await world.settled();
    world.folders.removing = 'fails';
    expect(await world.agent.endPrivate(id)).toBe(true);
    expect(world.faults.map(({ message }) => message)).toEqual([
      'The folder of a private conversation could not be removed',
    ]);
    const said = {
      id: 'private-folders',
      level: 'danger',
      text: 'Files of a private conversation that ended could not be removed from the profile folder. Sallyport tries again at each start; close the programs that use them.',
    };
    expect(world.agent.status().notices).toEqual([said]);
    const second = world.restart();
    await second.start();
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(second.agent.status().notices).toEqual([said]);
    const third = second.restart();
    third.folders.removing = 'works';
    await third.start();
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect([...third.folders.there]).toEqual([]);
    expect(third.agent.status().notices).toEqual([]);
  });
});

describe('stop 22: a private turn that ignores being stopped', () => {
  async function ignoring(): Promise<{ world: World; id: string; release: () => void }> {
    const { world, id, say } = await inPrivate();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    world.model.will(async function* () {
      reach();
      await released;
      yield* [];
    });
    say(`play the ${SECRET}`);
    await reached;
    return { world, id, release };
  }

  test('does not hold the end of the app: the next start erases what it left', async () => {
    const { world, id } = await ignoring();
    let stopped = false;
    const stopping = world.agent.stop().then(() => {
      stopped = true;
    });
    for (let seconds = 0; seconds < 10 && !stopped; seconds++) {
      for (let turn = 0; turn < 100; turn++) await Promise.resolve();
      world.clock.advance(1_000);
    }
    await stopping;
    expect(world.stores.conversations.get(id)).not.toBeNull();
    const next = world.restart();
    await next.start();
    expect(next.stores.conversations.get(id)).toBeNull();
    next.storage.checkpoint();
    expect(pages(next)).toBe(0);
  });

  test('does not keep the owner waiting, who is told; it is erased once it ends', async () => {
    const { world, id, release } = await ignoring();
    const ended = world.agent.endPrivate(id);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    world.clock.advance(10_000);
    await expect(ended).rejects.toMatchObject({ code: 'not-ready' });
    release();
    await world.when(() => world.stores.conversations.get(id) === null);
    world.storage.checkpoint();
    expect(pages(world)).toBe(0);
  });
});
