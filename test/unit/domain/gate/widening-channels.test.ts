// Which changes of a channel's settings widen, on every platform and for every account of it.
import { describe, expect, test } from 'vitest';
import { CHANNEL_PLATFORMS } from '../../../../src/contracts/channel-settings.ts';
import { configSchema, type SettingKey } from '../../../../src/contracts/settings.ts';
import { whyWidening, withSetting } from '../../../../src/main/domain/gate/widening.ts';
import { whyChannelWidens } from '../../../../src/main/domain/gate/widening-channels.ts';

function why(key: string, channels: Record<string, unknown>, value: unknown): string | null {
  const before = configSchema.parse({ channels });
  const changed = withSetting(before, key as SettingKey, value);
  if ('problem' in changed) throw new Error(changed.problem);
  return whyWidening(before, changed.config, key as SettingKey);
}

const problem = (key: string, value: unknown) =>
  withSetting(configSchema.parse({}), key as SettingKey, value);

describe.each(CHANNEL_PLATFORMS)('%s', (platform) => {
  const at = (field: string) => `channels.${platform}.${field}`;
  const fields = Object.keys(configSchema.parse({}).channels[platform]).filter(
    (field) => field !== 'accounts',
  );

  test('is switched on and off without a question', () => {
    expect(why(at('enabled'), {}, true)).toBeNull();
    expect(why(at('enabled'), { [platform]: { enabled: true } }, false)).toBeNull();
  });

  test('narrows who may write without a question, and widens only with one', () => {
    expect(why(at('dm_policy'), {}, 'disabled')).toBeNull();
    expect(why(at('dm_policy'), { [platform]: { dm_policy: 'disabled' } }, 'allowlist')).toMatch(/allowlist/);
  });

  test('asks before its credentials go through a proxy', () => {
    expect(why(at('proxy'), {}, 'http://proxy.example:3128')).toContain('proxy.example:3128');
    expect(why(at('proxy'), { [platform]: { proxy: 'http://proxy.example:3128' } }, '')).toBeNull();
  });

  test('asks before it speaks with another server', () => {
    for (const field of fields.filter((name) => /_root$|_url$|^homeserver$/.test(name)))
      expect(why(at(field), {}, 'https://evil.example'), field).toContain('evil.example');
    for (const field of fields.filter((name) => /_host$|^trusted_/.test(name)))
      expect(why(at(field), {}, 'evil.example'), field).toContain('evil.example');
  });

  test('opening to everybody takes both at once, and a question', () => {
    if (platform === 'email') {
      expect(problem(at('direct'), { dm_policy: 'open', allow_from: ['*'] })).toHaveProperty('problem');
      return;
    }
    expect(why(at('direct'), {}, { dm_policy: 'open', allow_from: ['*'] })).toMatch(/Anybody/);
    expect(problem(at('dm_policy'), 'open')).toHaveProperty('problem');
    expect(
      why(
        at('direct'),
        { [platform]: { dm_policy: 'open', allow_from: ['*'] } },
        { dm_policy: 'pairing', allow_from: [] },
      ),
    ).toBeNull();
  });

  test('a further account that says nothing begins without a question; what it lets in, or where it goes, is asked', () => {
    expect(why(at('accounts.work'), {}, {})).toBeNull();
    expect(why(at('accounts.work'), {}, { proxy: 'http://proxy.example:1' })).toContain('proxy.example');
    expect(
      why(at('accounts.work.proxy'), { [platform]: { accounts: { work: {} } } }, 'socks5://proxy.example:1'),
    ).toContain('proxy.example');
    expect(why(at('accounts.work'), { [platform]: { accounts: { work: {} } } }, null)).toBeNull();
    if (platform !== 'email')
      expect(why(at('accounts.work'), {}, { dm_policy: 'open', allow_from: ['*'] })).toMatch(/Anybody/);
    if (fields.includes('group_policy'))
      expect(why(at('accounts.work'), {}, { group_policy: 'open' })).toMatch(/open/);
  });
});

test.each([
  ['channels.telegram.accounts', {}],
  ['channels.telegram.nonsense', 1],
  ['channels.telegram.constructor', 1],
  ['channels.telegram.accounts.constructor', {}],
  ['channels.telegram.__proto__', 1],
  ['channels.telegram.accounts.work.__proto__', { dm_policy: 'open' }],
  ['channels.telegram.accounts.Work', {}],
  ['channels.telegram.accounts.work.api_root.x', ''],
  ['channels.carrier-pigeon.enabled', true],
  ['channels.slack.direct', { dm_policy: 'disabled', allow_from: [], api_root: 'https://evil.example' }],
  ['channels.slack.accounts.work.direct', { dm_policy: 'disabled', allow_from: [], mode: 'webhook' }],
  ['channels.discord.server', 'My server'],
  ['channels.slack.allow_from', ['ada']],
  ['channels.slack.allow_from', ['U045EF6GH']],
  ['channels.matrix.groups', ['#room:example.org']],
  ['channels.email.allow_from', ['Ada <ada@example.org>']],
  ['channels.email.dm_policy', 'pairing'],
  ['channels.twilio.from', '017012345'],
  ['channels.whatsapp.proxy', 'http://ada:secret@proxy.example:1'],
] as const)('%s cannot become %j', (key, value) => {
  expect(problem(key, value)).toEqual({ problem: expect.stringMatching(/\S/) });
});

test('asks before another program speaks on WhatsApp, or is let out of its confinement', () => {
  const sha256 = 'a'.repeat(64);
  expect(why('channels.whatsapp.link', {}, 'device')).toContain('device');
  expect(why('channels.whatsapp.addon_fingerprint', {}, sha256)).toContain(sha256);
  expect(why('channels.whatsapp.addon_confined', {}, false)).toContain('addon_confined');
});

test('no setting reaches the prototype that all objects of the app share', () => {
  const config = configSchema.parse({ channels: { slack: { accounts: { work: {} } } } });
  const evil: unknown = JSON.parse('{"__proto__":{"polluted":"yes"}}');
  const attempts: [string, unknown][] = [
    ['channels.slack.__proto__', { polluted: 'yes' }],
    ['channels.slack.accounts.work.__proto__', { polluted: 'yes' }],
    ['channels.slack.accounts.work', evil],
    ['model', evil],
  ];
  for (const [key, value] of attempts) {
    let answer: unknown;
    try {
      answer = withSetting(config, key as SettingKey, value);
    } catch (error) {
      answer = { problem: (error as Error).message };
    }
    const reached: unknown = Reflect.get({}, 'polluted');
    Reflect.deleteProperty(Object.prototype, 'polluted');
    expect([key, reached, answer]).toEqual([key, undefined, { problem: expect.stringMatching(/\S/) }]);
  }
});

test('an account of the file whose name every table has is judged as new, not as what the table has', () => {
  const before = configSchema.parse({});
  const after = configSchema.parse({
    channels: { slack: { accounts: { constructor: { allow_from: ['T012AB3CD/U045EF6GH'] } } } },
  });
  const path = { platform: 'slack', account: 'constructor', field: null } as const;
  expect(whyChannelWidens(before, after, path)).toMatch(/may start turns/);
  expect(whyChannelWidens(after, before, path)).toBeNull();
});

test.each(['user', 'address'])(
  'another %s of a mailbox is asked about once somebody is let in by mail',
  (field) => {
    const key = `channels.email.${field}`;
    const before = { address: 'agent@example.net', user: 'agent@example.net' };
    const listed = { ...before, allow_from: ['ada@example.org'] };
    expect(why(key, { email: before }, 'eve@example.net')).toBeNull();
    expect(why(key, { email: listed }, 'eve@example.net')).toMatch(/in the name of everybody/);
    expect(why(key, { email: listed }, '')).toMatch(/in the name of everybody/);
    expect(why(key, { email: listed }, 'agent@example.net')).toBeNull();
  },
);
