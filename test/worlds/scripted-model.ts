// A model that does what the test says: each call takes the next answer of the script, or the one `otherwise` gives.
// Stands at the Model port; records every request it was sent.
import type { Model, ModelEvent, ModelFailureKind, ModelRequest } from '../../src/main/domain/ports/model.ts';

export type Answer = (
  request: ModelRequest,
  signal: AbortSignal,
) => Iterable<ModelEvent> | AsyncIterable<ModelEvent>;

export interface ScriptedModel extends Model {
  readonly requests: ModelRequest[];
  /** Appends to the script. */
  will(...answers: readonly Answer[]): void;
}

export function createScriptedModel(otherwise: Answer = says('Very well.')): ScriptedModel {
  const script: Answer[] = [];
  const requests: ModelRequest[] = [];
  return {
    requests,
    will: (...answers) => {
      script.push(...answers);
    },
    label: () => 'openai-compatible/scripted',
    stream: async function* (request, signal) {
      requests.push(JSON.parse(JSON.stringify(request)) as ModelRequest);
      yield* (script.shift() ?? otherwise)(request, signal);
    },
  };
}

const USAGE = { inputTokens: 10, outputTokens: 5 };

export function says(text: string): Answer {
  return () => [
    { type: 'text', delta: text },
    { type: 'end', reason: 'stop', usage: USAGE, providerState: null },
  ];
}

/** Calls in one step; inputs that are not text are written as JSON. */
export function calls(...made: readonly (readonly [tool: string, input: unknown])[]): Answer {
  return ({ messages }) => {
    const before = messages.length;
    return [
      ...made.map(
        ([tool, input], index): ModelEvent => ({
          type: 'tool-call',
          call: {
            callId: `c${before}-${index}`,
            tool,
            inputText: typeof input === 'string' ? input : JSON.stringify(input),
          },
        }),
      ),
      { type: 'end', reason: 'tool-calls', usage: USAGE, providerState: null },
    ];
  };
}

export function fails(
  kind: ModelFailureKind,
  message = 'The model cannot answer now.',
  retryAfterMs: number | null = null,
): Answer {
  return () => [{ type: 'failure', kind, message, retryAfterMs }];
}

/** Begins, says when it was reached, and goes on when `release` is called or the turn is stopped. */
export function holds(then: Answer = says('At last.')): {
  answer: Answer;
  reached: Promise<void>;
  release: () => void;
} {
  let release = (): void => undefined;
  let reach = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return {
    reached,
    release,
    answer: async function* (request, signal) {
      reach();
      await Promise.race([
        released,
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
      ]);
      if (signal.aborted) yield { type: 'failure', kind: 'aborted', message: 'Stopped.', retryAfterMs: null };
      else yield* then(request, signal);
    },
  };
}
