// Questions that are the same to the last word are one question: one card, one answer. Pure.
//   rows → groups, each oldest first; a group's revision changes with how many calls wait in it
// May not know how a question is answered.
import { canonicalJson } from '../canonical-json.ts';
import type { ApprovalRow } from '../ports/stores.ts';

/** At least one row, oldest first. */
export type QuestionGroup = readonly [ApprovalRow, ...ApprovalRow[]];

/** Groups in the order of their oldest rows. */
export function groupQuestions(rows: readonly ApprovalRow[]): readonly QuestionGroup[] {
  const groups = new Map<string, [ApprovalRow, ...ApprovalRow[]]>();
  for (const row of rows) {
    const key = groupKey(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** The group this question stands in; null when it is not among the rows. */
export function groupOf(rows: readonly ApprovalRow[], id: string): QuestionGroup | null {
  return groupQuestions(rows).find((group) => group.some((row) => row.id === id)) ?? null;
}

export function idsOf(group: QuestionGroup): readonly string[] {
  return group.map((row) => row.id);
}

/** What an answer must carry back: what will run, and how often. */
export function revisionOf(group: QuestionGroup): string {
  // SECURITY: who saw one call answers for one; a second that joined meanwhile is looked at first.
  return group.length === 1 ? group[0].binding : `${group[0].binding} ×${group.length}`;
}

function groupKey(row: ApprovalRow): string {
  // SECURITY: one answer for several only when asker, conversation, everything that runs and every word shown are the same.
  return canonicalJson([row.kind, row.actor, row.conversationId, row.binding, row.shownText, row.state]);
}
