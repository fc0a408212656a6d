// Somebody who asks to be let in: who by immutable id, the code that proves that they are the one who asks, what
// they could do then. Their message is not shown; only that there is one.
import { UserRoundPlus } from 'lucide-react';
import type { PairingRequestView } from '../../../contracts/pairing.ts';
import { channelName } from '../../../contracts/platform-names.ts';
import { Button } from '../../components/controls/button.tsx';
import { Countdown } from '../../components/feedback/countdown.tsx';
import { Card } from '../../components/layout/card.tsx';
import { Facts } from '../../components/layout/facts.tsx';
import { ExactText } from '../../components/reading/exact-text.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';

export function PairingCard({ request }: { readonly request: PairingRequestView }) {
  const { id, channel, senderId, senderName, code, createdAt, expiresAt } = request;
  const app = useApp();
  const review = (as: 'person' | 'owner') => void app.toasts.tell(app.api.pairing.review({ id, as }));
  const deny = async (block: boolean) => {
    const outcome = await app.toasts.tell(app.api.pairing.deny({ id, block }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadPairings();
  };
  return (
    <Card
      icon={UserRoundPlus}
      title={senderName ?? 'Someone without a name'}
      detail={`Wrote to the agent on ${channelName(channel)}. What they wrote was not kept.`}
      aside={<Countdown until={expiresAt} from={createdAt} meaning="left" />}
      actions={
        <>
          <Button tone="primary" onClick={() => review('person')}>
            Review…
          </Button>
          <Button onClick={() => review('owner')}>This is me…</Button>
          <Button onClick={() => void deny(false)}>Deny</Button>
          <Button onClick={() => void deny(true)}>Block</Button>
        </>
      }
    >
      <div className="pairing">
        <output className="pairing-code" aria-label={`Code ${code.split('').join(' ')}`}>
          {code}
        </output>
        <p className="text-quiet">Ask them to read it to you. Let them in only if it is exactly this.</p>
      </div>
      <Facts
        lines={[
          {
            name: 'Account',
            value: (
              <span className="code">
                <ExactText text={senderId} />
              </span>
            ),
          },
          { name: 'Asked', value: <Time at={createdAt} /> },
          {
            name: 'They could then',
            value:
              'Talk with the agent, in a workspace of their own. What happens there without asking you is written out under Settings, Policy; with the preset Careful, that is reading only.',
          },
        ]}
      />
    </Card>
  );
}
