// Documents at this computer: what was chosen, what became of each file. The page sees paths as text and names none.
import type { DocumentSourceView, DocumentState, DocumentView } from '../../../../contracts/documents.ts';
import type { DocumentRow, DocumentSourceRow } from '../../ports/memory-records.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';
import { fileName } from '../documents/listed-files.ts';
import { iso } from './memory-view.ts';

export interface DocumentDesk {
  sources(): DocumentSourceView[];
  list(
    filter: { sourceId?: string | undefined; state?: DocumentState | undefined; text: string },
    offset: number,
    limit: number,
  ): { total: number; documents: DocumentView[] };
  /** Where a document lies, for main alone; null when there is none. */
  pathOf(id: string): string | null;
}

export function createDocumentDesk({ stores, redact }: { stores: Stores; redact: Redact }): DocumentDesk {
  const { documents } = stores;

  function sourceView(row: DocumentSourceRow): DocumentSourceView {
    const counts = documents.counts(row.id);
    // Said of the folder, it is listed under the path of the folder.
    const whole = row.kind === 'folder' ? documents.byPath(row.path) : null;
    return {
      id: row.id,
      kind: row.kind,
      name: redact(fileName(row.path)),
      path: redact(row.path),
      documents: counts.ready + counts.waiting + counts.missing,
      ready: counts.ready,
      waiting: counts.waiting,
      leftOut: counts['left-out'],
      missing: counts.missing,
      addedAt: iso(row.addedAt),
      ...(whole?.sourceId !== row.id || whole.note === null ? {} : { note: redact(whole.note) }),
    };
  }

  function view(row: DocumentRow): DocumentView {
    const isKnown = row.changedAt !== 0;
    return {
      id: row.id,
      sourceId: row.sourceId,
      name: redact(row.name),
      path: redact(row.path),
      format: row.format,
      state: row.state,
      note: row.note === null ? null : redact(row.note),
      bytes: isKnown ? row.bytes : null,
      passages: row.passages,
      changedAt: isKnown ? iso(row.changedAt) : null,
      readAt: row.readAt === null ? null : iso(row.readAt),
    };
  }

  return {
    sources: () => documents.sources().map(sourceView),
    list: ({ sourceId, state, text }, offset, limit) => {
      const filter = { sourceId: sourceId ?? null, state: state ?? null, text };
      const { total, rows } = documents.list(filter, offset, limit);
      return { total, documents: rows.map(view) };
    },
    pathOf: (id) => documents.get(id)?.path ?? null,
  };
}
