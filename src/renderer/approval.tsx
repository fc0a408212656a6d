// Entry of the approval window, the one place in the desktop that settles. Text nodes only: no Markdown, no link,
// no content that could bring anything with it.
import './styles/index.css';
import './styles/pages-approval.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ApprovalApi } from '../contracts/surfaces.ts';
import { connect, sentenceOf } from './api.ts';
import { Banner } from './components/feedback/banner.tsx';
import { NowProvider } from './components/reading/time.tsx';
import { ApprovalWindow } from './pages/approval/approval-window.tsx';
import { Fault } from './pages/shell/fault.tsx';
import { createQuestions } from './stores/questions.ts';

const place = document.getElementById('root');
if (place !== null) createRoot(place).render(page());

function page() {
  try {
    const api = connect<ApprovalApi>(window.api);
    const questions = createQuestions(api);
    api.authority.on['questions-change'](({ questions: open, focusId }) => questions.apply(open, focusId));
    void questions.load();
    return (
      <StrictMode>
        <Fault>
          <NowProvider>
            <ApprovalWindow api={api} questions={questions} />
          </NowProvider>
        </Fault>
      </StrictMode>
    );
  } catch (cause) {
    return <Banner level="danger">{sentenceOf(cause)}</Banner>;
  }
}
