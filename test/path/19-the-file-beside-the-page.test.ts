// Stop 19, the file. `MEMORY.md` is the owner's: nothing writes over what they put there and nobody looked at, forgetting
// reaches it too, and no secret on it is shown to the model.
import { describe, expect, test } from 'vitest';
import { askToForget, forget, pages, toolResult } from '../worlds/forgetting.ts';
import { desk } from '../worlds/people.ts';
import { calls } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

async function started(text = ''): Promise<World> {
  const world = makeWorld();
  await world.start();
  if (text !== '') world.agent.memory.core.save(text, '');
  return world;
}

const core = (world: World) => world.agent.memory.core;

async function edited(world: World, find: string, replace: string): Promise<string> {
  const answered = world.model.requests.length + 2;
  world.model.will(calls(['edit_memory_page', { find, replace }]));
  desk(world).say('write it down');
  await world.when(
    () => world.agent.approvals.pendingCount() === 1 || world.model.requests.length === answered,
  );
  const [question] = world.agent.approvals.questions();
  if (question !== undefined) world.agent.approvals.allow(question.id, 'once', question.revision);
  await world.settled();
  return toolResult(world);
}

describe('stop 19: forgetting in the file', () => {
  test('takes the words out of a change that nobody looked at, and leaves the rest of it', async () => {
    const world = await started('Grows medlars.\nLives in Turin.');
    world.page.saveOutside('Lives in Turin.\r\nSells medlars.\r\nHas two cats.\r\n');
    const { preview, remaining } = await forget(world, 'medlars');
    expect(preview.traces.find(({ kind }) => kind === 'core')?.text).toBe('Grows medlars.\nSells medlars.');
    expect(remaining).toBe(0);
    expect(core(world).current().text).toBe('Lives in Turin.');
    expect(world.page.text).toBe('Lives in Turin.\r\nHas two cats.\r\n');
    expect(core(world).view().outside).toContain('Has two cats.');
  });

  test('finds the name of whose words a line is made of, and leaves the line as theirs', async () => {
    const world = await started();
    const source = { kind: 'file', label: 'medlar diagnosis.md' };
    const page = {
      text: 'Water it less.',
      untrusted: [['Water it less.', { untrusted: true, private: true, sources: [source] }]],
    };
    world.stores.settings.put('core memory', JSON.stringify(page));
    world.page.text = 'Water it less.\n';
    const { forgotten, remaining } = await forget(world, 'medlar');
    expect({ forgotten, remaining }).toEqual({ forgotten: 1, remaining: 0 });
    expect(core(world).current().text).toBe('Water it less.');
    expect(core(world).taint()).toMatchObject({ untrusted: true, sources: [{ label: '[forgotten]' }] });
    expect(pages(world, 'medlar')).toBe(0);
  });

  test('finds words that stand in the file alone, for the owner and for nobody else', async () => {
    const world = await started('Lives in Turin.');
    world.page.saveOutside('Lives in Turin.\nSells medlars.\n');
    const { forgetting } = world.agent.memory;
    expect((await forgetting.preview({ query: 'medlars', scope: 'telegram:user:42' })).traces).toEqual([]);
    const { forgotten, remaining } = await forget(world, 'medlars', 'owner');
    expect({ forgotten, remaining }).toEqual({ forgotten: 1, remaining: 0 });
    expect(world.page.text).toBe('Lives in Turin.\n');
    expect(core(world).view().outside).toBe(null);
  });

  test('a file that could not be written still holds the words, and that is said', async () => {
    const world = await started('Grows medlars.\nLives in Turin.');
    const { write } = world.page;
    world.page.write = () => {
      throw new Error('no room');
    };
    expect((await forget(world, 'medlars')).remaining).toBe(1);
    expect(core(world).current().text).toBe('Lives in Turin.');
    world.page.write = write;
  });

  test('of a file that cannot be read nothing is written over: it is said what to do', async () => {
    const world = await started('Grows medlars.');
    world.page.text = 'not text, grows medlars';
    world.page.problem = 'MEMORY.md is not UTF-8 text.';
    await expect(forget(world, 'medlars')).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringMatching(/is not UTF-8 text\..*Mend the file, or move it away/),
    });
    expect(() => core(world).save('Grows kale.', 'Grows medlars.')).toThrow(/Mend the file/);
    expect(await edited(world, 'medlars', 'kale')).toMatch(/Mend the file/);
    world.model.will(calls(['forget', { about: 'medlars' }]));
    desk(world).say('forget them');
    await world.settled();
    expect(toolResult(world)).toMatch(/Mend the file/);
    core(world).dropOutside();
    expect(world.page.text).toBe('not text, grows medlars');
    expect(core(world).current().text).toBe('Grows medlars.');
    world.page.problem = null;
    world.page.text = null; // moved away
    expect((await forget(world, 'medlars')).remaining).toBe(0);
  });

  test('a file that became unreadable while the question waited stops it, and nothing is erased', async () => {
    const world = await started('Grows medlars.');
    const { say } = desk(world);
    say('medlars are ripe');
    await world.settled();
    const question = await askToForget(world, 'medlars', () => void say('forget them'));
    world.page.problem = 'MEMORY.md is not UTF-8 text.';
    world.agent.approvals.allow(question.id, 'once', question.revision);
    await world.settled();
    expect(toolResult(world)).toMatch(/Mend the file/);
    expect(core(world).current().text).toBe('Grows medlars.');
    const said = world.stores.conversations
      .list()
      .flatMap(({ id }) => world.stores.messages.page(id, null, 9));
    expect(said.map(({ text }) => text)).toContain('medlars are ripe');
  });
});

describe('stop 19: secrets on the page', () => {
  const SECRETS = [
    'My bank PIN is 4821.',
    'wifi password: sunflower77',
    'card 4111 1111 1111 1111',
    'Router password:\nsunflower77',
  ];

  test.each(SECRETS)('are refused from the window, from the agent and from the file: %s', async (secret) => {
    const world = await started('Lives in Turin.');
    const text = `Lives in Turin.\n${secret}`;
    expect(() => core(world).save(text, 'Lives in Turin.')).toThrow(/secret/);
    expect(await edited(world, '', secret)).toMatch(/secret/);
    expect(world.agent.approvals.questions()).toEqual([]);
    world.page.saveOutside(`${text}\n`);
    expect(core(world).view()).toMatchObject({
      outside: `${text}\n`,
      problem: expect.stringMatching(/secret/),
    });
    expect(() => core(world).askOutside()).toThrow(/secret/);
    expect(core(world).current().text).toBe('Lives in Turin.');
  });

  test('that stand there from an earlier version are not shown to the model, and the page says so', async () => {
    const world = await started();
    const text = 'Lives in Turin.\nMy bank PIN is 4821.\nRouter password:\nsunflower77\nHas two cats.';
    world.stores.settings.put('core memory', JSON.stringify({ text, untrusted: [] }));
    world.page.text = `${text}\n`;
    desk(world).say('hello');
    await world.settled();
    const system = world.model.requests.at(-1)?.system ?? '';
    expect(system).toContain('Lives in Turin.\nHas two cats.');
    expect(system).not.toMatch(/4821|sunflower77/);
    expect(core(world).view()).toMatchObject({ outside: null, problem: expect.stringMatching(/not shown/) });
  });
});
