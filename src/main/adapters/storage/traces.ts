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
  readonly text: string;
  readonly at: number | null;
  readonly conversationId: string | null;
}

/** `position` is what a table is walked by. Whose a row is follows from its conversation; the owner's are those of no other person. */
const TEXTS: Readonly<Record<TraceTable, string>> = {
  memories: `SELECT position, id, text || ' ' || ifnull(speaker, '') AS text, created_at AS at, conversation_id AS conversationId,
    scope FROM memories WHERE position > ? ORDER BY position LIMIT ${ROWS_READ}`,
  messages: walk('messages', `text || ' ' || ifnull(sender_name, '')`, 'at', 'conversation_id'),
  steps: walk('steps', `text || ' ' || ifnull(provider_state, '')`, 'at', 'conversation_id'),
  tool_calls: walk(
    'tool_calls',
    `input_text || ' ' || ifnull(output_text, '') || ' ' || ifnull(decision_reason, '') || ' ' || ifnull(taint, '')`,
    'created_at',
    'conversation_id',
  ),
  approvals: walk(
    'approvals',
    `shown_text || ' ' || reason || ' ' || ifnull(answer_reason, '')`,
    'created_at',
    'conversation_id',
  ),
  forwarded_questions: walk('forwarded_questions', 'text', 'created_at', 'conversation_id', 'approval_id'),
  outbox: walk('outbox', `body || ' ' || ifnull(error, '')`, 'created_at', 'conversation_id'),
  payloads: `SELECT frames.position AS position, frame_id AS id, text, at, conversation_id AS conversationId
    FROM frames JOIN payloads ON payloads.frame_id = frames.id WHERE frames.position > ? ORDER BY frames.position LIMIT ${ROWS_READ}`,
  entities: walk(
    'entities',
    `(SELECT group_concat(name, ' ') FROM entity_names WHERE entity_id = entities.id)`,
    'created_at',
    'NULL',
    'id',
    ', scope',
  ),
  rules: walk('rules', `sentence || ' ' || ifnull(matcher, '')`, 'created_at', 'conversation_id'),
  conversations: walk('conversations', `title || ' ' || preview`, 'last_at', 'id'),
};

function walk(table: string, text: string, at: string, conversation: string, key = 'id', more = ''): string {
  return `SELECT ${key} AS position, ${key} AS id, ${text} AS text, ${at} AS at, ${conversation} AS conversationId${more}
    FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${ROWS_READ}`;
}

export function createTraces(connection: Connection): (sought: SoughtWords) => FoundTraces {
  const tables = (Object.keys(TEXTS) as readonly TraceTable[]).map((table) => ({
    table,
    rows: connection.many<TextRow>(TEXTS[table]),
  }));
  const conversations = connection.many<{ id: string }>(
    // SECURITY: of a group nothing is shown: what others said there is theirs.
    `SELECT id FROM conversations WHERE chat_kind <> 'group' AND ((@scope = 'owner' AND chat_kind = 'own')
       OR sender_id = @scope OR EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id
         AND @scope = 'owner' AND actor_kind = 'owner'))`,
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
          const found = fits(row.text ?? '');
          if (found === null || !isOwn(row, own, sought.scope)) continue;
          if (traces.length >= MAX_TRACES) {
            more += 1;
            continue;
          }
          const { id, at, conversationId } = row;
          const text = around(row.text, found.place);
          traces.push({ table, id, text, at, conversationId, isLoose: found.isLoose });
        }
        if (batch.length < ROWS_READ) break;
        position = batch.at(-1)?.position ?? '';
      }
    }
    return { traces, more };
  };
}

function isOwn(
  row: TextRow & { readonly scope?: string },
  own: ReadonlySet<string> | null,
  scope: string | null,
): boolean {
  if (own === null || scope === null) return true;
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
