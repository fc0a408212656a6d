// The first minutes: a model, a recovery key, and, if wanted, Telegram. Each step can be skipped and found again
// in Settings; none blocks the window.
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/controls/button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { Reading, Scroll } from '../../components/layout/split-layout.tsx';
import { Mark } from '../../components/mark.tsx';
import { CodeBlock } from '../../components/reading/code-block.tsx';
import { type ChatApp, useApp } from '../../stores/chat-stores.ts';
import type { FirstRunState } from '../../stores/settings.ts';
import { ChannelSection } from '../settings/channels/channel-section.tsx';
import { ModelForm } from '../settings/model-form.tsx';
import { RecoveryKey } from '../settings/other-sections.tsx';
import { startConversation } from '../shell/start-conversation.ts';

interface Step {
  /** For the list at the end. */
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly content: ReactNode;
  readonly isDone: (state: FirstRunState) => boolean;
}

const STEPS: readonly Step[] = [
  {
    name: 'Model',
    title: 'Choose a model',
    why: 'The agent needs a model to think with. What you write to the agent is sent to it.',
    content: (
      <>
        <ModelForm />
        <Demo />
      </>
    ),
    isDone: ({ modelReady }) => modelReady,
  },
  {
    name: 'Recovery key',
    title: 'Keep a recovery key',
    why: 'It takes a minute now, and cannot be made up for when the keychain is gone.',
    content: <RecoveryKey />,
    isDone: ({ recoveryKeyMade }) => recoveryKeyMade,
  },
  {
    name: 'Telegram',
    title: 'Connect Telegram, if you like',
    why: 'Then you can write to your agent from your phone, and let in people whom you choose. Ten more platforms are in Settings.',
    content: <ChannelSection platform="telegram" />,
    isDone: ({ telegramReady }) => telegramReady,
  },
];

export function FirstRun() {
  const app = useApp();
  const state = useStore(app.settings.store, ({ firstRun }) => firstRun);
  const [at, setAt] = useState(0);
  const step = STEPS[at];
  if (state === null) return null;
  if (step === undefined) return <Hello app={app} state={state} onBack={() => setAt(STEPS.length - 1)} />;
  const isDone = step.isDone(state);
  return (
    <Scroll key={at}>
      <Reading>
        <div className="first-run">
          <Head at={at} />
          <div>
            <h1 className="text-title">{step.title}</h1>
            <p className="text-quiet">{step.why}</p>
          </div>
          {step.content}
          <div className="first-run-actions">
            <Button size="large" tone={isDone ? 'primary' : 'plain'} onClick={() => setAt(at + 1)}>
              {isDone ? 'Continue' : 'Skip for now'}
            </Button>
            {at > 0 && (
              <Button size="large" tone="quiet" onClick={() => setAt(at - 1)}>
                Back
              </Button>
            )}
            {isDone && <Badge bare tone="success" word="Done" />}
          </div>
        </div>
      </Reading>
    </Scroll>
  );
}

function Head({ at }: { readonly at: number }) {
  return (
    <div className="first-run-head">
      <Mark tinted />
      <span className="text-strong">Welcome to Sallyport</span>
      <span className="text-quiet">
        Step {at + 1} of {STEPS.length}
      </span>
    </div>
  );
}

const DEMO_COMMAND = 'npm start -- --demo';

function Demo() {
  return (
    <div className="settings-group">
      <h2 className="text-strong">Or try the demo</h2>
      <p className="text-quiet">
        A scripted model and a simulated Telegram with a friendly stranger, without a key and without a
        network. Quit Sallyport from the tray, then start it in its folder with this:
      </p>
      <CodeBlock text={DEMO_COMMAND} />
    </div>
  );
}

interface HelloProps {
  readonly app: ChatApp;
  readonly state: FirstRunState;
  readonly onBack: () => void;
}

function Hello({ app, state, onBack }: HelloProps) {
  const [busy, setBusy] = useState(false);
  const begin = async () => {
    setBusy(true);
    await app.toasts.tell(app.api.settings.dismissFirstRun({}));
    const own = app.conversations.store.getState().list.find(({ chatKind }) => chatKind === 'own');
    if (own === undefined) await startConversation(app);
    else app.conversations.select(own.id);
    const { selectedId } = app.conversations.store.getState();
    if (selectedId !== null && state.modelReady)
      app.drafts.set(selectedId, 'Hello. What can you do for me here?');
    await app.settings.loadFirstRun();
  };
  return (
    <Scroll>
      <Reading>
        <div className="first-run">
          <Mark size="large" tinted />
          <div>
            <h1 className="text-title">{state.modelReady ? 'Say hello' : 'Have a look around'}</h1>
            <p className="text-quiet">
              {state.modelReady
                ? 'Before the agent runs a command or sends something, a small window asks you. Nothing happens without your answer.'
                : 'Without a model the agent cannot answer yet. Choose one under Settings when you are ready.'}
            </p>
          </div>
          <ul className="first-run-done">
            {STEPS.map((step) => (
              <li key={step.title}>
                <Badge
                  bare
                  tone={step.isDone(state) ? 'success' : 'neutral'}
                  word={
                    step.isDone(state)
                      ? `${step.name}: done`
                      : `${step.name}: skipped, found again in Settings`
                  }
                />
              </li>
            ))}
          </ul>
          <div className="first-run-actions">
            <Button size="large" tone="primary" busy={busy} onClick={() => void begin()}>
              {state.modelReady ? 'Say hello' : 'Open the window'}
            </Button>
            <Button size="large" tone="quiet" onClick={onBack}>
              Back
            </Button>
          </div>
        </div>
      </Reading>
    </Scroll>
  );
}
