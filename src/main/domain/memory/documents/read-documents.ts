// Documents become passages in memory, one file after another, a few passages at a time, behind everything else. A file
// that waits is read again after a kill; one that did not change is left alone; one that cannot be read says why.
//   chosen → listed → waiting → read → passages → ready | left out;  every while: changed? gone? new?
// May not know how a file is read. Passages are the owner's, private and untrusted: anybody may have written a file.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Added } from '../../../../contracts/documents.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Documents, FoundFile, Listing } from '../../ports/documents.ts';
import type { DocumentSourceRow } from '../../ports/memory-records.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../../ports/world.ts';
import type { Entities } from '../entities/entities.ts';
import { createKeepDocument } from './keep-document.ts';
import { isWithin, nextRows, wordsOfWhole } from './listed-files.ts';

export interface Taken extends Added {
  readonly notes: string[];
  readonly missing: string[];
}

export interface ReadDocuments {
  add(paths: readonly string[]): Promise<Taken>;
  /** What `add` would find. Changes nothing. */
  look(paths: readonly string[]): Promise<Taken>;
  /** With every passage of it. */
  remove(sourceId: string): Promise<boolean>;
  /** Looks what changed, now. */
  check(): Promise<void>;
  waiting(): number;
  start(): void;
  stop(): void;
}

const OWNER: Actor = { kind: 'owner' };
/** After a start, when what was being read is to go on; and when there is only to look for changes. */
const RESUME_MS = 2_000;
const START_MS = 45_000;
const CHECK_MS = 10 * 60_000;

export function createReadDocuments(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  log: Log;
  makeId: MakeId;
  redact: Redact;
  entities: Pick<Entities, 'tieKnown'>;
  /** Null where no files can be read. */
  documents: Documents | null;
  onKept: () => void;
  onChange: () => void;
}): ReadDocuments {
  const { stores, ledger, clock } = deps;
  const ending = new AbortController();
  let running: Promise<void> | null = null;
  let cancel: (() => void) | null = null;
  /** Sources that are being removed, until they are gone. */
  const leaving = new Map<string, Promise<boolean>>();
  const hasEnded = (): boolean => ending.signal.aborted;
  const kept = createKeepDocument({ ...deps, hasEnded, isLeaving: (sourceId) => leaving.has(sourceId) });

  /** One after another until none waits. */
  function run(): Promise<void> {
    running ??= readAll()
      .catch((cause: unknown) => deps.log.error('Documents could not be read', { cause }))
      .finally(() => {
        running = null;
        deps.onChange();
      });
    return running;
  }

  async function readAll(): Promise<void> {
    if (deps.documents === null) return;
    for (;;) {
      const [row] = stores.documents.waiting(1);
      if (row === undefined || hasEnded()) return;
      const going = leaving.get(row.sourceId);
      if (going !== undefined) {
        await going.catch(() => false);
        continue;
      }
      try {
        const read = await deps.documents.read(row.path, ending.signal);
        if (hasEnded()) return;
        await kept.keep(row, read);
      } catch (cause) {
        // The others have nothing to do with it.
        deps.log.error('A document could not be read', { documentId: row.id, cause });
        await kept.leaveOut(row);
      }
      deps.onChange();
    }
  }

  async function list(path: string): Promise<Listing> {
    return (await deps.documents?.list(path, ending.signal)) ?? { files: [], leftOut: [] };
  }

  async function take(source: DocumentSourceRow, listing: Listing, frameId: string | null): Promise<void> {
    const emptied = stores.transaction(() => {
      // It may have been removed while its files were listed.
      if (hasEnded() || leaving.has(source.id) || stores.documents.source(source.id) === null) return [];
      const before = stores.documents.ofSource(source.id);
      const rows = nextRows({
        ...{ source, before, listing, frameId, makeId: deps.makeId, isTaken },
        isWhole: listing.files.length > 0 || listing.leftOut.length > 0,
      });
      for (const row of rows.put) stores.documents.put(row);
      for (const id of rows.gone) stores.documents.remove(id);
      stores.documents.setListed(source.id, clock.now());
      return rows.put.filter((row) => row.state === 'left-out' && row.passages > 0);
    });
    for (const row of emptied) {
      await kept.removePassages(row.id);
      kept.change(row.id, { passages: 0, sha256: null });
    }

    /** By another source: a file is read once. */
    function isTaken(file: Pick<FoundFile, 'path'>): boolean {
      const known = stores.documents.byPath(file.path);
      return known !== null && known.sourceId !== source.id;
    }
  }

  /** The folder that all of it is read with already; null when something of it is new. */
  function readWith(path: string, { files, leftOut }: Listing): DocumentSourceRow | null {
    const found = files.length > 0 ? files : leftOut;
    const around = stores.documents.sources().filter((source) => isWithin(path, source.path));
    const reads = (source: DocumentSourceRow): boolean =>
      found.every((one) => stores.documents.byPath(one.path)?.sourceId === source.id);
    return around.find(reads) ?? null;
  }

  /** What was chosen, as it is known; one that is just being removed is waited for. */
  async function sourceAt(path: string): Promise<DocumentSourceRow | null> {
    for (;;) {
      const known = stores.documents.sourceByPath(path);
      const going = known === null ? undefined : leaving.get(known.id);
      if (going === undefined) return known;
      await going.catch(() => false);
    }
  }

  async function removeSource(sourceId: string): Promise<boolean> {
    const rows = stores.documents.ofSource(sourceId);
    for (const row of rows)
      await kept.removePassages(row.id, () =>
        // A kill in the middle: what is still listed then is read again, whole.
        stores.documents.put({ ...row, passages: 0, sha256: null, changedAt: 0 }),
      );
    const removed = stores.transaction(() => {
      if (!stores.documents.removeSource(sourceId)) return false;
      ledger.record({
        kind: 'document-removed',
        causeId: null,
        actor: OWNER,
        facts: { documents: rows.length },
      });
      return true;
    });
    deps.onChange();
    return removed;
  }

  return {
    add: async (paths) => {
      const counts: Taken = { sources: 0, files: 0, leftOut: 0, notes: [], missing: [] };
      for (const path of new Set(paths)) {
        const listing = await list(path);
        const known = await sourceAt(path);
        if (hasEnded()) break;
        const other = known === null ? readWith(path, listing) : null;
        if (listing.isMissing === true) counts.missing.push(path);
        else if (other !== null)
          counts.notes.push(`${deps.redact(path)} is read with ${deps.redact(other.path)} already.`);
        if (listing.isMissing === true || other !== null) continue;
        const source = known ?? {
          id: deps.makeId(),
          path,
          kind: isFile(path, listing) ? ('file' as const) : ('folder' as const),
          addedAt: clock.now(),
          listedAt: null,
        };
        const frame = stores.transaction(() => {
          if (known === null) stores.documents.addSource(source);
          return ledger.record({
            kind: 'document-added',
            causeId: null,
            actor: OWNER,
            facts: { files: listing.files.length, leftOut: listing.leftOut.length },
            payload: { path },
          });
        });
        if (known === null) counts.sources += 1;
        await take(source, listing, frame.id);
        count(counts, listing);
      }
      deps.onChange();
      void run();
      return counts;
    },
    look: async (paths) => {
      const counts: Taken = { sources: 0, files: 0, leftOut: 0, notes: [], missing: [] };
      for (const path of new Set(paths)) {
        const listing = await list(path);
        if (listing.isMissing === true) counts.missing.push(path);
        else count(counts, listing);
      }
      return counts;
    },
    remove: (sourceId) => {
      const going = leaving.get(sourceId) ?? removeSource(sourceId).finally(() => leaving.delete(sourceId));
      leaving.set(sourceId, going);
      return going;
    },
    check,
    waiting: () => stores.documents.countWaiting(),
    start: () => {
      const again = (ms: number): void => {
        if (hasEnded() || deps.documents === null) return;
        cancel = clock.after(ms, () => {
          void check()
            .catch((cause: unknown) => deps.log.error('Documents could not be looked through', { cause }))
            .finally(() => again(CHECK_MS));
        });
      };
      again(stores.documents.countWaiting() > 0 ? RESUME_MS : START_MS);
    },
    stop: () => {
      ending.abort();
      cancel?.();
    },
  };

  async function check(): Promise<void> {
    for (const source of stores.documents.sources()) {
      if (hasEnded()) return;
      await take(source, await list(source.path), null);
    }
    deps.onChange();
    await run();
  }
}

function count(counts: Taken, listing: Listing): void {
  counts.files += listing.files.length;
  counts.leftOut += listing.leftOut.length;
  counts.notes.push(...wordsOfWhole(listing));
}

/** What was chosen is the one thing that the listing names. */
function isFile(path: string, { files, leftOut }: Listing): boolean {
  const named = [...files, ...leftOut].map((one) => one.path);
  return named.length === 1 && named[0] === path;
}
