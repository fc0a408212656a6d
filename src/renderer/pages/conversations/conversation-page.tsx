// One conversation: its head, its transcript, and the composer where one may write.
import { FolderOpen, MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ConversationView } from '../../../contracts/conversations.ts';
import { channelName } from '../../../contracts/platform-names.ts';
import { Button } from '../../components/controls/button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { Dialog } from '../../components/layout/dialog.tsx';
import { PageHead } from '../../components/layout/split-layout.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { startConversation } from '../shell/start-conversation.ts';
import { TerminalPanel } from '../terminals/terminal-panel.tsx';
import { PLATFORMS, PRIVATE_WORDS, TRUST_WORDS } from '../words.ts';
import { MessageComposer } from './message-composer.tsx';
import { TranscriptView } from './transcript-view.tsx';

export function ConversationPage() {
  const app = useApp();
  const conversation = useStore(app.conversations.store, ({ list, selectedId }) =>
    list.find((one) => one.id === selectedId),
  );
  const loading = useStore(app.conversations.store, (state) => state.loading);
  if (conversation === undefined) {
    if (loading !== 'ready') return null;
    return (
      <EmptyState
        icon={MessagesSquare}
        title="Nothing is open"
        next="Start a conversation, and say what you need."
        actions={
          <Button tone="primary" onClick={() => void startConversation(app)}>
            New conversation
          </Button>
        }
      />
    );
  }
  return (
    <>
      <PageHead
        title={conversation.title}
        detail={
          conversation.isPrivate ? (
            <span className="private-detail">
              <Badge bare tone="accent" icon={PRIVATE_WORDS.icon} word={PRIVATE_WORDS.word} />
              {' · Nothing of this is kept · '}
              {detailOf(conversation)}
            </span>
          ) : (
            detailOf(conversation)
          )
        }
        actions={conversation.isPrivate && <EndPrivate key={conversation.id} conversation={conversation} />}
      />
      <TranscriptView key={conversation.id} conversation={conversation} />
      <TerminalPanel key={`terminals ${conversation.id}`} conversationId={conversation.id} />
      {conversation.chatKind === 'own' ? (
        <MessageComposer conversation={conversation} workspace={<Workspace conversation={conversation} />} />
      ) : (
        <p className="composer-instead">
          Answer on {PLATFORMS[conversation.platform].name}. What you write there as yourself counts as yours.
        </p>
      )}
    </>
  );
}

/** It leaves the list when main says that it is gone. */
function EndPrivate({ conversation }: { readonly conversation: ConversationView }) {
  const app = useApp();
  const [isAsking, setAsking] = useState(false);
  const end = async () => {
    const call = app.api.conversations.endPrivate({ conversationId: conversation.id });
    const outcome = await app.toasts.tell(call);
    setAsking(false);
    if (outcome?.ended === true) app.conversations.remove(conversation.id);
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>End and erase…</Button>
      <Dialog
        open={isAsking}
        title="End this conversation and erase it?"
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button tone="danger" onClick={() => void end()}>
              End and erase
            </Button>
          </>
        }
      >
        <p>
          What was said here is gone then, for good. Files that were made in its workspace stay. The activity
          keeps that there was a private conversation, not what was said.
        </p>
      </Dialog>
    </>
  );
}

function detailOf({ channelId, chatKind, trust, workspaceLabel }: ConversationView): string {
  if (chatKind === 'own') return `Workspace: ${workspaceLabel}`;
  const trustWord = trust === 'owner' ? 'Your own account' : TRUST_WORDS[trust];
  return [channelName(channelId), trustWord, `Workspace: ${workspaceLabel}`].join(' · ');
}

function Workspace({ conversation }: { readonly conversation: ConversationView }) {
  const app = useApp();
  const choose = async () => {
    const call = app.api.conversations.chooseWorkspace({ conversationId: conversation.id });
    const changed = await app.toasts.tell(call);
    if (changed !== null) app.conversations.apply(changed);
  };
  return (
    <Button
      size="small"
      tone="quiet"
      icon={FolderOpen}
      title="Choose the folder that this conversation works in"
      onClick={() => void choose()}
    >
      {conversation.workspaceLabel}
    </Button>
  );
}
