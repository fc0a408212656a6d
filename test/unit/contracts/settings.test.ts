// The settings file as a schema: what is not said is the careful choice, and what does not fit is refused.
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../src/contracts/settings.ts';

const telegram = (settings: Record<string, unknown>) =>
  configSchema.safeParse({ channels: { telegram: settings } });

describe('the settings file', () => {
  test('empty is careful: pairing, nobody listed, no room, mention needed, no approving from the command line, every command confined', () => {
    const config = configSchema.parse({});
    expect(config.channels.telegram).toEqual({
      enabled: false,
      api_root: 'https://api.telegram.org',
      dm_policy: 'pairing',
      allow_from: [],
      group_policy: 'allowlist',
      groups: [],
      require_mention: true,
      proxy: '',
      accounts: {},
    });
    expect(config.approvals).toEqual({ expire_minutes: 30, allow_from_cli: false, forward_to: '' });
    expect(config.policy).toEqual({ preset: 'careful' });
    expect(config.sandbox).toEqual({
      mode: 'all',
      backend: 'system',
      allow_tools: ['*'],
      deny_tools: [],
      allow_hosts: [],
      read_only: [],
      image: '',
    });
    expect(config.model.provider).toBeUndefined();
  });

  test.each([
    ['open without "*"', { dm_policy: 'open' }],
    ['"*" without open', { dm_policy: 'pairing', allow_from: ['*'] }],
    ['a name in the allow list', { allow_from: ['@ada'] }],
    ['a typed id, which this file does not use', { allow_from: ['telegram:user:42'] }],
    ['a blank id', { allow_from: [''] }],
    ['a key that nobody knows', { alow_from: [] }],
    ['an address that is not of the web', { api_root: 'file:///etc' }],
  ])('%s is refused', (_name, settings) => {
    expect(telegram(settings).success).toBe(false);
  });

  test('ids may be written as numbers or text, and are text from then on', () => {
    const parsed = telegram({ allow_from: [42, '43'], groups: [-100] });
    expect(parsed.data?.channels.telegram).toMatchObject({ allow_from: ['42', '43'], groups: ['-100'] });
  });

  test('an account of one’s own is held to the same rules', () => {
    expect(telegram({ accounts: { work: { dm_policy: 'open' } } }).success).toBe(false);
    expect(telegram({ accounts: { Work: {} } }).success).toBe(false);
    expect(telegram({ accounts: { work: {} } }).data?.channels.telegram.accounts['work']?.dm_policy).toBe(
      'pairing',
    );
  });

  test.each([
    ['a host', 'example.com', true],
    ['all below one', '*.example.com', true],
    ['a name of this network', 'printer', true],
    ['a whole ending', '*.com', false],
    ['an address of a page', 'https://example.com', false],
    ['everything', '*', false],
  ])('%s as a host that commands may reach: %s is taken: %s', (_name, host, isTaken) => {
    expect(configSchema.safeParse({ sandbox: { allow_hosts: [host] } }).success).toBe(isTaken);
    expect(configSchema.safeParse({ web: { allow_hosts: [host] } }).success).toBe(isTaken);
  });
});
