// A question of the agent, short: the effect, who caused it, why it is asked. Review opens the approval window;
// here one may only deny.
import { Clock, ShieldQuestionMark } from 'lucide-react';
import { useStore } from 'zustand';
import type { ApprovalView } from '../../../contracts/approvals.ts';
import { Button } from '../../components/controls/button.tsx';
import { Countdown } from '../../components/feedback/countdown.tsx';
import { Card } from '../../components/layout/card.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { actorName } from '../words.ts';

export function ApprovalCard({ approval }: { readonly approval: ApprovalView }) {
  const { id, summary, actor, tool, reason, expiresAt } = approval;
  const app = useApp();
  const deny = async () => {
    const outcome = await app.toasts.tell(app.api.approvals.deny({ id }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadApprovals();
  };
  return (
    <Card
      icon={ShieldQuestionMark}
      title={summary}
      detail={`Asked for ${actorName(actor)}`}
      aside={<Countdown until={expiresAt} meaning="left, then denied" />}
      actions={
        <>
          <Button tone="primary" onClick={() => void app.toasts.tell(app.api.approvals.review({ id }))}>
            Review…
          </Button>
          <Button onClick={() => void deny()}>Deny</Button>
        </>
      }
    >
      <Facts
        lines={[
          { name: 'What', value: <span className="code">{tool}</span> },
          ...(reason === '' ? [] : [{ name: 'Why you are asked', value: <ExactText text={reason} /> }]),
          { name: 'Conversation', value: <ConversationName id={approval.conversationId} /> },
        ]}
      />
    </Card>
  );
}

/** Nothing happened; whoever wants it still asks again in the conversation. */
export function ExpiredCard({ approval }: { readonly approval: ApprovalView }) {
  const { summary, actor, expiresAt, conversationId } = approval;
  const app = useApp();
  const open = (id: string) => {
    app.conversations.select(id);
    app.page.setState({ name: 'conversations' });
  };
  return (
    <Card
      icon={Clock}
      title={summary}
      detail={`Asked for ${actorName(actor)}. It was not done.`}
      aside={<Time at={expiresAt} />}
      actions={
        conversationId !== null && (
          <Button onClick={() => open(conversationId)}>Open the conversation to ask again</Button>
        )
      }
    />
  );
}

function ConversationName({ id }: { readonly id: string | null }) {
  const app = useApp();
  const title = useStore(app.conversations.store, ({ list }) => list.find((one) => one.id === id)?.title);
  return title ?? 'None';
}
