// What was said, put together from its rows: turns in order, each with its message, steps and tool calls; before them
// the summary of what is older, where there is one.
// Reads storage through ports; knows nothing of models or screens.
import type { SummaryRow } from '../ports/memory-records.ts';
import type { AttachmentRow, MessageRow, StepRow, Stores, ToolCallRow, TurnRow } from '../ports/stores.ts';

export interface TurnStory {
  readonly turn: TurnRow;
  readonly message: MessageRow;
  readonly attachments: readonly AttachmentRow[];
  readonly steps: readonly { readonly step: StepRow; readonly calls: readonly ToolCallRow[] }[];
}

export interface Story {
  readonly summary: { readonly row: SummaryRow; readonly message: MessageRow } | null;
  /** After what the summary stands for. */
  readonly turns: readonly TurnStory[];
}

/** Rows read for one context; a turn has one message, rarely more than a few steps. */
const MAX_TURNS = 500;
const MAX_STEPS = 2_000;
const MAX_CALLS = 4_000;
const MAX_ATTACHMENTS = 2_000;
/** Notices stand between the messages of turns. */
const MAX_MESSAGES = 1_000;

/** The newest turns up to and including `lastTurnId`, oldest first. Turns queued behind it are not part of its story. */
export function readStory(stores: Stores, conversationId: string, lastTurnId: string): Story {
  const summary = summaryBefore(stores, conversationId, lastTurnId);
  const turns = stores.turns
    .page(conversationId, justAfter(lastTurnId), MAX_TURNS)
    .filter((turn) => summary === null || turn.id > summary.row.lastTurnId);
  return { summary, turns: storiesOf(stores, conversationId, turns) };
}

function summaryBefore(stores: Stores, conversationId: string, turnId: string): Story['summary'] {
  const row = stores.summaries.lastBefore(conversationId, turnId);
  const message = row === null ? null : stores.messages.get(row.messageId);
  return row === null || message === null ? null : { row, message };
}

function storiesOf(stores: Stores, conversationId: string, turns: readonly TurnRow[]): readonly TurnStory[] {
  const last = turns.at(-1);
  if (last === undefined) return [];
  // One page instead of a look for each; what many notices pushed off it is fetched by itself.
  const page = stores.messages.page(conversationId, justAfter(last.messageId), MAX_MESSAGES);
  const messages = new Map(page.map((message) => [message.id, message]));
  const steps = stores.steps.page(conversationId, null, MAX_STEPS);
  const stepsByTurn = groupBy(steps, (step) => step.turnId);
  const callsByStep = groupBy(stores.toolCalls.page(conversationId, null, MAX_CALLS), (call) => call.stepId);
  const firstMessageId = turns[0]?.messageId ?? last.messageId;
  const attachments = groupBy(
    stores.attachments.since(conversationId, firstMessageId, MAX_ATTACHMENTS),
    (attachment) => attachment.messageId,
  );
  return turns.flatMap((turn) => {
    const message = messages.get(turn.messageId) ?? stores.messages.get(turn.messageId);
    if (message === null) return [];
    const ofTurn = stepsByTurn.get(turn.id) ?? [];
    return [
      {
        turn,
        message,
        attachments: attachments.get(message.id) ?? [],
        steps: ofTurn.map((step) => ({ step, calls: callsByStep.get(step.id) ?? [] })),
      },
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
