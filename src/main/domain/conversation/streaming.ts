// The words of the step that a model is writing now, on their way to the windows before they are durable.
// Only what cannot be part of a secret is shown at once; the rest waits for the characters that follow.
import { createSecretForms } from '../ledger/redact.ts';
import { createStreamMask, type StreamMask } from '../ledger/redact-stream.ts';
import type { Announce } from '../ports/announce.ts';
import type { Redact } from '../ports/world.ts';

export interface StreamingText {
  readonly turnId: string;
  readonly stepId: string;
  readonly text: string;
}

export interface Streaming {
  add(conversationId: string, turnId: string, stepId: string, delta: string): void;
  /** For a window that opens in the middle; null when nothing streams. */
  in(conversationId: string): StreamingText | null;
  /** The turn is over: what it wrote is recorded, or gone. */
  end(conversationId: string): void;
}

export function createStreaming(deps: {
  redact: Redact;
  knownSecrets: () => readonly string[];
  announce: Announce;
}): Streaming {
  const secretForms = createSecretForms(deps.knownSecrets);
  const newMask = (): StreamMask => createStreamMask({ redact: deps.redact, secretForms });
  const steps = new Map<string, StreamingText & { readonly mask: StreamMask }>();

  return {
    add: (conversationId, turnId, stepId, delta) => {
      const before = steps.get(conversationId);
      const current = before?.stepId === stepId ? before : { turnId, stepId, text: '', mask: newMask() };
      // SECURITY: a secret that the model repeats must not reach a window in pieces.
      const shown = current.mask.add(delta);
      steps.set(conversationId, { ...current, text: current.text + shown });
      if (shown === '') return;
      deps.announce('conversations', 'turn-text', { conversationId, turnId, stepId, delta: shown });
    },
    in: (conversationId) => {
      const step = steps.get(conversationId);
      return step === undefined ? null : { turnId: step.turnId, stepId: step.stepId, text: step.text };
    },
    end: (conversationId) => {
      steps.delete(conversationId);
    },
  };
}
