// Beyond the stops: promise 3 as a whole. The power goes after every single transaction in turn; after the restart each
// message is answered once or marked as uncertain, nothing is written twice, and the ledger is intact.
import { expect, test } from 'vitest';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import { pairAs } from '../worlds/people.ts';
import { type Answer, calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

/** Writes a file for each message of the owner, and says so; answers others at once. */
const obliging: Answer = (request, signal) => {
  const last = request.messages.at(-1);
  const asked = request.messages.findLast((message) => message.role === 'user')?.text ?? '';
  if (last?.role === 'user' && asked.startsWith('write'))
    return calls(['write_file', { path: asked, text: '' }])(request, signal);
  return says(`answer to ${asked}`)(request, signal);
};

interface Flow {
  readonly world: World;
  readonly messages: readonly InboundMessage[];
  readonly writes: string[];
}

async function prepared(): Promise<Flow> {
  const world = makeWorld({ telegram: { allow_from: [1, 2] } }, obliging);
  await world.start();
  await pairAs(world, 42, 'owner');
  world.telegram.attempts.length = 0;
  const writes: string[] = [];
  const write = world.files.write;
  world.files.write = (workspace, path, ...rest) => {
    writes.push(path);
    return write(workspace, path, ...rest);
  };
  const messages = [
    written('one', { from: 1 }),
    written('write a', { from: 42 }),
    written('two', { from: 2 }),
    written('three', { from: 1 }),
    written('write b', { from: 42 }),
  ];
  return { world, messages, writes };
}

/** Gives all messages, as a platform does: what was not taken is given again after the restart. */
function give(world: World, messages: readonly InboundMessage[]): void {
  for (const message of messages) {
    try {
      world.agent.receive(message);
    } catch {
      return; // the power is gone
    }
  }
}

async function quiet(world: World): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (world.faults.length === 0) await world.settled();
}

async function transactionsOfOneFlow(): Promise<number> {
  const { world, messages } = await prepared();
  let count = 0;
  const limit = 10_000;
  world.cutPowerAfter(limit);
  give(world, messages);
  await world.settled();
  count = world.stores.frames.head()?.count ?? 0;
  return count + 40; // frames bound the outer transactions; inner ones come on top
}

test('whenever the power goes', { timeout: 60_000 }, async () => {
  const last = await transactionsOfOneFlow();
  expect(last).toBeGreaterThan(60);
  for (let at = 1; at <= last; at++) {
    const { world, messages, writes } = await prepared();
    world.cutPowerAfter(at);
    give(world, messages);
    await quiet(world);

    const after = world.restart();
    await after.start();
    give(after, messages);
    await after.settled();

    const seen = messages.map(({ text }) => {
      const body = `answer to ${text}`;
      const attempts = after.telegram.attempts.filter((attempt) => attempt.body === body).length;
      const uncertain = after.agent.ledger
        .tail({ beforeId: null, limit: 50, conversationId: null, kinds: ['reply-uncertain'] })
        .filter(({ id }) =>
          JSON.stringify(after.agent.ledger.explain(id).map(view(after))).includes(body),
        ).length;
      return { text, isAnswered: attempts === 1 || (attempts === 0 && uncertain === 1) };
    });
    expect(
      seen.filter(({ isAnswered }) => !isAnswered),
      `power cut after transaction ${at}`,
    ).toEqual([]);
    expect(writes.length, `power cut after transaction ${at}`).toBe(new Set(writes).size);
    expect(after.stores.turns.unfinished()).toEqual([]);
    expect(after.agent.ledger.verify()).toMatchObject({ kind: 'intact' });
    after.storage.remove();
  }
});

function view(world: World) {
  return (frame: Parameters<World['agent']['ledger']['view']>[0]) =>
    world.agent.ledger.view(frame).payloadText;
}
