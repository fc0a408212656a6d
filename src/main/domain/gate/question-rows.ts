// A question as it is kept and as it is shown: the row holds the draft as JSON, word for word.
// May not know how it is answered.
import type { Question } from '../../../contracts/approvals.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { ApprovalRow } from '../ports/stores.ts';

/** Everything of a question but what approvals add: id, times, state. */
export type QuestionDraft =
  | Omit<Extract<Question, { kind: 'tool-call' }>, QuestionStamp>
  | Omit<Extract<Question, { kind: 'setting' }>, QuestionStamp>;
type QuestionStamp = 'id' | 'createdAt' | 'expiresAt' | 'state' | 'revision';

export function toQuestion(row: ApprovalRow): Question {
  const draft: unknown = JSON.parse(row.shownText);
  if (typeof draft !== 'object' || draft === null)
    throw new AppError('storage-damaged', 'A stored question cannot be read.');
  return {
    ...(draft as QuestionDraft),
    id: row.id,
    state: row.state,
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
    revision: row.binding,
  };
}
