// Promise: an archive that two readers could read differently, that holds more than it says, or that leads anywhere but
// into its folder, is not unpacked at all.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../fakes/archives/read-archive.ts';
import { pax, TAR_END, writeTar } from '../fakes/archives/tar-writer.ts';
import { writeZip } from '../fakes/archives/zip-writer.ts';

const MEGABYTE = 1024 * 1024;
const END_RECORD = Buffer.from([0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]);
const a = { name: 'a.txt', content: 'aaa' };
const b = { name: 'b.txt', content: 'bbb' };

describe('zip: refused', () => {
  it.each([
    ['a symbolic link', writeZip([{ name: 'link', content: '/etc/passwd', mode: 0o120777 }]), /link/],
    ['a link inside', writeZip([a, { name: 'link', content: 'a.txt', mode: 0o120777 }]), /link/],
    ['a device', writeZip([{ name: 'disk', mode: 0o060660 }]), /neither a file/],
    ['a pipe', writeZip([{ name: 'pipe', mode: 0o010644 }]), /neither a file/],
    ['a socket', writeZip([{ name: 'sock', mode: 0o140755 }]), /neither a file/],
    ['set-uid', writeZip([{ name: 'sudo', content: 'x', mode: 0o104755 }]), /another user/],
    ['set-gid', writeZip([{ name: 'sudo', content: 'x', mode: 0o102755 }]), /another user/],
    ['a folder with content', writeZip([{ name: 'folder/', content: 'x' }]), /two different things/],
    ['a folder without its slash', writeZip([{ name: 'folder', mode: 0o040755 }]), /two different things/],
    ['a file with a slash', writeZip([{ name: 'file/', mode: 0o100644 }]), /two different things/],
    ['encrypted', writeZip([{ ...a, deflate: true, flags: 0x801 }]), /encrypted/],
    ['strongly encrypted', writeZip([{ ...a, flags: 0x841 }]), /encrypted/],
    ['with a masked directory', writeZip([{ ...a, flags: 0x2800 }]), /encrypted/],
    ['an unknown packing', writeZip([{ ...a, method: 14 }]), /packed in a way/],
    [
      'another name in the file’s own header',
      writeZip([{ ...a, local: { name: '../evil.sh' } }]),
      /two different things/,
    ],
    [
      'another size in the file’s own header',
      writeZip([{ ...a, local: { size: 1 } }]),
      /two different things/,
    ],
    [
      'another packing in the file’s own header',
      writeZip([{ ...a, local: { method: 8 } }]),
      /two different things/,
    ],
    [
      'other flags in the file’s own header',
      writeZip([{ ...a, local: { flags: 0 } }]),
      /two different things/,
    ],
    ['a wrong checksum', writeZip([{ ...a, central: { crc: 1 }, local: { crc: 1 } }]), /checksum/],
    [
      'a file smaller than said',
      writeZip([{ ...a, deflate: true, central: { size: 9 }, local: { size: 9 } }]),
      /size it says/,
    ],
    [
      'a file larger than said',
      writeZip([{ ...a, deflate: true, central: { size: 1 }, local: { size: 1 } }]),
      /size it says/,
    ],
    [
      'bytes before it',
      writeZip([a], { before: Buffer.from('PK\u0003\u0004 and more') }),
      /before the first|where it says/,
    ],
    ['bytes behind it', writeZip([a], { after: Buffer.from('more') }), /behind the end/],
    [
      'a second archive behind it',
      Buffer.concat([writeZip([a]), writeZip([b])]),
      /where it says|before the first/,
    ],
    [
      'a second end in its comment',
      writeZip([a], { comment: Buffer.concat([END_RECORD, Buffer.from('x')]) }),
      /behind the end/,
    ],
    ['bytes between its files', writeZip([{ ...a, gap: Buffer.alloc(30, 1) }, b]), /between its files/],
    ['bytes before its directory', writeZip([a, { ...b, gap: Buffer.alloc(30, 1) }]), /between its files/],
    ['bytes behind its directory', writeZip([a], { beforeEnd: Buffer.alloc(4, 1) }), /where it says/],
    ['a file that no directory names', writeZip([a, { ...b, hidden: true }]), /between its files/],
    ['a directory that says less', writeZip([a, b], { count: 1 }), /longer than it says/],
    ['a directory that says more', writeZip([a], { count: 2 }), /damaged/],
    ['a directory elsewhere', writeZip([a], { directoryOffset: 1 }), /where it says/],
    ['one of several parts', writeZip([a], { disk: 1 }), /several/],
    [
      'two names for the same bytes',
      writeZip([a, { ...b, directoryOnly: true, offset: 0 }]),
      /two different things/,
    ],
    ['nothing', Buffer.alloc(0), /none of the archives/],
    ['no archive', Buffer.from('hello'), /none of the archives/],
    ['seven-zip', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), /none of the archives/],
    ['only a beginning', writeZip([a]).subarray(0, 20), /damaged/],
    ['cut short', writeZip([a]).subarray(0, -5), /damaged|behind/],
  ])('%s', async (_what, bytes, reason) => {
    expect(await readArchive(bytes)).toMatch(reason);
  });

  it('files that lie over each other', async () => {
    // One kernel of zeros, named a hundred times: each name unpacks the same bytes.
    const kernel = { name: 'a.txt', content: Buffer.alloc(200_000), deflate: true };
    const copies = Array.from({ length: 100 }, () => ({ ...kernel, directoryOnly: true, offset: 0 }));
    expect(await readArchive(writeZip([kernel, ...copies]))).toMatch(/lie over each other/);
  });

  it('honest ones pass, packed or not, with a comment, empty', async () => {
    expect(await readArchive(writeZip([a, { ...b, deflate: true }, { name: 'c/' }]))).toEqual({
      'a.txt': 'aaa',
      'b.txt': 'bbb',
      'c/': '',
    });
    expect(await readArchive(writeZip([a], { comment: Buffer.from('made by hand') }))).toEqual({
      'a.txt': 'aaa',
    });
    expect(await readArchive(writeZip([]))).toEqual({});
  });
});

describe('tar: refused', () => {
  const tar = (...parts: Parameters<typeof writeTar>[0]) => writeTar(parts);
  it.each([
    ['a symbolic link', tar({ name: 'link', type: '2', link: '/etc/passwd' }), /link/],
    ['a link inside', tar(a, { name: 'link', type: '2', link: 'a.txt' }), /link/],
    [
      'a link, then a file through it',
      tar({ name: 'd', type: '2', link: '/tmp' }, { name: 'd/evil', content: 'x' }),
      /link/,
    ],
    ['a hard link', tar(a, { name: 'hard', type: '1', link: 'a.txt' }), /link/],
    ['a hard link to the outside', tar({ name: 'hard', type: '1', link: '/etc/passwd' }), /link/],
    [
      'a link with a long target',
      tar({ name: 'x', type: 'K', content: '/etc/passwd\0' }, { name: 'l', type: '2', link: 'a' }),
      /link/,
    ],
    ['a character device', tar({ name: 'tty', type: '3' }), /neither a file/],
    ['a block device', tar({ name: 'disk', type: '4' }), /neither a file/],
    ['a pipe', tar({ name: 'pipe', type: '6' }), /neither a file/],
    ['a sparse file', tar({ name: 'sparse', type: 'S', content: 'x' }), /neither a file/],
    ['an unknown kind', tar({ name: 'odd', type: 'V' }), /neither a file/],
    ['set-uid', tar({ name: 'sudo', content: 'x', mode: 0o4755 }), /another user/],
    ['set-gid', tar({ name: 'sudo', content: 'x', mode: 0o2755 }), /another user/],
    [
      'a folder with content',
      tar({ name: 'folder/', type: '5', content: 'x'.repeat(512) }),
      /two different things/,
    ],
    [
      'a long name that leads out',
      tar({ name: 'x', type: 'L', content: '../../evil\0' }, { name: 'a', content: 'x' }),
      /leads out/,
    ],
    ['a pax name that leads out', tar(pax({ path: '../../evil' }), { name: 'a', content: 'x' }), /leads out/],
    [
      'a pax name for every entry',
      tar(pax({ path: '/etc/evil' }, 'g'), pax({ mtime: '1' }), { name: 'a', content: 'x' }),
      /root/,
    ],
    ['a second size', tar(pax({ size: '0' }), { name: 'a', content: 'x' }), /two different things|damaged/],
    [
      'a sparse map',
      tar(pax({ 'GNU.sparse.size': '9' }), { name: 'a', content: 'x' }),
      /two different things/,
    ],
    [
      'a description without end',
      tar(pax({ comment: 'n'.repeat(300_000) }), { name: 'a', content: 'x' }),
      /too long/,
    ],
    ['a negative size', tar({ name: 'a', sizeField: '-0000000001\0' }), /damaged/],
    ['a size in base 256', tar({ name: 'a', sizeField: '\u0080\0\0\0\0\0\0\0\0\0\0\u0001' }), /damaged/],
    ['a size beyond its end', tar({ name: 'a', sizeField: '77777777777\0' }), /damaged/],
    ['a wrong checksum', tar(a, { name: 'b', content: 'x', checksum: 1 }), /damaged/],
    ['a second archive behind its end', Buffer.concat([writeTar([a]), writeTar([b])]), /behind the end/],
    ['bytes behind its end', writeTar([a], Buffer.concat([TAR_END, Buffer.alloc(512, 1)])), /behind the end/],
    ['no end', writeTar([a], Buffer.alloc(0)), /damaged/],
    [
      'cut in the middle',
      writeTar([{ name: 'a', content: 'x'.repeat(5_000) }]).subarray(0, 2_000),
      /damaged/,
    ],
  ])('%s', async (_what, bytes, reason) => {
    expect(await readArchive(bytes), 'tar').toMatch(reason);
    expect(await readArchive(gzipSync(bytes)), 'tar.gz').toMatch(reason);
  });

  it.each([
    [
      'bytes behind the packed part',
      Buffer.concat([gzipSync(writeTar([a])), Buffer.from('\0hidden')]),
      /behind the end/,
    ],
    [
      'a second packed part',
      Buffer.concat([gzipSync(writeTar([a])), gzipSync(writeTar([b]))]),
      /behind the end/,
    ],
    ['a packed file that is no tar', gzipSync(Buffer.from('hello'.repeat(500))), /damaged/],
    ['cut short', gzipSync(writeTar([a])).subarray(0, 40), /damaged/],
    ['a wrong checksum', flipped(gzipSync(writeTar([a]))), /damaged/],
  ])('gzip: %s', async (_what, bytes, reason) => {
    expect(await readArchive(bytes)).toMatch(reason);
  });

  it('honest ones pass, with long names both ways', async () => {
    const long = `${'folder/'.repeat(20)}file.txt`;
    const tarred = tar(
      { name: 'd', type: '5' },
      a,
      { name: 'x', type: 'L', content: `${long}\0` },
      { name: 'cut', content: '1' },
    );
    expect(await readArchive(tarred)).toEqual({ 'd/': '', 'a.txt': 'aaa', [long]: '1' });
    expect(await readArchive(gzipSync(tar(pax({ path: long }), { name: 'cut', content: '2' })))).toEqual({
      [long]: '2',
    });
  });
});

describe('more than is taken is refused in every format', () => {
  const zeros = Buffer.alloc(4 * MEGABYTE);
  const zipBomb = writeZip([{ name: 'zeros', content: zeros, deflate: true }]);
  const tarBomb = gzipSync(writeTar([{ name: 'zeros', content: zeros }]));

  it.each([
    ['by its ratio', { ratioFromBytes: MEGABYTE, maxRatio: 100 }, /far more than an honest/],
    ['by one file', { maxFileBytes: MEGABYTE }, /A file in it is too large/],
    ['by all together', { maxTotalBytes: MEGABYTE }, /more than is taken/],
    ['by itself', { maxArchiveBytes: 100 }, /It is too large/],
  ])('%s', async (_what, limits, reason) => {
    expect(await readArchive(zipBomb, limits)).toMatch(reason);
    expect(await readArchive(tarBomb, limits)).toMatch(reason);
  });

  it('by the number of entries, and by many files each within its limit', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ name: `f${index}`, content: 'x'.repeat(100) }));
    expect(await readArchive(writeZip(many), { maxEntries: 49 })).toMatch(/more than 49 entries/);
    expect(await readArchive(writeTar(many), { maxEntries: 49 })).toMatch(/more than 49 entries/);
    expect(await readArchive(writeZip(many), { maxTotalBytes: 4_999, maxFileBytes: 100 })).toMatch(
      /more than is taken/,
    );
    expect(await readArchive(writeTar(many), { maxEntries: 50 })).toMatchObject({ f49: 'x'.repeat(100) });
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 8] = (copy[copy.length - 8] ?? 0) ^ 1;
  return copy;
}
