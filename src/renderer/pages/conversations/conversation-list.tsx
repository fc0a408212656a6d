// All conversations of all channels in one list: who, how far trusted, the last words, when, and its state.
import { LoaderCircle, ShieldQuestionMark, SquareAsterisk, SquarePen } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { useStore } from 'zustand';
import type { ConversationView } from '../../../contracts/conversations.ts';
import { Button } from '../../components/controls/button.tsx';
import { IconButton } from '../../components/controls/icon-button.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { List, ListRow } from '../../components/layout/list-row.tsx';
import { PageHead, Scroll } from '../../components/layout/split-layout.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { filtered } from '../../stores/conversations.ts';
import { moveInList } from '../shell/list-keys.ts';
import { startConversation } from '../shell/start-conversation.ts';
import { PLATFORMS, PRIVATE_WORDS, TRUST_WORDS } from '../words.ts';

export function ConversationList({ searchRef }: { readonly searchRef: Ref<HTMLInputElement> }) {
  const app = useApp();
  const { list, loading, problem, selectedId, filter } = useStore(app.conversations.store);
  const shown = filtered(list, filter);
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') app.conversations.setFilter('');
    if (event.key === 'Enter' && shown[0] !== undefined) app.conversations.select(shown[0].id);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within
    <div className="conversations" onKeyDown={moveInList}>
      <PageHead
        title="Conversations"
        actions={
          <>
            <IconButton
              icon={SquareAsterisk}
              label="New private conversation"
              aria-keyshortcuts="Control+Shift+N"
              onClick={() => void startConversation(app, true)}
            />
            <IconButton
              icon={SquarePen}
              label="New conversation"
              aria-keyshortcuts="Control+N"
              onClick={() => void startConversation(app)}
            />
          </>
        }
      />
      <div className="conversations-find">
        <TextField
          ref={searchRef}
          type="search"
          label="Find a conversation"
          labelHidden
          placeholder="Find"
          value={filter}
          onChange={(event) => app.conversations.setFilter(event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
      </div>
      <Scroll>
        {loading === 'failed' ? (
          <EmptyState
            title="The list could not be read"
            next={problem}
            actions={<Button onClick={() => void app.conversations.load()}>Try again</Button>}
          />
        ) : (
          <div className="conversations-rows">
            <List label="Conversations">
              {shown.map((conversation) => (
                <Row
                  key={conversation.id}
                  conversation={conversation}
                  selected={conversation.id === selectedId}
                  onSelect={() => app.conversations.select(conversation.id)}
                />
              ))}
            </List>
          </div>
        )}
        {loading === 'ready' && shown.length === 0 && (
          <EmptyState
            title={list.length === 0 ? 'No conversations yet' : 'Nothing found'}
            next={
              list.length === 0 ? 'Start one here, or connect a channel in Settings.' : 'Try fewer words.'
            }
            actions={
              list.length === 0 && (
                <Button onClick={() => void startConversation(app)}>New conversation</Button>
              )
            }
          />
        )}
      </Scroll>
    </div>
  );
}

interface RowProps {
  readonly conversation: ConversationView;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Row({ conversation, selected, onSelect }: RowProps) {
  const { platform, title, trust, preview, lastAt, state, isPrivate } = conversation;
  const who = isPrivate ? PRIVATE_WORDS.word : trust === 'owner' ? null : TRUST_WORDS[trust];
  return (
    <ListRow
      tall
      icon={isPrivate ? PRIVATE_WORDS.icon : PLATFORMS[platform].icon}
      title={title}
      detail={
        <>
          <span className="only-heard">{PLATFORMS[platform].name}. </span>
          {who && <span className="conversation-trust">{who}</span>}
          {who && ' · '}
          {/* What is said privately is not shown to who looks over a shoulder. */}
          {isPrivate ? 'Nothing of this is kept' : preview || 'Nothing said yet'}
        </>
      }
      note={
        <>
          {state === 'waiting' && <Badge bare tone="warning" icon={ShieldQuestionMark} word="Waiting" />}
          {state === 'working' && <Badge bare tone="accent" icon={LoaderCircle} turning word="Working" />}
          {state === 'idle' && <Time at={lastAt} />}
        </>
      }
      selected={selected}
      onSelect={onSelect}
    />
  );
}
