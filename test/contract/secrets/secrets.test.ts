// The Secrets port over the vault and the environment: order, rotation, listing, and what is known for masking.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProfileForTests } from './profile-for-tests.ts';

const FROM_ENVIRONMENT = { SALLYPORT_MODEL_API_KEY: 'environment-key', SALLYPORT_MCP_GIT_TOKEN: 'git-token' };

describe('the secrets', () => {
  let profile: ReturnType<typeof createProfileForTests>;
  beforeEach(() => {
    profile = createProfileForTests(FROM_ENVIRONMENT);
  });
  afterEach(() => profile.remove());

  it('come from the vault first, then from the environment, then not at all', () => {
    const secrets = profile.secrets();
    const before = secrets.get('model.api-key');
    secrets.set('model.api-key', 'vault-key');
    const stored = secrets.get('model.api-key');
    secrets.remove('model.api-key');
    expect([before, stored, secrets.get('model.api-key'), secrets.get('telegram.bot-token')]).toEqual([
      'environment-key',
      'vault-key',
      'environment-key',
      null,
    ]);
  });

  it('are used as last set by the very next call, and after a restart', () => {
    const secrets = profile.secrets();
    secrets.set('telegram.bot-token', 'first');
    secrets.set('telegram.bot-token', 'second');
    expect([secrets.get('telegram.bot-token'), profile.secrets().get('telegram.bot-token')]).toEqual([
      'second',
      'second',
    ]);
  });

  it('keep every character of a value', () => {
    const values = [
      ' spaced ',
      'ends in a line break\n',
      '\u0000\u0001',
      'päss 鍵 🔑',
      '"}],',
      'x'.repeat(16_384),
    ];
    const secrets = profile.secrets();
    for (const [index, value] of values.entries()) secrets.set(`test.value-${index}`, value);
    const again = profile.secrets();
    expect(values.map((_, index) => again.get(`test.value-${index}`))).toEqual(values);
  });

  it('are listed by name, source and time, never by value', () => {
    const secrets = profile.secrets();
    secrets.set('telegram.bot-token', 'token-value');
    secrets.get('mcp.git-token');
    expect(secrets.list()).toEqual([
      { name: 'mcp.git-token', source: 'environment', setAtMs: null },
      { name: 'model.api-key', source: 'environment', setAtMs: null },
      { name: 'telegram.bot-token', source: 'vault', setAtMs: 1_001 },
    ]);
  });

  it('are all known for masking, those replaced or removed a moment ago too', () => {
    const secrets = profile.secrets();
    secrets.set('telegram.bot-token', 'old-token');
    secrets.set('telegram.bot-token', 'new-token');
    secrets.set('telegram.work.bot-token', 'gone-token');
    secrets.remove('telegram.work.bot-token');
    expect([...secrets.values()].sort()).toEqual([
      'environment-key',
      'git-token',
      'gone-token',
      'new-token',
      'old-token',
    ]);
  });

  it('give the same list for masking until something changes', () => {
    const secrets = profile.secrets();
    const first = secrets.values();
    const second = secrets.values();
    secrets.set('telegram.bot-token', 'token');
    expect([second === first, secrets.values() === first]).toEqual([true, false]);
  });

  it('tell of a change after it is stored, and not once nobody listens', () => {
    const secrets = profile.secrets();
    const heard: unknown[] = [];
    const stop = secrets.onChange((name) => heard.push([name, profile.secrets().get(name)]));
    secrets.set('telegram.bot-token', 'token');
    secrets.remove('telegram.bot-token');
    secrets.remove('telegram.bot-token');
    stop();
    secrets.set('telegram.bot-token', 'other');
    expect(heard).toEqual([
      ['telegram.bot-token', 'token'],
      ['telegram.bot-token', null],
    ]);
  });

  it('are stored although a listener fails, and the others still hear of it', () => {
    const secrets = profile.secrets();
    const heard: string[] = [];
    const failure = new Error('listener');
    secrets.onChange(() => {
      throw failure;
    });
    secrets.onChange((name) => heard.push(name));
    secrets.set('telegram.bot-token', 'token');
    expect([heard, profile.errors, secrets.get('telegram.bot-token')]).toEqual([
      ['telegram.bot-token'],
      [failure],
      'token',
    ]);
  });

  it('refuse what could not come back as it went in', () => {
    const secrets = profile.secrets();
    const refused = [
      ['telegram.bot-token', ''],
      ['telegram.bot-token', 'half a pair \ud800'],
      ['telegram.bot-token', 'x'.repeat(65_537)],
      ['../vault', 'x'],
      ['__proto__', 'x'],
      ['Upper.Case', 'x'],
    ] as const;
    for (const [name, value] of refused) {
      expect(() => secrets.set(name, value)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    }
    expect(
      profile
        .secrets()
        .list()
        .filter(({ source }) => source === 'vault'),
    ).toEqual([]);
  });
});
