// Fetching one package tarball from the npm registry, holding it to a hash written down in this repository, and
// unpacking it. The registry's own word is not enough: the hash is ours. No system `tar`: Windows has none to rely on.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { makeSetupFolder } from './places.mjs';
import { runNpm } from './run.mjs';
import { SetupError } from './say.mjs';

const BLOCK = 512;

/**
 * Fetches `spec` (`name@version`) and unpacks it into `target`, without the leading `package/`.
 * `executables` are archive paths that get execute bits. `select` may leave files out.
 *
 * @param {{ spec: string, integrity: string, target: string, executables?: string[], select?: (path: string) => boolean }} pinned
 */
export async function fetchPackage({ spec, integrity, target, executables = [], select }) {
  const folder = mkdtempSync(join(makeSetupFolder(), 'fetch-'));
  try {
    await runNpm(
      `Fetching ${spec}`,
      ['pack', spec, '--ignore-scripts', '--pack-destination', folder, '--loglevel=error'],
      {
        cwd: folder,
      },
    );
    const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
    if (!name) throw new SetupError(`Fetching ${spec} brought no archive.`);
    const archive = join(folder, name);
    // SECURITY: nothing is unpacked or run before it is exactly what was pinned.
    await checkIntegrity(archive, integrity, spec);
    await unpack(archive, target, { executables, select });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compares a file with an SRI string (`sha512-…`); a difference is a SetupError. */
export async function checkIntegrity(file, integrity, what) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity) {
    throw new SetupError(
      `${what} is not the file this version of Sallyport was made with: its hash differs. It was not used.`,
    );
  }
}

/**
 * Unpacks a gzipped npm tarball: plain files only; links and paths that leave `target` are refused.
 *
 * @param {string} archive
 * @param {string} target
 * @param {{ executables?: string[], select?: (path: string) => boolean }} [options]
 */
export async function unpack(archive, target, { executables = [], select = () => true } = {}) {
  const read = byteReader(createReadStream(archive).pipe(createGunzip()));
  let longName;
  for (;;) {
    const header = await read.exactly(BLOCK);
    if (!header || header.every((byte) => byte === 0)) return;
    const size = Number.parseInt(text(header, 124, 12), 8) || 0;
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] || 48);
    if (type === 'L' || type === 'x') {
      const body = (await read.exactly(padded)).subarray(0, size).toString('utf8');
      longName = type === 'L' ? body.replace(/\0+$/, '') : (/\d+ path=(.*)\n/.exec(body)?.[1] ?? longName);
      continue;
    }
    const prefix = text(header, 345, 155);
    const name = longName ?? (prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100));
    longName = undefined;
    const path = name.split('/').slice(1).join('/');
    if (type === 'g' || type === '5' || !path || !select(path)) {
      await read.pass(padded);
      continue;
    }
    // SECURITY: a link could make a later entry write outside the target.
    if (type !== '0')
      throw new SetupError('The archive holds something other than plain files. It was not used.');
    await writeEntry({
      read,
      size,
      padded,
      file: inside(target, path),
      executable: executables.includes(path),
    });
  }
}

function inside(target, path) {
  const file = resolve(target, path);
  // SECURITY: an entry named ../… must not land outside the target.
  if (!file.startsWith(resolve(target) + sep)) {
    throw new SetupError('The archive names a path outside its own folder. It was not used.');
  }
  return file;
}

async function writeEntry({ read, size, padded, file, executable }) {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const out = createWriteStream(file, { mode: executable ? 0o755 : 0o644 });
  await pipeline(read.chunks(size), out);
  await read.pass(padded - size);
}

function text(header, start, length) {
  return header
    .subarray(start, start + length)
    .toString('utf8')
    .replace(/\0.*$/s, '')
    .trim();
}

function byteReader(stream) {
  const source = stream[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);

  async function* chunks(count) {
    let wanted = count;
    while (wanted > 0) {
      if (rest.length === 0) {
        const next = await source.next();
        if (next.done) throw new SetupError('The archive ends too early.');
        rest = next.value;
      }
      const part = rest.subarray(0, wanted);
      rest = rest.subarray(part.length);
      wanted -= part.length;
      yield part;
    }
  }

  return {
    chunks,
    async pass(count) {
      for await (const part of chunks(count)) void part;
    },
    /** Exactly `count` bytes, or undefined at the clean end of the stream. */
    async exactly(count) {
      if (rest.length === 0) {
        const next = await source.next();
        if (next.done) return undefined;
        rest = next.value;
      }
      const parts = [];
      for await (const part of chunks(count)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}
