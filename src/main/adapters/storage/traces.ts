// Where words stand, in every text that is stored: read row by row and compared here, because case and accents of any
// language count and SQLite knows those of English alone.
//   words, phrases → each table's texts → rows that hold them, shortened around what was found
// May not know why it is asked, and changes nothing. Runs beside the main loop.
import type { FoundTrace, FoundTraces, SoughtWords, TraceTable } from '../../domain/ports/memory-search.ts';
import type { Connection } from './connection.ts';

const MAX_TRACES = 2_000;
const ROWS_READ = 2_000;
/** Shown of a text, around the first word that was found. */
const SHOWN_CHARACTERS = 300;

interface TextRow {
  readonly position: string | number;
  readonly id: string;
  /** What is shown of it. */
  readonly text: string;
  /** What else of the row may hold words. */
  readonly also: string;
  readonly at: number | null;
  readonly conversationId: string | null;
  /** Whose it is, where the row itself says so. */
  readonly scope?: string;
}

/** `position` is what a table is walked by. Whose a row is follows from its conversation where it does not say so itself. */
const TEXTS: Readonly<Record<TraceTable, string>> = {
  memories: walk('memories', 'text', ['speaker', 'place'], { key: 'position', scope: 'scope' }),
  messages: walk('messages', 'text', ['sender_name'], {
    at: 'at',
    // As domain/memory/area `scopeOf`.
    scope: 'iif(actor_sender_id IS NULL, actor_kind, actor_sender_id)',
  }),
  steps: walk('steps', 'text', ['provider_state'], { at: 'at' }),
  tool_calls: walk('tool_calls', 'input_text', ['output_text', 'decision_reason', 'taint']),
  approvals: walk('approvals', "json_extract(shown_text, '$.summary')", [
    'shown_text',
    'reason',
    'answer_reason',
  ]),
  forwarded_questions: walk('forwarded_questions', 'text', [], { id: 'approval_id' }),
  outbox: walk('outbox', 'body', ['error']),
  payloads: `SELECT frames.position AS position, frame_id AS id, text, '' AS also, at, conversation_id AS conversationId
    FROM frames JOIN payloads ON payloads.frame_id = frames.id
    WHERE frames.position > ? ORDER BY frames.position LIMIT ${ROWS_READ}`,
  entities: walk(
    'entities',
    "(SELECT group_concat(name, ', ') FROM entity_names WHERE entity_id = entities.id)",
    [],
    { conversation: 'NULL', scope: 'scope' },
  ),
  // Whose words a conversation or a folder holds: their labels name files, commands and people.
  settings: `SELECT key AS position, key AS id, value AS text, '' AS also, NULL AS at, iif(key LIKE 'taint %', substr(key, 7), NULL) AS conversationId
    FROM settings WHERE key > ? AND (key LIKE 'taint %' OR key LIKE 'written %') ORDER BY key LIMIT ${ROWS_READ}`,
  rules: walk('rules', 'sentence', ['matcher']),
  conversations: walk('conversations', 'title', ['preview'], { at: 'last_at', conversation: 'id' }),
};

function walk(
  table: string,
  text: string,
  also: readonly string[],
  named: { id?: string; key?: string; at?: string; conversation?: string; scope?: string } = {},
): string {
  const { id = 'id', at = 'created_at', conversation = 'conversation_id' } = named;
  const key = named.key ?? id;
  const more = also.map((column) => `' ' || ifnull(${column}, '')`).join(' || ');
  return `SELECT ${key} AS position, ${id} AS id, ${text} AS text, ${more === '' ? "''" : more} AS also, ${at} AS at,
      ${conversation} AS conversationId${named.scope === undefined ? '' : `, ${named.scope} AS scope`}
    FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${ROWS_READ}`;
}

export function createTraces(connection: Connection): (sought: SoughtWords) => FoundTraces {
  const tables = (Object.keys(TEXTS) as readonly TraceTable[]).map((table) => ({
    table,
    rows: connection.many<TextRow>(TEXTS[table]),
  }));
  const conversations = connection.many<{ id: string }>(
    // A group has no sender: nothing of it is one person's but the rows that say whose they are.
    `SELECT id FROM conversations WHERE (@scope = 'owner' AND chat_kind = 'own')
       OR sender_id = @scope OR EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id
         AND @scope = 'owner' AND actor_kind = 'owner')`,
  );

  return (sought) => {
    const fits = matcherOf(sought);
    const own =
      sought.scope === null ? null : new Set(conversations({ scope: sought.scope }).map(({ id }) => id));
    const traces: FoundTrace[] = [];
    let more = 0;
    for (const { table, rows } of tables) {
      for (let position: string | number = table === 'memories' || table === 'payloads' ? 0 : ''; ; ) {
        const batch = rows(position);
        for (const row of batch) {
          const shown = row.text ?? '';
          const found = fits(`${shown}\n${row.also}`);
          if (found === null || !isOwn(row, own, sought.scope)) continue;
          if (traces.length >= MAX_TRACES) {
            more += 1;
            continue;
          }
          const { id, at, conversationId } = row;
          // What stands beside what is shown is shown when it is there that the words are.
          const text = around(found.place < shown.length ? shown : `${shown}\n${row.also}`, found.place);
          traces.push({ table, id, text, at, conversationId, isLoose: found.isLoose });
        }
        if (batch.length < ROWS_READ) break;
        position = batch.at(-1)?.position ?? '';
      }
    }
    return { traces, more };
  };
}

function isOwn(row: TextRow, own: ReadonlySet<string> | null, scope: string | null): boolean {
  if (own === null || scope === null) return true;
  // SECURITY: what says whose it is, is nobody else's, wherever it was said.
  if (row.scope !== undefined) return row.scope === scope;
  return row.conversationId !== null && own.has(row.conversationId);
}

/** Where the first of what is sought stands; null when the text does not hold it. */
function matcherOf({
  words,
  phrases,
  loose,
}: SoughtWords): (text: string) => { readonly place: number; readonly isLoose: boolean } | null {
  const [allWords, anyPhrase, anyLoose] = [words, phrases, loose].map((texts) =>
    texts.map(folded).filter((text) => text !== ''),
  ) as [string[], string[], string[]];
  return (text) => {
    const plain = folded(text);
    const phrase = placeOfAny(plain, anyPhrase);
    if (phrase !== null) return { place: phrase, isLoose: false };
    if (allWords.length > 0 && allWords.every((word) => plain.includes(word)))
      return { place: Math.min(...allWords.map((word) => plain.indexOf(word))), isLoose: false };
    const word = placeOfAny(plain, anyLoose);
    return word === null ? null : { place: word, isLoose: true };
  };
}

function placeOfAny(plain: string, sought: readonly string[]): number | null {
  for (const one of sought) {
    const place = plain.indexOf(one);
    if (place >= 0) return place;
  }
  return null;
}

/** Case, width, accents and the escapes of JSON taken away. */
function folded(text: string): string {
  return text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\(["\\/])/g, '$1')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ');
}

function around(text: string, at: number): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  const from = Math.max(0, at - SHOWN_CHARACTERS / 3);
  const shown = text.slice(from, from + SHOWN_CHARACTERS);
  return `${from > 0 ? '… ' : ''}${shown}${from + SHOWN_CHARACTERS < text.length ? ' …' : ''}`;
}
