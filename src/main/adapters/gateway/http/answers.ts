// How the gateway answers: JSON, one closed list of error codes, headers that keep a browser from guessing. Nothing about
// version, paths or agents is in any of it.
import { GATEWAY_ERRORS, type GatewayErrorCode } from '../../../../contracts/gateway-api.ts';

/** Thrown by whoever cannot go on; answered as an error of the list. */
export class Refusal extends Error {
  readonly code: GatewayErrorCode;
  readonly param: string | null;

  constructor(code: GatewayErrorCode, message: string, param: string | null = null) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.param = param;
  }
}

export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What clients of OpenAI's API are told beside: do not try again by yourself. */
const NEVER_AGAIN: readonly GatewayErrorCode[] = ['locked-out', 'conflict', 'model-trouble', 'took-too-long'];

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function errorAnswer({ code, message, param }: Pick<Refusal, 'code' | 'message' | 'param'>): Answer {
  const status = GATEWAY_ERRORS[code];
  const type =
    status >= 500 ? 'server_error' : status === 401 ? 'authentication_error' : 'invalid_request_error';
  return {
    status,
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'application/json; charset=utf-8',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(code === 'locked-out' ? { 'retry-after': '300' } : {}),
      ...(code === 'rate-limited' || code === 'too-many-waiting' ? { 'retry-after': '1' } : {}),
      ...(NEVER_AGAIN.includes(code) ? { 'x-should-retry': 'false' } : {}),
    },
    body: JSON.stringify({ error: { code, message, type, param } }),
  };
}

export function jsonResponse(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...COMMON_HEADERS, 'content-type': 'application/json; charset=utf-8' },
  });
}

export function errorResponse(refusal: Pick<Refusal, 'code' | 'message' | 'param'>): Response {
  const { status, headers, body } = errorAnswer(refusal);
  return new Response(body, { status, headers });
}

const PLACE_MEANING = {
  target: ['bad-request', 'The address of this request cannot be read in one way only.'],
  host: [
    'host-refused',
    'This name is not answered for. Add it to allowed_hosts in [gateway] if it is yours.',
  ],
  origin: ['origin-refused', 'Requests from this page are refused.'],
} as const;

export function placeRefusal(reason: keyof typeof PLACE_MEANING): Refusal {
  const [code, message] = PLACE_MEANING[reason];
  return new Refusal(code, message);
}
