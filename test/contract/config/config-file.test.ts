// The settings file on a real disk: made, watched through the ways editors save, kept good, and whose it may be.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/contracts/settings.ts';
import { type ConfigFolder, makeConfigFolder, nextChange } from './config-folder.ts';

const DEFAULTS = configSchema.parse({});
let place: ConfigFolder;
beforeEach(() => {
  place = makeConfigFolder();
});
afterEach(() => place.remove());

describe('the settings file on disk', () => {
  it('is made on first start, for its owner alone, and changes nothing', () => {
    const config = place.open();
    expect(statSync(place.file).mode & 0o777).toBe(0o600);
    expect(readFileSync(place.file, 'utf8')).toContain('# Danger:');
    expect({ current: config.current(), problem: config.problem(), notices: config.notices() }).toEqual({
      current: DEFAULTS,
      problem: null,
      notices: [],
    });
  });

  it('is never overwritten by a start', () => {
    place.save('[agent]\nname = "Ada"\n');
    expect(place.open().current().agent.name).toBe('Ada');
    expect(readFileSync(place.file, 'utf8')).toBe('[agent]\nname = "Ada"\n');
  });

  it('is read again when it is saved in place, and when an editor puts a new file in its place', async () => {
    const config = place.open();
    const first = nextChange(config);
    place.save('[agent]\nname = "In place"\n');
    expect((await first).config.agent.name).toBe('In place');
    for (const name of ['Renamed', 'Renamed again']) {
      const next = nextChange(config);
      writeFileSync(join(place.folder, '.config.toml.swp'), `[agent]\nname = "${name}"\n`, { mode: 0o600 });
      renameSync(join(place.folder, '.config.toml.swp'), place.file);
      expect((await next).config.agent.name).toBe(name);
    }
    expect(config.current().agent.name).toBe('Renamed again');
  });

  it('keeps the last good settings through a bad edit, says where it is, and goes on when it is mended', async () => {
    place.save('[channels.telegram]\nenabled = true\n');
    const config = place.open();
    let next = nextChange(config);
    place.save('[channels.telegram]\nenabled = true\ndm_policy = "everyone"\n');
    expect(await next).toEqual({
      config: {
        ...DEFAULTS,
        channels: {
          ...DEFAULTS.channels,
          telegram: { ...DEFAULTS.channels.telegram, enabled: true },
        },
      },
      problem: {
        file: 'config.toml',
        key: 'channels.telegram.dm_policy',
        line: 3,
        message: expect.stringContaining('must be one of') as string,
      },
    });
    expect(config.problem()?.line).toBe(3);
    next = nextChange(config);
    rmSync(place.file);
    expect((await next).problem?.message).toMatch(/is gone/);
    next = nextChange(config);
    place.save('[channels.telegram]\nenabled = false\n');
    expect(await next).toEqual({ config: DEFAULTS, problem: null });
  });

  it.each([
    ['a token of a bot', '"123456789:AAF-abcdefghijklmnopqrstuvwxyz01234" = 1'],
    ['a key of a provider', 'sk-ant-api03-abcdefghijklmnop = 1'],
    ['a key without a digit', 'AbCdEfGhIjKlMnOpQrStUvWxYz = 1'],
    ['a key as a table', '[sk-ant-api03-abcdefghijklmnop]\nx = 1'],
    ['a key as the name of an account', '[channels.telegram.accounts.AKIA2345678901234567]\nenabled = true'],
    ['a short password', '"horse/x+" = 1'],
    ['a passphrase', '"correct horse abcdefghijklmnop AbCdEf" = 1'],
  ])('never quotes %s that was pasted as a key, and says the line', async (_, text) => {
    place.save('[agent]\nname = "Ada"\n');
    const config = place.open();
    const next = nextChange(config);
    place.save(`\n${text}\n`);
    const { problem } = await next;
    const told = JSON.stringify([problem, place.logged, config.write('agent.name', 'Eve')]);
    expect(told).not.toMatch(/abcdefgh|AbCdEf|AKIA|12345|horse/);
    expect(problem?.message).toContain('[hidden]');
    expect(problem?.line).toBe(2);
  });

  it('cuts a long key, and shows an ordinary one', () => {
    place.save(`${'long_name_'.repeat(20)} = 1\n`);
    expect(place.open().problem()?.message).toContain('“long_name_long_name_long_name_lo…”');
    place.save('[agent]\nnmae = "Ada"\n');
    expect(place.open().problem()).toMatchObject({
      key: 'agent.nmae',
      message: expect.stringContaining('“nmae”. Did you mean “name”?') as string,
    });
  });

  it('starts with everything off when the file was bad from the start', () => {
    place.save('[channels.telegram]\nenabled = true\ndm_policy = "open"\nallow_from = ["*"]\noops\n');
    const config = place.open();
    expect({ current: config.current(), line: config.problem()?.line }).toEqual({
      current: DEFAULTS,
      line: 5,
    });
  });

  it.each([
    ['a folder', () => mkdirSync(place.file)],
    [
      'bytes that are no text',
      () => writeFileSync(place.file, Buffer.from([0x61, 0x3d, 0xff, 0xfe]), { mode: 0o600 }),
    ],
    ['a file of two megabytes', () => place.save(`# ${'x'.repeat(2_000_000)}\n`)],
  ])('starts with everything off, and says why, when there is %s in its place', (_, make) => {
    make();
    const config = place.open();
    expect(config.current()).toEqual(DEFAULTS);
    expect(config.problem()?.message).toBeTruthy();
    expect(config.write('agent.name', 'Ada').kind).toBe('refused');
  });

  it.skipIf(process.platform === 'win32')(
    'says so when others may read it, and does not use it when others may change it',
    () => {
      place.save('[agent]\nname = "Ada"\n');
      chmodSync(place.file, 0o644);
      let config = place.open();
      expect({ name: config.current().agent.name, notices: config.notices() }).toEqual({
        name: 'Ada',
        notices: ['The settings file is open to other accounts of this computer. Set its mode to 600.'],
      });
      chmodSync(place.file, 0o666);
      chmodSync(place.folder, 0o700);
      config = place.open();
      expect({ name: config.current().agent.name, notices: config.notices().length }).toEqual({
        name: 'Ada',
        notices: 1,
      });
      chmodSync(place.folder, 0o755);
      config = place.open();
      expect({ name: config.current().agent.name, problem: config.problem()?.message }).toEqual({
        name: 'Sallyport',
        problem: expect.stringMatching(/other accounts .* not used/) as string,
      });
    },
  );

  it.runIf(process.getuid?.() === 0)('is not used when it belongs to another account', () => {
    place.save('[agent]\nname = "Ada"\n');
    chownSync(place.file, 54_321, 54_321);
    const config = place.open();
    expect({ name: config.current().agent.name, problem: config.problem()?.message }).toEqual({
      name: 'Sallyport',
      problem: expect.stringMatching(/other accounts .* not used/) as string,
    });
  });

  it('goes on telling the others when one listener fails', async () => {
    const config = place.open();
    config.onChange(() => {
      throw new Error('broken listener');
    });
    const change = nextChange(config);
    place.save('[agent]\nname = "Ada"\n');
    expect((await change).config.agent.name).toBe('Ada');
    expect(place.logged.join('\n')).toContain('a listener to the settings failed');
  });

  it('never logs a value', async () => {
    const config = place.open();
    const change = nextChange(config);
    place.save('[channels.telegram]\nbot_token = "123456:CANARY"\n');
    await change;
    expect(place.logged.length).toBeGreaterThan(0);
    expect(place.logged.join('\n')).not.toContain('CANARY');
    expect(existsSync(place.file)).toBe(true);
  });
});
