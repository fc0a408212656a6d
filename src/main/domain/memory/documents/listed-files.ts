// What a listing changes among the documents of a source: new files wait, changed ones wait again, gone ones are missing,
// what is left out says why. Pure.
import type { Listing } from '../../ports/documents.ts';
import type { DocumentRow, DocumentSourceRow } from '../../ports/memory-records.ts';
import type { MakeId } from '../../ports/world.ts';

export function nextRows(input: {
  readonly source: DocumentSourceRow;
  readonly before: readonly DocumentRow[];
  readonly listing: Listing;
  readonly frameId: string | null;
  readonly makeId: MakeId;
  /** Another source has it already. */
  readonly isTaken: (file: { readonly path: string }) => boolean;
  /** False when nothing at all was found: a folder on a disk that is not there must not lose its documents. */
  readonly isWhole: boolean;
}): { readonly put: readonly DocumentRow[]; readonly gone: readonly string[] } {
  const { source, listing, makeId } = input;
  const known = new Map(input.before.map((row) => [row.path, row]));
  const put: DocumentRow[] = [];
  const seen = new Set<string>();
  for (const file of listing.files) {
    if (input.isTaken(file) || seen.has(file.path)) continue;
    seen.add(file.path);
    const row = known.get(file.path);
    if (row === undefined)
      put.push({
        ...emptyRow(makeId(), source, file.path, input.frameId),
        bytes: file.bytes,
        changedAt: file.changedAt,
      });
    else if (row.bytes !== file.bytes || row.changedAt !== file.changedAt || row.state === 'missing')
      // Its hash says whether it has to be read again; what was said of it before may hold no more.
      put.push({ ...row, state: 'waiting', note: null, bytes: file.bytes, changedAt: file.changedAt });
  }
  for (const { path, reason } of listing.leftOut) {
    if (input.isTaken({ path }) || seen.has(path)) continue;
    seen.add(path);
    const row = known.get(path) ?? emptyRow(makeId(), source, path, input.frameId);
    if (row.state !== 'left-out' || row.note !== reason)
      // As if it had never been seen: listed among the files again, it is read again, changed or not.
      put.push({ ...row, state: 'left-out', note: reason, changedAt: 0 });
  }
  const missing = input.before.filter((row) => !seen.has(row.path));
  for (const row of missing) {
    const note = reasonAbove(row.path, listing) ?? 'The file is not there any more.';
    if (row.state !== 'left-out' && (row.state !== 'missing' || row.note !== note))
      put.push({ ...row, state: 'missing', note });
  }
  // What was left out and is gone needs no word any more.
  const gone = input.isWhole ? missing.filter((row) => row.state === 'left-out').map((row) => row.id) : [];
  return { put, gone };
}

/** What the listing says of the chosen folder as a whole: that it stopped at a limit. */
export function wordsOfWhole({ files, leftOut }: Listing): readonly string[] {
  const [file] = files;
  const [root] = leftOut;
  // Nothing that lies in a folder which was left out is among the files.
  if (file === undefined || root === undefined || !isWithin(file.path, root.path)) return [];
  return leftOut.filter(({ path }) => path === root.path).map(({ reason }) => reason);
}

export function isWithin(path: string, folder: string): boolean {
  return ['/', '\\'].some((slash) => path.startsWith(folder.endsWith(slash) ? folder : `${folder}${slash}`));
}

/** Why a folder was left out, for what lies in it: that it is gone is not known. */
function reasonAbove(path: string, { leftOut }: Listing): string | null {
  return leftOut.find((one) => isWithin(path, one.path))?.reason ?? null;
}

function emptyRow(id: string, source: DocumentSourceRow, path: string, frameId: string | null): DocumentRow {
  return {
    id,
    sourceId: source.id,
    path,
    name: fileName(path),
    format: null,
    state: 'waiting',
    note: null,
    bytes: 0,
    changedAt: 0,
    sha256: null,
    passages: 0,
    readAt: null,
    frameId,
  };
}

export function fileName(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? path
  );
}
