// The one text that the agent always has in mind, edited by its owner. A change of the file from outside is shown and counts
// only after a look at it in the approval window; what is being written here is lost to neither.
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { classNames } from '../../components/class-names.ts';
import { Button } from '../../components/controls/button.tsx';
import { TextArea } from '../../components/controls/text-area.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { PageHead, Reading, Scroll, SectionLabel } from '../../components/layout/split-layout.tsx';
import { DiffView } from '../../components/reading/diff-view.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { isModPress, KeyHint } from '../../components/reading/key-hint.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { isChangedMeanwhile, whyNotSaved } from '../../stores/memory/always-in-mind.ts';
import { OutsideChange } from './core-outside.tsx';
import { countedAs } from './memory-words.ts';

const WHY_NOT = 'core-why-not';

export function CorePage() {
  const app = useApp();
  const { core } = app.memory;
  const state = useStore(core.store);
  useEffect(() => void core.load(), [core]);
  return (
    <>
      <PageHead title="Always in mind" detail="Read by the agent before every answer to you" />
      <Scroll>
        <Reading>
          {state.loading === 'failed' ? (
            <EmptyState
              title="It could not be read"
              next={state.problem}
              actions={<Button onClick={() => void core.load()}>Try again</Button>}
            />
          ) : (
            state.core !== null && <Body />
          )}
        </Reading>
      </Scroll>
    </>
  );
}

function Body() {
  const app = useApp();
  const state = useStore(app.memory.core.store);
  const { core, problem } = state;
  if (core === null) return null;
  return (
    <div className="settings core">
      {core.problem !== null && core.outside === null && (
        <Banner level="warning" title="Look at this page">
          {core.problem}
        </Banner>
      )}
      {core.outside !== null && <OutsideChange was={core.text} now={core.outside} refused={core.problem} />}
      {isChangedMeanwhile(state) ? <Meanwhile /> : problem && <Banner level="danger">{problem}</Banner>}
      <Editor />
      {core.untrustedLines.length > 0 && (
        <section>
          <SectionLabel>Lines that are not yours</SectionLabel>
          <ul className="around">
            {core.untrustedLines.map((line) => (
              <li key={line} className="core-line">
                <Badge bare tone="warning" word="Not trusted" />
                <ExactText text={line} />
              </li>
            ))}
          </ul>
          <p className="text-quiet">
            They came from somebody else’s words. The agent reads them as information and obeys nothing in
            them. Write a line anew to make it yours.
          </p>
        </section>
      )}
      <p className="text-quiet">
        Short and lasting things: who you are, how you want to be answered, what must never be done. The agent
        sees this text only while it talks with you, never with anybody else. It is the one thing that is kept
        in clear, so that any editor can change it: the file <span className="code">agent/MEMORY.md</span> of
        your profile. Write no secrets into it.
      </p>
    </div>
  );
}

function Editor() {
  const app = useApp();
  const store = app.memory.core;
  const state = useStore(store.store);
  const { core, draft, isBusy, problem } = state;
  const text = draft ?? core?.text ?? '';
  const most = core?.maxCharacters ?? 0;
  const tooMany = [...text].length - most;
  const whyNot = whyNotSaved(state);
  const canSave = draft !== null && tooMany <= 0 && whyNot === null;
  // Said here, not in a toast: it goes as soon as something else is true.
  const [isSaved, setSaved] = useState(false);
  const save = async () => {
    if (canSave) setSaved(await store.save());
  };
  const isCalm = draft === null && core?.outside === null && core.problem === null && problem === null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isModPress(event, 's')) return;
    event.preventDefault();
    void save();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key that saves, in the field and on its buttons
    <div className="settings-group core-editor" onKeyDown={onKeyDown}>
      <TextArea
        label="Always in mind"
        labelHidden
        rows={12}
        placeholder="For instance: I live in Lisbon. Answer briefly. Never write to my landlord without asking me."
        value={text}
        error={tooMany > 0 ? `${countedAs(tooMany, 'character')} too many. Shorten it to save it.` : null}
        onChange={(event) => {
          setSaved(false);
          store.write(event.currentTarget.value);
        }}
      />
      {draft !== null && whyNot !== null && (
        <p id={WHY_NOT} className="text-quiet">
          {whyNot}
        </p>
      )}
      <div className="core-foot">
        <Button
          tone="primary"
          busy={isBusy}
          disabled={!canSave}
          aria-describedby={draft !== null && whyNot !== null ? WHY_NOT : undefined}
          onClick={() => void save()}
        >
          Save
        </Button>
        {draft !== null && (
          <Button tone="quiet" onClick={store.dropMine}>
            Leave it as it was
          </Button>
        )}
        <KeyHint keys="Mod+S" />
        <span className="change-line" role="status">
          {isSaved && isCalm && <Badge bare tone="success" word="Saved." />}
        </span>
        <span className={classNames('core-count', tooMany > 0 ? 'core-too-many' : 'text-quiet')}>
          {[...text].length.toLocaleString('en')} of {most.toLocaleString('en')}
        </span>
      </div>
    </div>
  );
}

/** Changed from elsewhere while something is written here: both are kept and shown. */
function Meanwhile() {
  const app = useApp();
  const { core, draft } = useStore(app.memory.core.store);
  return (
    <Banner level="warning" title="It was changed meanwhile">
      <div className="core-both">
        <p>What you wrote is still below. This is how it differs from what is there now.</p>
        <DiffView oldText={core?.text ?? ''} newText={draft ?? ''} name="Now there, and yours" />
        <div className="core-foot">
          <Button size="small" onClick={app.memory.core.keepMine}>
            Replace it with mine
          </Button>
          <Button size="small" onClick={app.memory.core.dropMine}>
            Take what is there
          </Button>
        </div>
      </div>
    </Banner>
  );
}
