// One step of the ledger: a sentence, who, when. Opened: its facts, its content if that is still kept, and on
// request the chain of causes back to what began it, told as a story from the beginning.
import { GitBranch } from 'lucide-react';
import { memo, useState } from 'react';
import type { FrameView } from '../../../contracts/activity.ts';
import { Button } from '../../components/controls/button.tsx';
import { DisclosurePart, DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { CodeBlock } from '../../components/reading/code-block.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { prettyJson } from '../pretty-json.ts';
import { actorName } from '../words.ts';
import { kindWords } from './kind-groups.ts';

export const FrameRow = memo(function FrameRow({ frame }: { readonly frame: FrameView }) {
  return (
    <div className="frame">
      <DisclosureRow
        title={frame.sentence}
        aside={
          <span className="frame-aside">
            <span className="frame-actor">{actorName(frame.actor)}</span>
            <Time at={frame.at} />
          </span>
        }
      >
        <FrameBody frame={frame} />
      </DisclosureRow>
    </div>
  );
});

function FrameBody({ frame }: { readonly frame: FrameView }) {
  const facts = Object.entries(frame.facts).map(([name, value]) => ({
    name: factWords(name),
    value: (
      <span className="code">
        <ExactText text={String(value)} />
      </span>
    ),
  }));
  return (
    <>
      <Facts
        lines={[
          { name: 'Kind', value: kindWords(frame.kind) },
          { name: 'Step', value: <span className="code">{frame.id}</span> },
          ...facts,
        ]}
      />
      {frame.payloadText === null ? (
        <p className="text-quiet">It has no content, or its content was erased.</p>
      ) : (
        <DisclosurePart label="Content">
          <CodeBlock text={prettyJson(frame.payloadText)} wrap />
        </DisclosurePart>
      )}
      <Explain id={frame.id} />
    </>
  );
}

/** "messageId" as "Message id", like the words it stands below. */
function factWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function Explain({ id }: { readonly id: string }) {
  const app = useApp();
  const [story, setStory] = useState<readonly FrameView[] | null>(null);
  const [busy, setBusy] = useState(false);
  const explain = async () => {
    setBusy(true);
    setStory(await app.toasts.tell(app.api.activity.explain({ id })));
    setBusy(false);
  };
  if (story !== null) return <Story frames={story} />;
  return (
    <div>
      <Button size="small" icon={GitBranch} busy={busy} onClick={() => void explain()}>
        Explain
      </Button>
    </div>
  );
}

/** The beginning first; each step is the cause of the one below it. */
export function Story({ frames }: { readonly frames: readonly FrameView[] }) {
  return (
    <ol className="story" aria-label="How it came to this">
      {frames.map((frame) => (
        <li key={frame.id} className="story-step">
          {frame.sentence} <Time at={frame.at} />
        </li>
      ))}
    </ol>
  );
}
