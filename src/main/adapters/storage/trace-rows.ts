// The texts of each table as the look for traces reads them: all rows one after another, or one row by its id; with whose
// each row is. May not know what is sought, nor why.
import { createHash } from 'node:crypto';
import type { FoundTrace, TraceTable } from '../../domain/ports/memory-search.ts';

export const ROWS_READ = 2_000;
/** Shown of a text, around the first word that was found. */
const SHOWN_CHARACTERS = 300;

export interface TextRow {
  readonly position: string | number;
  readonly id: string;
  /** What is shown of it. */
  readonly text: string | null;
  /** What else of the row may hold words. */
  readonly also: string;
  readonly at: number | null;
  readonly conversationId: string | null;
}

export interface TableTexts {
  /** What comes before the first row. */
  readonly first: '' | 0;
  readonly walk: string;
  readonly byId: string;
  /** Whose a row is, by its id: `scope`, where it is said; null: it follows from its conversation. */
  readonly whose: string;
  /** Whoever spoke in its conversation has part in it. */
  readonly isShared: boolean;
  /** Beside its text it changes while nobody changes it: the text alone says whether it is what was shown. */
  readonly isByTextAlone: boolean;
}

/** As domain/memory/area `scopeOf`: a person by the immutable id. What Sallyport itself says is nobody's own. */
const actorOf = (table: string): string =>
  `nullif(iif(${table}.actor_sender_id IS NULL, ${table}.actor_kind, ${table}.actor_sender_id), 'system')`;

/** What was done in a turn belongs to whoever asked. */
export const askerOf = (turnId: string): string =>
  `(SELECT ${actorOf('asked')} FROM turns JOIN messages AS asked ON asked.id = turns.message_id WHERE turns.id = ${turnId})`;

const LABELS = `(SELECT group_concat(json_extract(value, '$.label'), ' · ') FROM json_each(memories.taint, '$.sources'))`;

export const TRACE_TEXTS: Readonly<Record<TraceTable, TableTexts>> = {
  memories: texts('memories', 'text', ['speaker', 'place'], {
    ...{ key: 'position', scope: 'memories.scope', isByNumber: true },
  }),
  // A passage is named after its document, which is looked at itself and takes its passages with it.
  memory_labels: texts('memories', LABELS, [], {
    ...{ key: 'position', scope: 'memories.scope', isByNumber: true },
    where: `instr(taint, '"label"') > 0 AND json_valid(taint)
      AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.id = memories.document_id)`,
  }),
  documents: texts('documents', 'name', ['path', 'note'], {
    ...{ at: 'read_at', conversation: 'NULL', scope: "'owner'" },
  }),
  document_sources: texts('document_sources', 'path', [], {
    ...{ at: 'added_at', conversation: 'NULL', scope: "'owner'" },
  }),
  messages: texts('messages', 'text', ['sender_name'], {
    ...{ at: 'at', scope: actorOf('messages'), isShared: true },
  }),
  // The names of files that came or were sent; whose message it is, theirs is the file.
  attachments: texts('attachments', 'ifnull(name, path)', ['path', 'reason'], {
    ...{ at: 'NULL', where: "state <> 'forgotten'" },
    scope: `(SELECT ${actorOf('messages')} FROM messages WHERE messages.id = attachments.message_id)`,
  }),
  steps: texts('steps', 'text', ['provider_state'], { at: 'at', scope: askerOf('steps.turn_id') }),
  tool_calls: texts('tool_calls', 'input_text', ['output_text', 'decision_reason', 'taint'], {
    scope: askerOf('tool_calls.turn_id'),
  }),
  approvals: texts(
    'approvals',
    "json_extract(shown_text, '$.summary')",
    ['shown_text', 'reason', 'answer_reason'],
    {
      scope: actorOf('approvals'),
    },
  ),
  // Sent to the owner, about what somebody asked for.
  forwarded_questions: texts('forwarded_questions', 'text', [], {
    id: 'approval_id',
    scope: `(SELECT ${actorOf('approvals')} FROM approvals WHERE approvals.id = forwarded_questions.approval_id)`,
  }),
  outbox: texts('outbox', 'body', ['error', 'file_name', 'buttons'], {
    scope: askerOf('outbox.turn_id'),
    isByTextAlone: true,
  }),
  payloads: texts('payloads JOIN frames ON frames.id = payloads.frame_id', 'payloads.text', [], {
    ...{ id: 'frame_id', key: 'frames.position', at: 'frames.at', conversation: 'frames.conversation_id' },
    // A summary belongs to all who spoke; whose turn was its last one says nothing.
    scope: `iif(frames.kind = 'conversation-shortened', NULL, ifnull(${actorOf('frames')}, ${askerOf('frames.turn_id')}))`,
    ...{ isShared: true, isByNumber: true },
  }),
  entities: texts(
    'entities',
    "(SELECT group_concat(name, ', ') FROM entity_names WHERE entity_id = entities.id)",
    [],
    { conversation: 'NULL', scope: 'entities.scope' },
  ),
  // Whose words a conversation or a folder holds: their labels name files, commands and people.
  settings: texts('settings', 'value', [], {
    ...{ id: 'key', at: 'NULL', conversation: "iif(key LIKE 'taint %', substr(key, 7), NULL)" },
    scope: "iif(key LIKE 'taint %', NULL, 'owner')",
    where: "(key LIKE 'taint %' OR key LIKE 'written %')",
  }),
  rules: texts('rules', 'sentence', ['matcher'], { scope: "iif(conversation_id IS NULL, 'owner', NULL)" }),
  // Its preview is the beginning of what was said last.
  conversations: texts('conversations', 'title', ['preview'], {
    ...{ at: 'last_at', conversation: 'id', isByTextAlone: true },
  }),
};

/** `key` is what a table is walked by. */
function texts(
  table: string,
  text: string,
  also: readonly string[],
  named: {
    readonly id?: string;
    readonly key?: string;
    readonly at?: string;
    readonly conversation?: string;
    readonly scope?: string;
    readonly where?: string;
    readonly isShared?: boolean;
    readonly isByNumber?: boolean;
    readonly isByTextAlone?: boolean;
  },
): TableTexts {
  const { id = 'id', at = 'created_at', conversation = 'conversation_id', scope = 'NULL' } = named;
  const { key = id, where = 'true' } = named;
  const more = also.map((column) => `' ' || ifnull(${column}, '')`).join(' || ');
  const select = `SELECT ${key} AS position, ${id} AS id, ${text} AS text, ${more === '' ? "''" : more} AS also,
      ${at} AS at, ${conversation} AS conversationId FROM ${table}`;
  return {
    first: named.isByNumber === true ? 0 : '',
    walk: `${select} WHERE ${key} > ? AND ${where} ORDER BY ${key} LIMIT ${ROWS_READ}`,
    byId: `${select} WHERE ${id} = ?`,
    whose: `SELECT ${scope} AS scope FROM ${table} WHERE ${id} = ?`,
    isShared: named.isShared === true,
    isByTextAlone: named.isByTextAlone === true,
  };
}

/** A row as a trace; `place` is where in its text what is sought begins. */
export function traceOf(table: TraceTable, row: TextRow, place: number, isLoose: boolean): FoundTrace {
  const { id, at, conversationId, also } = row;
  const shown = row.text ?? '';
  // What stands beside what is shown is shown when it is there that the words are.
  const text = around(place < shown.length || also === '' ? shown : `${shown}\n${also}`, place);
  const whole = TRACE_TEXTS[table].isByTextAlone ? shown : `${shown}\n${also}`;
  const digest = createHash('sha256').update(whole).digest('hex');
  return { table, id, text, at, conversationId, isLoose, digest };
}

function around(text: string, at: number): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  const from = Math.max(0, at - SHOWN_CHARACTERS / 3);
  const shown = text.slice(from, from + SHOWN_CHARACTERS);
  return `${from > 0 ? '… ' : ''}${shown}${from + SHOWN_CHARACTERS < text.length ? ' …' : ''}`;
}
