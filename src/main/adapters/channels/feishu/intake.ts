// From the bytes of an event to what is durable: the same for the long connection and for webhooks.
//   text → envelope → looked up → read → Inbound (durable) → only then acknowledged by the caller
// In the order in which events came, however long a look-up takes. Knows neither connection nor signature.
import { createHash } from 'node:crypto';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound, InboundMessage } from '../../../domain/ports/channel.ts';
import type { Running } from '../connection-loop.ts';
import { handIn } from '../hand-in.ts';
import { envelopeOf, type Me } from './event-shape.ts';
import { readEvent } from './events.ts';
import type { Lookups } from './lookups.ts';

export interface Intake {
  /** Resolves when it is durable; rejects when it could not be made so, or we were stopped before. */
  take(text: string): Promise<void>;
}

export function createIntake(deps: {
  channelId: ChannelId;
  appId: string;
  lookups: Lookups;
  /** A message is durable. */
  onReceived: (inbound: Inbound, message: InboundMessage) => void;
  /** Null while it is not known. */
  me: () => Me | null;
  /** Null while the channel is stopped. */
  running: () => Running | null;
}): Intake {
  const { channelId } = deps;
  let before: Promise<unknown> = Promise.resolve();

  async function take(text: string): Promise<void> {
    const to = deps.running();
    const me = deps.me();
    if (to === null || me === null) throw new Error('There is nobody to hand events to.');
    const envelope = envelopeOf(text);
    const found = envelope === null ? null : deps.lookups.of(envelope, to.stopped);
    const turn = before.then(async () => {
      const looked = await found;
      if (to.stopped.aborted) throw new Error('The channel was stopped before the event was durable.');
      if (envelope === null || looked === null) {
        const hash = createHash('sha256').update(text).digest('hex');
        const reason = 'The event is not one of schema 2.0.';
        to.inbound.skip({ channelId, dedupKey: `unnumbered:${hash}`, reason });
        return;
      }
      const read = readEvent(envelope, { channelId, appId: deps.appId, me, found: looked });
      handIn(to.inbound, channelId, read);
      if (read.kind === 'message') deps.onReceived(to.inbound, read.message);
    });
    before = turn.catch(() => {});
    return turn;
  }

  return { take };
}
