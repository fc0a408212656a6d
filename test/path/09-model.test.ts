// Stop 9. The model port: a failure is the last event, never a throw. What comes after it is not listened to.
import { describe, expect, test } from 'vitest';
import { desk } from '../worlds/people.ts';
import { type Answer, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

async function answeredBy(answer: Answer): Promise<{ world: World; turnId: string; shown: string[] }> {
  const world = makeWorld();
  await world.start();
  const { conversationId, say } = desk(world);
  world.model.will(answer);
  const turnId = say('hello');
  await world.settled();
  const { items } = world.agent.views.items(conversationId, null, 10);
  return { world, turnId, shown: items.slice(1).flatMap((item) => ('text' in item ? [item.text] : [])) };
}

describe('stop 9: the model', () => {
  test('a failure in the middle ends the step; nothing after it is taken up', async () => {
    const { world, turnId, shown } = await answeredBy(() => [
      { type: 'text', delta: 'Half an ' },
      { type: 'failure', kind: 'unreachable', message: 'The model cannot be reached.', retryAfterMs: null },
      { type: 'tool-call', call: { callId: 'late', tool: 'run_command', inputText: '{"argv":["rm"]}' } },
      { type: 'end', reason: 'tool-calls', usage: { inputTokens: 0, outputTokens: 0 }, providerState: null },
    ]);
    expect(shown).toEqual(['The model cannot be reached.']);
    expect(world.stores.steps.ofTurn(turnId)).toEqual([]);
    expect(world.sandbox.prepared).toEqual([]);
  });

  test('a stream that just stops is a failure, said in words', async () => {
    const { shown } = await answeredBy(() => [{ type: 'text', delta: 'And then' }]);
    expect(shown).toEqual(['The model ended its answer in the middle. Send the message again.']);
  });

  test('an empty answer, one that was cut off and one that was withheld are each told as what they are', async () => {
    const ends =
      (text: string, reason: 'stop' | 'length' | 'filtered'): Answer =>
      () => [
        ...(text === '' ? [] : [{ type: 'text' as const, delta: text }]),
        { type: 'end', reason, usage: { inputTokens: 1, outputTokens: 1 }, providerState: null },
      ];
    expect((await answeredBy(ends('', 'stop'))).shown).toEqual([
      'The model gave an empty answer. Send the message again.',
    ]);
    expect((await answeredBy(ends('Once upon', 'length'))).shown.at(-1)).toContain('was cut off');
    expect((await answeredBy(ends('I', 'filtered'))).shown.at(-1)).toContain('withheld the rest');
  });

  test('an adapter that throws all the same is a fault of ours: told calmly, logged, and the queue goes on', async () => {
    const { world, turnId, shown } = await answeredBy(() => {
      throw new Error('secret detail of the adapter');
    });
    expect(shown).toEqual(['Something unexpected went wrong. Send the message again.']);
    expect(world.stores.turns.get(turnId)?.state).toBe('failed');
    expect(world.faults).toHaveLength(1);
    const { say } = desk(world);
    world.model.will(says('I am back.'));
    const next = say('again');
    await world.settled();
    expect(world.stores.turns.get(next)?.state).toBe('done');
  });

  test('words reach the window while they stream, and the finished step takes their place', async () => {
    const { world } = await answeredBy(() => [
      { type: 'text', delta: 'One two ' },
      { type: 'text', delta: 'three ' },
      { type: 'end', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, providerState: null },
    ]);
    const told = world.events.filter(({ event }) => ['turn-text', 'item-change', 'turn-end'].includes(event));
    const streamed = told.flatMap(({ event, payload }) =>
      event === 'turn-text' ? [(payload as { delta: string }).delta] : [],
    );
    expect(streamed.join('').trim()).toBe('One two three');
    expect(told.at(-1)?.event === 'turn-end' || told.at(-1)?.event === 'item-change').toBe(true);
    const order = told.map(({ event }) => event);
    expect(order.lastIndexOf('turn-text')).toBeLessThan(order.indexOf('turn-end'));
  });
});
