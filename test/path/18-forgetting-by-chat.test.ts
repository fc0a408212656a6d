// Stop 18, by chat. The agent's tool erases what the owner saw in the question and nothing else, however long the question
// waited, and leaves alone what is not any more as it was shown.
import { describe, expect, test } from 'vitest';
import { memoryRow } from '../contract/storage/sample-rows.ts';
import { askToForget, pages, toolResult } from '../worlds/forgetting.ts';
import { desk } from '../worlds/people.ts';
import { calls } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

async function started(): Promise<{ world: World } & ReturnType<typeof desk>> {
  const world = makeWorld({ approvals: { expire_minutes: 120 } });
  await world.start();
  return { world, ...desk(world) };
}

type Question = Awaited<ReturnType<typeof askToForget>>;

async function allow(world: World, { id, revision }: Question): Promise<void> {
  world.agent.approvals.allow(id, 'once', revision);
  await world.settled();
}

const shownLines = ({ facts }: Question): string[] =>
  (facts.find(({ label }) => label.startsWith('Erased for good'))?.text ?? '').split('\n');

describe('stop 18: forgetting by chat', () => {
  test('what the question does not show stays, and is said to stay', async () => {
    const { world, say, conversationId } = await started();
    const said = Array.from({ length: 70 }, (_, one) => `kumquat number ${one}`);
    for (const text of said) {
      say(text);
      await world.settled();
    }
    world.clock.advance(10_000);
    const question = await askToForget(world, 'kumquat', () => void say('forget the kumquats'));
    const lines = shownLines(question);
    expect(lines.length).toBeLessThanOrEqual(60);
    const rest = question.facts.find(({ label }) => label === 'Not shown')?.text ?? '';
    const stays = Number(/^(\d+) more places/.exec(rest)?.[1]);
    expect(stays).toBeGreaterThan(20);
    await allow(world, question);
    expect(toolResult(world)).toMatch(
      new RegExp(`^Forgotten in ${lines.length} places\\. \\d+ places still hold these words`),
    );
    const shown = lines.filter((line) => line.startsWith('message: ')).map((line) => line.slice(9));
    const kept = world.stores.messages.page(conversationId, null, 100).map(({ text }) => text);
    for (const text of said) expect(kept.includes(text)).toBe(!shown.includes(text));
    expect(kept.filter((text) => text.startsWith('kumquat number')).length).toBeGreaterThan(0);
    // Asked again until nothing is left.
    for (let left = stays; left > 0; ) {
      world.clock.advance(60_000);
      await allow(world, await askToForget(world, 'kumquat', () => void say('more of that')));
      const next = Number(/(\d+) places still hold/.exec(toolResult(world))?.[1] ?? 0);
      expect(next).toBeLessThan(left);
      left = next;
    }
    expect(pages(world, 'kumquat')).toBe(0);
  });

  test('a question that waited for hours is still carried out', async () => {
    const { world, say } = await started();
    say('the quince tree was cut down');
    await world.settled();
    const question = await askToForget(world, 'quince', () => void say('forget that tree'));
    world.clock.advance(110 * 60_000);
    await allow(world, question);
    expect(toolResult(world)).toMatch(/^Forgotten in \d+ places\.$/);
    expect(pages(world, 'quince')).toBe(0);
  });

  test('what is not as it was shown is left alone and counted', async () => {
    const { world, say } = await started();
    const [changed, same] = [world.agent.makeId(), world.agent.makeId()];
    for (const id of [changed, same])
      world.stores.memories.add(memoryRow({ id, scope: 'owner', text: 'Medlars are a fruit.' }));
    world.agent.memory.core.save('Grows medlars.\nLives in Turin.', '');
    const question = await askToForget(world, 'medlars', () => void say('forget the fruit'));
    world.agent.memory.core.save('Sells medlars.\nLives in Turin.', 'Grows medlars.\nLives in Turin.');
    world.stores.memories.change(changed, { text: 'Medlars need frost.' });
    await allow(world, question);
    expect(world.stores.memories.byId(same)).toBeNull();
    expect(world.stores.memories.byId(changed)?.text).toBe('Medlars need frost.');
    expect(world.agent.memory.core.current().text).toBe('Sells medlars.\nLives in Turin.');
    expect(toolResult(world)).toMatch(/places still hold these words/);
  });
});

describe('stop 18: the page that is always in mind, changed while a question waits', () => {
  test('is not written over with what the question was made from', async () => {
    const { world, say } = await started();
    const { core } = world.agent.memory;
    core.save('Drinks tea.\nHas medlars.', '');
    world.model.will(calls(['edit_memory_page', { find: 'Drinks tea.', replace: 'Drinks coffee.' }]));
    say('coffee now');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    core.save('Drinks tea.\nLives in Turin.', 'Drinks tea.\nHas medlars.');
    world.agent.approvals.allow(question?.id ?? '', 'once', question?.revision ?? '');
    await world.settled();
    expect(core.current().text).toBe('Drinks tea.\nLives in Turin.');
    expect(toolResult(world)).toMatch(/changed meanwhile.*Nothing was changed/);
  });
});
