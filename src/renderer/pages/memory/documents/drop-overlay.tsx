// Files dragged over the window: a calm word that they can be dropped, wherever one is. Text that is dragged, for instance
// into the composer, is none of its business. What is dropped goes on as the browser's own files; main asks before it looks.
import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Icon } from '../../../components/icon.tsx';
import { type ChatApp, useApp } from '../../../stores/chat-stores.ts';
import { addedWords } from '../../../stores/memory/documents.ts';

/** As many as main takes at once. */
const MAX_FILES = 1_000;

export function DropOverlay() {
  const app = useApp();
  const isOver = useFileDrop((files) => void addDropped(app, files));
  if (!isOver) return null;
  return (
    <div className="drop-overlay" aria-hidden="true">
      <div className="drop-card">
        <Icon of={FileDown} size="large" />
        <span>Drop to add to memory</span>
      </div>
    </div>
  );
}

async function addDropped(app: ChatApp, files: readonly File[]): Promise<void> {
  if (files.length > MAX_FILES) {
    app.toasts.say('warning', 'These are too many at once. Drop the folder that they are in.');
    return;
  }
  const added = await app.toasts.tell(app.memory.documents.drop(files));
  if (added !== null) app.toasts.say(added.sources === 0 ? 'neutral' : 'success', addedWords(added));
}

/** True while files are over the window. Entering and leaving are counted, since both happen at every child. */
function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: subscribed once; what is done with files does not change
  useEffect(() => {
    let depth = 0;
    const leave = () => {
      depth = 0;
      setOver(false);
    };
    const ends = [
      listen('dragenter', (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth += 1;
        setOver(true);
      }),
      listen('dragover', (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      }),
      listen('dragleave', (event) => {
        if (!hasFiles(event)) return;
        depth -= 1;
        if (depth <= 0) leave();
      }),
      listen('drop', (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length > 0) onFiles(files);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return isOver;
}

/** Files from outside, not text or a link from a page. */
export function hasFiles({
  dataTransfer,
}: {
  readonly dataTransfer: Pick<DataTransfer, 'types'> | null;
}): boolean {
  return dataTransfer?.types.includes('Files') === true;
}

function listen<Type extends 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(
  type: Type,
  onEvent: (event: DragEvent) => void,
): () => void {
  window.addEventListener(type, onEvent);
  return () => window.removeEventListener(type, onEvent);
}
