// The transcript: only what is near the view is in the page, earlier pages come when one scrolls up to them, and
// what is being read does not move. It follows the newest only while the reader is there already.
import { ArrowDown } from 'lucide-react';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useStore } from 'zustand';
import type { ConversationView, TranscriptItem } from '../../../contracts/conversations.ts';
import { Button } from '../../components/controls/button.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import type { Streaming } from '../../stores/transcript.ts';
import { Item, type ItemDeeds, StreamingMessage } from './transcript-items.tsx';
import { useFollowing } from './use-following.ts';

/** Nearer than this to the top, the page before is asked for. */
const EARLIER_WITHIN_PX = 600;

export function TranscriptView({ conversation }: { readonly conversation: ConversationView }) {
  const app = useApp();
  const state = useStore(app.transcript.store);
  const agent = useStore(app.settings.store, ({ config }) => config?.agent.name ?? 'Sallyport');
  const deeds = useDeeds();
  const ready = state.loading === 'ready' && state.conversationId === conversation.id;
  if (state.loading === 'failed') {
    return (
      <div className="transcript">
        <EmptyState
          title="This conversation could not be read"
          next={state.problem}
          actions={<Button onClick={() => void app.transcript.open(conversation.id)}>Try again</Button>}
        />
      </div>
    );
  }
  return (
    <div className="transcript" aria-busy={!ready || undefined}>
      {state.problem && (
        <Banner level="warning" edge>
          {state.problem}
        </Banner>
      )}
      {ready && (
        <Rows
          items={state.items}
          streaming={state.streaming}
          isThinking={conversation.state === 'working'}
          agent={agent}
          chatKind={conversation.chatKind}
          onNearTop={app.transcript.loadEarlier}
          {...deeds}
        />
      )}
      <div className="only-heard" role="log" aria-live="polite" aria-label="New text">
        {state.lastSaid}
      </div>
    </div>
  );
}

interface RowsProps extends ItemDeeds {
  readonly items: readonly TranscriptItem[];
  readonly streaming: Streaming | null;
  readonly isThinking: boolean;
  readonly agent: string;
  readonly chatKind: ConversationView['chatKind'];
  readonly onNearTop: () => Promise<void>;
}

function Rows(props: RowsProps) {
  const { items, streaming, isThinking, agent, chatKind, onNearTop, openLink, review } = props;
  const scroller = useRef<HTMLElement>(null);
  const { isFollowing, onScroll, jump } = useFollowing(scroller);
  const isPrepended = usePrepended(items);
  const [streamsSince] = useState(() => new Date().toISOString());
  const nearTop = () => {
    onScroll();
    if ((scroller.current?.scrollTop ?? 0) < EARLIER_WITHIN_PX) void onNearTop();
  };
  return (
    <section
      ref={scroller}
      className="transcript-scroll"
      aria-label="Transcript"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={nearTop}
    >
      <div className="transcript-gap" />
      <Virtualizer scrollRef={scroller} shift={isPrepended} bufferSize={800}>
        {items.map((item) => (
          <div className="transcript-item" key={item.id}>
            <Item item={item} agent={agent} chatKind={chatKind} openLink={openLink} review={review} />
          </div>
        ))}
        {streaming && (
          <div className="transcript-item" key={streaming.stepId}>
            <StreamingMessage agent={agent} at={streamsSince} text={streaming.text} openLink={openLink} />
          </div>
        )}
        {isThinking && !streaming && (
          <div className="transcript-item" key="thinking">
            <p className="thinking">{agent} is working</p>
          </div>
        )}
      </Virtualizer>
      {items.length === 0 && !isThinking && <Beginning chatKind={chatKind} agent={agent} />}
      <div className="transcript-gap" />
      {!isFollowing && (
        <div className="transcript-jump">
          <Button size="small" icon={ArrowDown} onClick={jump}>
            Jump to newest
          </Button>
        </div>
      )}
    </section>
  );
}

function Beginning({ chatKind, agent }: Pick<RowsProps, 'chatKind' | 'agent'>) {
  return (
    <div className="transcript-item">
      <EmptyState
        title="Nothing said yet"
        next={
          chatKind === 'own'
            ? `Say what you need. Before ${agent} runs, sends or changes anything outside its workspace, you are asked.`
            : 'What is said on the channel appears here.'
        }
      />
    </div>
  );
}

function useDeeds(): ItemDeeds {
  const app = useApp();
  const openLink = useCallback(
    (url: string) => void app.toasts.tell(app.api.status.openLink({ url })),
    [app],
  );
  const review = useCallback((id: string) => void app.toasts.tell(app.api.approvals.review({ id })), [app]);
  return { openLink, review };
}

/** Whether the last change added items before the first: then the place in the list is kept from its end. */
function usePrepended(items: readonly TranscriptItem[]): boolean {
  const first = useRef(items[0]?.id);
  const now = items[0]?.id;
  const isPrepended = first.current !== undefined && now !== undefined && now < first.current;
  useLayoutEffect(() => {
    first.current = now;
  });
  return isPrepended;
}
