// Where no document is read, whatever was chosen: the profile itself, with its keys, its vault and its database. Pure but
// for where the profile really lies.
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** @param home the profile folder */
export function documentsGuard(home: string): (path: string) => string | null {
  const guarded = [...new Set([home, realpathSync(home)])];
  return (path) =>
    // SECURITY: what lies in the profile is Sallyport's own; nothing of it may become a text that models read.
    guarded.some((folder) => path === folder || path.startsWith(folder + sep))
      ? 'This is in Sallyport’s own profile folder, which is never read as a document.'
      : null;
}
