// Documents become passages in memory, one file after another, a few passages at a time, behind everything else. A file
// that waits is read again after a kill; one that did not change is left alone; one that cannot be read says why.
//   chosen → listed → waiting → read → passages → ready | left out;  every while: changed? gone? new?
// May not know how a file is read. Passages are the owner's, private and untrusted: anybody may have written a file.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Taint } from '../../../../contracts/effects.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Documents, FoundFile, Listing, ReadDocument } from '../../ports/documents.ts';
import type { DocumentRow, DocumentSourceRow } from '../../ports/memory-records.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../../ports/world.ts';
import { labelled } from '../../untrusted-text/label.ts';
import type { Entities } from '../entities/entities.ts';
import { looksSecret } from '../keeping/not-kept.ts';
import { nextRows } from './listed-files.ts';
import { type Passage, passagesOf } from './passages.ts';

export interface ReadDocuments {
  add(
    paths: readonly string[],
  ): Promise<{ readonly sources: number; readonly files: number; readonly leftOut: number }>;
  /** With every passage of it. */
  remove(sourceId: string): Promise<boolean>;
  /** Looks what changed, now. */
  check(): Promise<void>;
  waiting(): number;
  start(): void;
  stop(): void;
}

const OWNER: Actor = { kind: 'owner' };
const SYSTEM: Actor = { kind: 'system' };
/** After a start, when what was being read is to go on; and when there is only to look for changes. */
const RESUME_MS = 2_000;
const START_MS = 45_000;
const CHECK_MS = 10 * 60_000;
/** Passages of one transaction; between two of them others go on. */
const AT_ONCE = 40;
const PAUSE_MS = 5;

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

  function pause(): Promise<void> {
    return new Promise((resolve) => void clock.after(PAUSE_MS, resolve));
  }

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
      if (row === undefined || ending.signal.aborted) return;
      const read = await deps.documents.read(row.path, ending.signal);
      if (ending.signal.aborted) return;
      await keep(row, read);
      deps.onChange();
    }
  }

  async function keep(row: DocumentRow, read: ReadDocument): Promise<void> {
    if (read.kind === 'left-out') {
      await removePassages(row.id);
      put({ ...row, state: 'left-out', note: read.reason, passages: 0, sha256: null, readAt: clock.now() });
      return;
    }
    const seen = { format: read.format, bytes: read.state.bytes, changedAt: read.state.changedAt };
    const isSame = row.sha256 === read.sha256 && stores.memories.countOf(row.id) === row.passages;
    if (isSame && row.passages > 0) {
      put({ ...row, ...seen, state: 'ready', note: read.note, readAt: clock.now() });
      return;
    }
    await removePassages(row.id);
    const { kept, secrets } = sorted(passagesOf(read.sections));
    const frame = stores.transaction(() =>
      ledger.record({
        kind: 'document-read',
        causeId: row.frameId,
        actor: SYSTEM,
        facts: { documentId: row.id, passages: kept.length, format: read.format },
        payload: { name: row.name },
      }),
    );
    for (let from = 0; from < kept.length; from += AT_ONCE) {
      if (ending.signal.aborted || stores.documents.get(row.id) === null) return; // it still waits, or is gone
      stores.transaction(() => {
        for (const passage of kept.slice(from, from + AT_ONCE))
          addPassage(row, passage, frame.id, read.state.changedAt);
      });
      deps.onKept();
      await pause();
    }
    if (stores.documents.get(row.id) === null) return;
    put({
      ...row,
      ...seen,
      state: kept.length === 0 ? 'left-out' : 'ready',
      note: noteOf(read.note, kept.length, secrets),
      sha256: read.sha256,
      passages: kept.length,
      readAt: clock.now(),
    });
  }

  /** What looks like a secret is not kept, in no document, nor the two halves of one. */
  function sorted(passages: readonly Passage[]): { kept: readonly Passage[]; secrets: number } {
    const seams = passages.map(({ seam }) => looksSecret(seam, deps.redact));
    const kept = passages
      .map((passage) => ({ ...passage, text: deps.redact(passage.text) }))
      .filter(
        ({ text }, at) => !looksSecret(text, deps.redact) && seams[at] !== true && seams[at - 1] !== true,
      );
    return { kept, secrets: passages.length - kept.length };
  }

  function addPassage(row: DocumentRow, { text, place }: Passage, frameId: string, at: number): void {
    const taint: Taint = {
      untrusted: true,
      private: true,
      // SECURITY: anybody may have written a file; what stands in it never counts as the owner's word.
      sources: [{ kind: 'file', label: row.name }],
    };
    const memory = {
      id: deps.makeId(),
      scope: 'owner',
      conversationId: null,
      kind: 'passage' as const,
      speaker: null,
      messageId: null,
      documentId: row.id,
      place,
      text,
      taint: labelled(taint, text),
      frameId,
      createdAt: at,
      state: 'kept' as const,
      changedAt: null,
      replacedBy: null,
      sameKey: null,
      pinned: false,
    };
    stores.memories.add(memory);
    deps.entities.tieKnown(memory);
  }

  async function removePassages(documentId: string): Promise<void> {
    while (stores.transaction(() => stores.memories.removeDocument(documentId, AT_ONCE)) > 0) await pause();
  }

  function put(row: DocumentRow): void {
    stores.transaction(() => stores.documents.put(row));
  }

  async function list(path: string): Promise<Listing> {
    return (await deps.documents?.list(path, ending.signal)) ?? { files: [], leftOut: [] };
  }

  async function take(source: DocumentSourceRow, listing: Listing, frameId: string | null): Promise<void> {
    if (ending.signal.aborted) return;
    const emptied = stores.transaction(() => {
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
      await removePassages(row.id);
      put({ ...row, passages: 0, sha256: null });
    }

    /** By another source: a file is read once. */
    function isTaken(file: Pick<FoundFile, 'path'>): boolean {
      const known = stores.documents.byPath(file.path);
      return known !== null && known.sourceId !== source.id;
    }
  }

  return {
    add: async (paths) => {
      const counts = { sources: 0, files: 0, leftOut: 0 };
      for (const path of new Set(paths)) {
        const known = stores.documents.sourceByPath(path);
        const frame = stores.transaction(() =>
          ledger.record({ kind: 'document-added', causeId: null, actor: OWNER, payload: { path } }),
        );
        const listing = await list(path);
        const source = known ?? {
          id: deps.makeId(),
          path,
          kind: isFile(path, listing) ? ('file' as const) : ('folder' as const),
          addedAt: clock.now(),
          listedAt: null,
        };
        if (known === null) {
          stores.transaction(() => stores.documents.addSource(source));
          counts.sources += 1;
        }
        await take(source, listing, frame.id);
        counts.files += listing.files.length;
        counts.leftOut += listing.leftOut.length;
      }
      deps.onChange();
      void run();
      return counts;
    },
    remove: async (sourceId) => {
      const rows = stores.documents.ofSource(sourceId);
      for (const { id } of rows) await removePassages(id);
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
    },
    check,
    waiting: () => stores.documents.countWaiting(),
    start: () => {
      const again = (ms: number): void => {
        if (ending.signal.aborted || deps.documents === null) return;
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
      if (ending.signal.aborted) return;
      await take(source, await list(source.path), null);
    }
    deps.onChange();
    await run();
  }
}

function noteOf(note: string | null, kept: number, secrets: number): string | null {
  const notes = [
    ...(note === null ? [] : [note]),
    ...(kept === 0 && secrets === 0 ? ['There is no text in it.'] : []),
    ...(secrets === 0
      ? []
      : [`${secrets} ${secrets === 1 ? 'passage looks' : 'passages look'} like secrets and were left out.`]),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}

/** What was chosen is the one thing that the listing names. */
function isFile(path: string, { files, leftOut }: Listing): boolean {
  const named = [...files, ...leftOut].map((one) => one.path);
  return named.length === 1 && named[0] === path;
}
