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
import { exactPart } from '../search-words.ts';
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
/** Paths that hold a text that are listed; more than this nobody reads through. */
const PATHS_LISTED = 1_000;
const HOLDS = 'instr(lower(path), lower(@text)) > 0';
/** The index of parts knows three signs in a row; a shorter text is looked for in so many paths. */
const SIGNS_OF_PART = 3;
const PATHS_LOOKED_AT = 1_000;

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
  const total = connection.one<{ count: number }>(
    `SELECT ifnull(sum(documents), 0) AS count FROM document_counts
      WHERE (@sourceId IS NULL OR source_id = @sourceId) AND (@state IS NULL OR state = @state)`,
  );
  const waiting = connection.many<DocumentRow>(
    `${select} INDEXED BY documents_waiting WHERE state = 'waiting' ORDER BY id LIMIT ?`,
  );
  const countWaiting = connection.one<{ count: number }>(
    `SELECT count(*) AS count FROM documents WHERE state = 'waiting'`,
  );
  const source = connection.one<DocumentSourceRow>(`${selectSource} WHERE id = ?`);
  const counts = connection.many<{ state: DocumentState; count: number }>(
    'SELECT state, documents AS count FROM document_counts WHERE source_id = ?',
  );
  const statements = new Map<string, ReturnType<typeof prepare>>();

  /** As many statements as there are ways to narrow a list: each along an index of its own. */
  function prepare({ sourceId, state }: DocumentFilter) {
    const narrowed = [
      ...(sourceId === null ? [] : ['source_id = @sourceId']),
      ...(state === null ? [] : ['state = @state']),
    ];
    const where = narrowed.length === 0 ? '' : `WHERE ${narrowed.join(' AND ')}`;
    const also = narrowed.map((condition) => ` AND ${condition}`).join('');
    const positions = `SELECT position FROM documents ${where} ORDER BY path`;
    const first = `SELECT position, path FROM documents ${where} ORDER BY path LIMIT ${PATHS_LOOKED_AT}`;
    return {
      // The page is found in the index alone; rows are read for it only.
      page: connection.many<DocumentRow>(
        `${select} WHERE position IN (${positions} LIMIT @limit OFFSET @offset) ORDER BY path`,
      ),
      // Beside what the index of parts knows first, the first paths of this very list.
      withPart: connection.many<DocumentRow>(
        `${select} WHERE position IN (SELECT rowid FROM
            (SELECT rowid FROM document_path_parts WHERE path MATCH @part LIMIT ${PATHS_LISTED})
            UNION SELECT position FROM (${first}) WHERE ${HOLDS})${also} ORDER BY path`,
      ),
      withText: connection.many<DocumentRow>(
        `${select} WHERE position IN (SELECT position FROM (${first}) WHERE ${HOLDS}) ORDER BY path`,
      ),
    };
  }

  function list(
    filter: DocumentFilter,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly DocumentRow[] } {
    const { sourceId, state, text } = filter;
    const key = [sourceId === null, state === null].join();
    const statement = statements.get(key) ?? prepare(filter);
    statements.set(key, statement);
    if (text === '')
      return {
        total: total({ sourceId, state })?.count ?? 0,
        rows: statement.page({ sourceId, state, offset, limit }),
      };
    const found =
      [...text].length >= SIGNS_OF_PART
        ? statement.withPart({ sourceId, state, text, part: exactPart(text) })
        : statement.withText({ sourceId, state, text });
    return { total: found.length, rows: found.slice(offset, offset + limit) };
  }

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
    list,
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
