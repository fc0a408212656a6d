// Where the owner speaks. The draft is kept beyond a crash; a message that could not be handed over comes back
// into it with the reason, and sending it again cannot make it two.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ConversationView } from '../../../contracts/conversations.ts';
import { sentenceOf } from '../../api.ts';
import { Composer } from '../../components/controls/composer.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { KeyHint } from '../../components/reading/key-hint.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export interface MessageComposerProps {
  readonly conversation: ConversationView;
  readonly workspace: ReactNode;
}

/** What is on its way or came back: the same text goes with the same key. */
interface Handed {
  readonly text: string;
  readonly clientKey: string;
}

export function MessageComposer({ conversation, workspace }: MessageComposerProps) {
  const app = useApp();
  const { id, isPrivate } = conversation;
  const text = useStore(app.drafts.store, (state) => state.texts[id] ?? '');
  const agent = useStore(app.settings.store, (state) => state.config?.agent.name ?? 'Sallyport');
  const paused = useStore(app.status.store, (state) => state.status?.paused === true);
  const input = useRef<HTMLTextAreaElement>(null);
  const handed = useRef<Handed | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation takes the keyboard and has no trouble yet
  useEffect(() => {
    setProblem(null);
    handed.current = null;
    input.current?.focus();
  }, [id]);

  const send = async () => {
    const said = text.trim();
    const again = handed.current?.text === said ? handed.current : null;
    const clientKey = again?.clientKey ?? crypto.randomUUID();
    handed.current = { text: said, clientKey };
    app.drafts.set(id, '', isPrivate);
    setProblem(null);
    try {
      await app.api.conversations.send({ conversationId: id, text: said, clientKey });
      handed.current = null;
    } catch (cause) {
      setProblem(sentenceOf(cause));
      const since = app.drafts.store.getState().texts[id] ?? '';
      app.drafts.set(id, since === '' ? said : `${said}\n${since}`, isPrivate);
    }
  };
  const stop = () => void app.toasts.tell(app.api.conversations.stopTurn({ conversationId: id }));

  return (
    <div className="composer-place">
      {problem && (
        <Banner level="danger" title="Not sent" onDismiss={() => setProblem(null)}>
          {problem}
        </Banner>
      )}
      {paused && (
        <Banner level="info">The agent is paused. What you send is kept and answered when you resume.</Banner>
      )}
      <Composer
        inputRef={input}
        isPrivate={isPrivate}
        label={`Message to ${agent}`}
        placeholder={isPrivate ? `Message ${agent}. Nothing of this is kept` : `Message ${agent}`}
        value={text}
        onChange={(value) => app.drafts.set(id, value, isPrivate)}
        onSend={() => void send()}
        onStop={conversation.state === 'idle' ? undefined : stop}
        foot={
          <>
            {workspace}
            <span className="composer-keys">
              <KeyHint keys="Enter" /> send <KeyHint keys="Shift+Enter" /> new line
            </span>
          </>
        }
      />
    </div>
  );
}
