// Memory as the owner sees it: the part that is chosen in the second column, and the dialogs that belong to all of it.
import { useStore } from 'zustand';
import { useApp } from '../../stores/chat-stores.ts';
import { CorePage } from './core-page.tsx';
import { DocumentsPage } from './documents/documents-page.tsx';
import { EntitiesPage } from './entities/entities-page.tsx';
import { EverythingPage } from './everything/everything-page.tsx';

export function MemoryPage() {
  const app = useApp();
  const section = useStore(app.memory.section, ({ name }) => name);
  switch (section) {
    case 'everything':
      return <EverythingPage />;
    case 'entities':
      return <EntitiesPage />;
    case 'documents':
      return <DocumentsPage />;
    case 'core':
      return <CorePage />;
  }
}
