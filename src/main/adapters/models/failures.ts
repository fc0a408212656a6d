// Whatever an SDK or the network threw → one failure event of a known kind, in words for a person.
// Nothing of an error reaches the event but a number, a known code and, for a refused request, the provider's own
// sentence after cleaning. May not know how the request was made.
import type { ModelEvent, ModelFailureKind } from '../../domain/ports/model.ts';
import { type ErrorFacts, readErrorFacts } from './error-facts.ts';
import type { HttpTrouble } from './http.ts';
import { PROVIDER_NAMES, type Target } from './providers.ts';

export type Failure = Extract<ModelEvent, { type: 'failure' }>;

export interface FailureScene {
  readonly target: Target;
  readonly trouble: HttpTrouble | null;
  /** False when it failed before anything was sent. */
  readonly sent: boolean;
  readonly now: () => number;
}

export function failure(
  kind: ModelFailureKind,
  message: string,
  retryAfterMs: number | null = null,
): Failure {
  return { type: 'failure', kind, message, retryAfterMs };
}

export const ABORTED: Failure = failure('aborted', 'Stopped.');

export function toFailure(error: unknown, scene: FailureScene): Failure {
  const { target } = scene;
  const who = PROVIDER_NAMES[target.provider];
  if (scene.trouble === 'timeout') {
    return failure('timeout', `${who} did not answer in time. Try again, or choose a faster model.`);
  }
  if (scene.trouble === 'too-long') {
    return failure(
      'garbled',
      `${who} sent more than an answer can be, so the connection was closed. Try again.`,
    );
  }
  const facts = readErrorFacts(error, scene.now());
  const known = byStatus(facts, who, target) ?? byNetwork(facts, who, target) ?? byWord(facts, who, target);
  if (known !== null) return known;
  if (!scene.sent) {
    return failure(
      'bad-request',
      `The request could not be put into the form that ${lower(who)} expects. The log has the kind of error.`,
    );
  }
  return failure(
    'garbled',
    `${who} sent an answer that could not be read to its end. Send the message again.`,
  );
}

function byStatus(facts: ErrorFacts, who: string, target: Target): Failure | null {
  const { status } = facts;
  if (status === null || (status >= 200 && status < 300)) return null;
  if (noCredit(facts))
    return failure(
      'bad-request',
      `${who} refuses because the account has no credit left. Add credit there, or choose another model.`,
    );
  if (status === 413 || (status !== 429 && contextTooLong(facts))) return tooLong(who);
  if (status === 401 || status === 403) return refusedKey(who, target);
  if (status === 429) return rateLimited(who, facts);
  if (status === 408) return failure('timeout', `${who} gave up waiting. Try again.`);
  if (status >= 500) return overloaded(who, `${status}`, facts);
  // Google answers a wrong key with 400 and says so only in words.
  if (/api key (?:not valid|expired)|invalid api key/i.test(facts.message)) return refusedKey(who, target);
  const detail = facts.message === '' ? '' : ` It says: ${cleanDetail(facts.message, target)}`;
  if (status === 404)
    return failure(
      'bad-request',
      `${who} does not know the model “${target.name}”, or the address is wrong. Check both in Settings.${detail}`,
    );
  return failure('bad-request', `${who} refused the request (${status}).${detail}`);
}

function byNetwork(facts: ErrorFacts, who: string, target: Target): Failure | null {
  const code = facts.codes.find((candidate) => NETWORK_CODES.has(candidate) || TLS_CODE.test(candidate));
  if (facts.redirected)
    return failure(
      'bad-request',
      `${who} answered with a redirect, which is not followed because it would carry the key along. Set the final address in Settings.`,
    );
  if (code === undefined) return null;
  if (TIMEOUT_CODES.has(code)) return failure('timeout', `${who} did not answer in time. Try again.`);
  if (TLS_CODE.test(code))
    return failure(
      'unreachable',
      `The certificate of ${lower(who)} could not be verified, so nothing was sent. Check the address and the clock of this computer.`,
    );
  if (BROKEN_OFF.has(code))
    return failure('unreachable', `The connection to ${lower(who)} broke off. Send the message again.`);
  if (target.provider === 'openai-compatible') {
    return failure(
      'unreachable',
      `No model server answers at ${new URL(target.baseUrl).host}. Start it, or change the address in Settings.`,
    );
  }
  return failure(
    'unreachable',
    `${who} cannot be reached. Check the network connection, then send the message again.`,
  );
}

/** Errors that come inside a stream carry words and seldom a number. */
function byWord(facts: ErrorFacts, who: string, target: Target): Failure | null {
  const words = `${facts.type} ${facts.codes.join(' ')}`.toLowerCase();
  if (contextTooLong(facts)) return tooLong(who);
  if (noCredit(facts))
    return failure(
      'bad-request',
      `${who} refuses because the account has no credit left. Add credit there, or choose another model.`,
    );
  if (/rate_limit|resource_exhausted|too_many_requests/.test(words)) return rateLimited(who, facts);
  if (/overloaded|server_error|api_error|unavailable|internal/.test(words))
    return overloaded(who, 'in the middle of its answer', facts);
  if (/authentication|permission|invalid_api_key/.test(words)) return refusedKey(who, target);
  if (/invalid_request|invalid_argument|not_found/.test(words)) {
    return failure(
      'bad-request',
      `${who} refused the request. It says: ${cleanDetail(facts.message, target)}`,
    );
  }
  return null;
}

function refusedKey(who: string, target: Target): Failure {
  return failure(
    'refused-credential',
    target.apiKey === null
      ? `${who} wants an API key, and none is stored. Add it in Settings.`
      : `${who} refused the API key. Enter a valid key in Settings.`,
  );
}

function rateLimited(who: string, facts: ErrorFacts): Failure {
  const wait =
    facts.retryAfterMs === null
      ? 'in a moment'
      : `in ${Math.max(1, Math.ceil(facts.retryAfterMs / 1000))} seconds`;
  return failure('rate-limited', `${who} asks to slow down. Try again ${wait}.`, facts.retryAfterMs);
}

function overloaded(who: string, detail: string, facts: ErrorFacts): Failure {
  return failure(
    'overloaded',
    `${who} is overloaded or has trouble (${detail}). Try again in a moment.`,
    facts.retryAfterMs,
  );
}

function tooLong(who: string): Failure {
  return failure(
    'context-too-long',
    `The conversation is longer than this model of ${lower(who)} can read. Start a new conversation, or lower context_tokens in Settings.`,
  );
}

function lower(who: string): string {
  return who.startsWith('The ') ? `t${who.slice(1)}` : who;
}

/**
 * OpenAI, vLLM, LM Studio: "context length"; Anthropic: "prompt is too long"; Google: "input token count … exceeds";
 * llama.cpp: "available context size"; for vectors OpenAI says "maximum input length", llama.cpp "input … is too large".
 */
function contextTooLong(facts: ErrorFacts): boolean {
  return /context_length_exceeded|exceed_context_size|maximum context length|context (?:window|length|size)|prompt is too long|maximum input length|input (?:\(\d+ tokens\) )?is too large|input token count|too many (?:input )?tokens|request_too_large/i.test(
    `${facts.type} ${facts.codes.join(' ')} ${facts.message}`,
  );
}

function noCredit(facts: ErrorFacts): boolean {
  return (
    facts.status === 402 ||
    /insufficient_quota|billing_|credit balance|insufficient (?:credit|balance|funds)/i.test(
      `${facts.type} ${facts.codes.join(' ')} ${facts.message}`,
    )
  );
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_CHUNK_SIZE',
]);
const TIMEOUT_CODES: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const BROKEN_OFF: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_CHUNK_SIZE',
]);
const TLS_CODE = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;

const MAX_DETAIL_CHARACTERS = 300;

/** The provider's sentence, fit to be shown: one line, short, no key, no address query, no invisible characters. */
function cleanDetail(message: string, target: Target): string {
  let text = message;
  // SECURITY: some servers quote the request, and with it the key, in their errors.
  if (target.apiKey !== null) text = text.split(target.apiKey).join('[key]');
  text = text
    // SECURITY: keys that are partly masked or not ours, and addresses whose query may hold one.
    .replace(/\b(?:sk|pk|rk|key|AIza|gsk|xai)[-_]?[\w*.-]{12,}/g, '[key]')
    .replace(/(https?:\/\/[^\s?#"']*)[?#][^\s"']*/g, '$1')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return text.length > MAX_DETAIL_CHARACTERS ? `${text.slice(0, MAX_DETAIL_CHARACTERS - 1)}…` : text;
}
