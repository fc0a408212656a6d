// The byte fuzzer's doors to what comes from outside: addresses, names in archives, whole archives, pages. Each gives its
// bytes to the product's own reader and throws when a promise about the answer is broken.
import { isIP } from 'node:net';
import { ARCHIVE_LIMITS } from '../../src/main/adapters/archives/archive-limits.ts';
import { createArchives } from '../../src/main/adapters/archives/create-archives.ts';
import { readEntryName } from '../../src/main/adapters/archives/entry-name.ts';
import { readHtml } from '../../src/main/adapters/documents/html/html-page.ts';
import { isPublicAddress } from '../../src/main/adapters/web/public-address.ts';
import { readAddress } from '../../src/main/adapters/web/web-address.ts';
import { pathInside } from '../../src/main/adapters/workspace/workspace-path.ts';

export interface FuzzTarget {
  readonly name: string;
  run(bytes: Uint8Array): void | Promise<void>;
}

/** Pieces that make random bytes reach further than the first check. */
const ADDRESS_PIECES =
  'http:// https:// 127.0.0.1 localhost . .. / \\ @ : # ? % %2e %00 0x7f 017700000001 2130706433 [ ] ::1 ::ffff: 64:ff9b:: fe80::1%25 xn-- a b example com 80 443 22 8080 １ 。 \u00ad \u202e \t \n'.split(
    ' ',
  );

function textFrom(bytes: Uint8Array, pieces: readonly string[]): string {
  const [first = 0, ...rest] = bytes;
  if (first % 4 === 0) return new TextDecoder().decode(bytes.subarray(1));
  return (first % 2 === 0 ? pieces[0] : '') + rest.map((byte) => pieces[byte % pieces.length]).join('');
}

export const addressTarget: FuzzTarget = {
  name: 'web address',
  run(bytes) {
    const text = textFrom(bytes, ADDRESS_PIECES);
    const read = readAddress(text, { allow: [], deny: [] });
    if (read.kind === 'refused') return;
    const { url, host } = read.address;
    const again = new URL(url);
    const isSound =
      ['http:', 'https:'].includes(again.protocol) &&
      again.username === '' &&
      again.password === '' &&
      again.hash === '' &&
      again.hostname.replace(/^\[|\]$/g, '') === host &&
      (isIP(host) === 0
        ? host.includes('.') && !/\.(?:local|localhost|internal)$/.test(host)
        : isPublicAddress(host));
    if (!isSound) throw new Error(`This address passed: ${JSON.stringify(text)}`);
    // What was read once reads the same again.
    const twice = readAddress(url, { allow: [], deny: [] });
    if (twice.kind !== 'address' || twice.address.url !== url)
      throw new Error(`This address changes when it is read again: ${JSON.stringify(text)}`);
  },
};

const NAME_PIECES = '.. . / \\ : ~ a b c CON con.txt .git hooks ~1 \0 \n \u202e \u200b é e\u0301 ß SS K k'
  .split(' ')
  .concat(' ');

export const entryNameTarget: FuzzTarget = {
  name: 'name in an archive',
  run(bytes) {
    const name = textFrom(bytes, NAME_PIECES);
    const read = readEntryName(name);
    if (read.kind !== 'name') return;
    const path = read.segments.join('/');
    for (const platform of ['linux', 'darwin', 'win32']) {
      const workspace = platform === 'win32' ? 'C:\\ws' : '/ws';
      const inside = pathInside(workspace, path, platform);
      // Whatever an archive may name, the file tools take it as a path inside, and as the same one.
      if (inside.kind !== 'inside' || inside.segments.join('/') !== path)
        throw new Error(`This name passed: ${JSON.stringify(name)} (${platform})`);
    }
  },
};

const LIMITS = { ...ARCHIVE_LIMITS, maxTotalBytes: 4_194_304, maxFileBytes: 4_194_304, maxEntries: 100 };

/** `bytes` as they are, and behind the beginning of each format. */
export const archiveTarget: FuzzTarget = {
  name: 'archive',
  async run(bytes) {
    const archives = createArchives(LIMITS);
    const outcome = await archives.open(bytes, new AbortController().signal);
    if (outcome.kind === 'refused') return;
    let total = 0;
    const promised = new Map(outcome.archive.entries.map(({ path, bytes: size }) => [path, size]));
    for await (const { path, content } of outcome.archive.files()) {
      let size = 0;
      for await (const piece of content) size += piece.byteLength;
      if (promised.get(path) !== size)
        throw new Error(`What was checked is not what comes out: ${JSON.stringify(path)}`);
      total += size;
    }
    if (total !== outcome.archive.totalBytes || total > LIMITS.maxTotalBytes)
      throw new Error('The total does not hold.');
  },
};

const HTML_PIECES =
  '<a href=" javascript:x "> </a> <img src="http://e/x"> <div style="display:none"> HIDDEN </div> <!-- --> <script> </script> <body> <html> <p> text & &lt; &#0; <table> <tr> <td> <base href="//e"> " \' > <'.split(
    ' ',
  );

export const pageTarget: FuzzTarget = {
  name: 'page',
  run(bytes) {
    const { markdown } = readHtml(textFrom(bytes, HTML_PIECES), 'https://site.example/');
    const links = [...markdown.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map((match) => match[1] ?? '');
    const bad = links.filter((href) => !/^(?:https?:|mailto:)/.test(href));
    if (bad.length > 0) throw new Error(`A page linked to ${JSON.stringify(bad)}`);
  },
};

export const webAndArchiveTargets: readonly FuzzTarget[] = [
  addressTarget,
  entryNameTarget,
  archiveTarget,
  pageTarget,
];
