// Promise: between the owner's answer and the run nothing may differ. The real domain asks, the owner says yes, something is
// swapped, and the real sandbox looks once more: nothing runs, and the model and the owner are told why.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';
import { desk } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

let real: SandboxWorld;
beforeAll(() => {
  real = makeSandboxWorld();
});
afterAll(() => real.dispose());

/** Where everything lies that a case may swap; `ran` appears when anything ran. */
let place: string;
let count = 0;
beforeEach(() => {
  count += 1;
  place = join(real.workspace, `case-${count}`);
  for (const folder of ['folder', 'elsewhere']) mkdirSync(join(place, folder), { recursive: true });
  writeFileSync(join(place, 'folder', 'job.sh'), `touch ${place}/ran\n`);
  writeFileSync(join(place, 'elsewhere', 'job.sh'), `touch ${place}/ran\n`);
  writeFileSync(join(place, 'folder', 'tool'), `#!/bin/sh\ntouch ${place}/ran\n`, { mode: 0o755 });
});

async function asked(argv: readonly [string, ...string[]]): Promise<{ world: World; told: () => string }> {
  const world = makeWorld({ policy: { preset: 'locked' } });
  await world.start();
  const request = { ...real.request(argv), workingFolder: `case-${count}/folder` };
  const prepared = await real.sandbox.prepare(request);
  if (prepared.kind !== 'prepared') throw new Error(prepared.reason);
  world.sandbox.willPrepare(prepared);
  world.sandbox.will((signal) => real.sandbox.run(request, prepared.command, signal));
  world.model.will(calls(['run_command', { argv, folder: `case-${count}/folder` }]), says('I see.'));
  desk(world).say('please');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  return { world, told: () => world.model.requests.at(-1)?.messages.at(-1)?.text ?? '' };
}

async function allowed(world: World): Promise<void> {
  const [question] = world.agent.approvals.questions();
  expect(world.agent.approvals.allow(question!.id, 'once', question!.revision).settled).toBe(true);
  await world.settled();
}

const inPlace = (name: string) => join(place, name);

describe('after the answer', () => {
  test('what was shown runs when nothing was swapped', async () => {
    const { world } = await asked(['sh', 'job.sh']);
    await allowed(world);
    expect(existsSync(inPlace('ran'))).toBe(true);
  });

  test.each<[string, readonly [string, ...string[]], () => void, string]>([
    [
      'the folder is another one, by a link',
      ['sh', 'job.sh'],
      () => {
        renameSync(inPlace('folder'), inPlace('before'));
        symlinkSync('elsewhere', inPlace('folder'));
      },
      'The working folder changed since it was shown.',
    ],
    [
      'the folder leads out of the workspace, by a link',
      ['sh', 'job.sh'],
      () => {
        renameSync(inPlace('folder'), inPlace('before'));
        symlinkSync(real.userHome, inPlace('folder'));
      },
      'The working folder lies outside the workspace.',
    ],
    [
      'the program has other content',
      ['./tool'],
      () => appendFileSync(inPlace('folder/tool'), 'echo more\n'),
      'The program changed since it was shown.',
    ],
    [
      'the program is another one under the same name',
      ['./tool'],
      () => {
        rmSync(inPlace('folder/tool'));
        symlinkSync('/usr/bin/touch', inPlace('folder/tool'));
      },
      'The program name now leads to another program.',
    ],
    [
      'the program is gone',
      ['./tool'],
      () => rmSync(inPlace('folder/tool')),
      'The program ./tool was not found.',
    ],
    [
      'the script has one more line',
      ['sh', 'job.sh'],
      () => appendFileSync(inPlace('folder/job.sh'), 'echo more\n'),
      'The script changed since it was shown.',
    ],
    [
      'the script is a link to another one with the same words',
      ['sh', 'job.sh'],
      () => {
        rmSync(inPlace('folder/job.sh'));
        symlinkSync('../elsewhere/job.sh', inPlace('folder/job.sh'));
      },
      'The script is not the one that was shown.',
    ],
    [
      'the script is gone',
      ['sh', 'job.sh'],
      () => rmSync(inPlace('folder/job.sh')),
      'The script is not the one that was shown.',
    ],
  ])('nothing runs when %s', async (_name, argv, swap, why) => {
    const { world, told } = await asked(argv);
    swap();
    await allowed(world);
    const [call] = world.stores.toolCalls.page(world.stores.conversations.list()[0]!.id, null, 1);
    expect({ ran: existsSync(inPlace('ran')), state: call?.state }).toEqual({ ran: false, state: 'failed' });
    expect(told()).toContain(`It was not run: ${why}`);
    expect(call?.outputText).toContain(why);
  });
});
