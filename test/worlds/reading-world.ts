// A world with files that may be chosen as documents, and how a test waits until they are read.
import { expect } from 'vitest';
import { unmarked } from './people.ts';
import { calls } from './scripted-model.ts';
import { makeWorld, type World } from './world.ts';

const RETURNS = { headings: ['Shop', 'Returns'], page: 4, text: 'Parcels go back within thirty days.' };

export async function withFiles(): Promise<World> {
  const world = makeWorld();
  world.shelf.put('/docs/terms.pdf', RETURNS);
  world.shelf.put('/docs/notes.md', 'The boiler was serviced in March.');
  await world.start();
  return world;
}

/** Lets what is read a few passages at a time come to its end. */
export async function read(world: World): Promise<void> {
  await expect
    .poll(() => {
      world.clock.advance(10);
      return world.stores.documents.countWaiting();
    })
    .toBe(0);
  world.clock.advance(10);
}

/** Time passes until it is done. */
export async function done<T>(world: World, work: Promise<T>): Promise<T> {
  let isDone = false;
  const settled = work.finally(() => {
    isDone = true;
  });
  settled.catch(() => undefined);
  await expect
    .poll(() => {
      world.clock.advance(10);
      return isDone;
    })
    .toBe(true);
  return await settled;
}

export const documents = (world: World) => world.agent.memory.documents;

export const states = (world: World) =>
  documents(world)
    .list({ text: '' }, 0, 100)
    .documents.map(({ name, state, note, passages }) => [name, state, note, passages]);

export async function recalled(world: World, query: string, say: () => void): Promise<string> {
  world.model.will(calls(['recall', { query }]));
  say();
  await world.settled();
  return unmarked(world.model.requests.at(-1)?.messages.at(-1)?.text ?? '');
}
