// The provider's stream parts → our events. Thoughts are recorded to be given back, and not shown.
// A stream that errs or stops without its finish yields no `end`: what that means is decided in failures.ts.
import type { ModelEvent } from '../../domain/ports/model.ts';
import { createStateRecorder } from './provider-state.ts';
import type { StreamPart } from './providers.ts';

/** What went wrong inside a stream; `error` is whatever the SDK gave and may hold anything. */
export class StreamBroken extends Error {
  readonly error: unknown;

  constructor(error: unknown) {
    super('the stream broke');
    this.name = 'StreamBroken';
    this.error = error;
  }
}

type EndReason = Extract<ModelEvent, { type: 'end' }>['reason'];

/**
 * Yields text and complete tool calls in order, then exactly one `end`.
 * Throws `StreamBroken` when the provider reports an error in the stream or the stream ends early.
 */
export async function* toEvents(
  reader: ReadableStreamDefaultReader<StreamPart>,
  label: string,
): AsyncGenerator<Exclude<ModelEvent, { type: 'failure' }>> {
  const state = createStateRecorder();
  let calls = 0;
  for (;;) {
    const { done, value: part } = await reader.read();
    if (done) throw new StreamBroken(null);
    switch (part.type) {
      case 'text-start':
      case 'text-end':
        state.text(part.id, '', part.providerMetadata);
        break;
      case 'text-delta':
        state.text(part.id, part.delta, part.providerMetadata);
        if (part.delta !== '') yield { type: 'text', delta: part.delta };
        break;
      case 'reasoning-start':
      case 'reasoning-end':
        state.thought(part.id, '', part.providerMetadata);
        break;
      case 'reasoning-delta':
        state.thought(part.id, part.delta, part.providerMetadata);
        break;
      case 'tool-call':
        // SECURITY: a call that the provider ran itself never passed the gate; it is not ours to answer or to show as ours.
        if (part.providerExecuted === true) break;
        calls++;
        state.call(part.toolCallId, part.providerMetadata);
        yield {
          type: 'tool-call',
          call: { callId: part.toolCallId, tool: part.toolName, inputText: part.input },
        };
        break;
      case 'error':
        throw new StreamBroken(part.error);
      case 'finish': {
        const reason = endReason(part.finishReason.unified, calls);
        if (reason === null) throw new StreamBroken(null);
        const usage = {
          inputTokens: part.usage.inputTokens.total ?? null,
          outputTokens: part.usage.outputTokens.total ?? null,
        };
        yield { type: 'end', reason, usage, providerState: state.finish(label) };
        return;
      }
      default:
        break;
    }
  }
}

/** Null when the answer did not come to its end. Several servers say `stop` though they made calls. */
function endReason(
  unified: Extract<StreamPart, { type: 'finish' }>['finishReason']['unified'],
  calls: number,
): EndReason | null {
  switch (unified) {
    case 'stop':
    case 'tool-calls':
      return calls > 0 ? 'tool-calls' : 'stop';
    case 'length':
      return 'length';
    case 'content-filter':
      return 'filtered';
    case 'other':
      return 'other';
    case 'error':
    case 'interrupted':
      return null;
  }
}
