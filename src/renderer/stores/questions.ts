// The open questions, oldest first, and which one is on the screen. Main's list is the truth; the choice of the
// person stays where it is while its question is still open.
import { createStore, type StoreApi } from 'zustand';
import type { Question } from '../../contracts/approvals.ts';
import type { ApprovalApi } from '../../contracts/surfaces.ts';
import { sentenceOf } from '../api.ts';

export interface QuestionsState {
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly questions: readonly Question[];
  readonly currentId: string | null;
  /** What an answer led to, or what is in the way: one sentence. */
  readonly message: string | null;
  /** Counts what main announced, so that each showing can be confirmed to it. */
  readonly announced: number;
  /** What the person answers here. */
  readonly answeringId: string | null;
}

export interface Questions {
  readonly store: StoreApi<QuestionsState>;
  load(): Promise<void>;
  apply(questions: readonly Question[], focusId: string | null): void;
  /** To the next (1) or the one before (-1); stops at the ends. */
  move(by: 1 | -1): void;
  say(message: string | null): void;
  /** An answer to this question is on its way: that it goes is no surprise. */
  answering(id: string): void;
}

const GONE =
  'The question before this one has expired or was answered elsewhere. Nothing of yours counted for it.';

export function createQuestions(api: Pick<ApprovalApi, 'authority'>): Questions {
  const store = createStore<QuestionsState>(() => ({
    loading: 'loading',
    questions: [],
    currentId: null,
    message: null,
    announced: 0,
    answeringId: null,
  }));
  return {
    store,
    load: async () => {
      try {
        const questions = await api.authority.questions({});
        // An announcement that came meanwhile is newer than this answer.
        store.setState((state) =>
          state.loading === 'loading'
            ? { ...withQuestions(state, questions, null), loading: 'ready' }
            : state,
        );
      } catch (cause) {
        store.setState({ loading: 'failed', message: sentenceOf(cause) });
      }
    },
    apply: (questions, focusId) =>
      store.setState((state) => ({
        ...withQuestions(state, questions, focusId),
        loading: 'ready',
        announced: state.announced + 1,
      })),
    move: (by) => store.setState((state) => moved(state, by)),
    say: (message) => store.setState({ message }),
    answering: (answeringId) => store.setState({ answeringId }),
  };
}

/** The one asked for, else the present one, else what stood in its place, else the first. */
export function withQuestions(
  state: QuestionsState,
  questions: readonly Question[],
  focusId: string | null,
): QuestionsState {
  const isOpen = (id: string | null) => questions.some((question) => question.id === id);
  if (isOpen(focusId)) return { ...state, questions, currentId: focusId };
  if (isOpen(state.currentId)) return { ...state, questions };
  const place = state.questions.findIndex((question) => question.id === state.currentId);
  const current = questions[Math.min(Math.max(place, 0), questions.length - 1)] ?? null;
  const isSurprise = state.currentId !== null && state.currentId !== state.answeringId;
  return {
    ...state,
    questions,
    currentId: current?.id ?? null,
    message: isSurprise ? GONE : state.message,
  };
}

export function moved(state: QuestionsState, by: 1 | -1): QuestionsState {
  const at = state.questions.findIndex((question) => question.id === state.currentId);
  const next = state.questions[at + by];
  return next === undefined ? state : { ...state, currentId: next.id, message: null };
}
