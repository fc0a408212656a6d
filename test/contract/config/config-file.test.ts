// The settings file on a real disk: made, watched through the ways editors save, kept good, written whole.
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema, type Config, type ConfigProblem } from '../../../src/contracts/settings.ts';
import { openConfigFile, type ConfigFile } from '../../../src/main/adapters/config/config-file.ts';

const DEFAULTS = configSchema.parse({});
let folder: string;
let file: string;
let logged: string[];
const opened: ConfigFile[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-config-'));
  file = join(folder, 'config.toml');
  logged = [];
});
afterEach(() => {
  for (const config of opened.splice(0)) config.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): ConfigFile {
  const write = (message: string, fields?: unknown): void => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const config = openConfigFile({ folder, log: { info: write, warn: write, error: write } });
  opened.push(config);
  return config;
}
function nextChange(config: ConfigFile): Promise<{ config: Config; problem: ConfigProblem | null }> {
  return new Promise((resolve) => {
    const end = config.onChange((now, problem) => {
      end();
      resolve({ config: now, problem });
    });
  });
}
const save = (text: string): void => writeFileSync(file, text, { mode: 0o600 });

describe('the settings file on disk', () => {
  it('is made on first start, for its owner alone, and changes nothing', () => {
    const config = open();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('# Danger:');
    expect({ current: config.current(), problem: config.problem(), notices: config.notices() }).toEqual({ current: DEFAULTS, problem: null, notices: [] });
  });

  it('is never overwritten by a start', () => {
    save('[agent]\nname = "Ada"\n');
    expect(open().current().agent.name).toBe('Ada');
    expect(readFileSync(file, 'utf8')).toBe('[agent]\nname = "Ada"\n');
  });

  it('is read again when it is saved in place, and when an editor puts a new file in its place', async () => {
    const config = open();
    const first = nextChange(config);
    save('[agent]\nname = "In place"\n');
    expect((await first).config.agent.name).toBe('In place');
    for (const name of ['Renamed', 'Renamed again']) {
      const next = nextChange(config);
      writeFileSync(join(folder, '.config.toml.swp'), `[agent]\nname = "${name}"\n`, { mode: 0o600 });
      renameSync(join(folder, '.config.toml.swp'), file);
      expect((await next).config.agent.name).toBe(name);
    }
    expect(config.current().agent.name).toBe('Renamed again');
  });

  it('keeps the last good settings through a bad edit, says where it is, and goes on when it is mended', async () => {
    save('[channels.telegram]\nenabled = true\n');
    const config = open();
    let next = nextChange(config);
    save('[channels.telegram]\nenabled = true\ndm_policy = "everyone"\n');
    expect(await next).toEqual({
      config: { ...DEFAULTS, channels: { telegram: { ...DEFAULTS.channels.telegram, enabled: true } } },
      problem: { file: 'config.toml', key: 'channels.telegram.dm_policy', line: 3, message: expect.stringContaining('must be one of') as string },
    });
    expect(config.problem()?.line).toBe(3);
    next = nextChange(config);
    rmSync(file);
    expect((await next).problem?.message).toMatch(/is gone/);
    next = nextChange(config);
    save('[channels.telegram]\nenabled = false\n');
    expect(await next).toEqual({ config: DEFAULTS, problem: null });
  });

  it('starts with everything off when the file was bad from the start', () => {
    save('[channels.telegram]\nenabled = true\ndm_policy = "open"\nallow_from = ["*"]\noops\n');
    const config = open();
    expect({ current: config.current(), line: config.problem()?.line }).toEqual({ current: DEFAULTS, line: 5 });
  });

  it.each([
    ['a folder', () => mkdirSync(file)],
    ['bytes that are no text', () => writeFileSync(file, Buffer.from([0x61, 0x3d, 0xff, 0xfe]), { mode: 0o600 })],
    ['a file of two megabytes', () => save(`# ${'x'.repeat(2_000_000)}\n`)],
  ])('starts with everything off, and says why, when there is %s in its place', (_, make) => {
    make();
    const config = open();
    expect(config.current()).toEqual(DEFAULTS);
    expect(config.problem()?.message).toBeTruthy();
    expect(config.write('agent.name', 'Ada').kind).toBe('refused');
  });

  it.skipIf(process.platform === 'win32')('says so when others may read it, and does not use it when others may change it', () => {
    save('[agent]\nname = "Ada"\n');
    chmodSync(file, 0o644);
    let config = open();
    expect({ name: config.current().agent.name, notices: config.notices() }).toEqual({
      name: 'Ada', notices: ['The settings file is open to other accounts of this computer. Set its mode to 600.'],
    });
    chmodSync(file, 0o666);
    chmodSync(folder, 0o700);
    config = open();
    expect({ name: config.current().agent.name, notices: config.notices().length }).toEqual({ name: 'Ada', notices: 1 });
    chmodSync(folder, 0o755);
    config = open();
    expect({ name: config.current().agent.name, problem: config.problem()?.message }).toEqual({
      name: 'Sallyport', problem: expect.stringMatching(/Other accounts .* not used/) as string,
    });
  });

  it.runIf(process.getuid?.() === 0)('is not used when it belongs to another account', () => {
    save('[agent]\nname = "Ada"\n');
    chownSync(file, 54_321, 54_321);
    const config = open();
    expect({ name: config.current().agent.name, problem: config.problem()?.message }).toEqual({
      name: 'Sallyport', problem: expect.stringMatching(/Other accounts .* not used/) as string,
    });
  });

  it('writes one value whole, with its comments, mode 0600, and at once', async () => {
    const config = open();
    const change = nextChange(config);
    expect(config.write('channels.telegram.allow_from', ['123'])).toEqual({ kind: 'written' });
    expect(config.current().channels.telegram.allow_from).toEqual(['123']);
    expect((await change).config.channels.telegram.allow_from).toEqual(['123']);
    expect(readFileSync(file, 'utf8')).toContain('need not ask. "*" means everybody, and is taken only with dm_policy = "open".\nallow_from = [ "123" ]');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['config.toml']);
  });

  it('refuses a value that would not be valid, and writes nothing', () => {
    const config = open();
    const before = readFileSync(file, 'utf8');
    expect(config.write('channels.telegram.dm_policy', 'open')).toEqual({ kind: 'refused', message: expect.stringContaining('admits everybody') as string });
    expect(config.write('approvals.expire_minutes', 0).kind).toBe('refused');
    expect(config.write('no.such.setting', 1).kind).toBe('refused');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('does not write into a file that has a mistake, so that nobody’s work is lost', () => {
    save('[agent\nname = "Ada"\n');
    const config = open();
    expect(config.write('agent.name', 'Bob').kind).toBe('refused');
    expect(readFileSync(file, 'utf8')).toBe('[agent\nname = "Ada"\n');
  });

  it.skipIf(process.platform === 'win32')('keeps a link to a file elsewhere, and notices what changes there', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-dotfiles-'));
    const real = join(elsewhere, 'sallyport.toml');
    writeFileSync(real, '[agent]\nname = "Ada"\n', { mode: 0o600 });
    symlinkSync(real, file);
    const config = open();
    expect(config.write('agent.name', 'Bob')).toEqual({ kind: 'written' });
    expect(readFileSync(real, 'utf8')).toBe('[agent]\nname = "Bob"\n');
    const change = nextChange(config);
    writeFileSync(real, '[agent]\nname = "Cy"\n');
    expect((await change).config.agent.name).toBe('Cy');
    rmSync(elsewhere, { recursive: true });
  });

  it('goes on telling the others when one listener fails', async () => {
    const config = open();
    config.onChange(() => {
      throw new Error('broken listener');
    });
    const change = nextChange(config);
    save('[agent]\nname = "Ada"\n');
    expect((await change).config.agent.name).toBe('Ada');
    expect(logged.join('\n')).toContain('a listener to the settings failed');
  });

  it('never logs a value', async () => {
    const config = open();
    const change = nextChange(config);
    save('[channels.telegram]\nbot_token = "123456:CANARY"\n');
    await change;
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('\n')).not.toContain('CANARY');
    expect(existsSync(file)).toBe(true);
  });
});
