// The chat page and how a device comes to be paired. On a fresh install none of it answers: only while the owner has made
// a code, or a device is paired, may anybody knock.
import type { z } from 'zod';
import { pairBodySchema, pairReplySchema } from '../../../../../contracts/gateway-api.ts';
import { COMMON_HEADERS, jsonResponse, Refusal } from '../answers.ts';
import { DEVICE_COOKIE, deviceToken, isDigestOf, publicIdOf } from '../door/authenticate.ts';
import { CHAT_PAGE, CHAT_PAGE_POLICY } from '../page/chat-page.ts';
import type { Asked, Route } from './route.ts';

/** A year: the device stays until it is revoked. */
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

export const pairingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    access: 'knock',
    summary: 'The chat page for a paired device.',
    handle: () =>
      new Response(CHAT_PAGE, {
        headers: {
          ...COMMON_HEADERS,
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': CHAT_PAGE_POLICY,
          'permissions-policy': 'camera=(), microphone=(), geolocation=()',
          'x-frame-options': 'DENY',
        },
      }),
  },
  {
    method: 'POST',
    path: '/v1/pair',
    access: 'knock',
    summary: 'Shows the code that the owner made. What follows is a question to the owner.',
    body: pairBodySchema,
    reply: pairReplySchema,
    handle: (asked, { gateway }) => {
      const { code, name } = asked.body as z.output<typeof pairBodySchema>;
      // SECURITY: only our own page pairs: a page of others must not make a browser of yours a device.
      if (!asked.place.isOwnPage) throw new Refusal('origin-refused', 'Pair from the chat page itself.');
      const claim = gateway.claimDevice(code, name);
      if (claim === null)
        throw new Refusal('code-refused', 'This code does not work. Make a new one on the computer.', 'code');
      const response = jsonResponse({ state: 'waiting', check: claim.check });
      response.headers.set('set-cookie', cookie(claim.token, asked));
      return response;
    },
  },
  {
    method: 'GET',
    path: '/v1/pair',
    access: 'knock',
    summary: 'What became of it.',
    reply: pairReplySchema,
    handle: (asked, { gateway }) => {
      const token = asked.place.isOwnPage ? deviceToken(asked.incoming) : null;
      const publicId = token === null ? null : publicIdOf(token);
      if (token === null || publicId === null) return jsonResponse({ state: 'refused', check: '' });
      const known = gateway.credential(publicId);
      // SECURITY: by the whole token, not by the part that may be known.
      if (known !== null && isDigestOf(token, known.digest))
        return jsonResponse({ state: 'paired', check: '' });
      const claim = gateway.deviceClaim(publicId);
      if (claim === null || !isDigestOf(token, claim.digest))
        return jsonResponse({ state: 'refused', check: '' });
      return jsonResponse({ state: claim.state, check: claim.check });
    },
  },
];

function cookie(token: string, { place }: Asked): string {
  const attributes = [
    `${DEVICE_COOKIE}=${token}`,
    'Path=/',
    `Max-Age=${COOKIE_SECONDS}`,
    // SECURITY: no script reads it.
    'HttpOnly',
    // SECURITY: it goes along with no request that another site began.
    'SameSite=Strict',
    // SECURITY: never over plain http, where there is a tunnel; this computer's own address has no https.
    ...(place.isPublic ? ['Secure'] : []),
  ];
  return attributes.join('; ');
}
