// How a turn ended, in a state and, where something is to be said, one line in the conversation.
import type { LoopOutcome } from './loop.ts';
import type { Ending } from './turn-records.ts';

export function outcomeWords(outcome: LoopOutcome): Ending {
  switch (outcome.kind) {
    case 'answered':
      return { state: 'done', notice: endNotice(outcome.endReason, outcome.text) };
    case 'failed':
      return { state: 'failed', notice: outcome.message, failure: outcome.failure };
    case 'stopped':
      return { state: 'stopped', notice: null };
    case 'step-limit':
      return {
        state: 'failed',
        notice: 'This took more steps than one message may take, so it was ended. Say "go on" to continue.',
      };
    case 'stuck':
      return {
        state: 'failed',
        notice:
          'The model kept repeating a call that fails, so this was ended. Try to say it in another way.',
      };
  }
}

function endNotice(endReason: string, text: string): string | null {
  if (endReason === 'length') return 'The answer was cut off at the model’s limit. Say "go on" to continue.';
  if (endReason === 'filtered') return 'The model’s provider withheld the rest of this answer.';
  return text.trim() === '' ? 'The model gave an empty answer. Send the message again.' : null;
}
