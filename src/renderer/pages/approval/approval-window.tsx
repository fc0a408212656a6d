// The approval window: one question at a time out of all that are open, and how to get from one to the next.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useStore } from 'zustand';
import type { ApprovalApi } from '../../../contracts/surfaces.ts';
import { Button } from '../../components/controls/button.tsx';
import { IconButton } from '../../components/controls/icon-button.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import type { Questions } from '../../stores/questions.ts';
import { QuestionPage } from './question-page.tsx';

export interface ApprovalWindowProps {
  readonly api: ApprovalApi;
  readonly questions: Questions;
}

export function ApprovalWindow({ api, questions }: ApprovalWindowProps) {
  const { loading, questions: open, currentId, message } = useStore(questions.store);
  const at = open.findIndex((question) => question.id === currentId);
  const question = open[at];
  if (loading === 'loading') return null;
  if (question === undefined) {
    return (
      <main className="ask">
        {loading === 'failed' ? (
          <EmptyState
            title="The questions could not be read"
            next={message}
            actions={<Button onClick={() => void questions.load()}>Try again</Button>}
          />
        ) : (
          <EmptyState
            title="Nothing is waiting"
            next={message ?? 'Every question has its answer. This window closes by itself.'}
          />
        )}
      </main>
    );
  }
  return (
    <div className="ask-window">
      {open.length > 1 && (
        <nav className="ask-nav" aria-label="Open questions">
          <IconButton
            size="small"
            icon={ChevronLeft}
            label="Previous question (Alt+Left)"
            disabled={at === 0}
            onClick={() => questions.move(-1)}
          />
          <span role="status">
            {at + 1} of {open.length}
          </span>
          <IconButton
            size="small"
            icon={ChevronRight}
            label="Next question (Alt+Right)"
            disabled={at === open.length - 1}
            onClick={() => questions.move(1)}
          />
        </nav>
      )}
      <QuestionPage
        key={`${question.id} ${question.revision}`}
        api={api}
        question={question}
        message={message}
        say={questions.say}
        onAnswer={questions.answering}
        onMove={questions.move}
      />
    </div>
  );
}
