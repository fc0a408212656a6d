// The chat window: side bar, the page that is chosen, notices on top, toasts in the corner, and the keys that hold
// everywhere.
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ToastRegion } from '../../components/feedback/toast-region.tsx';
import { SplitLayout } from '../../components/layout/split-layout.tsx';
import { type ChatApp, useApp } from '../../stores/chat-stores.ts';
import { ConversationList } from '../conversations/conversation-list.tsx';
import { ConversationPage } from '../conversations/conversation-page.tsx';
import { Notices } from './notices.tsx';
import { pageKey } from './page-keys.ts';
import { Sidebar } from './sidebar.tsx';
import { startConversation } from './start-conversation.ts';

export function ChatWindow() {
  const app = useApp();
  const page = useStore(app.page, (state) => state.name);
  const toasts = useStore(app.toasts.store, (state) => state.list);
  const search = useRef<HTMLInputElement>(null);
  usePageKeys(app, search);
  return (
    <>
      <SplitLayout
        sidebar={<Sidebar />}
        list={page === 'conversations' && <ConversationList searchRef={search} />}
        listLabel="Conversations"
      >
        <Notices />
        {page === 'conversations' && <ConversationPage />}
      </SplitLayout>
      <ToastRegion toasts={toasts} onDismiss={app.toasts.dismiss} />
    </>
  );
}

function usePageKeys(app: ChatApp, search: RefObject<HTMLInputElement | null>): void {
  const onKey = useCallback(
    (event: KeyboardEvent) => {
      const key = pageKey(event);
      if (key === null) return;
      event.preventDefault();
      switch (key.kind) {
        case 'page':
          app.page.setState({ name: key.page });
          return;
        case 'new-conversation':
          void startConversation(app);
          return;
        case 'find':
          app.page.setState({ name: 'conversations' });
          requestAnimationFrame(() => search.current?.select());
          return;
      }
    },
    [app, search],
  );
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onKey]);
}
