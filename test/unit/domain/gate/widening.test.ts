// Which changes of settings widen, for every setting that a window may change.
import { describe, expect, test } from 'vitest';
import { configSchema, PLAIN_SETTING_KEYS, type SettingKey } from '../../../../src/contracts/settings.ts';
import { whyWidening, withSetting } from '../../../../src/main/domain/gate/widening.ts';

const T = 'channels.telegram';
type Change = readonly [key: SettingKey, before: Record<string, unknown>, value: unknown];

const telegram = (settings: Record<string, unknown>) => ({ channels: { telegram: settings } });
const anthropic = { provider: 'anthropic', name: 'a' };
const local = { provider: 'openai-compatible', name: 'a', base_url: 'http://127.0.0.1:11434/v1' };
const remote = { ...local, base_url: 'https://models.example/v1' };

const sandbox = (settings: Record<string, unknown>) => ({ sandbox: settings });
const web = (settings: Record<string, unknown>) => ({ web: settings });
const searxng = web({ search: 'searxng', searxng_url: 'http://127.0.0.1:8080' });

const WIDENING: readonly Change[] = [
  [`${T}.dm_policy`, telegram({ dm_policy: 'disabled' }), 'allowlist'],
  [`${T}.dm_policy`, telegram({ dm_policy: 'allowlist' }), 'pairing'],
  [`${T}.dm_policy`, telegram({ dm_policy: 'disabled' }), 'pairing'],
  [`${T}.allow_from`, {}, [42]],
  [`${T}.allow_from`, telegram({ allow_from: [42] }), [42, 43]],
  [`${T}.allow_from`, telegram({ allow_from: [42] }), [43]],
  [`${T}.group_policy`, telegram({ group_policy: 'disabled' }), 'allowlist'],
  [`${T}.group_policy`, {}, 'open'],
  [`${T}.groups`, {}, ['-100']],
  [`${T}.require_mention`, {}, false],
  [`${T}.api_root`, {}, 'https://evil.example'],
  [`${T}.api_root`, {}, 'http://127.0.0.1:9998'],
  ['webhooks.public_url', {}, 'https://hooks.example'],
  ['webhooks.public_url', { webhooks: { public_url: 'https://a.example' } }, 'https://b.example'],
  ['webhooks.allowed_hosts', {}, ['b.example']],
  ['gateway.enabled', {}, true],
  ['gateway.port', {}, 8_080],
  ['gateway.port', { gateway: { port: 8_080 } }, 8_081],
  ['gateway.public_url', {}, 'https://agent.example.net'],
  ['gateway.public_url', { gateway: { public_url: 'https://a.example' } }, 'https://b.example'],
  ['gateway.allowed_hosts', {}, ['b.example']],
  ['gateway.allowed_hosts', { gateway: { allowed_hosts: ['b.example'] } }, ['b.example', 'c.example:8443']],
  ['gateway.allowed_origins', {}, ['https://b.example']],
  ['approvals.expire_minutes', {}, 31],
  ['approvals.allow_from_cli', {}, true],
  ['model', {}, remote],
  ['model', { model: local }, remote],
  ['model', { model: local }, { ...local, base_url: 'http://127.0.0.1:1/v1' }],
  ['model', { model: anthropic }, { provider: 'openai', name: 'a' }],
  ['model', { model: anthropic }, { ...anthropic, base_url: 'https://evil.example' }],
  ['model', {}, { ...anthropic, base_url: 'https://evil.example' }],
  ['model', {}, { ...local, base_url: 'http://127.0.0.1.evil.example/v1' }],
  ['model', {}, { ...local, base_url: 'http://localhost.evil.example/v1' }],
  ['model', {}, { ...local, base_url: 'http://127.0.0.1@evil.example/v1' }],
  ['model', { model: anthropic }, { provider: 'google' }],
  ['model', { model: anthropic }, null],
  ['model', { model: anthropic }, { provider: null }],
  ['model', {}, { base_url: 'https://evil.example' }],
  ['limits.steps_per_turn', {}, 200],
  ['limits.command_seconds', {}, 3_600],
  ['limits.command_memory_mb', {}, 2_048],
  ['limits.command_processes', {}, 1_024],
  ['limits.command_file_mb', {}, 2_048],
  [`${T}.direct`, {}, { dm_policy: 'open', allow_from: ['*'] }],
  [`${T}.direct`, telegram({ dm_policy: 'allowlist' }), { dm_policy: 'pairing', allow_from: [] }],
  [`${T}.direct`, {}, { dm_policy: 'allowlist', allow_from: ['42'] }],
  ['approvals.forward_to', {}, 'c1'],
  ['approvals.forward_to', { approvals: { forward_to: 'c1' } }, 'c2'],
  ['policy.preset', {}, 'trusting'],
  ['policy.preset', { policy: { preset: 'locked' } }, 'careful'],
  ['policy.preset', { policy: { preset: 'locked' } }, 'trusting'],
  ['sandbox.mode', {}, 'non-main'],
  ['sandbox.mode', {}, 'off'],
  ['sandbox.mode', sandbox({ mode: 'non-main' }), 'off'],
  ['sandbox.backend', {}, 'docker'],
  ['sandbox.backend', sandbox({ backend: 'podman' }), 'system'],
  ['sandbox.image', {}, 'debian'],
  ['sandbox.image', sandbox({ image: 'debian' }), 'alpine'],
  ['sandbox.allow_tools', sandbox({ allow_tools: [] }), ['read_file']],
  ['sandbox.allow_tools', sandbox({ allow_tools: ['read_file'] }), ['*']],
  ['sandbox.deny_tools', sandbox({ deny_tools: ['run_command'] }), []],
  ['sandbox.deny_tools', sandbox({ deny_tools: ['*'] }), ['run_command']],
  ['sandbox.allow_hosts', {}, ['example.com']],
  ['sandbox.allow_hosts', sandbox({ allow_hosts: ['example.com'] }), ['*.example.com']],
  ['sandbox.read_only', {}, ['/srv/books']],
  ['memory.learn_from', { memory: { learn_from: 'nobody' } }, 'owner'],
  ['memory.learn_from', { memory: { learn_from: 'owner' } }, 'everyone'],
  ['memory.model', {}, { provider: 'google', name: 'small' }],
  ['memory.model', {}, { base_url: 'https://evil.example' }],
  ['memory.model', { memory: { model: local } }, { base_url: 'https://evil.example' }],
  ['memory.model', { memory: { model: local } }, { provider: 'anthropic' }],
  ['memory.embedding', {}, { provider: 'openai', name: 'a' }],
  ['memory.embedding', {}, local],
  ['memory.embedding', {}, { base_url: 'https://evil.example' }],
  ['memory.embedding', { memory: { embedding: local } }, { base_url: 'https://evil.example' }],
  ['memory.embedding', { memory: { embedding: local } }, { provider: 'google' }],
  [
    'memory.embedding',
    { memory: { embedding: { ...remote, provider: 'openai' } } },
    { provider: 'openai-compatible' },
  ],
  [
    'memory.embedding',
    { memory: { embedding: { ...remote, provider: 'local' } } },
    { provider: 'openai-compatible' },
  ],
  ['web', {}, { search: 'brave' }],
  ['web', {}, { search: 'searxng', searxng_url: 'http://127.0.0.1:8080' }],
  ['web', searxng, { searxng_url: 'https://evil.example' }],
  ['web', web({ allow_hosts: ['example.com'] }), { allow_hosts: [] }],
  ['web', web({ allow_hosts: ['example.com'] }), { allow_hosts: ['example.com', 'evil.example'] }],
  ['web', web({ deny_hosts: ['evil.example'] }), { deny_hosts: [] }],
];

const NARROWING: readonly Change[] = [
  ['gateway.enabled', { gateway: { enabled: true } }, false],
  ['gateway.port', { gateway: { port: 8_080 } }, 0],
  ['gateway.public_url', { gateway: { public_url: 'https://a.example' } }, ''],
  ['gateway.allowed_hosts', { gateway: { allowed_hosts: ['b.example'] } }, []],
  ['gateway.allowed_origins', { gateway: { allowed_origins: ['https://b.example'] } }, []],
  ['webhooks.port', {}, 8_443],
  ['webhooks.public_url', { webhooks: { public_url: 'https://a.example' } }, ''],
  ['webhooks.allowed_hosts', { webhooks: { allowed_hosts: ['b.example'] } }, []],
  [`${T}.dm_policy`, {}, 'allowlist'],
  [`${T}.dm_policy`, {}, 'disabled'],
  [`${T}.dm_policy`, {}, 'pairing'],
  [`${T}.allow_from`, telegram({ allow_from: [42, 43] }), [43]],
  [`${T}.allow_from`, telegram({ allow_from: [42] }), []],
  [`${T}.group_policy`, telegram({ group_policy: 'open' }), 'allowlist'],
  [`${T}.group_policy`, {}, 'disabled'],
  [`${T}.groups`, telegram({ groups: ['-100'] }), []],
  [`${T}.require_mention`, telegram({ require_mention: false }), true],
  [`${T}.api_root`, {}, 'https://api.telegram.org'],
  [`${T}.enabled`, {}, true],
  [`${T}.enabled`, telegram({ enabled: true }), false],
  ['approvals.expire_minutes', {}, 5],
  ['approvals.allow_from_cli', { approvals: { allow_from_cli: true } }, false],
  ['limits.steps_per_turn', {}, 10],
  ['limits.command_seconds', {}, 30],
  ['limits.command_memory_mb', {}, 512],
  ['limits.command_processes', {}, 64],
  ['limits.command_file_mb', {}, 64],
  [
    `${T}.direct`,
    telegram({ dm_policy: 'open', allow_from: ['*'] }),
    { dm_policy: 'pairing', allow_from: [] },
  ],
  [
    `${T}.direct`,
    telegram({ dm_policy: 'open', allow_from: ['*'] }),
    { dm_policy: 'allowlist', allow_from: ['42'] },
  ],
  [
    `${T}.direct`,
    telegram({ dm_policy: 'open', allow_from: ['*'] }),
    { dm_policy: 'disabled', allow_from: [] },
  ],
  ['approvals.forward_to', { approvals: { forward_to: 'c1' } }, ''],
  ['policy.preset', {}, 'locked'],
  ['policy.preset', { policy: { preset: 'trusting' } }, 'careful'],
  ['sandbox.mode', sandbox({ mode: 'off' }), 'non-main'],
  ['sandbox.mode', sandbox({ mode: 'non-main' }), 'all'],
  ['sandbox.backend', {}, 'system'],
  ['sandbox.image', sandbox({ image: 'debian' }), ''],
  ['sandbox.allow_tools', {}, ['read_file']],
  ['sandbox.allow_tools', {}, []],
  ['sandbox.deny_tools', {}, ['run_command']],
  ['sandbox.deny_tools', sandbox({ deny_tools: ['run_command'] }), ['*']],
  ['sandbox.allow_hosts', sandbox({ allow_hosts: ['example.com'] }), []],
  ['sandbox.read_only', sandbox({ read_only: ['/srv/books'] }), []],
  ['memory.learn_from', {}, 'owner'],
  ['memory.learn_from', {}, 'nobody'],
  ['memory.model', {}, { name: 'small' }],
  ['memory.model', { memory: { model: local } }, { name: 'smaller' }],
  ['memory.model', { memory: { model: anthropic } }, { provider: null }],
  ['memory.embedding', { memory: { embedding: local } }, { name: 'smaller' }],
  ['memory.embedding', { memory: { embedding: local } }, { provider: 'local', name: null, base_url: null }],
  ['memory.embedding', { memory: { embedding: local } }, { provider: null }],
  ['memory.embedding', { memory: { embedding: { ...remote, provider: 'google' } } }, { base_url: null }],
  ['memory.embedding', {}, { provider: 'local' }],
  ['web', { web: { search: 'brave' } }, { search: 'none' }],
  ['web', {}, { allow_hosts: ['example.com'] }],
  ['web', web({ allow_hosts: ['a.example', 'b.example'] }), { allow_hosts: ['a.example'] }],
  ['web', {}, { deny_hosts: ['evil.example'] }],
  ['model', { model: anthropic }, {}],
  ['agent.name', {}, 'Marvin'],
  ['model', {}, anthropic],
  ['model', {}, local],
  ['model', { model: anthropic }, { ...anthropic, name: 'b' }],
  ['model', {}, {}],
];

function why([key, before, value]: Change): string | null {
  const config = configSchema.parse(before);
  const changed = withSetting(config, key, value);
  if ('problem' in changed) throw new Error(changed.problem);
  return whyWidening(config, changed.config, key);
}

describe('a change that widens', () => {
  test.each(WIDENING)('%s from %j to %j is asked about, with what it would do', (...change) => {
    expect(why(change)).toMatch(/^\S.*\.$/);
  });
});

describe('a change that narrows, or changes nothing', () => {
  test.each(NARROWING)('%s from %j to %j needs no question', (...change) => {
    expect(why(change)).toBeNull();
  });
});

const plainKeys = (list: readonly Change[]) =>
  new Set(list.map(([key]) => key).filter((key) => !key.startsWith('channels.')));

test('every setting that a window may change is in both lists, where it can widen at all', () => {
  expect(plainKeys(NARROWING)).toEqual(new Set(PLAIN_SETTING_KEYS));
  const neverWidens: readonly SettingKey[] = ['agent.name', 'webhooks.port'];
  expect(plainKeys(WIDENING)).toEqual(
    new Set(PLAIN_SETTING_KEYS.filter((key) => !neverWidens.includes(key))),
  );
});

test('who would get what is said is named by its host, also when its address was in the file before', () => {
  const waiting = { memory: { embedding: { ...remote, provider: 'local' } } };
  expect(why(['memory.embedding', waiting, { provider: 'openai-compatible' }])).toBe(
    'What is said and what is searched for would be sent to models.example, with the key for searching by meaning.',
  );
  const both = { provider: 'google', base_url: 'http://127.0.0.1:1/v1' };
  expect(why(['memory.embedding', waiting, { ...both, name: 'a' }])).toContain(
    'to google and 127.0.0.1:1, with',
  );
});

test.each([
  [`${T}.dm_policy`, 'everybody'],
  [`${T}.allow_from`, ['@ada']],
  [`${T}.allow_from`, '*'],
  [`${T}.api_root`, 'not an address'],
  ['model', { provider: 'openai-compatible', name: 'a' }],
  ['approvals.expire_minutes', 0],
  ['limits.command_seconds', 1e9],
  [`${T}.direct`, { dm_policy: 'open', allow_from: [] }],
  [`${T}.direct`, { dm_policy: 'disabled', allow_from: [], api_root: 'https://evil.example' }],
  [`${T}.direct`, { dm_policy: 'disabled' }],
  [`${T}.direct`, null],
  ['memory.embedding', { provider: 'openai' }],
  ['memory.embedding', { provider: 'openai', name: ' ' }],
  ['memory.embedding', { provider: 'openai-compatible', name: 'a' }],
  ['memory.embedding', { provider: 'anthropic', name: 'a' }],
  ['web', { search: 'searxng' }],
  ['sandbox.allow_hosts', ['https://example.com']],
  ['policy.preset', 'reckless'],
] as const)('%s cannot become %j, and is said why', (key, value) => {
  expect(withSetting(configSchema.parse({}), key, value)).toEqual({ problem: expect.stringMatching(/\S/) });
});
