// Stop 8. The loop: model step, tool calls in the order they were made, repeat.
import { describe, expect, test, vi } from 'vitest';
import { desk, unmarked } from '../worlds/people.ts';
import { type Answer, calls, fails, says } from '../worlds/scripted-model.ts';
import { makeWorld } from '../worlds/world.ts';

describe('stop 8: the loop', () => {
  test('calls of one step run one after another, in the order the model made them', async () => {
    const world = makeWorld();
    await world.start();
    const { conversationId, say } = desk(world);
    world.model.will(
      calls(['write_file', { path: 'a', text: '1' }], ['read_file', { path: 'a' }], ['no_such_tool', {}]),
    );
    say('write and read');
    await world.settled();
    expect(world.files.texts.get(`/workspaces/${conversationId}/a`)).toBe('1');
    expect(
      world.model.requests
        .at(-1)
        ?.messages.slice(2)
        .map((message) => unmarked(message.text)),
    ).toEqual([
      'Created a.',
      '<outside-text from="read_file">\n1\n</outside-text>',
      expect.stringContaining('There is no tool named "no_such_tool"'),
    ]);
  });

  test('a call with broken JSON is answered with what is wrong, and the turn goes on', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['read_file', '{"path": "a']), says('Sorry.'));
    const turnId = say('read');
    await world.settled();
    expect(world.model.requests.at(-1)?.messages.at(-1)).toMatchObject({
      isError: true,
      text: 'The arguments are not valid JSON. Call the tool again with valid JSON.',
    });
    expect(world.stores.turns.get(turnId)?.state).toBe('done');
  });

  test('calls with the same id, or none, each get their own result', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    const twice: Answer = () => [
      ...['', ''].map((callId, i) => ({
        type: 'tool-call' as const,
        call: { callId, tool: 'write_file', inputText: JSON.stringify({ path: `f${i}`, text: '' }) },
      })),
      {
        type: 'end',
        reason: 'tool-calls',
        usage: { inputTokens: null, outputTokens: null },
        providerState: null,
      },
    ];
    world.model.will(twice, twice, says('Written.'));
    say('write');
    await world.settled();
    const ids = world.model.requests
      .at(-1)!
      .messages.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    expect(world.files.texts.size).toBe(2);
  });

  test('the same failing call is stopped, and each refusal is recorded as a result', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    for (let i = 0; i < 10; i++) world.model.will(calls(['read_file', { path: 'missing' }]));
    const turnId = say('read it');
    await world.settled();
    const rows = world.stores.steps.ofTurn(turnId).flatMap((step) => world.stores.toolCalls.ofStep(step.id));
    expect(rows.map((row) => [row.state, row.outputText?.includes('was not run again')])).toEqual([
      ['failed', false],
      ['failed', false],
      ['failed', false],
      ['failed', true],
      ['failed', true],
      ['failed', true],
    ]);
    expect(world.stores.turns.get(turnId)?.state).toBe('failed');
  });

  test('a busy model is asked again after the pause it names', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(fails('rate-limited', 'Too many requests.', 7_000), says('Now.'));
    const timersBefore = world.clock.waiting();
    const turnId = say('hello');
    await vi.waitUntil(() => world.clock.waiting() === timersBefore + 2); // typing, and the pause
    world.clock.advance(6_999);
    expect(world.model.requests).toHaveLength(1);
    world.clock.advance(1);
    await world.settled();
    expect(world.model.requests).toHaveLength(2);
    expect(world.stores.turns.get(turnId)?.state).toBe('done');
  });

  test('an answer that broke off after words were seen is not asked for again by itself', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(() => [
      { type: 'text', delta: 'The answer is ' },
      { type: 'failure', kind: 'overloaded', message: 'The model is overloaded.', retryAfterMs: null },
    ]);
    const turnId = say('hello');
    await world.settled();
    expect(world.model.requests).toHaveLength(1);
    expect(world.stores.turns.get(turnId)?.state).toBe('failed');
  });
});
