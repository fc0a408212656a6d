// The chat window: side bar, the page that is chosen, notices on top, toasts in the corner, and the keys that hold
// everywhere.
import { type ReactNode, type RefObject, useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ToastRegion } from '../../components/feedback/toast-region.tsx';
import { SplitLayout } from '../../components/layout/split-layout.tsx';
import { type ChatApp, type PageName, useApp } from '../../stores/chat-stores.ts';
import { ActivityPage } from '../activity/activity-page.tsx';
import { ConversationList } from '../conversations/conversation-list.tsx';
import { ConversationPage } from '../conversations/conversation-page.tsx';
import { FirstRun } from '../first-run/first-run.tsx';
import { isFirstRun } from '../first-run/is-first-run.ts';
import { MemoryDialogs } from '../memory/memory-dialogs.tsx';
import { MemoryNav } from '../memory/memory-nav.tsx';
import { MemoryPage } from '../memory/memory-page.tsx';
import { SettingsList, SettingsPage } from '../settings/settings-page.tsx';
import { WaitingPage } from '../waiting/waiting-page.tsx';
import { Notices } from './notices.tsx';
import { pageKey } from './page-keys.ts';
import { Sidebar } from './sidebar.tsx';
import { startConversation } from './start-conversation.ts';
import { useNarrow } from './use-narrow.ts';

export function ChatWindow() {
  const app = useApp();
  const page = useStore(app.page, (state) => state.name);
  const toasts = useStore(app.toasts.store, (state) => state.list);
  const firstRun = useStore(app.settings.store, (state) => isFirstRun(state.firstRun));
  const search = useRef<HTMLInputElement>(null);
  usePageKeys(app, search);
  useNarrow();
  return (
    <>
      <SplitLayout sidebar={<Sidebar />} list={listOf(page, firstRun, search)} listLabel={LIST_LABELS[page]}>
        <Notices />
        <Page page={page} firstRun={firstRun} />
      </SplitLayout>
      <MemoryDialogs />
      <ToastRegion toasts={toasts} onDismiss={app.toasts.dismiss} />
    </>
  );
}

const LIST_LABELS: Readonly<Record<PageName, string>> = {
  conversations: 'Conversations',
  waiting: 'Waiting',
  memory: 'Memory',
  activity: 'Activity',
  settings: 'Settings',
};

function listOf(page: PageName, firstRun: boolean, search: RefObject<HTMLInputElement | null>): ReactNode {
  if (page === 'settings') return <SettingsList />;
  if (page === 'memory') return <MemoryNav />;
  return page === 'conversations' && !firstRun ? <ConversationList searchRef={search} /> : null;
}

function Page({ page, firstRun }: { readonly page: PageName; readonly firstRun: boolean }) {
  switch (page) {
    case 'conversations':
      return firstRun ? <FirstRun /> : <ConversationPage />;
    case 'waiting':
      return <WaitingPage />;
    case 'memory':
      return <MemoryPage />;
    case 'activity':
      return <ActivityPage />;
    case 'settings':
      return <SettingsPage />;
  }
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
          void startConversation(app, key.isPrivate);
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
