// Who is known on the channels, and how: paired, the owner's own account, blocked. Taking it back works at once.
import { Ban, UserRound, UserRoundCheck } from 'lucide-react';
import type { KnownSenderView, SenderStanding } from '../../../contracts/pairing.ts';
import { channelName } from '../../../contracts/platform-names.ts';
import { Button } from '../../components/controls/button.tsx';
import { Badge } from '../../components/feedback/badge.tsx';
import type { LucideIcon } from '../../components/icon.tsx';
import { Card } from '../../components/layout/card.tsx';
import { List, ListRow } from '../../components/layout/list-row.tsx';
import { Time } from '../../components/reading/time.tsx';
import { useApp } from '../../stores/chat-stores.ts';

interface StandingWords {
  readonly icon: LucideIcon;
  readonly word: string;
  readonly takeBack: string;
  readonly tone: 'neutral' | 'accent' | 'danger';
}

const STANDINGS: Readonly<Record<SenderStanding, StandingWords>> = {
  owner: { icon: UserRoundCheck, word: 'You', takeBack: 'Unlink', tone: 'accent' },
  paired: { icon: UserRound, word: 'Paired', takeBack: 'Revoke', tone: 'neutral' },
  blocked: { icon: Ban, word: 'Blocked', takeBack: 'Unblock', tone: 'danger' },
};

export function People({ senders }: { readonly senders: readonly KnownSenderView[] }) {
  const app = useApp();
  if (senders.length === 0) return null;
  const revoke = async ({ channel, senderId }: KnownSenderView) => {
    const outcome = await app.toasts.tell(app.api.pairing.revoke({ channel, senderId }));
    if (outcome !== null) app.toasts.say(outcome.settled ? 'success' : 'warning', outcome.message);
    await app.waiting.loadPairings();
  };
  return (
    <Card flush>
      <List label="People">
        {senders.map((sender) => {
          const words = STANDINGS[sender.standing];
          return (
            <ListRow
              key={`${sender.channel} ${sender.senderId}`}
              tall
              icon={words.icon}
              title={sender.name ?? 'Someone without a name'}
              detail={
                <>
                  {channelName(sender.channel)} · <span className="code">{sender.senderId}</span> · since{' '}
                  <Time at={sender.since} />
                </>
              }
              note={<Badge bare tone={words.tone} icon={words.icon} word={words.word} />}
              actions={
                <Button
                  size="small"
                  aria-label={`${words.takeBack} ${sender.name ?? sender.senderId}`}
                  onClick={() => void revoke(sender)}
                >
                  {words.takeBack}
                </Button>
              }
            />
          );
        })}
      </List>
    </Card>
  );
}
