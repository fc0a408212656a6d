// Under what was said: the files that came or went with it, and what of it did not arrive.
// A file is a row with its name, type and size; nothing of it is drawn here, and nothing is fetched from anywhere.
import { FileText, Image, Music, Video } from 'lucide-react';
import { useStore } from 'zustand';
import type { AttachmentView } from '../../../contracts/conversations.ts';
import { revealedText } from '../../../contracts/revealed.ts';
import { Icon, type LucideIcon } from '../../components/icon.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { UndeliveredDeeds } from '../waiting/undelivered.tsx';

const KINDS: Readonly<Record<AttachmentView['kind'], { readonly icon: LucideIcon; readonly word: string }>> =
  {
    image: { icon: Image, word: 'Image' },
    audio: { icon: Music, word: 'Audio' },
    video: { icon: Video, word: 'Video' },
    file: { icon: FileText, word: 'File' },
  };

export function Attachments({ files }: { readonly files: readonly AttachmentView[] }) {
  return (
    <ul className="attachments" aria-label="Files">
      {files.map(({ id, kind, name, mediaType, sizeBytes, state, path, reason }) => (
        <li key={id} className="attachment">
          <Icon of={KINDS[kind].icon} />
          {/* The sender chose the name: what it hides is shown. */}
          <span className="attachment-name">{name === null ? KINDS[kind].word : revealedText(name)}</span>
          <span className="text-quiet">
            {[mediaType, sizeBytes === null ? null : sizeWords(sizeBytes)].filter(Boolean).join(', ')}
          </span>
          {state === 'here' && path !== null && <span className="code text-quiet">{revealedText(path)}</span>}
          {state === 'waiting' && <span className="text-quiet">Being fetched</span>}
          {state === 'missed' && (
            <span className="text-quiet">{`Not here. ${revealedText(reason ?? '')}`}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** "25 MB", "120 KB", "300 bytes". */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const [kilobytes, megabytes] = [bytes / 1024, bytes / 1024 ** 2];
  if (kilobytes < 1024) return `${Math.round(kilobytes)} KB`;
  return `${megabytes < 10 ? Math.round(megabytes * 10) / 10 : Math.round(megabytes)} MB`;
}

/** Each part of this item that was given up, with why and what one can do. */
export function NotDelivered({ itemId }: { readonly itemId: string }) {
  const app = useApp();
  const all = useStore(app.waiting.store, ({ undelivered }) => undelivered);
  return all
    .filter((part) => part.itemId === itemId)
    .map((part) => (
      <div key={part.id} className="not-delivered">
        <span className="text-quiet">{revealedText(part.reason)}</span>
        <UndeliveredDeeds part={part} />
      </div>
    ));
}
