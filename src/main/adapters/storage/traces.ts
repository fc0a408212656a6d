// Where words stand, in every text that is stored: read row by row and compared here, because case and accents of any
// language count and SQLite knows those of English alone.
//   words, phrases → each table's texts → rows that hold them, shortened around what was found
// May not know why it is asked, and changes nothing. Runs beside the main loop.
import type { FoundTrace, FoundTraces, SoughtWords, TraceTable } from '../../domain/ports/memory-search.ts';
import type { Connection } from './connection.ts';
import { ROWS_READ, type TextRow, TRACE_TEXTS, traceOf } from './trace-rows.ts';

const MAX_TRACES = 2_000;
/** From a frame to the one that began it. */
const MAX_CAUSES = 200;

export function createTraces(connection: Connection): (sought: SoughtWords) => FoundTraces {
  const tables = (Object.keys(TRACE_TEXTS) as readonly TraceTable[]).map((table) => ({
    table,
    first: TRACE_TEXTS[table].first,
    rows: connection.many<TextRow>(TRACE_TEXTS[table].walk),
  }));
  const ownership = createOwnership(connection);

  return (sought) => {
    const fits = matcherOf(sought);
    const isOwn = ownership(sought.scope);
    const traces: FoundTrace[] = [];
    let more = 0;
    for (const { table, first, rows } of tables) {
      for (let position: string | number = first; ; ) {
        const batch = rows(position);
        for (const row of batch) {
          const found = fits(`${row.text ?? ''}\n${row.also}`);
          if (found === null || !isOwn(table, row)) continue;
          if (traces.length >= MAX_TRACES) more += 1;
          else traces.push(traceOf(table, row, found.place, found.isLoose));
        }
        if (batch.length < ROWS_READ) break;
        position = batch.at(-1)?.position ?? '';
      }
    }
    return { traces, more };
  };
}

/** Whose a row is: what it says itself; else what it was made for; else whose conversation it stands in. */
function createOwnership(
  connection: Connection,
): (scope: string | null) => (table: TraceTable, row: TextRow) => boolean {
  // A group has no sender: nothing of it is one person's but what says whose it is, and what all who spoke there share.
  const conversations = connection.many<{ id: string; isShared: 0 | 1 }>(
    `SELECT id, NOT ((@scope = 'owner' AND chat_kind = 'own') OR ifnull(sender_id, '') = @scope OR (@scope = 'owner'
         AND EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id AND actor_kind = 'owner'))) AS isShared
       FROM conversations
      WHERE (@scope = 'owner' AND chat_kind = 'own') OR sender_id = @scope
         OR EXISTS (SELECT 1 FROM messages WHERE conversation_id = conversations.id
           AND iif(actor_sender_id IS NULL, actor_kind, actor_sender_id) = @scope)`,
  );
  const memories = connection.many<{ frameId: string; scope: string }>(
    `SELECT frame_id AS frameId, scope FROM memories WHERE kind NOT IN ('message', 'passage')`,
  );
  const frame = connection.one<{ causeId: string | null; actor: string }>(
    `SELECT cause_id AS causeId, iif(actor_sender_id IS NULL, actor_kind, actor_sender_id) AS actor FROM frames WHERE id = ?`,
  );
  const kindOf = connection.one<{ kind: string }>('SELECT kind FROM frames WHERE id = ?');
  const whose = Object.fromEntries(
    (Object.keys(TRACE_TEXTS) as readonly TraceTable[]).map((table) => [
      table,
      connection.one<{ scope: string | null }>(TRACE_TEXTS[table].whose),
    ]),
  );

  /** The nearest person in the causes of a frame. */
  function whoBegan(id: string): string | null {
    let next: string | null = id;
    for (let step = 0; next !== null && step < MAX_CAUSES; step += 1) {
      const one: { causeId: string | null; actor: string } | null = frame(next);
      if (one === null) return null;
      if (one.actor !== 'system') return one.actor;
      next = one.causeId;
    }
    return null;
  }

  return (scope) => {
    if (scope === null) return () => true;
    const rows = conversations({ scope });
    const shared = new Set(rows.map(({ id }) => id));
    const own = new Set(rows.filter(({ isShared }) => isShared === 0).map(({ id }) => id));
    let ofFrames: ReadonlyMap<string, string> | null = null;

    function scopeOfPayload(row: TextRow, said: string | null): string | null {
      ofFrames ??= new Map(memories().map((memory) => [memory.frameId, memory.scope]));
      // What was kept is that person's whose memory it is, whoever wrote it down.
      const known = ofFrames.get(row.id) ?? said;
      if (known !== null || kindOf(row.id)?.kind === 'conversation-shortened') return known;
      return whoBegan(row.id) ?? (row.conversationId === null ? 'owner' : null);
    }

    return (table, row) => {
      const said = whose[table]?.(row.id)?.scope ?? null;
      const known = table === 'payloads' ? scopeOfPayload(row, said) : said;
      // SECURITY: what says whose it is, is nobody else's, wherever it was said.
      if (known !== null) return known === scope;
      return (
        row.conversationId !== null && (TRACE_TEXTS[table].isShared ? shared : own).has(row.conversationId)
      );
    };
  };
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
