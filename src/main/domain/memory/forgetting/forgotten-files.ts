// Files of a chosen folder whose documents were forgotten: the file stays where it is and must not come back at the next
// look. Only a digest of its place is kept, so that the name is forgotten too. Chosen by itself, a file is read again.
//   document erased → digest;  folder listed → without those
import type { Documents, Listing } from '../../ports/documents.ts';
import type { SettingStore } from '../../ports/stores.ts';
import type { Digest } from '../../ports/world.ts';

export interface ForgottenFiles {
  /** In a transaction. */
  add(path: string): void;
  /** The same files, without those. */
  without(documents: Documents): Documents;
}

const KEY = 'forgotten files';

export function createForgottenFiles({
  settings,
  digest,
}: {
  readonly settings: SettingStore;
  readonly digest: Digest;
}): ForgottenFiles {
  const digestOf = (path: string): string => digest.sha256(`forgotten file\n${path}`);

  function known(): ReadonlySet<string> {
    const stored = settings.get(KEY);
    return new Set(stored === null ? [] : stored.split(' '));
  }

  function left(chosen: string, listing: Listing): Listing {
    const digests = known();
    if (digests.size === 0) return listing;
    // SECURITY: what was forgotten does not come back because a folder is looked through again.
    const stays = ({ path }: { readonly path: string }): boolean =>
      path === chosen || !digests.has(digestOf(path));
    return { ...listing, files: listing.files.filter(stays), leftOut: listing.leftOut.filter(stays) };
  }

  return {
    add: (path) => settings.put(KEY, [...new Set([...known(), digestOf(path)])].join(' ')),
    without: (documents) => ({
      ...documents,
      list: async (path, signal) => left(path, await documents.list(path, signal)),
    }),
  };
}
