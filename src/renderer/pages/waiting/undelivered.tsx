// Replies that did not arrive, or may not have: what, where, why; sent again or dismissed by a press, never by itself.
// What may have arrived says that it may arrive twice before it is sent.
import { CircleHelp, OctagonX } from 'lucide-react';
import { useState } from 'react';
import type { UndeliveredView } from '../../../contracts/outbox.ts';
import { channelName } from '../../../contracts/platform-names.ts';
import { revealedText } from '../../../contracts/revealed.ts';
import { Button } from '../../components/controls/button.tsx';
import { Card } from '../../components/layout/card.tsx';
import { SectionLabel } from '../../components/layout/split-layout.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export function Undelivered({ parts }: { readonly parts: readonly UndeliveredView[] }) {
  if (parts.length === 0) return null;
  return (
    <>
      <SectionLabel>Not delivered</SectionLabel>
      {parts.map((part) => (
        <UndeliveredCard key={part.id} part={part} />
      ))}
    </>
  );
}

function UndeliveredCard({ part }: { readonly part: UndeliveredView }) {
  const { conversationId, conversationTitle, channelId, state, preview, fileName, reason, at } = part;
  const app = useApp();
  const open = (conversation: string) => {
    app.conversations.select(conversation);
    app.page.setState({ name: 'conversations' });
  };
  const where = conversationTitle === null ? '' : ` to ${revealedText(conversationTitle)}`;
  return (
    <Card
      icon={state === 'uncertain' ? CircleHelp : OctagonX}
      title={`${state === 'uncertain' ? 'May not have arrived' : 'Not sent'}${where}, ${channelName(channelId)}`}
      detail={revealedText(reason)}
      aside={<Time at={at} />}
      actions={
        <>
          <UndeliveredDeeds part={part} />
          {conversationId !== null && (
            <Button tone="quiet" onClick={() => open(conversationId)}>
              Open the conversation
            </Button>
          )}
        </>
      }
    >
      <p className="exact-block">
        {revealedText(preview)}
        {fileName !== null && ` [${revealedText(fileName)}]`}
      </p>
    </Card>
  );
}

/** Send again and dismiss. What may have arrived asks once more, in place. */
export function UndeliveredDeeds({ part }: { readonly part: UndeliveredView }) {
  const app = useApp();
  const [isSure, setSure] = useState(false);
  const { id, state } = part;
  const tell = async (answer: Promise<{ settled: boolean; message: string }>) => {
    const outcome = await app.toasts.tell(answer);
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadUndelivered();
  };
  if (state === 'uncertain' && isSure) {
    return (
      <>
        <span className="text-quiet">It may have arrived already, and then arrives twice.</span>
        <Button size="small" onClick={() => void tell(app.api.outbox.retry({ id, mayArriveTwice: true }))}>
          Send it all the same
        </Button>
        <Button size="small" tone="quiet" onClick={() => setSure(false)}>
          Leave it
        </Button>
      </>
    );
  }
  const again = () => (state === 'uncertain' ? setSure(true) : void tell(app.api.outbox.retry({ id })));
  return (
    <>
      <Button size="small" onClick={again}>
        {state === 'uncertain' ? 'Send again…' : 'Send again'}
      </Button>
      <Button size="small" tone="quiet" onClick={() => void tell(app.api.outbox.dismiss({ id }))}>
        Dismiss
      </Button>
    </>
  );
}
