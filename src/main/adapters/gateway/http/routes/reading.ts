// Reading conversations and questions, and denying a question: short answers out of what is kept.
import { z } from 'zod';
import {
  apiConversationSchema,
  approvalsReplySchema,
  conversationsReplySchema,
  denyBodySchema,
  denyReplySchema,
  healthReplySchema,
  messagesQuerySchema,
  messagesReplySchema,
} from '../../../../../contracts/gateway-api.ts';
import { idSchema } from '../../../../../contracts/scalars.ts';
import { jsonResponse, Refusal } from '../answers.ts';
import { type Asked, callerOf, type Route } from './route.ts';

const READ = ['conversations:read', 'conversations:read-all'] as const;

export const readingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    access: 'open',
    summary: 'Whether something answers here. Says nothing else.',
    reply: healthReplySchema,
    handle: () => jsonResponse({ ok: true }),
  },
  {
    method: 'GET',
    path: '/v1/conversations',
    access: READ,
    summary: 'Conversations this key may see, newest activity first.',
    reply: conversationsReplySchema,
    handle: (asked, { gateway }) => jsonResponse({ conversations: gateway.conversations(callerOf(asked)) }),
  },
  {
    method: 'GET',
    path: '/v1/conversations/{id}',
    access: READ,
    summary: 'One conversation.',
    reply: apiConversationSchema,
    handle: (asked, { gateway }) => {
      const found = gateway.conversation(callerOf(asked), idFrom(asked));
      if (found === null) throw new Refusal('not-found', 'There is no such conversation for this key.');
      return jsonResponse(found);
    },
  },
  {
    method: 'GET',
    path: '/v1/messages',
    access: READ,
    summary: 'Messages of a conversation in time order, the newest before `before`.',
    query: messagesQuerySchema,
    reply: messagesReplySchema,
    handle: (asked, { gateway }) => {
      const { conversation, before, limit } = asked.query as z.output<typeof messagesQuerySchema>;
      const found = gateway.messages(callerOf(asked), conversation, before ?? null, limit);
      if (found === null) throw new Refusal('not-found', 'There is no such conversation for this key.');
      return jsonResponse(found);
    },
  },
  {
    method: 'GET',
    path: '/v1/approvals',
    access: ['approvals:read'],
    summary: 'Questions that wait for the owner. They are answered in the approval window only.',
    reply: approvalsReplySchema,
    handle: (_asked, { gateway }) => jsonResponse({ approvals: gateway.approvals() }),
  },
  {
    method: 'POST',
    path: '/v1/approvals/{id}/deny',
    access: ['approvals:deny'],
    summary: 'Denies a question. There is no call that allows one.',
    body: denyBodySchema,
    reply: denyReplySchema,
    handle: (asked, { gateway }) => {
      const { reason } = asked.body as z.output<typeof denyBodySchema>;
      return jsonResponse(gateway.deny(callerOf(asked), idFrom(asked), reason ?? null));
    },
  },
  ...(['GET', 'POST'] as const).map(
    (method): Route => ({
      method,
      path: '/v1/tasks',
      access: method === 'GET' ? READ : ['messages:write'],
      summary: 'Reserved for tasks; not there yet.',
      reply: z.never(),
      handle: () => {
        throw new Refusal('not-implemented', 'Tasks are not there yet.');
      },
    }),
  ),
];

function idFrom({ params }: Asked): string {
  const id = idSchema.safeParse(params['id']);
  if (!id.success) throw new Refusal('bad-request', 'The id in the path is not an id of Sallyport.', 'id');
  return id.data;
}
