// What a request becomes before a provider's SDK takes it: nothing in an old conversation may make it invalid.
import { describe, expect, it } from 'vitest';
import { toCallOptions } from '../../../src/main/adapters/models/call-options.ts';
import type { Target } from '../../../src/main/adapters/models/providers.ts';
import type { ModelMessage } from '../../../src/main/domain/ports/model.ts';

const target: Target = {
  provider: 'anthropic',
  name: 'claude',
  baseUrl: 'https://api.anthropic.com/v1',
  apiKey: 'k',
};
const cached = { anthropic: { cacheControl: { type: 'ephemeral' } } };
const { signal } = new AbortController();

function optionsFor(messages: readonly ModelMessage[], provider: Target['provider'] = 'anthropic') {
  return toCallOptions(
    { system: 'S', messages, tools: [], maxOutputTokens: 100 },
    { ...target, provider },
    signal,
  );
}

describe('call options', () => {
  it('put the results of calls made side by side into one message, and mark what may be cached', () => {
    const call = (callId: string) => ({ callId, tool: 'run', inputText: '{"a":1}' });
    const result = (callId: string, isError: boolean): ModelMessage => ({
      role: 'tool',
      callId,
      tool: 'run',
      text: callId,
      isError,
    });
    const messages: ModelMessage[] = [
      { role: 'user', text: 'go' },
      { role: 'assistant', text: '', toolCalls: [call('1'), call('2')], providerState: null },
      result('1', false),
      result('2', true),
    ];
    expect(optionsFor(messages)).toEqual({
      prompt: [
        { role: 'system', content: 'S', providerOptions: cached },
        { role: 'user', content: [{ type: 'text', text: 'go' }] },
        {
          role: 'assistant',
          content: [
            { type: 'tool-call', toolCallId: '1', toolName: 'run', input: { a: 1 } },
            { type: 'tool-call', toolCallId: '2', toolName: 'run', input: { a: 1 } },
          ],
        },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: '1', toolName: 'run', output: { type: 'text', value: '1' } },
            {
              type: 'tool-result',
              toolCallId: '2',
              toolName: 'run',
              output: { type: 'error-text', value: '2' },
            },
          ],
          providerOptions: cached,
        },
      ],
      maxOutputTokens: 100,
      abortSignal: signal,
    });
  });

  it('make names, ids, input and text valid for every provider', () => {
    const messages: ModelMessage[] = [
      { role: 'user', text: '' },
      {
        role: 'assistant',
        text: 'cut \ud83d',
        toolCalls: [{ callId: 'a:1', tool: 'no such tool!', inputText: '["x"]' }],
        providerState: null,
      },
      { role: 'tool', callId: 'a:1', tool: 'no such tool!', text: 'half \udc00', isError: true },
      { role: 'assistant', text: '', toolCalls: [], providerState: null },
    ];
    const { prompt } = optionsFor(messages);
    expect(prompt.slice(1)).toEqual([
      { role: 'user', content: [{ type: 'text', text: '(empty message)' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'cut \ufffd' },
          {
            type: 'tool-call',
            toolCallId: 'a_1',
            toolName: 'no_such_tool_',
            input: { not_a_json_object: '["x"]' },
          },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'a_1',
            toolName: 'no_such_tool_',
            output: { type: 'error-text', value: 'half \ufffd' },
          },
        ],
        providerOptions: cached,
      },
    ]);
  });

  it('give an open server its thoughts back within the turn, and not after it', () => {
    const thought = JSON.stringify({
      label: 'openai-compatible/claude',
      pieces: [
        { kind: 'thought', id: 'r', text: 'hm', metadata: {} },
        { kind: 'text', id: 't', length: 2, metadata: {} },
      ],
    });
    const said: ModelMessage = { role: 'assistant', text: 'ok', toolCalls: [], providerState: thought };
    const withThought = [
      { type: 'reasoning', text: 'hm', providerOptions: {} },
      { type: 'text', text: 'ok', providerOptions: {} },
    ];
    const inTurn = optionsFor([{ role: 'user', text: 'go' }, said], 'openai-compatible');
    expect(inTurn.prompt[2]?.content).toEqual(withThought);
    const after = optionsFor(
      [{ role: 'user', text: 'go' }, said, { role: 'user', text: 'more' }],
      'openai-compatible',
    );
    expect(after.prompt[2]?.content).toEqual(withThought.slice(1));
  });
});
