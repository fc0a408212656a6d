// Tables `document_sources`, `documents`: what the owner chose, and what became of each file. Passages are memories; here
// they are only looked through and cleared away by document.
// May not know how a file is read. A document is put whole; its id stays when it is read again.
import type { DocumentState } from '../../../../contracts/documents.ts';
import type {
  DocumentFilter,
  DocumentRow,
  DocumentSourceRow,
  DocumentStore,
  MarkedPassage,
} from '../../../domain/ports/memory-records.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const SOURCE_COLUMNS: Columns<DocumentSourceRow> = {
  id: 'id',
  path: 'path',
  kind: 'kind',
  addedAt: 'added_at',
  listedAt: 'listed_at',
};
const COLUMNS: Columns<DocumentRow> = {
  id: 'id',
  sourceId: 'source_id',
  path: 'path',
  name: 'name',
  format: 'format',
  state: 'state',
  note: 'note',
  bytes: 'bytes',
  changedAt: 'changed_at',
  sha256: 'sha256',
  passages: 'passages',
  readAt: 'read_at',
  frameId: 'frame_id',
};
const FITS = `(@sourceId IS NULL OR source_id = @sourceId) AND (@state IS NULL OR state = @state)
  AND (@text = '' OR instr(lower(path), lower(@text)) > 0)`;

export function createDocumentStore(connection: Connection): DocumentStore {
  const selectSource = `SELECT ${selectList(SOURCE_COLUMNS)} FROM document_sources`;
  const select = `SELECT ${selectList(COLUMNS)} FROM documents`;
  const addSource = connection.change(insertInto('document_sources', SOURCE_COLUMNS));
  const sources = connection.many<DocumentSourceRow>(`${selectSource} ORDER BY added_at, id`);
  const sourceByPath = connection.one<DocumentSourceRow>(`${selectSource} WHERE path = ?`);
  const setListed = connection.change('UPDATE document_sources SET listed_at = ? WHERE id = ?');
  const marked = connection.many<MarkedPassage>(
    `SELECT id, text FROM memories WHERE document_id = ? AND (state <> 'kept' OR pinned = 1) ORDER BY position`,
  );
  const removePassages = connection.change(
    `DELETE FROM memories WHERE position IN
      (SELECT position FROM memories WHERE document_id = ? AND frame_id <> ? LIMIT ?)`,
  );
  const dropSource = connection.change('DELETE FROM document_sources WHERE id = ?');
  const dropOfSource = connection.change('DELETE FROM documents WHERE source_id = ?');
  const put = connection.change(insertInto('documents', COLUMNS, 'OR REPLACE'));
  const get = connection.one<DocumentRow>(`${select} WHERE id = ?`);
  const byPath = connection.one<DocumentRow>(`${select} WHERE path = ?`);
  const remove = connection.change('DELETE FROM documents WHERE id = ?');
  const ofSource = connection.many<DocumentRow>(`${select} WHERE source_id = ? ORDER BY path`);
  const list = connection.many<DocumentRow>(
    `${select} WHERE ${FITS} ORDER BY path LIMIT @limit OFFSET @offset`,
  );
  const count = connection.one<{ count: number }>(`SELECT count(*) AS count FROM documents WHERE ${FITS}`);
  const waiting = connection.many<DocumentRow>(`${select} WHERE state = 'waiting' ORDER BY id LIMIT ?`);
  const countWaiting = connection.one<{ count: number }>(
    `SELECT count(*) AS count FROM documents WHERE state = 'waiting'`,
  );
  const source = connection.one<DocumentSourceRow>(`${selectSource} WHERE id = ?`);
  const counts = connection.many<{ state: DocumentState; count: number }>(
    'SELECT state, count(*) AS count FROM documents WHERE source_id = ? GROUP BY state',
  );
  return {
    addSource: (row) => void addSource(row),
    sources: () => sources(),
    sourceByPath: (path) => sourceByPath(path),
    setListed: (id, at) => void setListed(at, id),
    marked: (documentId) => marked(documentId),
    removePassages: (documentId, exceptFrameId, limit) => removePassages(documentId, exceptFrameId, limit),
    removeSource: (id) =>
      connection.transaction(() => {
        dropOfSource(id);
        return dropSource(id) === 1;
      }),
    put: (row) => void put(row),
    get: (id) => get(id),
    byPath: (path) => byPath(path),
    remove: (id) => remove(id) === 1,
    ofSource: (sourceId) => ofSource(sourceId),
    list: (filter: DocumentFilter, offset, limit) => ({
      total: count({ ...filter })?.count ?? 0,
      rows: list({ ...filter, offset, limit }),
    }),
    waiting: (limit) => waiting(limit),
    countWaiting: () => countWaiting()?.count ?? 0,
    source: (id) => source(id),
    counts: (sourceId) => {
      const none: Record<DocumentState, number> = { waiting: 0, ready: 0, 'left-out': 0, missing: 0 };
      for (const { state, count: number } of counts(sourceId)) none[state] = number;
      return none;
    },
  };
}
