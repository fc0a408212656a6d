// One question to a model beside the conversations, read to its end. A failure is a reason, never a throw.
import type { Model, ModelRequest, ModelToolCall, ModelUsage } from '../../ports/model.ts';

export type ModelAnswer =
  | {
      readonly kind: 'answered';
      readonly text: string;
      readonly calls: readonly ModelToolCall[];
      readonly usage: ModelUsage;
      /** It reached its limit of length. */
      readonly isCut: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string };

export async function askModel(
  model: Model,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const first = await askOnce(model, request, signal);
  if (first.kind !== 'refused') return first;
  // A server that knows no such choice says that the request is wrong.
  const { mustCall: _, ...free } = request;
  const again = request.mustCall === undefined ? first : await askOnce(model, free, signal);
  return again.kind === 'refused' ? { kind: 'failed', reason: again.reason } : again;
}

async function askOnce(
  model: Model,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelAnswer | { readonly kind: 'refused'; readonly reason: string }> {
  const calls: ModelToolCall[] = [];
  let text = '';
  for await (const event of model.stream(request, signal)) {
    switch (event.type) {
      case 'text':
        text += event.delta;
        break;
      case 'tool-call':
        calls.push(event.call);
        break;
      case 'end':
        return { kind: 'answered', text, calls, usage: event.usage, isCut: event.reason === 'length' };
      case 'failure':
        return { kind: event.kind === 'bad-request' ? 'refused' : 'failed', reason: event.message };
    }
  }
  return { kind: 'failed', reason: 'The model ended its answer in the middle.' };
}
