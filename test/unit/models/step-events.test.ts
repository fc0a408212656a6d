// Stream parts to events, where the protocols' own servers cannot easily show the case.
import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../../src/main/adapters/models/providers.ts';
import { StreamBroken, toEvents } from '../../../src/main/adapters/models/step-events.ts';

async function events(...parts: StreamPart[]) {
  const stream = new ReadableStream<StreamPart>({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
  const seen = [];
  for await (const event of toEvents(stream.getReader(), 'openai/gpt-5')) seen.push(event);
  return seen;
}
const finish = (unified: Extract<StreamPart, { type: 'finish' }>['finishReason']['unified']): StreamPart => ({
  type: 'finish',
  finishReason: { unified, raw: undefined },
  usage: {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  },
});
const usage = { inputTokens: null, outputTokens: null };

describe('events of a step', () => {
  it('never show a call that the provider ran by itself', async () => {
    const ran: StreamPart = {
      type: 'tool-call',
      toolCallId: '1',
      toolName: 'code_execution',
      input: '{}',
      providerExecuted: true,
    };
    expect(await events(ran, finish('stop'))).toEqual([
      { type: 'end', reason: 'stop', usage, providerState: null },
    ]);
  });

  it('never show thoughts', async () => {
    const thought: StreamPart[] = [
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'secret plan' },
      { type: 'reasoning-end', id: 'r' },
    ];
    const seen = await events(...thought, { type: 'text-delta', id: 't', delta: 'Hi' }, finish('stop'));
    expect(seen.map((event) => event.type)).toEqual(['text', 'end']);
    expect(seen[0]).toEqual({ type: 'text', delta: 'Hi' });
  });

  it.each([
    ['length', 'length'],
    ['content-filter', 'filtered'],
    ['other', 'other'],
    ['tool-calls', 'stop'],
  ] as const)('end for reason %s as %s when no call was made', async (unified, reason) => {
    expect(await events(finish(unified))).toEqual([{ type: 'end', reason, usage, providerState: null }]);
  });

  it.each(['error', 'interrupted'] as const)('do not end well when the provider says %s', async (unified) => {
    await expect(events(finish(unified))).rejects.toThrow(StreamBroken);
  });
});
