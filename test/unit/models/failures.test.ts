// Failures in words for a person: the right kind from whatever shape an error has, and nothing secret in it.
import { describe, expect, it } from 'vitest';
import { toFailure } from '../../../src/main/adapters/models/failures.ts';
import type { Target } from '../../../src/main/adapters/models/providers.ts';

const target: Target = {
  provider: 'openai',
  name: 'gpt-5',
  baseUrl: 'https://api.openai.com/v1',
  apiKey: 'sk-mine-00000000000000',
};
const NOON = Date.parse('2026-01-01T12:00:00Z');
const say = (error: unknown, provider: Target['provider'] = 'openai') =>
  toFailure(error, { target: { ...target, provider }, trouble: null, sent: true, now: () => NOON });
const caused = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code }) });

describe('a failure', () => {
  it.each([
    [caused('ENOTFOUND'), 'unreachable'],
    [caused('EAI_AGAIN'), 'unreachable'],
    [caused('CERT_HAS_EXPIRED'), 'unreachable'],
    [caused('UND_ERR_SOCKET'), 'unreachable'],
    [caused('UND_ERR_HEADERS_TIMEOUT'), 'timeout'],
    [
      Object.assign(new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]), {}),
      'unreachable',
    ],
    [{ type: 'rate_limit_error', message: 'slow' }, 'rate-limited'],
    [{ type: 'authentication_error', message: 'no' }, 'refused-credential'],
    [{ type: 'invalid_request_error', message: 'no' }, 'bad-request'],
    [{ error: { code: 'context_length_exceeded', message: 'long' } }, 'context-too-long'],
    [
      {
        statusCode: 429,
        message: 'You exceeded your current quota',
        data: { error: { code: 'insufficient_quota' } },
      },
      'bad-request',
    ],
    [{ statusCode: 400, message: 'API key not valid. Please pass a valid API key.' }, 'refused-credential'],
    [{ statusCode: 429, message: 'Request too large: context length and tokens a minute' }, 'rate-limited'],
    ['words only', 'garbled'],
    [undefined, 'garbled'],
    [new SyntaxError('Unexpected token'), 'garbled'],
  ] as const)('of %o is of kind %s', (error, kind) => {
    expect(say(error).kind).toBe(kind);
  });

  it.each([
    [{ 'retry-after': '12' }, '', 12_000],
    [{ 'retry-after-ms': '250' }, '', 250],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, '', 30_000],
    [{ 'retry-after': '999999999' }, '', 3_600_000],
    [{ 'retry-after': 'soon' }, '', null],
    [{}, '{"details":[{"retryDelay": "3.5s"}]}', 3_500],
  ])('with headers %o and body %s says when to try again', (responseHeaders, responseBody, expected) => {
    expect(say({ statusCode: 429, message: 'slow', responseHeaders, responseBody }).retryAfterMs).toBe(
      expected,
    );
  });

  it('passes a provider’s sentence on short, in one line, without keys, queries or invisible characters', () => {
    const message = `No:\u0000 sk-mine-00000000000000 sk-proj-abcdefghijklmnop sk-other****************last https://x.example/a?key=1#b \u202eend ${'x'.repeat(400)}`;
    const { message: said } = say({ statusCode: 422, message });
    expect(said).toMatch(/It says: No: \[key\] \[key\] \[key\] https:\/\/x\.example\/a end x+…$/);
    expect(said.length).toBeLessThan(400);
  });

  it('never quotes a refusal of the key, which often quotes the key', () => {
    expect(say({ statusCode: 401, message: 'Incorrect API key provided: sk-min***0000' }).message).toBe(
      'OpenAI refused the API key. Enter a valid key in Settings.',
    );
  });

  it('names the address when a server of one’s own does not answer', () => {
    const own = { ...target, provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:11434/v1' } as const;
    expect(
      toFailure(caused('ECONNREFUSED'), { target: own, trouble: null, sent: true, now: () => NOON }).message,
    ).toBe('No model server answers at 127.0.0.1:11434. Start it, or change the address in Settings.');
  });
});
