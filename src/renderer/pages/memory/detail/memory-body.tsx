// What is inside an open memory, from what it says to what it was before.
import { MessagesSquare, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { FrameView } from '../../../../contracts/activity.ts';
import type { ChatApi } from '../../../../contracts/surfaces.ts';
import { Button } from '../../../components/controls/button.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { type FactLine, Facts } from '../../../components/layout/facts.tsx';
import { ExactText } from '../../../components/reading/exact-text.tsx';
import { Time } from '../../../components/reading/time.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { Story } from '../../activity/frame-row.tsx';
import { distrustWords, MEMORY_STATES, sourceWords } from '../memory-words.ts';
import { openConversation, openEntity, openMemory, showNarrowed } from '../open-in-memory.ts';
import { MemoryDeedBar } from './memory-deed-bar.tsx';
import { MemoryText } from './memory-text.tsx';

export type OpenedMemory = Awaited<ReturnType<ChatApi['memory']['open']>>;

export function MemoryBody({ opened }: { readonly opened: OpenedMemory }) {
  const { memory, around, history, entities } = opened;
  const app = useApp();
  return (
    <div className="memory-pane-body">
      <MemoryText memory={memory} />
      <MemoryDeedBar memory={memory} />
      {memory.untrusted && (
        <p className="memory-distrust">
          <Badge bare tone="warning" icon={TriangleAlert} word="Not trusted" /> {distrustWords(memory)}
        </p>
      )}
      <Facts lines={factsOf(opened)} />
      {entities.length > 0 && (
        <Part title="Speaks of">
          <ul className="chips">
            {entities.map(({ id, name }) => (
              <li key={id}>
                <button type="button" className="chip" onClick={() => openEntity(app, id)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {around.length > 0 && (
        <Part title={memory.documentId === null ? 'Where it was said' : 'Where it stands'}>
          <ol className="around">
            {around.map(({ speaker, text, at, isSource }) => (
              <li key={`${at} ${text}`} className={isSource ? 'around-source' : undefined}>
                <div className="around-head">
                  {speaker !== null && <span className="text-strong">{speaker}</span>} <Time at={at} />
                  {isSource && <span className="only-heard">It came from this</span>}
                </div>
                <ExactText text={text} />
              </li>
            ))}
          </ol>
        </Part>
      )}
      <Ways opened={opened} />
      {history.length > 0 && (
        <Part title="Before">
          <ol className="around">
            {history.map((earlier) => (
              <li key={earlier.id}>
                <div className="around-head">
                  <Time at={earlier.at} />
                </div>
                <ExactText text={earlier.text} />
                <Button size="small" tone="quiet" onClick={() => openMemory(app, earlier.id)}>
                  Open
                </Button>
              </li>
            ))}
          </ol>
        </Part>
      )}
      <Why frameId={memory.frameId} />
    </div>
  );
}

function factsOf({ memory }: OpenedMemory): readonly FactLine[] {
  const source = sourceWords(memory);
  const state = MEMORY_STATES[memory.state];
  return [
    { name: 'Whose', value: memory.person },
    ...(memory.speaker === null ? [] : [{ name: 'Said by', value: memory.speaker }]),
    ...(source === null ? [] : [{ name: 'From', value: <ExactText text={source} /> }]),
    { name: 'When', value: <Time at={memory.at} /> },
    ...(memory.changedAt === null ? [] : [{ name: 'Changed', value: <Time at={memory.changedAt} /> }]),
    ...(state === null
      ? []
      : [{ name: 'State', value: <Badge bare tone={state.tone} icon={state.icon} word={state.word} /> }]),
  ];
}

function Part({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section className="memory-part-of">
      <h3 className="opens-label">{title}</h3>
      {children}
    </section>
  );
}

/** To where it came from. */
function Ways({ opened: { memory } }: { readonly opened: OpenedMemory }) {
  const app = useApp();
  const { conversationId, documentId, documentName } = memory;
  if (conversationId === null && documentId === null) return null;
  return (
    <div className="memory-ways">
      {conversationId !== null && (
        <Button size="small" icon={MessagesSquare} onClick={() => openConversation(app, conversationId)}>
          Open the conversation
        </Button>
      )}
      {documentId !== null && (
        <>
          <Button
            size="small"
            onClick={() => void app.toasts.tell(app.api.documents.show({ id: documentId }))}
          >
            Show the file
          </Button>
          <Button
            size="small"
            onClick={() =>
              showNarrowed(app, { document: { id: documentId, name: documentName ?? 'this document' } })
            }
          >
            All its passages
          </Button>
        </>
      )}
    </div>
  );
}

/** The chain of causes from the activity, told from its beginning. */
function Why({ frameId }: { readonly frameId: string }) {
  const app = useApp();
  const [story, setStory] = useState<readonly FrameView[] | null>(null);
  const [busy, setBusy] = useState(false);
  const explain = async () => {
    setBusy(true);
    setStory(await app.toasts.tell(app.api.activity.explain({ id: frameId })));
    setBusy(false);
  };
  return (
    <section className="memory-part-of">
      {story === null ? (
        <div>
          <Button size="small" tone="quiet" busy={busy} onClick={() => void explain()}>
            Why is this here?
          </Button>
        </div>
      ) : (
        <>
          <h3 className="opens-label">Why it is here</h3>
          <Story frames={story} />
        </>
      )}
    </section>
  );
}
