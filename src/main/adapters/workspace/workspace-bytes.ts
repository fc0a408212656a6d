// Files that are no text, below folders that are held open: read whole, made whole or not at all, and folders of many
// files made beside their place and moved there when everything is in them.
//   path → inside, plain, not obeyed by others → hold the folder → temporary → complete? → its name
// Runs nothing, follows no link, makes nothing executable.
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import type { FileOutcome } from '../../domain/ports/sandbox.ts';
import type { NewFile, WorkspaceBytes } from '../../domain/ports/workspace-bytes.ts';
import { codeOf, type HeldFolder, holdFolder } from './held-folder.ts';
import { removeTree } from './remove-tree.ts';
import { contentOf, done, failed, folderRefused, openRegular, refused } from './workspace-files.ts';
import { isProtected, pathInside } from './workspace-path.ts';

type Place =
  | { kind: 'place'; parents: readonly string[]; name: string }
  | (FileOutcome<never> & { kind: 'refused' });

/** Arguments as of `createWorkspaceFiles`. */
export function createWorkspaceBytes(
  platform: string,
  workspaceProblem: (workspace: string) => string | null,
): WorkspaceBytes {
  return {
    problem(workspace, path) {
      const place = placeFor(workspace, path, true);
      return place.kind === 'refused' ? place.reason : null;
    },

    read: (workspace, path, maxBytes) =>
      inFolder(placeFor(workspace, path, false), workspace, false, async (folder, name) => {
        const opened = await openRegular(folder, name);
        if (opened.kind === 'refused') return opened;
        try {
          const bytes = await contentOf(opened.value, maxBytes);
          return bytes === null
            ? refused('too-large', 'The file is too large to be read.')
            : done({ bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
        } finally {
          await opened.value.close();
        }
      }),

    async exists(workspace, path) {
      const found = await inFolder(placeFor(workspace, path, false), workspace, false, async (folder, name) =>
        done(await isThere(folder, name)),
      );
      return found.kind === 'refused' && found.problem === 'not-found' ? done(false) : found;
    },

    create: (workspace, path, content, maxBytes) =>
      inFolder(placeFor(workspace, path, true), workspace, true, async (folder, name) => {
        if (await isThere(folder, name)) return refused('failed', EXISTS);
        const temporary = folder.at(temporaryName());
        try {
          const written = await writeNew(temporary, content, maxBytes, true);
          if (written === null) return refused('too-large', 'It is too large to be written.');
          // SECURITY: made by a call that fails when something of that name came meanwhile.
          await link(temporary, folder.at(name));
          return done(written);
        } finally {
          await unlink(temporary).catch(() => undefined);
          await folder.sync();
        }
      }),

    remove: (workspace, path) =>
      inFolder(placeFor(workspace, path, true), workspace, false, async (folder, name) => {
        // SECURITY: below a folder that is held; a link in the file's place goes as a link and is not followed.
        await unlink(folder.at(name));
        await folder.sync();
        return done(true as const);
      }),

    createFolder: (workspace, path, folders, files, signal) => {
      const place = placeFor(workspace, path, true);
      return inFolder(place, workspace, true, async (parent, name) => {
        if (place.kind === 'refused') return place;
        if (await isThere(parent, name)) return refused('failed', EXISTS);
        const making = temporaryName();
        await mkdir(parent.at(making), { mode: 0o700 });
        const below = { workspace, real: [...place.parents, name], made: [...place.parents, making] };
        try {
          for (const folder of folders) {
            const held = await holdBelow(below, folder.split('/'));
            if (held.kind === 'refused') return held;
            await held.value.close();
          }
          let count = 0;
          for await (const file of files) {
            if (signal.aborted) return refused('failed', 'It was stopped.');
            const problem = await addFile(below, file);
            if (problem !== null) return problem;
            count += 1;
          }
          await chmod(parent.at(making), 0o755);
          await rename(parent.at(making), parent.at(name));
          await parent.sync();
          return done({ files: count });
        } finally {
          // SECURITY: what was refused or broke off leaves nothing behind; after the move there is nothing to remove.
          await removeTree({ workspace, platform }, below.made);
        }
      });
    },
  };

  interface Below {
    readonly workspace: string;
    /** Where it will be: what names are judged by. */
    readonly real: readonly string[];
    readonly made: readonly string[];
  }

  async function holdBelow(
    { workspace, real, made }: Below,
    segments: readonly string[],
  ): Promise<FileOutcome<HeldFolder>> {
    const judged = placeFor(workspace, [...real, ...segments].join('/'), true);
    if (judged.kind === 'refused') return judged;
    const held = await holdFolder(workspace, [...made, ...segments], { make: true, platform });
    return held.kind === 'refused' ? folderRefused(held.problem) : done(held.folder);
  }

  async function addFile(
    below: Below,
    { path, content }: NewFile,
  ): Promise<(FileOutcome<never> & { kind: 'refused' }) | null> {
    const segments = path.split('/');
    // SECURITY: joined to the folder, an absolute path would pass for one inside it.
    if (segments.some((segment) => segment === '' || segment === '.'))
      return refused('outside-workspace', 'A name in it is not plain.');
    const name = segments.pop() ?? '';
    // SECURITY: each name passes the same door as one written by the file tools.
    const judged = placeFor(below.workspace, [...below.real, path].join('/'), true);
    if (judged.kind === 'refused') return judged;
    const held = await holdBelow(below, segments);
    if (held.kind === 'refused') return held;
    try {
      await writeNew(held.value.at(name), content, Number.POSITIVE_INFINITY, false);
      return null;
    } finally {
      await held.value.close();
    }
  }

  function placeFor(workspace: string, path: string, writes: boolean): Place {
    const problem = workspaceProblem(workspace);
    // SECURITY: a folder that may not be a workspace opens up to no tool.
    if (problem !== null) return refused('outside-workspace', problem);
    const inside = pathInside(workspace, path, platform);
    if (inside.kind === 'refused') return inside;
    const name = inside.segments.at(-1);
    if (name === undefined) return refused('is-folder', 'The path names the workspace itself.');
    // SECURITY: hooks and settings that other programs obey are not brought in either.
    if (writes && isProtected(inside.segments))
      return refused('protected', 'Other programs obey files of that name, so it is not written.');
    return { kind: 'place', parents: inside.segments.slice(0, -1), name };
  }

  async function inFolder<T>(
    place: Place,
    workspace: string,
    make: boolean,
    use: (folder: HeldFolder, name: string) => Promise<FileOutcome<T>>,
  ): Promise<FileOutcome<T>> {
    if (place.kind === 'refused') return place;
    const held = await holdFolder(workspace, place.parents, { make, platform });
    if (held.kind === 'refused') return folderRefused(held.problem);
    try {
      return await use(held.folder, place.name);
    } catch (error) {
      return codeOf(error) === 'EEXIST' ? refused('failed', EXISTS) : failed(error);
    } finally {
      await held.folder.close();
    }
  }
}

const EXISTS = 'Something of that name exists already. Choose another name.';

function temporaryName(): string {
  return `.${randomBytes(12).toString('hex')}.sallyport-new`;
}

async function isThere(folder: HeldFolder, name: string): Promise<boolean> {
  try {
    await lstat(folder.at(name));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Null when there is more than `maxBytes`; then, and when the content throws, the file is still there. */
async function writeNew(
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
  isDurable: boolean,
): Promise<{ bytes: number; sha256: string } | null> {
  // SECURITY: new, through no link, and for reading and writing only: what comes from outside is not executable.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(path, flags, 0o644);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of content) {
      bytes += piece.byteLength;
      if (bytes > maxBytes) return null;
      hash.update(piece);
      await handle.writeFile(piece);
    }
    if (isDurable) await handle.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}
