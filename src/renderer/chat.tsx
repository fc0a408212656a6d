// Entry of the chat window: the bridge becomes an api, the api becomes stores, the stores become the page.
// What settles or widens does not exist in this window.
import './styles/index.css';
import './styles/markdown.css';
import './styles/pages-chat.css';
import './styles/pages-lists.css';
import './styles/memory-list.css';
import './styles/memory-detail.css';
import './styles/memory-entities.css';
import './styles/memory-documents.css';
import './styles/pages-settings.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect, type PageApi, sentenceOf } from './api.ts';
import { Banner } from './components/feedback/banner.tsx';
import { NowProvider } from './components/reading/time.tsx';
import { ChatWindow } from './pages/shell/chat-window.tsx';
import { Fault } from './pages/shell/fault.tsx';
import { AppProvider, createChatApp } from './stores/chat-stores.ts';
import { startSync } from './sync.ts';

const place = document.getElementById('root');
if (place !== null) createRoot(place).render(page());

function page() {
  try {
    const app = createChatApp(connect<PageApi>(window.api));
    startSync(app);
    return (
      <StrictMode>
        <Fault>
          <NowProvider>
            <AppProvider value={app}>
              <ChatWindow />
            </AppProvider>
          </NowProvider>
        </Fault>
      </StrictMode>
    );
  } catch (cause) {
    return <Banner level="danger">{sentenceOf(cause)}</Banner>;
  }
}
