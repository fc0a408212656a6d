// Promise: no name in an archive leads out of its folder, hides what it is, or falls on another, in any format.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../fakes/archives/read-archive.ts';
import { type TarPart, writeTar } from '../fakes/archives/tar-writer.ts';
import { writeZip } from '../fakes/archives/zip-writer.ts';

/** One archive of the same names in each format. */
function inEachFormat(names: readonly string[]): readonly (readonly [string, Buffer])[] {
  const tar = writeTar(
    names.map(
      (name): TarPart => ({
        name,
        content: name.endsWith('/') ? '' : 'x',
        type: name.endsWith('/') ? '5' : '0',
      }),
    ),
  );
  const zip = writeZip(names.map((name) => ({ name, content: name.endsWith('/') ? '' : 'x' })));
  return [
    ['zip', zip],
    ['tar', tar],
    ['tar.gz', gzipSync(tar)],
  ];
}

describe('a name is refused in zip, tar and tar.gz alike', () => {
  it.each([
    ['up and out', '../evil', /leads out/],
    ['up in the middle', 'a/../../evil', /leads out/],
    ['up within', 'a/../b', /leads out/],
    ['up at the end', 'a/..', /leads out/],
    ['an empty name in the middle', 'a//b', /leads out/],
    ['from the root', '/etc/cron.d/evil', /root of the file system/],
    ['from the root twice', '//server/share', /root of the file system/],
    ['a drive', 'C:/Windows/evil', /colon/],
    ['a drive without its slash', 'c:evil', /colon/],
    ['a hidden stream', 'file.txt:evil', /colon/],
    ['backslashes', '..\\..\\evil', /backslash/],
    ['a backslash inside', 'a\\b', /backslash/],
    ['the home folder', '~/evil', /begins with/],
    ['another one’s home folder', '~root/evil', /begins with/],
    ['the home folder behind a dot', './~/evil', /begins with/],
    ['a line break', 'a\nb', /cannot be seen/],
    ['an escape sequence', 'a\u001b[31mb', /cannot be seen/],
    ['a turn of direction', 'invoice\u202Efdp.exe', /cannot be seen/],
    ['an isolate', 'a\u2066b', /cannot be seen/],
    ['a zero-width space', 'a\u200Bb', /cannot be seen/],
    ['a byte order mark', '\uFEFFa', /cannot be seen/],
    ['a filler that looks like nothing', 'a\u3164', /cannot be seen/],
    ['a tag', 'a\u{E0041}', /cannot be seen/],
    ['a final dot', 'evil.txt.', /systems drop/],
    ['a final space', 'evil.txt ', /systems drop/],
    ['dots that are no folder', 'a/.../b', /systems drop/],
    ['a device', 'aux.txt', /device/],
    ['a device in a folder', 'a/CON/b', /device/],
    ['a short name', 'PROGRA~1/x', /short name/],
  ])('%s', async (_what, name, reason) => {
    for (const [format, bytes] of inEachFormat([name])) {
      expect(await readArchive(bytes), format).toMatch(reason);
    }
  });

  it('too long, too deep, or not text', async () => {
    const long = 'n'.repeat(240);
    const deep = Array.from({ length: 60 }, () => 'd').join('/');
    expect(await readArchive(writeZip([{ name: long, content: 'x' }]))).toMatch(/too long/);
    expect(await readArchive(writeZip([{ name: 'd/'.repeat(600), content: '' }]))).toMatch(/too long/);
    expect(await readArchive(writeZip([{ name: deep, content: 'x' }]))).toMatch(/too deep/);
    expect(await readArchive(writeZip([{ name: Buffer.from([0x66, 0xff, 0xfe]), content: 'x' }]))).toMatch(
      /script/,
    );
    expect(await readArchive(writeZip([{ name: '', content: 'x' }]))).toMatch(/no name/);
    expect(await readArchive(writeZip([{ name: 'a\0b', content: 'x' }]))).toMatch(/cannot be seen/);
  });
});

describe('names that would fall on each other are refused in every format', () => {
  it.each([
    ['the same twice', ['a.txt', 'a.txt'], /same name/],
    ['only case', ['Readme', 'README'], /same name/],
    ['only case, folders', ['Src/a', 'src/b'], /systems ignore/],
    ['composed and decomposed', ['caf\u00e9', 'cafe\u0301'], /same name/],
    ['a ligature', ['\ufb01le', 'file'], /same name/],
    ['a file that is a folder as well', ['a', 'a/b'], /same name/],
    ['a folder that is a file as well', ['a/b', 'a'], /same name/],
    ['the sharp s', ['stra\u00dfe', 'STRASSE'], /same name/],
    ['one by way of a dot', ['a.txt', './a.txt'], /same name/],
  ])('%s', async (_what, names, reason) => {
    for (const [format, bytes] of inEachFormat(names)) {
      expect(await readArchive(bytes), format).toMatch(reason);
    }
  });
});

it('honest names pass in every format, and the archive’s own root is no entry', async () => {
  const names = [
    './',
    'src/',
    'src/',
    'src/index.ts',
    'docs/über uns.md',
    '日本/語.txt',
    '.hidden',
    'a-b_c (1).txt',
    'x~y',
  ];
  for (const [format, bytes] of inEachFormat(names)) {
    expect(await readArchive(bytes), format).toEqual({
      'src/': '',
      'src/index.ts': 'x',
      'docs/über uns.md': 'x',
      '日本/語.txt': 'x',
      '.hidden': 'x',
      'a-b_c (1).txt': 'x',
      'x~y': 'x',
    });
  }
});
