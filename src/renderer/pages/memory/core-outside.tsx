// A change of MEMORY.md from outside, as what it changes: a long one is a window of its own that can be opened whole. It
// counts only after a look at it in the approval window.
import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/controls/button.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { DiffView } from '../../components/reading/diff-view.tsx';
import { useApp } from '../../stores/chat-stores.ts';

/** Longer, the text below would be pushed out of sight. */
const MOST_LINES = 12;
const MOST_CHARACTERS = 800;

export interface OutsideChangeProps {
  readonly was: string;
  readonly now: string;
  /** Why the change cannot be accepted as it is; null when it can. */
  readonly refused: string | null;
}

export function OutsideChange({ was, now, refused }: OutsideChangeProps) {
  const app = useApp();
  const { isBusy } = useStore(app.memory.core.store);
  return (
    <Banner level="warning" title="The file was changed outside of Sallyport">
      <div className="core-both">
        <p>
          The change does not count yet. Until you accept it, the agent reads the text as it was.
          {refused !== null && ` It cannot be accepted so: ${refused}`}
        </p>
        <Change was={was} now={now} />
        <div className="core-foot">
          <Button
            size="small"
            disabled={isBusy || refused !== null}
            onClick={() => void app.memory.core.review()}
          >
            Review…
          </Button>
          <Button size="small" disabled={isBusy} onClick={() => void app.memory.core.putBack()}>
            Put back
          </Button>
        </div>
      </div>
    </Banner>
  );
}

/** Unchanged stretches are folded, so what differs comes first. */
export function Change({ was, now }: Pick<OutsideChangeProps, 'was' | 'now'>) {
  const [isWhole, setWhole] = useState(false);
  const diff = <DiffView oldText={was} newText={now} name="MEMORY.md" />;
  if (isWhole || !isLong(`${was}\n${now}`)) return diff;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      <section className="core-change" aria-label="The change" tabIndex={0}>
        {diff}
      </section>
      <Button size="small" tone="quiet" className="core-show-all" onClick={() => setWhole(true)}>
        Show all
      </Button>
    </>
  );
}

function isLong(text: string): boolean {
  return text.length > MOST_CHARACTERS || text.split('\n').length > MOST_LINES;
}
