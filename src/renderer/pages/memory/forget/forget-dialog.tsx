// Forgetting, in one dialog: what, then every place where it stands with what goes chosen, then what came of it. It says
// plainly that it cannot be undone; the button that does it never has the keyboard by itself.
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { Banner } from '../../../components/feedback/banner.tsx';
import { Dialog } from '../../../components/layout/dialog.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import type { ForgetState } from '../../../stores/memory/forgetting.ts';
import { countedAs } from '../memory-words.ts';
import { TraceGroups } from './trace-groups.tsx';

const QUERY_FORM = 'forget-query';
/** As main asks for (contracts/memory.ts): one letter stands everywhere. */
const LEAST_LETTERS = 2;

export function ForgetDialog() {
  const app = useApp();
  const state = useStore(app.memory.forgetting.store);
  const { close } = app.memory.forgetting;
  return (
    <Dialog
      step={state.step}
      open={state.step !== 'closed'}
      wide
      title="Forget"
      onClose={close}
      actions={<Actions key={state.step} state={state} />}
    >
      <Body state={state} />
    </Dialog>
  );
}

function Body({ state }: { readonly state: ForgetState }) {
  switch (state.step) {
    case 'closed':
      return null;
    case 'asking':
      return <Asking key={state.query} query={state.query} problem={state.problem} />;
    case 'looking':
      return (
        <p role="status" className="text-quiet">
          Looking for every place where it stands.
        </p>
      );
    case 'choosing':
      return <Choosing state={state} />;
    case 'done':
      return <Done state={state} />;
  }
}

function Asking({ query, problem }: { readonly query: string; readonly problem: string | null }) {
  const app = useApp();
  const [text, setText] = useState(query);
  const [isTooShort, setTooShort] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const words = text.trim();
    setTooShort(words.length < LEAST_LETTERS);
    if (words.length >= LEAST_LETTERS) void app.memory.forgetting.look({ by: 'words', query: words });
  };
  return (
    <form id={QUERY_FORM} className="settings-group" onSubmit={submit}>
      <TextField
        label="What to forget"
        hint="A name, an address, a few words. You see every place where they stand before anything is forgotten."
        error={isTooShort ? 'Words of at least two letters are needed.' : problem}
        value={text}
        maxLength={500}
        onChange={(event) => {
          setTooShort(false);
          setText(event.currentTarget.value);
        }}
      />
    </form>
  );
}

function Choosing({ state }: { readonly state: Extract<ForgetState, { step: 'choosing' }> }) {
  const { preview, request, problem } = state;
  const query = request.by === 'words' ? request.query : '';
  if (preview.traces.length === 0) {
    return <p>{query === '' ? 'It stands nowhere any more.' : `“${query}” stands nowhere.`}</p>;
  }
  return (
    <>
      {problem !== null && (
        <Banner level="danger" title="Not forgotten">
          {problem}
        </Banner>
      )}
      <TraceGroups traces={preview.traces} keys={state.keys} query={query} />
      {preview.traces.some(({ kind }) => kind === 'memory') && (
        <p className="text-quiet">
          Files are not changed: what stands in a document comes back when its file changes and is read again.
        </p>
      )}
      {preview.more > 0 && (
        <p className="text-quiet">
          And {countedAs(preview.more, 'place')} more that are not shown and are not forgotten now. Look again
          afterwards.
        </p>
      )}
    </>
  );
}

function Done({ state }: { readonly state: Extract<ForgetState, { step: 'done' }> }) {
  const { forgotten, remaining, request } = state;
  return (
    <p role="status">
      Forgotten in {countedAs(forgotten, 'place')}.{' '}
      {remaining === null
        ? 'Whether it still stands anywhere could not be looked for. Look again in a moment.'
        : remaining > 0 &&
          `${countedAs(remaining, 'place')} still ${remaining === 1 ? 'holds' : 'hold'} ${
            request.by === 'words' ? 'these words' : 'something of it'
          }.`}
    </p>
  );
}

// Each step has buttons of its own (`key`): one that stayed in its place would become the button that submits while it is
// still being clicked, and the step after it would be over at once.
function Actions({ state }: { readonly state: ForgetState }) {
  const app = useApp();
  const { close, look, forget, begin } = app.memory.forgetting;
  switch (state.step) {
    case 'closed':
      return null;
    case 'asking':
      return (
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" type="submit" form={QUERY_FORM}>
            Look for it
          </Button>
        </>
      );
    case 'looking':
      return <Button onClick={close}>Cancel</Button>;
    case 'choosing':
      return (
        <>
          {state.preview.traces.length > 0 && (
            <p className="dialog-note">
              This cannot be undone. The activity keeps that something was forgotten, not what.
            </p>
          )}
          {state.request.by === 'words' && (
            <Button
              tone="quiet"
              onClick={() => begin(state.request.by === 'words' ? state.request.query : '')}
            >
              Other words
            </Button>
          )}
          <Button onClick={close}>Cancel</Button>
          <Button
            tone="danger"
            busy={state.isBusy}
            disabled={state.keys.size === 0}
            onClick={() => void forget()}
          >
            {state.keys.size === 0 ? 'Nothing chosen' : `Forget ${countedAs(state.keys.size, 'place')}`}
          </Button>
        </>
      );
    case 'done':
      return (
        <>
          {state.remaining !== 0 && (
            <Button onClick={() => void look(state.request)}>
              {state.remaining === null ? 'Look again' : 'Show what is left'}
            </Button>
          )}
          <Button tone="primary" onClick={close}>
            Done
          </Button>
        </>
      );
  }
}
