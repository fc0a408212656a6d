// What set-up unpacks is exactly what was pinned, and stays inside its own folder.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkIntegrity, fetchPackage, unpack } from '../../../scripts/setup/tarball.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-unpack-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Entry {
  readonly name: string;
  readonly body?: string;
  readonly type?: string;
}

function tarball(entries: readonly Entry[]): string {
  const blocks = entries.flatMap(({ name, body = '', type = '0' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write(Buffer.byteLength(body).toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(body) / 512) * 512);
    content.write(body);
    return [header, content];
  });
  const file = join(folder, 'package.tgz');
  writeFileSync(file, gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)])));
  return file;
}

test('an archive whose hash differs from the pinned one is refused', async () => {
  const file = tarball([{ name: 'package/a', body: 'hello' }]);
  const right = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  await expect(checkIntegrity(file, right, 'the thing')).resolves.toBeUndefined();
  writeFileSync(file, 'something else');
  await expect(checkIntegrity(file, right, 'the thing')).rejects.toThrow(
    'its hash differs. It was not used.',
  );
});

test('a fetched package that is not the pinned one leaves nothing behind', async () => {
  const spec = join(folder, 'source');
  mkdirSync(spec);
  writeFileSync(join(spec, 'package.json'), '{ "name": "tampered", "version": "1.0.0" }');
  const target = join(folder, 'target');
  const pinned = { spec, integrity: `sha512-${'A'.repeat(86)}==`, target };
  await expect(fetchPackage(pinned)).rejects.toThrow('its hash differs. It was not used.');
  expect(statSync(target, { throwIfNoEntry: false })).toBeUndefined();
});

test('files are unpacked without the leading folder, and the named ones get execute bits', async () => {
  const long = `package/${'deep/'.repeat(30)}file`;
  const file = tarball([
    { name: 'package/bin/tool', body: 'run' },
    { name: 'package/readme', body: 'x'.repeat(2000) },
    { name: 'package/left/out', body: 'no' },
    { name: 'ignored', body: `165 path=${long}\n`, type: 'x' },
    { name: 'shortened', body: 'deep' },
  ]);
  const target = join(folder, 'target');
  await unpack(file, target, {
    executables: ['bin/tool'],
    select: (path: string) => path !== 'left/out',
  });
  expect(readFileSync(join(target, 'readme'), 'utf8')).toBe('x'.repeat(2000));
  expect(readFileSync(join(target, 'deep/'.repeat(30), 'file'), 'utf8')).toBe('deep');
  expect(statSync(join(target, 'left'), { throwIfNoEntry: false })).toBeUndefined();
  if (process.platform === 'win32') return;
  expect(statSync(join(target, 'bin/tool')).mode & 0o777).toBe(0o755);
  expect(statSync(join(target, 'readme')).mode & 0o777).toBe(0o644);
});

test('an entry that would land outside the target is refused, and nothing is written there', async () => {
  const file = tarball([{ name: 'package/../../escaped', body: 'x' }]);
  await expect(unpack(file, join(folder, 'a', 'target'))).rejects.toThrow('outside its own folder');
  expect(statSync(join(folder, 'escaped'), { throwIfNoEntry: false })).toBeUndefined();
  expect(statSync(join(folder, 'a', 'escaped'), { throwIfNoEntry: false })).toBeUndefined();
});

test('a link is refused', async () => {
  const file = tarball([{ name: 'package/link', type: '2' }]);
  await expect(unpack(file, join(folder, 'target'))).rejects.toThrow('other than plain files');
});

test('an archive that ends in the middle of a file is refused', async () => {
  const file = join(folder, 'cut.tgz');
  const header = Buffer.alloc(512);
  header.write('package/a', 0);
  header.write('00000002000', 124);
  header.write('0', 156);
  writeFileSync(file, gzipSync(Buffer.concat([header, Buffer.alloc(100)])));
  await expect(unpack(file, join(folder, 'target'))).rejects.toThrow('ends too early');
});
