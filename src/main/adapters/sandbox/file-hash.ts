// What a program or script is at this moment: opened without following a last link, hashed through the open
// descriptor, so that what was hashed is one thing and not two looks at a name.
// Knows nothing of commands. The cache belongs to the caller and only serves files a command cannot write.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';

export interface HashCache {
  get(key: string): string | undefined;
  set(key: string, sha256: string): void;
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * SHA-256 (hex) of a regular file at a real path; null when it is not a regular file or cannot be read.
 * With `cache` a file whose device, inode, size and times are known is not read again.
 */
export async function hashFile(path: string, cache: HashCache | null): Promise<string | null> {
  const held = await openRegular(path);
  if (held === null) return null;
  try {
    const key = await identityOf(held);
    const known = cache?.get(key);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let at = 0; ; ) {
      const { bytesRead } = await held.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    const sha256 = hash.digest('hex');
    // Changed while it was read: then this is the hash of nothing that ever was.
    if ((await identityOf(held)) !== key) return null;
    cache?.set(key, sha256);
    return sha256;
  } finally {
    await held.close();
  }
}

/** The bytes of a regular file with their hash and whether it may be executed, or null when it is none, or larger than `maxBytes`. */
export async function readWithHash(
  path: string,
  maxBytes: number,
): Promise<{ bytes: Uint8Array; sha256: string; executable: boolean } | null> {
  const held = await openRegular(path);
  if (held === null) return null;
  try {
    const { size, mode } = await held.stat();
    if (size > maxBytes) return null;
    const bytes = await held.readFile();
    return {
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      executable: (mode & 0o111) !== 0,
    };
  } finally {
    await held.close();
  }
}

/** Never waits: a FIFO or device in the way is opened without blocking and turned away. */
async function openRegular(path: string): Promise<FileHandle | null> {
  let held: FileHandle;
  try {
    held = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return null;
  }
  if ((await held.stat()).isFile() && (await isReachedBy(held, path))) return held;
  await held.close();
  return null;
}

/**
 * Whether the held file is the one at this very path. A folder on the way that became a link since the path was resolved
 * leads elsewhere, and `O_NOFOLLOW` looks at the last name only. Where the system cannot say, the name has to do.
 */
async function isReachedBy(held: FileHandle, path: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  // SECURITY: asked of the descriptor, not of the name: no swap of a folder on the way goes unseen.
  return (await readlink(`/proc/self/fd/${held.fd}`)) === path;
}

async function identityOf(held: FileHandle): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await held.stat({ bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
