// Removes a folder that we made, with everything in it, through folders that are held open: a link that was put in its
// place meanwhile is removed as a link and never followed.
// Removes nothing but what it is told, and fails in silence: what cannot be removed stays, and the caller looks.
import { chmod, readdir, rmdir, unlink } from 'node:fs/promises';
import { holdFolder } from './held-folder.ts';

export async function removeTree(
  where: { readonly workspace: string; readonly platform: string },
  segments: readonly string[],
): Promise<void> {
  const { workspace, platform } = where;
  const held = await holdFolder(workspace, segments, { make: false, platform });
  if (held.kind === 'held') {
    try {
      // A program may have closed a folder even to its own account. Elsewhere its name could be another's by now.
      if (platform === 'linux') await chmod(held.folder.self, 0o700);
      for (const entry of await readdir(held.folder.self, { withFileTypes: true })) {
        // SECURITY: only what is a folder itself is gone into; the folder is then held in turn.
        if (entry.isDirectory()) await removeTree(where, [...segments, entry.name]);
        else await unlink(held.folder.at(entry.name)).catch(() => undefined);
      }
    } catch {
      // Somebody else's, in use, or gone meanwhile: the rest still goes.
    } finally {
      await held.folder.close();
    }
  }
  const parent = await holdFolder(workspace, segments.slice(0, -1), { make: false, platform });
  if (parent.kind === 'refused') return;
  await rmdir(parent.folder.at(segments.at(-1) ?? '')).catch(() => undefined);
  await parent.folder.close();
}
