// The settings file's text: what is taken, and what is said of a mistake: where it is and what to do, never the value.
import { describe, expect, it } from 'vitest';
import { CHANNEL_PLATFORMS } from '../../../src/contracts/channel-settings.ts';
import { configSchema } from '../../../src/contracts/settings.ts';
import { FIRST_CONFIG } from '../../../src/main/adapters/config/first-config.ts';
import { knownKeys } from '../../../src/main/adapters/config/known-keys.ts';
import { readConfig } from '../../../src/main/adapters/config/read-config.ts';
import { readTomlLines } from '../../../src/main/adapters/config/toml-lines.ts';

const DEFAULTS = configSchema.parse({});
const problem = (text: string) => {
  const read = readConfig(text);
  if (read.kind === 'good') throw new Error('expected a problem');
  return read.problem;
};

describe('the settings file', () => {
  it('takes the example of the documentation as it stands', () => {
    const example = `[model]
provider = "openai-compatible"        # anthropic | openai | google | openai-compatible
name = "scripted"
base_url = "http://127.0.0.1:9999/v1" # openai-compatible only

[channels.telegram]
enabled = true
api_root = "http://127.0.0.1:9998"    # default: Telegram's own
dm_policy = "pairing"                 # pairing | allowlist | open | disabled
allow_from = []                       # numeric ids; "*" only with dm_policy = "open"
`;
    const read = readConfig(example);
    const careful = configSchema.parse({});
    expect(read).toEqual({
      kind: 'good',
      config: {
        ...careful,
        model: {
          provider: 'openai-compatible',
          name: 'scripted',
          base_url: 'http://127.0.0.1:9999/v1',
          context_tokens: 128_000,
        },
        channels: {
          ...careful.channels,
          telegram: { ...careful.channels.telegram, enabled: true, api_root: 'http://127.0.0.1:9998' },
        },
      },
    });
  });

  it('keeps ids exact, as text, beyond what a number can hold, and tables for further accounts', () => {
    const read = readConfig(`[channels.telegram]
allow_from = [12345, "67890", 123456789012345678, -1001234567890]
[channels.telegram.accounts.work]
enabled = true
groups = [9007199254740993]`);
    expect(read).toMatchObject({
      config: {
        channels: {
          telegram: {
            allow_from: ['12345', '67890', '123456789012345678', '-1001234567890'],
            accounts: { work: { enabled: true, groups: ['9007199254740993'] } },
          },
        },
      },
    });
  });

  it.each([
    [
      '[model]\nprovider = "openai"\nname = "x\n',
      null,
      3,
      /^This line cannot be read: .*Correct it and save/,
    ],
    ['[agent]\nname = "a"\nname = "b"\n', null, 3, /redefine/],
    ['\n\n[modell]\nprovider = "openai"', 'modell', 3, /Did you mean “model”\?/],
    [
      '[channels.telegram]\nenabled = true\ndm_polcy = "open"',
      'channels.telegram.dm_polcy',
      3,
      /Did you mean “dm_policy”\?/,
    ],
    ['[channels]\ntelegram.dm_polcy = "open"', 'channels.telegram.dm_polcy', 2, /Did you mean “dm_policy”\?/],
    ['[channels.telegram]\nzzzzzzzzzz = 1', 'channels.telegram.zzzzzzzzzz', 2, /Remove this line/],
    [
      '[model]\n# provider = "x"\nprovider = "claude"',
      'model.provider',
      3,
      /must be one of "anthropic", "openai"/,
    ],
    ['[limits]\nsteps_per_turn = "many"', 'limits.steps_per_turn', 2, /must be a number, without quotes/],
    ['[limits]\nsteps_per_turn = 1.5', 'limits.steps_per_turn', 2, /must be a whole number/],
    ['[limits]\nsteps_per_turn = 0', 'limits.steps_per_turn', 2, /must be at least 1\./],
    ['[limits]\nsteps_per_turn = 999', 'limits.steps_per_turn', 2, /must be at most 200\./],
    ['[approvals]\nallow_from_cli = "yes"', 'approvals.allow_from_cli', 2, /true or false, without quotes/],
    [
      '[channels.telegram]\nallow_from = [\n  1,\n  "@bob",\n]',
      'channels.telegram.allow_from',
      2,
      /numeric ids/,
    ],
    [
      '[channels.telegram]\ndm_policy = "open"',
      'channels.telegram.allow_from',
      1,
      /write allow_from = \["\*"\]/,
    ],
    [
      '[channels.telegram]\nallow_from = ["*"]',
      'channels.telegram.allow_from',
      2,
      /only with dm_policy = "open"/,
    ],
    [
      '[channels.telegram.accounts."Bad Name"]\nenabled = true',
      'channels.telegram.accounts.Bad Name',
      1,
      /small letters/,
    ],
    ['[model]\nprovider = "openai-compatible"', 'model.base_url', 1, /needs base_url/],
    ['[model]\nbase_url = "localhost"', 'model.base_url', 2, /must be a web address/],
    ['model = { provider = "nobody" }', 'model.provider', 1, /must be one of/],
    ['agent = "me"', 'agent', 1, /must be a table/],
  ])('says of %j: key %s, line %i', (text, key, line, message) => {
    expect(problem(text)).toEqual({
      file: 'config.toml',
      key,
      line,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    '[channels.telegram]\nbot_token = "123456:SECRET"',
    '[model]\napi_key = "sk-SECRET"',
    '[model]\nname = sk-SECRET',
    'token = "SECRET"',
    '[model]\nprovider = "SECRET"',
  ])('never quotes a value, which may be a secret: %j', (text) => {
    expect(JSON.stringify(problem(text))).not.toContain('SECRET');
  });

  it('sends secrets where they belong', () => {
    expect(problem('[channels.telegram]\nbot_token = "1:x"').message).toMatch(
      /Secrets do not belong in this file: store them in Settings/,
    );
  });

  it('reads a file with a byte order mark and with Windows line ends', () => {
    expect(readConfig('\uFEFF[agent]\r\nname = "Ada"\r\n')).toMatchObject({
      config: { agent: { name: 'Ada' } },
    });
    expect(problem('[agent]\r\n\r\nnam = "Ada"\r\n')).toMatchObject({ key: 'agent.nam', line: 3 });
  });

  it('lets the environment choose the model and nothing else, and says which variable is wrong', () => {
    const environment = {
      SALLYPORT_MODEL_PROVIDER: 'google',
      SALLYPORT_MODEL_NAME: 'gemini',
      SALLYPORT_MODEL_BASE_URL: '',
      SALLYPORT_CHANNELS_TELEGRAM_ENABLED: 'true',
    };
    expect(readConfig('[model]\nname = "x"\ncontext_tokens = 5000', environment)).toEqual({
      kind: 'good',
      config: { ...DEFAULTS, model: { provider: 'google', name: 'gemini', context_tokens: 5_000 } },
    });
    expect(readConfig('', { SALLYPORT_MODEL_PROVIDER: 'sk-SECRET' })).toEqual({
      kind: 'bad',
      problem: {
        file: 'environment',
        key: 'SALLYPORT_MODEL_PROVIDER',
        line: null,
        message:
          'The environment variable SALLYPORT_MODEL_PROVIDER has a value that cannot be used. Correct it, or remove it.',
      },
    });
  });
});

describe('the settings file as it is first written', () => {
  it('changes nothing', () => {
    expect(readConfig(FIRST_CONFIG)).toEqual({ kind: 'good', config: DEFAULTS });
  });

  it('shows every default as it is, and an example where there is none', () => {
    const live = FIRST_CONFIG.split('\n')
      .map((line) => line.replace(/^# ([a-z_]+ = .*)$/, '$1'))
      .join('\n');
    expect(readConfig(live)).toEqual({
      kind: 'good',
      config: {
        ...DEFAULTS,
        model: {
          ...DEFAULTS.model,
          provider: 'anthropic',
          name: 'claude-sonnet-4-5',
          base_url: 'http://127.0.0.1:11434/v1',
        },
        memory: {
          ...DEFAULTS.memory,
          embedding: { provider: 'local', name: 'nomic-embed-text', base_url: 'http://127.0.0.1:11434/v1' },
        },
        web: { ...DEFAULTS.web, searxng_url: 'http://127.0.0.1:8080' },
      },
    });
  });

  it('explains every setting there is', () => {
    const shown = new Set(
      readTomlLines(FIRST_CONFIG).flatMap((line) => (line.path === null ? [] : [line.path.join('.')])),
    );
    // What every channel has is explained once.
    const tables = knownKeys([]).map((table) => (table === 'channels' ? ['channels', 'telegram'] : [table]));
    expect(tables).toHaveLength(11);
    const common = knownKeys(['channels', 'telegram']).filter(
      (key) => !['enabled', 'api_root'].includes(key),
    );
    const platforms = CHANNEL_PLATFORMS.filter((platform) => platform !== 'telegram').flatMap((platform) =>
      knownKeys(['channels', platform])
        .filter((key) => !common.includes(key))
        .map((key) => `channels.${platform}.${key}`),
    );
    const missing = [...tables, ['memory', 'embedding']]
      .flatMap((table) => knownKeys(table).map((key) => [...table, key].join('.')))
      .concat(platforms)
      .filter((key) => !shown.has(key));
    // Tables of their own, which are told of in words.
    expect(missing).toEqual(['channels.telegram.accounts', 'memory.model']);
    expect(FIRST_CONFIG).toContain('[channels.telegram.accounts.work]');
    expect(FIRST_CONFIG).toContain('[memory.model]');
  });
});
