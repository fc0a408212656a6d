// Stop 19, without a window: a change of MEMORY.md from outside is accepted or put back by the command line, through the
// doors that every call of its goes through.
import { expect, test } from 'vitest';
import type { Connection } from '../../src/cli/connection.ts';
import { PAGE_COMMANDS } from '../../src/cli/page-commands.ts';
import { dispatch } from '../../src/contracts/dispatch.ts';
import { AppError } from '../../src/contracts/errors.ts';
import type { AllHandlers } from '../../src/contracts/surfaces.ts';
import { decidingHandlers } from '../../src/main/shell/handlers/deciding.ts';
import { headlessDesktop } from '../../src/main/shell/handlers/desktop.ts';
import { rememberingHandlers } from '../../src/main/shell/handlers/remembering.ts';
import { makeWorld, type World } from '../worlds/world.ts';

async function changedOutside(): Promise<World> {
  const world = makeWorld();
  await world.start();
  world.agent.memory.core.save('Likes tea.', '');
  world.page.saveOutside('Likes coffee.\n');
  return world;
}

/** The lines of a command, or the sentence it was refused with. */
async function said(
  world: World,
  command: string,
  words: readonly string[] = [],
  maySettle = true,
): Promise<readonly string[]> {
  const desktop = headlessDesktop(() => undefined);
  const handlers = {
    ...rememberingHandlers({ agent: world.agent, desktop }),
    ...decidingHandlers({
      ...{ agent: world.agent, desktop, now: world.clock.now },
      mayApproveFromCli: () => maySettle,
    }),
  } as unknown as AllHandlers;
  const connection = {
    call: async (contract: string, call: string, input: unknown) => {
      const reply = await dispatch(handlers, { surface: 'cli' }, contract, call, input, () => undefined);
      if (reply.ok) return reply.value;
      throw new AppError(reply.error.code, reply.error.message);
    },
  } as unknown as Connection;
  try {
    const outcome = await PAGE_COMMANDS[command]?.run(connection, words, () => Promise.resolve(''));
    return outcome?.lines ?? [];
  } catch (error) {
    return [error instanceof AppError ? error.message : 'unexpected'];
  }
}

const page = (world: World) => world.agent.memory.core.current().text;

test('it is looked at, then accepted, and that stands in the ledger with its cause', async () => {
  const world = await changedOutside();
  const difference = ['- Likes tea.', '+ Likes coffee.'];
  expect((await said(world, 'memory page accept')).slice(0, 2)).toEqual(difference);
  expect([page(world), world.agent.approvals.pendingCount()]).toEqual(['Likes tea.', 0]);
  expect(await said(world, 'memory page accept', ['--yes'])).toEqual([
    ...difference,
    'Accepted. This counts from now on.',
  ]);
  expect([page(world), world.agent.approvals.pendingCount()]).toEqual(['Likes coffee.', 0]);
  const changed = [...world.stores.frames.walk()].findLast(({ kind }) => kind === 'core-memory-changed');
  expect(world.stores.frames.get(changed?.causeId ?? '')?.kind).toBe('approval-answered');
  expect(await said(world, 'memory page accept')).toEqual(['MEMORY.md is as it was accepted.']);
});

test('or put back', async () => {
  const world = await changedOutside();
  expect((await said(world, 'memory page put-back', ['--yes'])).at(-1)).toBe(
    'MEMORY.md is as it counts again.',
  );
  expect([page(world), world.page.text]).toEqual(['Likes tea.', 'Likes tea.\n']);
});

test('beside a window where the command line may not approve, the question waits there and nothing counts', async () => {
  const world = await changedOutside();
  expect(await said(world, 'memory page accept', ['--yes'], false)).toEqual([
    expect.stringMatching(/^Approving from the command line is switched off\. Use the approval window/),
  ]);
  expect([page(world), world.agent.approvals.pendingCount()]).toEqual(['Likes tea.', 1]);
});
