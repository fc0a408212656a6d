// Provider state: recorded from a stream, given back with the next request, dropped whenever it no longer fits.
import { describe, expect, it } from 'vitest';
import { createStateRecorder, replay } from '../../../src/main/adapters/models/provider-state.ts';

const options = {
  label: 'openai/gpt-5',
  plainThoughts: false,
  inputOf: (text: string): unknown => JSON.parse(text),
};
const message = (text: string, providerState: string | null, calls: readonly string[] = []) => ({
  role: 'assistant' as const,
  text,
  toolCalls: calls.map((callId) => ({ callId, tool: 'run', inputText: '{}' })),
  providerState,
});

describe('provider state', () => {
  it('is nothing for an answer that the provider did not seal or mark', () => {
    const recorder = createStateRecorder();
    recorder.text('t', 'hello', undefined);
    recorder.call('c', undefined);
    expect(recorder.finish('openai/gpt-5')).toBeNull();
  });

  it('gives back marks in their order and cuts the text from the message', () => {
    const recorder = createStateRecorder();
    recorder.thought('r:0', '', { openai: { itemId: 'rs_1', reasoningEncryptedContent: null } });
    recorder.thought('r:0', '', { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } });
    recorder.text('m', 'Hello ', { openai: { itemId: 'msg_1' } });
    recorder.text('m', 'you', undefined);
    recorder.call('c1', { openai: { itemId: 'fc_1' } });
    const state = recorder.finish('openai/gpt-5');
    expect(state).not.toContain('Hello');
    expect(replay(message('Hello you', state, ['c1']), options)).toEqual([
      {
        type: 'reasoning',
        text: '',
        providerOptions: { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } },
      },
      { type: 'text', text: 'Hello you', providerOptions: { openai: { itemId: 'msg_1' } } },
      {
        type: 'tool-call',
        toolCallId: 'c1',
        toolName: 'run',
        input: {},
        providerOptions: { openai: { itemId: 'fc_1' } },
      },
    ]);
  });

  it('keeps all parts of a thought that is sealed in its last part, and drops one that never was', () => {
    const recorder = createStateRecorder();
    recorder.thought('a:0', 'first', { openai: { itemId: 'rs_1' } });
    recorder.thought('a:1', 'second', { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' } });
    recorder.thought('b:0', 'unsealed', { openai: { itemId: 'rs_2' } });
    const parts = replay(message('', recorder.finish('openai/gpt-5')), options);
    expect(parts?.map((part) => (part.type === 'reasoning' ? part.text : part.type))).toEqual([
      'first',
      'second',
    ]);
  });

  it('is dropped when the message was changed, a call is missing, the model differs, or it is not ours', () => {
    const recorder = createStateRecorder();
    recorder.text('m', 'Hello', { openai: { itemId: 'msg_1' } });
    recorder.call('c1', { openai: { itemId: 'fc_1' } });
    const state = recorder.finish('openai/gpt-5');
    expect(replay(message('Hello', state, ['c1']), options)).not.toBeNull();
    expect(replay(message('Hello [secret]', state, ['c1']), options)).toBeNull();
    expect(replay(message('Hello', state, []), options)).toBeNull();
    expect(replay(message('Hello', state, ['c2']), options)).toBeNull();
    expect(replay(message('Hello', state, ['c1', 'c2']), options)).toBeNull();
    expect(replay(message('Hello', state, ['c1']), { ...options, label: 'openai/gpt-5-mini' })).toBeNull();
    for (const strange of [
      '',
      'null',
      '[]',
      '{"label":"openai/gpt-5"}',
      '{"label":"openai/gpt-5","pieces":[{"kind":"text","id":"m","metadata":{},"length":-1}]}',
    ]) {
      expect(replay(message('Hello', strange, ['c1']), options)).toBeNull();
    }
  });

  it('is dropped when blocks of text interleave, because their text could not be told apart', () => {
    const recorder = createStateRecorder();
    recorder.text('a', 'one', { x: { y: 1 } });
    recorder.text('b', 'two', undefined);
    recorder.text('a', 'three', undefined);
    expect(recorder.finish('openai/gpt-5')).toBeNull();
  });
});
