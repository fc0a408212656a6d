// What concerns all of memory and is used seldom: import and export. Main opens the dialogs; the page names no path.
import { Download, Ellipsis, Upload } from 'lucide-react';
import { Menu } from '../../components/controls/menu.tsx';
import { type ChatApp, useApp } from '../../stores/chat-stores.ts';
import { counted } from '../../stores/memory/memory-deeds.ts';

export async function exportAs(app: ChatApp, format: 'markdown' | 'json'): Promise<void> {
  const outcome = await app.toasts.tell(app.api.memory.exportFile({ format }));
  if (outcome !== null) app.toasts.say('success', `Exported ${counted(outcome.memories)}.`);
}

/** Main asks for the file; what is in it is shown before anything is kept. */
export async function chooseImport(app: ChatApp): Promise<void> {
  const preview = await app.toasts.tell(app.api.memory.chooseImport({}));
  if (preview !== null) app.memory.importing.setState({ preview });
}

export function MemoryMenu() {
  const app = useApp();
  return (
    <Menu
      label="Import and export"
      icon={Ellipsis}
      items={[
        {
          id: 'import',
          label: 'Import…',
          detail: 'From a file that Sallyport exported.',
          icon: Upload,
          onSelect: () => void chooseImport(app),
        },
        {
          id: 'markdown',
          label: 'Export as Markdown…',
          detail: 'For reading.',
          icon: Download,
          onSelect: () => void exportAs(app, 'markdown'),
        },
        {
          id: 'json',
          label: 'Export as JSON…',
          detail: 'Complete, for importing again.',
          icon: Download,
          onSelect: () => void exportAs(app, 'json'),
        },
      ]}
    />
  );
}
