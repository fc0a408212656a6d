// The items of a transcript: what was said, by whom; tool calls as rows that open; what streams now.
// Agents' words are Markdown; people's and Sallyport's own are plain text.
import { FoldVertical, ShieldQuestionMark } from 'lucide-react';
import { memo } from 'react';
import type { ConversationView, TranscriptItem } from '../../../contracts/conversations.ts';
import { Button } from '../../components/controls/button.tsx';
import { CopyButton } from '../../components/controls/copy-button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import { DisclosurePart, DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { CodeBlock } from '../../components/reading/code-block.tsx';
import { Message } from '../../components/reading/message.tsx';
import { currentPlace } from '../../components/reading/time.tsx';
import { dayWords, type Place } from '../../components/reading/time-words.ts';
import { MarkdownView } from '../../markdown/markdown-view.tsx';
import { prettyJson } from '../pretty-json.ts';
import { DELIVERY_WORDS, TOOL_CALL_WORDS } from '../words.ts';
import { Attachments, NotDelivered } from './said-parts.tsx';
import { UsedMemories } from './used-memories.tsx';

export interface ItemDeeds {
  readonly openLink: (url: string) => void;
  readonly review: (approvalId: string) => void;
}

type MessageItem = Extract<TranscriptItem, { kind: 'message' }>;
type SummaryItem = Extract<TranscriptItem, { kind: 'summary' }>;
type ToolCallItem = Extract<TranscriptItem, { kind: 'tool-call' }>;

export interface ItemProps extends ItemDeeds {
  readonly item: TranscriptItem;
  readonly agent: string;
  readonly chatKind: ConversationView['chatKind'];
}

export const Item = memo(function Item({ item, agent, chatKind, openLink, review }: ItemProps) {
  if (item.kind === 'tool-call') return <ToolCall item={item} review={review} />;
  if (item.kind === 'summary') return <Summary item={item} />;
  return <Said item={item} agent={agent} chatKind={chatKind} openLink={openLink} />;
});

interface SaidProps {
  readonly item: MessageItem;
  readonly agent: string;
  readonly chatKind: ConversationView['chatKind'];
  readonly openLink: (url: string) => void;
}

function Said({ item, agent, chatKind, openLink }: SaidProps) {
  const isYou = item.author === 'person' && chatKind === 'own';
  const names = { agent, notice: 'Sallyport', person: isYou ? 'You' : (item.senderName ?? 'Someone') };
  return (
    <Message
      author={isYou ? 'you' : item.author}
      name={names[item.author]}
      at={item.at}
      note={<Note item={item} isOwn={chatKind === 'own'} />}
      actions={item.author !== 'notice' && <CopyButton text={item.text} what="message" />}
    >
      {item.author === 'agent' ? <MarkdownView text={item.text} onOpenLink={openLink} /> : item.text}
      {item.attachments !== undefined && <Attachments files={item.attachments} />}
      {(item.delivery === 'failed' || item.delivery === 'uncertain') && <NotDelivered itemId={item.id} />}
      {item.usedMemories > 0 && item.turnId !== null && (
        <UsedMemories turnId={item.turnId} count={item.usedMemories} />
      )}
    </Message>
  );
}

/** What was said before and is shortened for the model; nothing of it is lost, it stands above. */
function Summary({ item }: { readonly item: SummaryItem }) {
  return (
    <div className="tool-call">
      <DisclosureRow icon={FoldVertical} title={summaryWords(item, currentPlace())}>
        <DisclosurePart label="What the agent reads instead of them">
          <p className="exact-block">{item.text}</p>
        </DisclosurePart>
      </DisclosureRow>
    </div>
  );
}

/** "Earlier messages were shortened (34, 12 May to 3 June)". */
export function summaryWords({ turns, from, to }: SummaryItem, place: Place): string {
  const [first, last] = [from, to].map((at) => dayWords(new Date(at), place));
  return `Earlier messages were shortened (${turns.toLocaleString('en')}, ${first === last ? first : `${first} to ${last}`})`;
}

/** On this computer "sent" says nothing: it stands there. On a channel each state is said. */
function Note({ item, isOwn }: { readonly item: MessageItem; readonly isOwn: boolean }) {
  const { delivery: state } = item;
  const delivery = state === null || (isOwn && state === 'sent') ? null : DELIVERY_WORDS[state];
  return (
    <>
      {item.edited && <span>edited</span>}
      {delivery && <Badge bare tone={delivery.tone} icon={delivery.icon} word={delivery.word} />}
    </>
  );
}

export interface StreamingMessageProps {
  readonly agent: string;
  readonly at: string;
  readonly text: string;
  readonly openLink: (url: string) => void;
}

export function StreamingMessage({ agent, at, text, openLink }: StreamingMessageProps) {
  return (
    <Message author="agent" name={agent} at={at}>
      <MarkdownView text={text} streaming onOpenLink={openLink} />
    </Message>
  );
}

function ToolCall({ item, review }: { readonly item: ToolCallItem; readonly review: ItemDeeds['review'] }) {
  const words = TOOL_CALL_WORDS[item.state];
  const { approvalId } = item;
  return (
    <div className="tool-call">
      <DisclosureRow
        title={item.tool}
        code
        detail={<span className="code">{item.summary}</span>}
        aside={
          <Badge
            bare
            tone={words.tone}
            icon={words.icon}
            word={words.word}
            turning={words.turning ?? false}
          />
        }
      >
        <DisclosurePart label="Arguments">
          <CodeBlock text={prettyJson(item.inputText)} wrap />
        </DisclosurePart>
        {item.decision && <DisclosurePart label="Decision">{item.decision}</DisclosurePart>}
        {item.outputText !== null && (
          <DisclosurePart label="Output">
            {item.outputText === '' ? (
              <span className="text-quiet">Nothing was printed.</span>
            ) : (
              <CodeBlock text={item.outputText} wrap />
            )}
          </DisclosurePart>
        )}
      </DisclosureRow>
      {item.state === 'waiting' && approvalId !== null && (
        <div className="tool-call-waits">
          <span>It runs only if you allow it.</span>
          <Button size="small" icon={ShieldQuestionMark} onClick={() => review(approvalId)}>
            Review
          </Button>
        </div>
      )}
    </div>
  );
}
