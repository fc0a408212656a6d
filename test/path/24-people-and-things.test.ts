// Stop 24. People, places and things are noted from what was said, under all their names, with what ties them; whose
// word makes two of them one.
import { describe, expect, test } from 'vitest';
import { finds, ownWorld, quiet, said } from '../worlds/learning-world.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { calls } from '../worlds/scripted-model.ts';
import { written } from '../worlds/world.ts';

describe('stop 24: people and things', () => {
  test('people and things are noted once under all their names, with what ties them', async () => {
    const world = await ownWorld();
    const { say } = desk(world);
    const learned = {
      memories: [{ action: 'add', text: 'Clara Weber is the sister of Tom.', kind: 'fact', lines: [1] }],
      entities: [
        { name: 'Clara Weber', kind: 'person', aliases: ['Clara'] },
        { name: 'Tom', kind: 'person', aliases: [] },
        { name: 'Nobody', kind: 'person', aliases: [] },
        { name: 'I', kind: 'person', aliases: [] },
      ],
      relations: [{ from: 'Clara', relation: 'sister of', to: 'Tom', lines: [1] }],
    };
    world.learner.will(calls(['keep_memories', learned]));
    await said(world, () => say('Clara Weber is the sister of Tom, I think'));
    await quiet(world);
    const { entities } = world.agent.memory;
    const listed = entities.list({ text: '' }, 0, 10).entities;
    expect(listed.map(({ name, aliases }) => [name, aliases]).sort()).toEqual([
      ['Clara Weber', ['Clara']],
      ['Tom', []],
    ]);
    const clara = listed.find(({ name }) => name === 'Clara Weber');
    expect(entities.open(clara?.id ?? '')).toMatchObject({
      neighbours: [{ name: 'Tom' }],
      relations: [{ relation: 'sister of', untrusted: false }],
    });
    world.learner.will(finds({ from: 'clara', text: 'clara paints.' }));
    await said(world, () => say('and clara paints'));
    await quiet(world);
    expect(entities.list({ text: 'clara' }, 0, 10)).toMatchObject({ total: 1, entities: [{ memories: 3 }] });
  });

  test.each([
    ['owner', ['Clara/Sparrow']],
    ['person', ['Clara', 'Sparrow']],
  ] as const)('that two names are one, said by the %s, leaves %j', async (who, names) => {
    const world = await ownWorld();
    await pairAs(world, 42, who);
    const known = () =>
      world.agent.memory.entities
        .list({ text: '' }, 0, 10)
        .entities.map(({ name, aliases }) => [name, ...aliases].join('/'))
        .sort();
    const learns = (text: string, ...entities: readonly (readonly [string, ...string[]])[]) =>
      calls([
        'keep_memories',
        {
          memories: [{ action: 'add', kind: 'fact', text, lines: [1] }],
          entities: entities.map(([name, ...aliases]) => ({ name, kind: 'person', aliases })),
          relations: [],
        },
      ]);
    const says = async (text: string) => {
      await said(world, () => void world.agent.receive(written(text, { from: 42 })));
      await quiet(world);
    };
    world.learner.will(learns('Clara and Sparrow come on Sunday.', ['Clara'], ['Sparrow']));
    await says('Clara and Sparrow come on Sunday');
    expect(known()).toEqual(['Clara', 'Sparrow']);
    world.learner.will(learns('Clara is Sparrow.', ['Clara', 'Sparrow']));
    await says('Clara is Sparrow, by the way');
    expect(known()).toEqual(names);
  });
});
