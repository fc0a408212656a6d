// A denial about a file: its sentence says what it holds for, and no more.
import { expect, test } from 'vitest';
import { ruleDraftSchema } from '../../../../src/contracts/rules.ts';
import { makeWorld } from '../../../worlds/world.ts';

test('a denial about a file says that it is about writing, and reading goes on', async () => {
  const world = makeWorld({});
  await world.start();
  const draft = {
    decision: 'deny',
    actorKind: 'owner',
    tool: '*',
    matcher: { kind: 'path', glob: 'notes/*' },
  };
  expect(world.agent.rules.save(ruleDraftSchema.parse(draft))).toMatchObject({
    sentence: 'You may never use any tool, to write the file notes/*.',
  });
  const tried = (tool: string, input: unknown): unknown => {
    const asked = { who: { kind: 'owner' as const }, tool, arguments: JSON.stringify(input) };
    const answer = world.agent.rules.dryRun({ ...asked, afterOutsideContent: false });
    return answer.kind === 'decided' ? answer.result.kind : answer.message;
  };
  expect([
    tried('write_file', { path: 'notes/a', text: '' }),
    tried('read_file', { path: 'notes/a' }),
  ]).toEqual(['deny', 'allow']);
});
