// From settings to channels: which changes make a connection anew, and which hold without one.
import { expect, test } from 'vitest';
import { configSchema } from '../../src/contracts/settings.ts';
import { createChannels } from '../../src/main/compose-channels.ts';
import type { Secrets } from '../../src/main/domain/ports/secrets.ts';

const nothing = {} as unknown as Secrets;
const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

function fingerprint(id: string, channels: Record<string, unknown>): string | undefined {
  const current = configSchema.parse({ channels });
  const { wanted } = createChannels({
    config: { current: () => current },
    secrets: nothing,
    clock: { now: () => 0, after: () => () => {} },
    log: silent,
  });
  return wanted().find((channel) => channel.id === id)?.fingerprint;
}

test.each([
  { dm_policy: 'disabled' },
  { dm_policy: 'allowlist' },
  { allow_from: ['@ada:example.org'] },
  { group_policy: 'disabled' },
  { groups: ['!room:example.org'] },
])('on Matrix %j holds for invitations at once, so it is connected anew', (change) => {
  const before = fingerprint('matrix', { matrix: { enabled: true } });
  expect(before).toBeDefined();
  expect(fingerprint('matrix', { matrix: { enabled: true, ...change } })).not.toBe(before);
});

test('on Matrix who has to be mentioned needs no new connection', () => {
  const before = fingerprint('matrix', { matrix: { enabled: true } });
  expect(fingerprint('matrix', { matrix: { enabled: true, require_mention: false } })).toBe(before);
});

test('elsewhere who may speak is asked with each message, and the connection stays', () => {
  const before = fingerprint('slack', { slack: { enabled: true } });
  const change = { dm_policy: 'disabled', groups: ['C012AB3CD'], allow_from: ['T012AB3CD/U045EF6GH'] };
  expect(fingerprint('slack', { slack: { enabled: true, ...change } })).toBe(before);
  expect(fingerprint('slack', { slack: { enabled: true, mode: 'webhook' } })).not.toBe(before);
});
