// Saying something, and hearing what happens: messages in, events out, the socket.
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { z } from 'zod';
import { onceKeySchema, sayBodySchema, sayReplySchema } from '../../../../../contracts/gateway-api.ts';
import { type StreamPlace, streamPlaceSchema } from '../../../../../contracts/gateway-socket.ts';
import type { NumberedEvent, SayOutcome } from '../../../../domain/ports/gateway.ts';
import { jsonResponse, Refusal } from '../answers.ts';
import { createEventWriter } from '../live/event-writer.ts';
import { type Asked, callerOf, type Route } from './route.ts';

const READ = ['conversations:read', 'conversations:read-all'] as const;

export const sayingRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/messages',
    access: ['messages:write'],
    summary: 'Says something to the agent. The same `Idempotency-Key` is said once.',
    headers: ['Idempotency-Key'],
    body: sayBodySchema,
    reply: sayReplySchema,
    handle: async (asked, { gateway }) => {
      const { conversation, text } = asked.body as z.output<typeof sayBodySchema>;
      const onceKey = onceKeySchema.safeParse(asked.incoming.headers['idempotency-key']);
      if (!onceKey.success)
        throw new Refusal(
          'bad-request',
          'Send an Idempotency-Key header of 8 to 128 visible characters, so that nothing is said twice.',
          'Idempotency-Key',
        );
      const outcome = await gateway.say(callerOf(asked), { conversation, text, onceKey: onceKey.data });
      return jsonResponse(repliedTo(outcome), 202);
    },
  },
  {
    method: 'GET',
    path: '/v1/events',
    access: READ,
    summary: 'Server-sent events of the conversations this key may see. Resumes after `Last-Event-ID`.',
    headers: ['Last-Event-ID'],
    handle: (asked, { gateway, streams }) => {
      const caller = callerOf(asked);
      const place = placeFrom(asked);
      const { outgoing } = asked;
      const release = streams.open(caller.id, () => outgoing.end());
      if (release === null)
        throw new Refusal('rate-limited', 'This key has too many streams open. Close one first.');
      const early: NumberedEvent[] = [];
      let tell = (numbered: NumberedEvent): void => void early.push(numbered);
      const subscription = gateway.subscribe(caller, place, (numbered) => tell(numbered));
      if (subscription.kind === 'gone') {
        release();
        throw new Refusal(
          'resume-gone',
          'What came after this event is no longer kept. Read /v1/messages, then subscribe without Last-Event-ID.',
        );
      }
      const writer = createEventWriter(outgoing, {}, () => {
        subscription.close();
        release();
      });
      tell = ({ seq, event }) =>
        writer.write({ id: `${subscription.stream}:${seq}`, data: JSON.stringify(event) });
      // The place to go on from, also when nothing happens before the connection breaks.
      writer.write({
        id: `${subscription.stream}:${subscription.seq}`,
        name: 'subscribed',
        data: JSON.stringify({ stream: subscription.stream, seq: subscription.seq }),
      });
      for (const numbered of [...subscription.missed, ...early]) tell(numbered);
      return RESPONSE_ALREADY_SENT;
    },
  },
  {
    method: 'GET',
    path: '/v1/socket',
    access: READ,
    summary: 'A WebSocket: hello, subscribe, send; numbered events, with resume.',
    isSocket: true,
    handle: () => {
      throw new Refusal('bad-request', 'This is a WebSocket: connect with ws:// or wss:// instead.');
    },
  },
];

export function repliedTo(outcome: SayOutcome): z.output<typeof sayReplySchema> {
  switch (outcome.kind) {
    case 'said':
      return outcome.reply;
    case 'conflict':
      throw new Refusal('conflict', 'This key was used for another message. Use a new one.');
    case 'full':
      throw new Refusal('too-many-waiting', 'Too many messages are waiting here. Send it again later.');
    case 'refused':
      throw new Refusal('token-refused', 'This key no longer works.');
  }
}

/** `<stream>:<number>`; null when there is none. */
function placeFrom({ incoming }: Asked): StreamPlace | null {
  const header = incoming.headers['last-event-id'];
  if (header === undefined || header === '') return null;
  const [stream, after, ...rest] = String(header).split(':');
  const place = streamPlaceSchema.safeParse({ stream, after: Number(after) });
  if (!place.success || rest.length > 0)
    throw new Refusal('bad-request', 'Last-Event-ID is not one of ours.', 'Last-Event-ID');
  return place.data;
}
