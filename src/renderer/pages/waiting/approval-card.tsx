// A question of the agent, short: the effect, who caused it, why it is asked. Review opens the approval window;
// here one may only deny, with a reason for the agent, and have it ask again what nobody answered.
import { Clock, ShieldQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ApprovalView } from '../../../contracts/approvals.ts';
import { revealedText } from '../../../contracts/revealed.ts';
import { Button } from '../../components/controls/button.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { Countdown } from '../../components/feedback/countdown.tsx';
import { Card } from '../../components/layout/card.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { actorName } from '../words.ts';

export function ApprovalCard({ approval }: { readonly approval: ApprovalView }) {
  const { id, summary, actor, tool, reason, expiresAt, waiting } = approval;
  const app = useApp();
  const [why, setWhy] = useState('');
  const deny = async () => {
    const said = why.trim();
    const outcome = await app.toasts.tell(
      app.api.approvals.deny({ id, ...(said !== '' && { reason: said }) }),
    );
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadApprovals();
  };
  return (
    <Card
      icon={ShieldQuestionMark}
      title={revealedText(summary)}
      detail={`Asked for ${actorName(actor)}${waiting > 1 ? `, by ${waiting} calls` : ''}`}
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
      <TextField
        label="Reason for denying"
        labelHidden
        placeholder="Reason for denying, for the agent (optional)"
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </Card>
  );
}

/** Nothing happened. What it was stays readable, and the agent can be made to ask anew. */
export function ExpiredCard({ approval }: { readonly approval: ApprovalView }) {
  const { id, summary, actor, expiresAt, conversationId, note, canAskAgain } = approval;
  const app = useApp();
  const again = async () => {
    const outcome = await app.toasts.tell(app.api.approvals.askAgain({ id }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadApprovals();
  };
  const open = (conversation: string) => {
    app.conversations.select(conversation);
    app.page.setState({ name: 'conversations' });
  };
  return (
    <Card
      icon={Clock}
      title={revealedText(summary)}
      detail={[`Asked for ${actorName(actor)}.`, note, 'It was not done.'].filter(Boolean).join(' ')}
      aside={<Time at={expiresAt} />}
      actions={
        <>
          {canAskAgain && <Button onClick={() => void again()}>Ask again</Button>}
          <Button tone="quiet" onClick={() => void app.toasts.tell(app.api.approvals.review({ id }))}>
            Look at it
          </Button>
          {conversationId !== null && (
            <Button tone="quiet" onClick={() => open(conversationId)}>
              Open the conversation
            </Button>
          )}
        </>
      }
    >
      <DisclosureRow title="What it was">
        <Facts
          lines={approval.facts.map(({ label, text }, at) => ({
            name:
              approval.facts.findIndex((other) => other.label === label) === at
                ? label
                : `${label} (${at + 1})`,
            value: (
              <span className="code exact-block">
                <ExactText text={text} />
              </span>
            ),
          }))}
        />
      </DisclosureRow>
    </Card>
  );
}

function ConversationName({ id }: { readonly id: string | null }) {
  const app = useApp();
  const title = useStore(app.conversations.store, ({ list }) => list.find((one) => one.id === id)?.title);
  return title ?? 'None';
}
