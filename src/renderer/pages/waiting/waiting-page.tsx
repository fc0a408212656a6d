// What waits for the owner, and who is known. Here one looks, opens the approval window, and narrows: deny, block,
// revoke. Whatever lets somebody in or something happen is settled only in the approval window.
import { DoorOpen } from 'lucide-react';
import { useStore } from 'zustand';
import { channelName } from '../../../contracts/platform-names.ts';
import { Button } from '../../components/controls/button.tsx';
import { EmptyState } from '../../components/feedback/empty-state.tsx';
import { PageHead, Reading, Scroll, SectionLabel } from '../../components/layout/split-layout.tsx';
import { type ChatApp, useApp } from '../../stores/chat-stores.ts';
import { moveInList } from '../shell/list-keys.ts';
import { ApprovalCard, ExpiredCard } from './approval-card.tsx';
import { Invitations } from './invitations.tsx';
import { PairingCard } from './pairing-card.tsx';
import { People } from './people.tsx';
import { Undelivered } from './undelivered.tsx';

export function WaitingPage() {
  const app = useApp();
  const { loading, problem, approvals, pairings, senders, undelivered } = useStore(app.waiting.store);
  const open = approvals.filter(({ state }) => state === 'pending');
  const expired = approvals.filter(({ state }) => state === 'expired');
  const count = open.length + pairings.length;
  return (
    <>
      <PageHead
        title="Waiting"
        detail={count === 0 ? 'Nothing waits for you' : `${count} ${count === 1 ? 'waits' : 'wait'} for you`}
        actions={
          open.length > 0 && (
            <Button onClick={() => void app.toasts.tell(app.api.approvals.review({}))}>Review all</Button>
          )
        }
      />
      <Scroll>
        <Reading>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within */}
          <div
            className="cards"
            onKeyDown={(event) => moveInList(event, '.card-actions .button:first-child')}
          >
            {loading === 'failed' && <NotRead app={app} problem={problem} />}
            {loading === 'ready' && count === 0 && <Nothing app={app} hasPeople={senders.length > 0} />}
            {pairings.length > 0 && <SectionLabel>Asks to be let in</SectionLabel>}
            {pairings.map((request) => (
              <PairingCard key={request.id} request={request} />
            ))}
            {open.length > 0 && <SectionLabel>The agent asks you</SectionLabel>}
            {open.map((approval) => (
              <ApprovalCard key={approval.id} approval={approval} />
            ))}
            {expired.length > 0 && <SectionLabel>Expired in the last day, and so denied</SectionLabel>}
            {expired.map((approval) => (
              <ExpiredCard key={approval.id} approval={approval} />
            ))}
            <Undelivered parts={undelivered} />
            <Invitations />
            {senders.length > 0 && <SectionLabel>People</SectionLabel>}
            <People senders={senders} />
          </div>
        </Reading>
      </Scroll>
    </>
  );
}

function NotRead({ app, problem }: { readonly app: ChatApp; readonly problem: string | null }) {
  const again = () => {
    void app.waiting.loadApprovals();
    void app.waiting.loadPairings();
    void app.waiting.loadUndelivered();
  };
  return (
    <EmptyState
      title="The list could not be read"
      next={problem}
      actions={<Button onClick={again}>Try again</Button>}
    />
  );
}

function Nothing({ app, hasPeople }: { readonly app: ChatApp; readonly hasPeople: boolean }) {
  // By mail nobody asks to be let in.
  const channel = useStore(app.status.store, ({ status }) =>
    status?.channels.find(
      ({ name, state }) => state === 'connected' && !/^(?:desktop|gateway|email)\b/.test(name),
    ),
  );
  if (channel === undefined) {
    return (
      <EmptyState
        icon={DoorOpen}
        title="Nothing waits for you"
        next="Questions of the agent appear here. To let people write to it, connect a channel in Settings."
        actions={<Button onClick={() => app.page.setState({ name: 'settings' })}>Open Settings</Button>}
      />
    );
  }
  const account = channel.account ?? 'your account there';
  return (
    <EmptyState
      icon={DoorOpen}
      title="Nothing waits for you"
      next={
        hasPeople
          ? 'Questions of the agent and people who ask to be let in appear here.'
          : `Nobody is paired yet. Write to ${account} on ${channelName(channel.name)}, yourself or whoever should use it: it answers with a code, and the request appears here.`
      }
    />
  );
}
