// What LINE sends to us: judged by its signature, read, made durable, and only then answered.
//   verify (HMAC over the raw bytes) → events → names → Inbound, all in one commit → 200
// What is not answered with 200 comes again where the owner switched redelivery on; an event that comes twice carries
// the same key. Source: Messaging API reference, "Webhooks" and "Signature validation". Knows no policy.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookAnswer, WebhookRequest, WebhookRoute } from '../../../domain/ports/webhooks.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { handIn, inOneCommit } from '../hand-in.ts';
import type { Account } from './account.ts';
import { bodyOf } from './event-shape.ts';
import { readEvent } from './events.ts';
import type { Names } from './names.ts';

/** Above the largest that LINE sends: a few events of 5,000 characters each. */
const MAX_BODY_BYTES = 512 * 1024;
const MAX_EVENTS = 200;

export function createWebhook(deps: {
  options: ChannelOptions;
  account: Account;
  names: Names;
  isOurs: (messageId: string) => boolean;
}): WebhookRoute {
  const { options, account } = deps;
  const { id } = options;
  let before: Promise<unknown> = Promise.resolve();

  async function take(request: WebhookRequest): Promise<WebhookAnswer> {
    const to = account.running();
    if (to === null) return { status: 503 };
    const body = bodyOf(request.rawBody);
    if (body === null || body.events.length > MAX_EVENTS) return { status: 400 };
    account.seen();
    // The console's "Verify" sends no events, and must be answered as if all were well.
    if (body.events.length === 0) return { status: 200 };
    const me = await account.me();
    if (me === null) return { status: 503 };
    // SECURITY: the events of another account are not ours to read, even under the same secret.
    if (body.destination !== me.userId) return { status: 403 };
    const shown = Promise.all(body.events.map((event) => deps.names.of(event, to.stopped)));
    // One after another: names come when they come, messages stay in the order in which they were sent to us.
    const turn = before.then(async () => {
      const found = await shown;
      if (to.stopped.aborted) return { status: 503 };
      inOneCommit(to.inbound, () => {
        for (const [index, event] of body.events.entries()) {
          const names = found[index] ?? { sender: null, chat: null };
          handIn(to.inbound, id, readEvent(event, { channelId: id, isOurs: deps.isOurs, names }));
        }
      });
      return { status: 200 };
    });
    before = turn.catch(() => {});
    return turn;
  }

  return {
    methods: ['POST'],
    maxBodyBytes: MAX_BODY_BYTES,
    verify: (request) => {
      const key = options.secret('channel-secret');
      // SECURITY: no key is a refusal; a signature made with an empty one could be made by anybody.
      if (key === null) return { kind: 'refused', why: 'no-key' };
      const signature = request.headers['x-line-signature'];
      if (signature === undefined || signature === '') return { kind: 'refused', why: 'unsigned' };
      const ours = createHmac('sha256', key).update(request.rawBody).digest();
      const theirs = Buffer.from(signature, 'base64');
      // SECURITY: compared in constant time, or the signature could be found out piece by piece.
      if (theirs.length !== ours.length || !timingSafeEqual(theirs, ours))
        return { kind: 'refused', why: 'wrong-signature' };
      const body = bodyOf(request.rawBody);
      if (body === null) return { kind: 'refused', why: 'malformed', status: 400 };
      return { kind: 'genuine' };
    },
    take,
    explain: () => {
      const key = options.secret('channel-secret') !== null;
      const token = options.secret('channel-access-token') !== null;
      const me = account.known();
      return {
        ready: key && token,
        lines: [
          key
            ? 'The channel secret is set: what LINE signed with it is accepted, everything else is refused.'
            : 'No channel secret is set: everything is refused.',
          token ? 'The channel access token is set.' : 'No channel access token is set.',
          me === null
            ? 'Which account this is has not been learned yet.'
            : `Only events for ${me.basicId ?? me.userId} are taken.`,
        ],
      };
    },
  };
}
