// Beyond the stops: files that come while the power goes. After every single transaction in turn, and a restart, each file
// is there exactly once, under the name it was given first.
import { expect, test } from 'vitest';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import { attached, content, giveFiles, kept, withFiles } from '../worlds/attached.ts';
import { pairAs } from '../worlds/people.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

async function paired(): Promise<World> {
  const world = makeWorld();
  await world.start();
  await pairAs(world);
  return world;
}

test('whenever the power goes, each file is there exactly once and told', { timeout: 60_000 }, async () => {
  const messages: readonly InboundMessage[] = [
    withFiles('first', [attached('a'), attached('b', { name: 'a.txt' })]),
    written('second'),
    withFiles('third', [attached('c', { name: 'a.txt' })]),
  ];
  for (let at = 1; at <= 60; at++) {
    const world = await paired();
    const { files } = giveFiles(world);
    for (const reference of ['a', 'b', 'c']) files.set(reference, content(reference));
    world.cutPowerAfter(at);
    try {
      for (const message of messages) world.agent.receive(message);
    } catch {
      // the power is gone
    }
    for (let round = 0; round < 200; round++) await Promise.resolve();
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (world.faults.length === 0) await world.settled();
    const after = world.restart();
    await after.start();
    for (const message of messages) after.agent.receive(message);
    await after.settled();
    expect(kept(after), `power cut after transaction ${at}`).toEqual({
      'attachments/a.txt': 'a',
      'attachments/a-2.txt': 'b',
      'attachments/a-3.txt': 'c',
    });
    const conversation = after.stores.conversations.list()[0]!;
    const rows = after.stores.attachments.since(conversation.id, '', 100);
    expect(rows.map(({ reference, state }) => [reference, state])).toEqual([
      ['a', 'here'],
      ['b', 'here'],
      ['c', 'here'],
    ]);
    after.storage.remove();
  }
});
