// The loop: model step, tool calls, repeat. The whole of it, in call order.
// Takes two functions, `stream` and `callTool`; knows nothing of policy, approvals or storage.
//   request → stream → step (recorded) → tool calls, one after another → results into the request → stream …
import { cutText } from '../gate/cap-text.ts';
import type {
  ModelEvent,
  ModelFailureKind,
  ModelMessage,
  ModelRequest,
  ModelToolCall,
  ModelUsage,
} from '../ports/model.ts';
import { createLoopGuard } from './loop-guard.ts';

export interface FinishedStep {
  readonly stepId: string;
  readonly position: number;
  readonly text: string;
  readonly toolCalls: readonly ModelToolCall[];
  readonly endReason: string;
  readonly usage: ModelUsage;
  readonly providerState: string | null;
}

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

export type LoopOutcome =
  | { readonly kind: 'answered'; readonly endReason: string; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: ModelFailureKind; readonly message: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'step-limit' }
  | { readonly kind: 'stuck' };

export interface LoopInput {
  readonly request: ModelRequest;
  /** Steps this turn already made before a restart. */
  readonly firstPosition: number;
  /** Calls of the last step that have no result yet (after a restart). */
  readonly unanswered: readonly ModelToolCall[];
  readonly maxSteps: number;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** `refusal`: why this call is not to be run; it is answered with that, and recorded. */
  callTool(call: ModelToolCall, refusal: string | null): Promise<ToolAnswer>;
  /** The messages as they fit what the model reads at once. */
  fit(messages: readonly ModelMessage[]): readonly ModelMessage[];
  newStepId(): string;
  onText(stepId: string, delta: string): void;
  /** Durable when it returns: text and calls are never lost, and no call runs before. */
  recordStep(step: FinishedStep): Promise<void>;
  /** Waits before a retry; ends early when the signal aborts. */
  pause(delayMs: number): Promise<void>;
}

/** Retries a step only for trouble that passes by itself, and only when nothing of the answer was seen. */
const MAX_RETRIES = 3;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const MAX_TOOL_NAME_CHARACTERS = 100;

export async function runLoop(input: LoopInput): Promise<LoopOutcome> {
  const messages: ModelMessage[] = [...input.request.messages];
  const guard = createLoopGuard(input.now);

  const answerCalls = async (calls: readonly ModelToolCall[]): Promise<'go-on' | 'stuck' | 'stopped'> => {
    for (const call of calls) {
      if (input.signal.aborted) return 'stopped';
      const verdict = guard.before(call);
      const answer = await input.callTool(call, verdict.kind === 'refuse' ? verdict.reason : null);
      messages.push({
        role: 'tool',
        callId: call.callId,
        tool: call.tool,
        text: answer.text,
        isError: answer.isError,
      });
      if (guard.after(call, answer) === 'stuck') return 'stuck';
    }
    return input.signal.aborted ? 'stopped' : 'go-on';
  };

  let progress = await answerCalls(input.unanswered);
  for (let position = input.firstPosition; progress === 'go-on'; position++) {
    if (position >= input.maxSteps) return { kind: 'step-limit' };
    const step = await makeStep(input, { ...input.request, messages: input.fit(messages) }, position);
    if (step.kind !== 'finished') return step;
    await input.recordStep(step.step);
    const { text, toolCalls, providerState, endReason } = step.step;
    if (toolCalls.length === 0) return { kind: 'answered', endReason, text };
    messages.push({ role: 'assistant', text, toolCalls, providerState });
    progress = await answerCalls(toolCalls);
  }
  return { kind: progress };
}

type StepOutcome =
  | { readonly kind: 'finished'; readonly step: FinishedStep }
  | Extract<LoopOutcome, { kind: 'failed' | 'stopped' }>;

/** One model call, retried when that is safe and may help. */
async function makeStep(input: LoopInput, request: ModelRequest, position: number): Promise<StepOutcome> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await streamStep(input, request, position);
    if (outcome.kind !== 'trouble') return outcome;
    const passes = outcome.failure.kind === 'rate-limited' || outcome.failure.kind === 'overloaded';
    const delayMs = outcome.failure.retryAfterMs ?? FIRST_RETRY_MS * 2 ** attempt;
    if (!passes || outcome.sawText || attempt >= MAX_RETRIES || delayMs > LONGEST_RETRY_MS) {
      return { kind: 'failed', failure: outcome.failure.kind, message: outcome.failure.message };
    }
    await input.pause(delayMs);
    if (input.signal.aborted) return { kind: 'stopped' };
  }
}

async function streamStep(
  input: LoopInput,
  request: ModelRequest,
  position: number,
): Promise<
  StepOutcome | { kind: 'trouble'; failure: Extract<ModelEvent, { type: 'failure' }>; sawText: boolean }
> {
  const stepId = input.newStepId();
  const toolCalls: ModelToolCall[] = [];
  let text = '';
  for await (const event of input.stream(request, input.signal)) {
    if (input.signal.aborted) return { kind: 'stopped' };
    switch (event.type) {
      case 'text':
        text += event.delta;
        input.onText(stepId, event.delta);
        break;
      case 'tool-call':
        toolCalls.push(
          withOwnId(event.call, [...usedCallIds(request.messages), ...toolCalls.map((call) => call.callId)]),
        );
        break;
      case 'end': {
        const { reason: endReason, usage, providerState } = event;
        return {
          kind: 'finished',
          step: { stepId, position, text, toolCalls, endReason, usage, providerState },
        };
      }
      case 'failure':
        return event.kind === 'aborted'
          ? { kind: 'stopped' }
          : { kind: 'trouble', failure: event, sawText: text !== '' };
    }
  }
  return input.signal.aborted
    ? { kind: 'stopped' }
    : {
        kind: 'failed',
        failure: 'garbled',
        message: 'The model ended its answer in the middle. Send the message again.',
      };
}

/** Results are told apart by call id; a model that repeats one, or gives none, gets a new one. */
function withOwnId(call: ModelToolCall, used: readonly string[]): ModelToolCall {
  // A name is a name: longer ones are nobody's, and would stand in frames and lists.
  const tool = cutText(call.tool, MAX_TOOL_NAME_CHARACTERS);
  if (call.callId !== '' && !used.includes(call.callId)) return { ...call, tool };
  let number = used.length;
  while (used.includes(`call-${number}`)) number += 1;
  return { ...call, tool, callId: `call-${number}` };
}

function usedCallIds(messages: readonly ModelMessage[]): readonly string[] {
  return messages.flatMap((message) => (message.role === 'tool' ? [message.callId] : []));
}
