// One conversation: its head, its transcript, and the composer where one may write.
import { FolderOpen, MessagesSquare } from 'lucide-react';
import { useStore } from 'zustand';
import type { ConversationView } from '../../../contracts/conversations.ts';
import { Button } from '../../components/controls/button.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { PageHead } from '../../components/layout/split-layout.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { startConversation } from '../shell/start-conversation.ts';
import { TerminalPanel } from '../terminals/terminal-panel.tsx';
import { channelName, PLATFORMS, TRUST_WORDS } from '../words.ts';
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
      <PageHead title={conversation.title} detail={detailOf(conversation)} />
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
