// Masking: a canary in every form it could take, token shapes of public services, and ordinary text left alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedact, secretForms } from '../../../../src/main/domain/ledger/redact.ts';

const CANARY = 'canary-"value"\\0815/+ü?';
const redact = createRedact(() => KNOWN);
const KNOWN: readonly string[] = [CANARY];

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

describe('a known secret is masked', () => {
  test.each([
    ['in the clear', CANARY],
    ['in JSON', JSON.stringify({ key: CANARY })],
    ['in JSON within JSON', JSON.stringify({ input: JSON.stringify({ key: CANARY }) })],
    ['in a URL', `https://example.org/?key=${encodeURIComponent(CANARY)}`],
    ['in a URL with small letters', `https://example.org/?key=${encodeURIComponent(CANARY).toLowerCase()}`],
    ['in hex', Buffer.from(CANARY).toString('hex')],
    ['in capital hex', Buffer.from(CANARY).toString('hex').toUpperCase()],
    ['in base64', base64(CANARY)],
    ['in base64 without padding', base64(CANARY).replace(/=+$/, '')],
    ['in base64url', Buffer.from(CANARY).toString('base64url')],
    ['in a word', `before${CANARY}after`],
    ['twice', `${CANARY} ${CANARY}`],
  ])('%s', (_name, text) => {
    const masked = redact(text);
    expect(masked).toContain('[secret]');
    for (const form of secretForms(KNOWN)) expect(masked).not.toContain(form);
  });

  test('wherever it stands within longer base64, whatever is before and after', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (before, after) => {
        const masked = redact(base64(`${before}${CANARY}${after}`));
        expect(masked).toContain('[secret]');
        const left = masked.split('[secret]').map((piece) => Buffer.from(piece, 'base64').toString('latin1'));
        for (const piece of left) expect(piece).not.toContain('canary');
      }),
    );
  });

  test('as the password of a basic authorization', () => {
    const secret = 'hunter2-hunter2';
    const basic = createRedact(() => [secret]);
    for (const user of ['a', 'ab', 'abc', 'abcd']) {
      expect(basic(`Authorization: Basic ${base64(`${user}:${secret}`)}`)).toContain('[secret]');
    }
  });

  test('whatever it is and wherever it stands', () => {
    const secret = fc.string({ minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const masked = createRedact(() => [value])(before + value + after);
        expect(masked.replaceAll('[secret]', '')).not.toContain(value);
      }),
    );
  });

  test('from the moment it is set', () => {
    let known: readonly string[] = [];
    const live = createRedact(() => known);
    expect(live('hunter2-hunter2')).toBe('hunter2-hunter2');
    known = ['hunter2-hunter2'];
    expect(live('hunter2-hunter2')).toBe('[secret]');
  });

  test('the longer one first, when one holds the other', () => {
    const nested = createRedact(() => ['secret-part', 'secret-part-and-more']);
    expect(nested('secret-part-and-more')).toBe('[secret]');
  });
});

describe('a token of a public shape is masked, although nobody told us of it', () => {
  test.each([
    ['Telegram', '1234567890:AAHabcdefghijklmnopqrstuvwxyz_-12345'],
    ['OpenAI', 'sk-proj-abcDEF0123456789abcDEF0123456789'],
    ['Anthropic', 'sk-ant-api03-abcDEF0123456789abcDEF0123456789-AA'],
    ['Google', `AIza${'SyA0'.repeat(8)}abc`],
    ['GitHub', `ghp_${'a1B2'.repeat(9)}`],
    ['GitHub, fine-grained', `github_pat_${'a1B2_'.repeat(10)}`],
    ['GitLab', 'glpat-abcdefghij0123456789'],
    ['Slack', 'xoxb-1234567890-abcdefghij'],
    ['AWS', 'AKIAIOSFODNN7EXAMPLE'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'],
    ['a bearer token', 'Bearer abcdef0123456789abcdef'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMIIEow\nIBAAK'],
  ])('%s', (_name, token) => {
    expect(createRedact(() => [])(`before ${token}`)).toBe('before [secret]');
  });

  test('a bot token in the address of an error, where no space stands before it', () => {
    const text =
      'Request to https://api.telegram.org/bot1234567890:AAHabcdefghijklmnopqrstuvwxyz_-12345/getMe failed';
    expect(createRedact(() => [])(text)).toBe('Request to https://api.telegram.org/bot[secret]/getMe failed');
  });
});

describe('ordinary text is left alone', () => {
  test.each([
    'The bearer of this letter, and bearer responsibilities-and-duties, at 12:30.',
    'Bearer authentication/authorization is described in RFC 6750.',
    'const ratio = 1234567:8; // sk-learn, risk-adjusted-return-on-capital',
    '<div class="sk-cube-grid-animation-wrapper">',
    'git commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'Call +49 170 1234567 at 2026-01-03T12:00:00.000Z, room 123456:7.',
    'base64 of nothing secret: aGVsbG8gd29ybGQsIGhvdyBhcmUgeW91IHRvZGF5Pw==',
    '01KDXF2Q8ZJ3M5N7P9R1T3V5X7',
    '中文 العربية 👨‍👩‍👧',
  ])('%s', (text) => {
    expect(createRedact(() => ['a-known-secret'])(text)).toBe(text);
  });

  test('a value too short to be told from a word masks nothing', () => {
    expect(createRedact(() => ['', 'a', 'hello'])('hello a world')).toBe('hello a world');
  });
});
