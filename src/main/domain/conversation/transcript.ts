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
/** Notices stand between the messages of turns. */
const MAX_MESSAGES = 200;

/** The newest turns up to and including `lastTurnId`, oldest first. Turns queued behind it are not part of its story. */
export function readStory(stores: Stores, conversationId: string, lastTurnId: string): readonly TurnStory[] {
  const turns = stores.turns.page(conversationId, justAfter(lastTurnId), MAX_TURNS);
  const last = turns.at(-1);
  if (last === undefined) return [];
  // One page instead of a look for each; what many notices pushed off it is fetched by itself.
  const page = stores.messages.page(conversationId, justAfter(last.messageId), MAX_MESSAGES);
  const messages = new Map(page.map((message) => [message.id, message]));
  const steps = stores.steps.page(conversationId, null, MAX_STEPS);
  const stepsByTurn = groupBy(steps, (step) => step.turnId);
  const callsByStep = groupBy(stores.toolCalls.page(conversationId, null, MAX_CALLS), (call) => call.stepId);
  return turns.flatMap((turn) => {
    const message = messages.get(turn.messageId) ?? stores.messages.get(turn.messageId);
    if (message === null) return [];
    const ofTurn = stepsByTurn.get(turn.id) ?? [];
    return [
      { turn, message, steps: ofTurn.map((step) => ({ step, calls: callsByStep.get(step.id) ?? [] })) },
    ];
  });
}

/** Between an id and every later one: pages end before what they are given. `~` sorts after letters and digits. */
export function justAfter(id: string): string {
  return `${id}~`;
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
