// A world in which a scripted model finds facts in what was said, and how a test waits until it has.
import { expect } from 'vitest';
import type { ModelRequest } from '../../src/main/domain/ports/model.ts';
import { type Answer, calls } from './scripted-model.ts';
import { makeWorld, type World } from './world.ts';

export const QUIET_MS = 4 * 60_000;

/** What the model finds; `from` is a word of the line that says so. */
export function finds(...found: readonly Record<string, unknown>[]): Answer {
  return (request, signal) => {
    const memories = found.map(({ from, ...memory }) => ({
      action: 'add',
      kind: 'fact',
      lines: linesWith(request, String(from)),
      ...memory,
    }));
    return calls(['keep_memories', { memories }])(request, signal);
  };
}

function linesWith(request: ModelRequest, word: string): number[] {
  const text = request.messages[0]?.text ?? '';
  return [...text.matchAll(/^\[(\d+)\] (.*)$/gm)]
    .filter(([, , line]) => line?.includes(word))
    .map(([, number]) => Number(number));
}

export async function said(world: World, say: () => void): Promise<void> {
  say();
  await world.settled();
}

export async function quiet(world: World): Promise<void> {
  const requests = world.learner.requests.length;
  world.clock.advance(QUIET_MS);
  await expect.poll(() => world.learner.requests.length).toBeGreaterThan(requests);
  await expect.poll(() => world.agent.memory.progress().learning).not.toBe('working');
}

export async function ownWorld(): Promise<World> {
  const world = makeWorld();
  await world.start();
  return world;
}
