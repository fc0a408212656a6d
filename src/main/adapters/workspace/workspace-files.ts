// Files of one workspace, for the tools that read, write and list: everything happens below a folder that is held open.
//   path → inside and plain? → hold the folder → open without following → check what was opened → read or replace
// Runs nothing, follows no link, waits for no pipe.
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, readdir, rename, unlink } from 'node:fs/promises';
import type { FileEntry, FileOutcome, FileProblem, WorkspaceFiles } from '../../domain/ports/sandbox.ts';
import { codeOf, type HeldFolder, holdFolder } from './held-folder.ts';
import { isRepositoryWrite } from './repository-write.ts';
import { isProtected, type PathOutcome, pathInside } from './workspace-path.ts';

/** Nothing larger is written or compared: a file of a conversation is text that a model reads. */
const MAX_WRITE_BYTES = 16 * 1024 ** 2;
const MAX_COMPARE_BYTES = 64 * 1024 ** 2;
/** Read at most this far for the hash of the whole file; a larger one is refused. */
const MAX_READ_BYTES = 64 * 1024 ** 2;

/**
 * `platform` as in `process.platform`. `workspaceProblem` says why a folder may not be a workspace, null when it may;
 * it is asked anew at each call, and a folder it refuses is neither read nor written nor listed.
 */
export function createWorkspaceFiles(
  platform: string,
  workspaceProblem: (workspace: string) => string | null,
): WorkspaceFiles {
  return {
    async read(workspace, path, maxBytes) {
      return inFolderOf(workspace, path, false, async (folder, name) => {
        const opened = await openRegular(folder, name);
        if (opened.kind === 'refused') return opened;
        try {
          const bytes = await contentOf(opened.value, MAX_READ_BYTES);
          if (bytes === null) return refused('too-large', 'The file is too large to be read.');
          const text = decode(bytes, maxBytes);
          if (text === null) return refused('not-text', 'The file is not text.');
          return done({ text: text.text, sha256: sha256(bytes), truncatedBytes: text.truncatedBytes });
        } finally {
          await opened.value.close();
        }
      });
    },
    async write(workspace, path, text, expectedSha256) {
      const bytes = Buffer.from(text, 'utf8');
      if (bytes.length > MAX_WRITE_BYTES) return refused('too-large', 'The text is too large to be written.');
      return inFolderOf(workspace, path, true, (folder, name) =>
        replace(folder, name, bytes, expectedSha256),
      );
    },
    async list(workspace, path, maxEntries) {
      const inside = insideUsable(workspace, path);
      if (inside.kind === 'refused') return inside;
      const held = await holdFolder(workspace, inside.segments, { make: false, platform });
      if (held.kind === 'refused') return folderRefused(held.problem);
      try {
        const names = (await readdir(held.folder.self)).sort();
        const entries: FileEntry[] = [];
        for (const name of names.slice(0, maxEntries)) entries.push(await entryAt(held.folder, name));
        return done({ entries, more: Math.max(0, names.length - maxEntries) });
      } catch {
        return refused('failed', 'The folder could not be listed.');
      } finally {
        await held.folder.close();
      }
    },
  };

  function insideUsable(workspace: string, path: string): PathOutcome {
    const problem = workspaceProblem(workspace);
    // SECURITY: the home folder, the profile or a system folder does not open up because somebody made it a workspace.
    if (problem !== null) return { kind: 'refused', problem: 'outside-workspace', reason: problem };
    return pathInside(workspace, path, platform);
  }

  async function inFolderOf<T>(
    workspace: string,
    path: string,
    writes: boolean,
    use: (folder: HeldFolder, name: string) => Promise<FileOutcome<T>>,
  ): Promise<FileOutcome<T>> {
    const inside = insideUsable(workspace, path);
    if (inside.kind === 'refused') return inside;
    const name = inside.segments.at(-1);
    if (name === undefined) return refused('is-folder', 'The path names the workspace itself.');
    // SECURITY: hooks and settings that other programs obey are not written.
    if (writes && isProtected(inside.segments)) {
      return refused('protected', 'Other programs obey files of that name, so it is not written.');
    }
    // SECURITY: nor what git obeys in a bare repository, nor what would make one.
    if (writes && (await isRepositoryWrite(workspace, inside.segments, platform))) {
      return refused('protected', 'Git would obey a file of that name in that place, so it is not written.');
    }
    const held = await holdFolder(workspace, inside.segments.slice(0, -1), { make: writes, platform });
    if (held.kind === 'refused') return folderRefused(held.problem);
    try {
      return await use(held.folder, name);
    } catch (error) {
      return failed(error);
    } finally {
      await held.folder.close();
    }
  }
}

async function replace(
  folder: HeldFolder,
  name: string,
  bytes: Uint8Array,
  expectedSha256: string | null | undefined,
): Promise<FileOutcome<{ sha256: string; created: boolean }>> {
  const before = await existing(folder, name, expectedSha256);
  if (before.kind === 'refused') return before;
  const created = before.value === null;
  const temporary = folder.at(`.${randomBytes(12).toString('hex')}.sallyport-new`);
  const target = folder.at(name);
  const mode = before.value ?? 0o644;
  const handle = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    0o600,
  );
  try {
    await handle.writeFile(bytes);
    await handle.chmod(mode);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await unlink(temporary);
    throw error;
  }
  await handle.close();
  try {
    // SECURITY: what must not exist is made by a call that fails when it does.
    if (expectedSha256 === null) {
      await link(temporary, target);
      await unlink(temporary);
    } else await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await folder.sync();
  return done({ sha256: sha256(bytes), created });
}

/** The permission bits of the file that is there, null when none is; refuses when it is not what was expected. */
async function existing(
  folder: HeldFolder,
  name: string,
  expectedSha256: string | null | undefined,
): Promise<FileOutcome<number | null>> {
  const opened = await openRegular(folder, name);
  if (opened.kind === 'refused') {
    if (opened.problem !== 'not-found') return opened;
    return typeof expectedSha256 === 'string'
      ? refused('failed', 'The file is gone since it was read. Read the folder again.')
      : done(null);
  }
  try {
    if (expectedSha256 === null) return refused('failed', 'The file exists already. Read it first.');
    if (expectedSha256 !== undefined) {
      const bytes = await contentOf(opened.value, MAX_COMPARE_BYTES);
      // SECURITY: what the owner was shown a change of is what is changed.
      if (bytes === null || sha256(bytes) !== expectedSha256) {
        return refused('failed', 'The file changed since it was read. Read it again.');
      }
    }
    // A file with other names is replaced here only: rename never writes through to them.
    return done((await opened.value.stat()).mode & 0o777);
  } finally {
    await opened.value.close();
  }
}

/** Opened without following a link and without waiting, then looked at: only a regular file comes back. */
export async function openRegular(folder: HeldFolder, name: string): Promise<FileOutcome<FileHandle>> {
  let handle: FileHandle;
  try {
    handle = await open(
      folder.at(name),
      // SECURITY: no link is followed, and no pipe makes us wait for its other end.
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
  } catch (error) {
    return failed(error);
  }
  const seen = await handle.stat();
  // SECURITY: a pipe, a device or a socket is no file to read from.
  if (seen.isFile()) return done(handle);
  await handle.close();
  return seen.isDirectory()
    ? refused('is-folder', 'The path names a folder.')
    : refused('not-text', 'The path names something that is not a file.');
}

export async function contentOf(handle: FileHandle, maxBytes: number): Promise<Buffer | null> {
  if ((await handle.stat()).size > maxBytes) return null;
  const chunks: Buffer[] = [];
  let total = 0;
  // Counted while reading: the size said before may not be the size any more.
  for (;;) {
    const chunk = Buffer.allocUnsafe(256 * 1024);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, total);
    if (bytesRead === 0) return Buffer.concat(chunks);
    total += bytesRead;
    if (total > maxBytes) return null;
    chunks.push(chunk.subarray(0, bytesRead));
  }
}

function decode(bytes: Buffer, maxBytes: number): { text: string; truncatedBytes: number } | null {
  if (bytes.includes(0)) return null;
  let end = Math.min(bytes.length, maxBytes);
  // The cut moves back to the beginning of a character.
  while (end < bytes.length && end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
    return { text, truncatedBytes: bytes.length - end };
  } catch {
    return null;
  }
}

async function entryAt(folder: HeldFolder, name: string): Promise<FileEntry> {
  try {
    const seen = await lstat(folder.at(name));
    const kind = seen.isSymbolicLink()
      ? 'link'
      : seen.isDirectory()
        ? 'folder'
        : seen.isFile()
          ? 'file'
          : 'other';
    return { name, kind, sizeBytes: kind === 'file' ? seen.size : 0 };
  } catch {
    return { name, kind: 'other', sizeBytes: 0 };
  }
}

export function folderRefused(problem: 'link' | 'missing' | 'not-a-folder' | 'failed'): FileOutcome<never> {
  if (problem === 'missing') return refused('not-found', 'The folder does not exist.');
  if (problem === 'link') return refused('outside-workspace', 'The path goes through a link.');
  if (problem === 'not-a-folder')
    return refused('not-a-folder', 'A part of the path is not a folder, or is a link.');
  return refused('failed', 'The folder could not be opened.');
}

export function failed(error: unknown): FileOutcome<never> {
  const code = codeOf(error);
  if (code === 'ENOENT') return refused('not-found', 'The file does not exist.');
  if (code === 'ELOOP')
    return refused('outside-workspace', 'The path is a link, and links are not followed.');
  if (code === 'EISDIR') return refused('is-folder', 'The path names a folder.');
  if (code === 'ENXIO' || code === 'EOPNOTSUPP')
    return refused('not-text', 'The path names something that is not a file.');
  if (code === 'EEXIST') return refused('failed', 'The file exists already. Read it first.');
  if (code === 'ENOSPC' || code === 'EDQUOT') return refused('failed', 'There is no room left to write.');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return refused('failed', 'The file may not be opened.');
  return refused('failed', 'The file could not be read or written.');
}

export function done<T>(value: T): { kind: 'done'; value: T } {
  return { kind: 'done', value };
}

export function refused(
  problem: FileProblem,
  reason: string,
): { kind: 'refused'; problem: FileProblem; reason: string } {
  return { kind: 'refused', problem, reason };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
