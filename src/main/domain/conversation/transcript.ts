// What was said, put together from its rows: turns in order, each with its message, steps and tool calls.
// Reads storage through ports; knows nothing of models or screens.
import type { MessageRow, StepRow, Stores, ToolCallRow, TurnRow } from '../ports/stores.ts';

export interface TurnStory {
  readonly turn: TurnRow;
  readonly message: MessageRow;
  readonly steps: readonly { readonly step: StepRow; readonly calls: readonly ToolCallRow[] }[];
}

/** Rows read for one context; a turn has one message, rarely more than a few steps. */
const MAX_TURNS = 100;
const MAX_STEPS = 400;
const MAX_CALLS = 800;

/** The newest turns up to and including `lastTurnId`, oldest first. Turns queued behind it are not part of its story. */
export function readStory(stores: Stores, conversationId: string, lastTurnId: string): readonly TurnStory[] {
  const turns = stores.turns.page(conversationId, null, MAX_TURNS).filter((turn) => turn.id <= lastTurnId);
  const stepsByTurn = groupBy(stores.steps.page(conversationId, null, MAX_STEPS), (step) => step.turnId);
  const callsByStep = groupBy(stores.toolCalls.page(conversationId, null, MAX_CALLS), (call) => call.stepId);
  return turns.flatMap((turn) => {
    const message = stores.messages.get(turn.messageId);
    if (message === null) return [];
    const steps = (stepsByTurn.get(turn.id) ?? []).map((step) => ({
      step,
      calls: callsByStep.get(step.id) ?? [],
    }));
    return [{ turn, message, steps }];
  });
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
