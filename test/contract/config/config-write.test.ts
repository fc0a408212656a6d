// Writing one setting into the file on a real disk: whole or not at all, and never over somebody's work.
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigFolder, makeConfigFolder, nextChange } from './config-folder.ts';

let place: ConfigFolder;
beforeEach(() => {
  place = makeConfigFolder();
});
afterEach(() => place.remove());

describe('writing a setting', () => {
  it('writes one value whole, with its comments, mode 0600, and at once', async () => {
    const config = place.open();
    const change = nextChange(config);
    expect(config.write('channels.telegram.allow_from', ['123'])).toEqual({ kind: 'written' });
    expect(config.current().channels.telegram.allow_from).toEqual(['123']);
    expect((await change).config.channels.telegram.allow_from).toEqual(['123']);
    expect(readFileSync(place.file, 'utf8')).toContain(
      'need not ask. "*" means everybody, and is taken only with dm_policy = "open".\nallow_from = [ "123" ]',
    );
    expect(statSync(place.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.folder)).toEqual(['config.toml']);
  });

  it('refuses a value that would not be valid, and writes nothing', () => {
    const config = place.open();
    const before = readFileSync(place.file, 'utf8');
    expect(config.write('channels.telegram.dm_policy', 'open')).toEqual({
      kind: 'refused',
      message: expect.stringContaining('admits everybody') as string,
    });
    expect(config.write('approvals.expire_minutes', 0).kind).toBe('refused');
    expect(config.write('no.such.setting', 1).kind).toBe('refused');
    expect(readFileSync(place.file, 'utf8')).toBe(before);
  });

  it('does not write into a file that has a mistake, so that nobody’s work is lost', () => {
    place.save('[agent\nname = "Ada"\n');
    const config = place.open();
    expect(config.write('agent.name', 'Bob').kind).toBe('refused');
    expect(readFileSync(place.file, 'utf8')).toBe('[agent\nname = "Ada"\n');
  });

  it.skipIf(process.platform === 'win32')(
    'keeps a link to a file elsewhere, and notices what changes there',
    async () => {
      const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-dotfiles-'));
      const real = join(elsewhere, 'sallyport.toml');
      writeFileSync(real, '[agent]\nname = "Ada"\n', { mode: 0o600 });
      symlinkSync(real, place.file);
      const config = place.open();
      expect(config.write('agent.name', 'Bob')).toEqual({ kind: 'written' });
      expect(readFileSync(real, 'utf8')).toBe('[agent]\nname = "Bob"\n');
      const change = nextChange(config);
      writeFileSync(real, '[agent]\nname = "Cy"\n');
      expect((await change).config.agent.name).toBe('Cy');
      rmSync(elsewhere, { recursive: true });
    },
  );
});
