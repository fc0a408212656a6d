// A question as it is kept and as it is shown: the row holds the draft as JSON, word for word.
// May not know how it is answered.
import type { Question } from '../../../contracts/approvals.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { ApprovalRow } from '../ports/stores.ts';
import { type QuestionGroup, revisionOf } from './grouped-questions.ts';

/** Everything of a question but what approvals add: id, times, state, how many wait and how often it was asked. */
export type QuestionDraft =
  | Omit<Extract<Question, { kind: 'tool-call' }>, QuestionStamp | 'waiting' | 'repeated'>
  | Omit<Extract<Question, { kind: 'setting' }>, QuestionStamp>;
type QuestionStamp = 'id' | 'createdAt' | 'expiresAt' | 'state' | 'revision';

/** One question for all that are the same; it ends with the first of them to end. */
export function toQuestion(group: QuestionGroup): Question {
  const [first] = group;
  const draft = draftOf(first);
  const stamp = {
    id: first.id,
    state: first.state,
    createdAt: new Date(first.createdAt).toISOString(),
    expiresAt: new Date(Math.min(...group.map((row) => row.expiresAt))).toISOString(),
    revision: revisionOf(group),
  };
  if (draft.kind === 'setting') return { ...draft, ...stamp };
  const repeated = Math.max(...group.map((row) => row.repeated));
  // Questions kept by an earlier version say nothing of whether they could be read.
  return { ...draft, unreadable: draft.unreadable ?? null, ...stamp, waiting: group.length, repeated };
}

/** @throws AppError `storage-damaged` */
export function draftOf(row: ApprovalRow): QuestionDraft {
  const draft: unknown = JSON.parse(row.shownText);
  if (typeof draft !== 'object' || draft === null)
    throw new AppError('storage-damaged', 'A stored question cannot be read.');
  return draft as QuestionDraft;
}
