// Invitations: a code that the owner gives to somebody beforehand; whoever sends it first is let in. Making one is
// confirmed in the approval window; taking one back works at once.
import { Ticket } from 'lucide-react';
import { useStore } from 'zustand';
import type { InvitationView } from '../../../contracts/pairing.ts';
import { channelName } from '../../../contracts/platform-names.ts';
import { Button } from '../../components/controls/button.tsx';
import { CopyButton } from '../../components/controls/copy-button.tsx';
import { Countdown } from '../../components/feedback/countdown.tsx';
import { Card } from '../../components/layout/card.tsx';
import { SectionLabel } from '../../components/layout/split-layout.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export function Invitations() {
  const app = useApp();
  const invitations = useStore(app.waiting.store, (state) => state.invitations);
  const status = useStore(app.status.store, (state) => state.status);
  // By mail nobody is let in by a code, and programs and phones have keys.
  const connected = status?.channels.filter(
    ({ name, state }) =>
      !/^(?:desktop|gateway|email)\b/.test(name) && (state === 'connected' || state === 'trouble'),
  );
  const ask = async (channel: string) => {
    const asked = await app.toasts.tell(app.api.pairing.askInvitation({ channel }));
    if (asked !== null) app.toasts.say('neutral', 'Waiting in the approval window.');
  };
  if (invitations.length === 0 && !connected?.length) return null;
  return (
    <>
      <SectionLabel>Invitations</SectionLabel>
      {invitations.map((invitation) => (
        <InvitationCard key={invitation.id} invitation={invitation} />
      ))}
      <div className="invite">
        <span className="text-quiet">Give somebody a code beforehand: who sends it first is let in.</span>
        {connected?.map(({ name }) => (
          <Button key={name} icon={Ticket} onClick={() => void ask(name)}>
            {`Invite on ${channelName(name)}…`}
          </Button>
        ))}
      </div>
    </>
  );
}

function InvitationCard({ invitation }: { readonly invitation: InvitationView }) {
  const { id, channel, code, createdAt, expiresAt } = invitation;
  const app = useApp();
  const withdraw = async () => {
    const outcome = await app.toasts.tell(app.api.pairing.withdrawInvitation({ id }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadPairings();
  };
  return (
    <Card
      icon={Ticket}
      title={`Invitation for ${channelName(channel)}`}
      detail="It works once. Give it only to the person you mean, and not in public."
      aside={<Countdown until={expiresAt} from={createdAt} meaning="left" />}
      actions={<Button onClick={() => void withdraw()}>Withdraw</Button>}
    >
      <div className="pairing">
        <output className="pairing-code" aria-label={`Code ${code.split('').join(' ')}`}>
          {code}
        </output>
        <CopyButton text={code} what="code" />
        <p className="text-quiet">They send it to the agent as a message.</p>
      </div>
    </Card>
  );
}
