// Notices a model that runs in circles: the same call failing the same way. Honest polling, whose results differ
// or succeed, is left alone. Pure state of one turn; knows nothing of what tools do.
import type { ModelToolCall } from '../ports/model.ts';

/** The same failing call is refused from the fourth time, and ends the turn at the sixth. */
const REFUSE_AFTER = 3;
const STUCK_AFTER = 5;

export interface LoopGuard {
  before(call: ModelToolCall): { kind: 'go' } | { kind: 'refuse'; reason: string };
  after(call: ModelToolCall, answer: { text: string; isError: boolean }): 'go-on' | 'stuck';
}

export function createLoopGuard(): LoopGuard {
  const failures = new Map<string, { count: number; text: string }>();
  const keyOf = (call: ModelToolCall): string => `${call.tool}\n${call.inputText}`;

  return {
    before: (call) =>
      (failures.get(keyOf(call))?.count ?? 0) >= REFUSE_AFTER
        ? {
            kind: 'refuse',
            reason: `This exact call failed ${REFUSE_AFTER} times in the same way and was not run again. Do something else, or say that it cannot be done.`,
          }
        : { kind: 'go' },
    after: (call, answer) => {
      const key = keyOf(call);
      if (!answer.isError) {
        failures.delete(key);
        return 'go-on';
      }
      const before = failures.get(key);
      const same = before !== undefined && (before.text === answer.text || before.count >= REFUSE_AFTER);
      const count = same ? before.count + 1 : 1;
      failures.set(key, { count, text: answer.text });
      return count > STUCK_AFTER ? 'stuck' : 'go-on';
    },
  };
}
