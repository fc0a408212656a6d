// sandbox.mode decides for each call whether its program is confined, and the command is prepared as it was decided.
import { expect, test } from 'vitest';
import { desk } from '../../../worlds/people.ts';
import { calls, says } from '../../../worlds/scripted-model.ts';
import { makeWorld } from '../../../worlds/world.ts';

async function confinedWith(mode: 'all' | 'non-main' | 'off'): Promise<boolean | undefined> {
  const world = makeWorld({ sandbox: { mode } });
  await world.start();
  const { say } = desk(world);
  world.model.will(calls(['run_command', { argv: ['make'] }]), says('I see.'));
  say('please');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  const confined = world.sandbox.prepared[0]?.profile?.confined;
  world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
  await world.settled();
  return confined;
}

test('the owner’s own command is confined, unless the setting says it is not', async () => {
  expect(await confinedWith('all')).toBe(true);
  expect(await confinedWith('non-main')).toBe(false);
  expect(await confinedWith('off')).toBe(false);
});
