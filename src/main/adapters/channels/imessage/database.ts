// The database in which Messages keeps everything, read only: `~/Library/Messages/chat.db`.
//   file → rows as they are; what they mean is read elsewhere
// Apple publishes no schema. Tables and columns are those that people found (imessage-exporter, "chat.db reference");
// columns that an older macOS does not have are read as nothing.
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';

export interface MessagesDatabase {
  /** Whether something was written since the last question; the first answer is yes. */
  changed(): boolean;
  /** Another file, or none, stands where this one was opened. */
  isReplaced(): boolean;
  /** In order of arrival. Rows as SQLite gives them, of whatever types. */
  after(rowId: number, limit: number): readonly unknown[];
  /** Messages of others up to row `rowId` that were changed at or after this time, milliseconds since the epoch. */
  changedSince(editedAtMs: number, rowId: number, limit: number): readonly unknown[];
  attachmentsOf(rowId: number): readonly unknown[];
  /** Only what came with a message of others by iMessage. */
  attachment(guid: string): unknown;
  guidOf(rowId: number): string | null;
  /** The largest number that a message ever had here; 0: none. */
  lastRowId(): number;
  /** The number before the first message written since then, among the newest few hundred. */
  before(sinceMs: number): number;
  /** What a script calls the group of this identifier on iMessage; null: there is none. */
  groupGuid(identifier: string): string | null;
  /** Our own address, as Messages noted it last. */
  account(): string | null;
  close(): void;
}

/** `words` are for people and name no path. */
export class MessagesTrouble extends Error {
  readonly words: string;
  /** Of the system or of SQLite, for the log; empty where there is none. */
  readonly code: string;
  constructor(words: string, code = '') {
    super(words);
    this.words = words;
    this.code = code;
  }
}

const FULL_DISK_ACCESS =
  'macOS does not let Sallyport read Messages. Open System Settings, Privacy & Security, Full Disk Access, switch on Sallyport, and start it again.';
const NOT_THERE =
  'Messages has kept nothing on this Mac yet. Open Messages, sign in to iMessage, and write once.';
const NOT_KNOWN =
  'This version of macOS keeps messages in a way that this version of Sallyport cannot read. Look for an update.';
const NOT_READ = 'What Messages keeps on this Mac could not be read just now.';

/** Seconds between 1970 and 2001, where Apple's time begins. */
const APPLE_EPOCH_S = 978_307_200;
/** Since macOS 10.13 times are nanoseconds; before that they were seconds, which never reach this. */
const LEAST_NANOSECONDS = 100_000_000_000;
/** A message that is longer than any that Messages lets a person write. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** A person may change a message for fifteen minutes (support.apple.com: "Unsend or edit"); so many come meanwhile. */
const CHANGEABLE_ROWS = 1_000;
const NEWEST_ROWS = 500;
const LOCK_WAIT_MS = 200;

const NEEDED = ['guid', 'text', 'attributedBody', 'handle_id', 'service', 'date', 'is_from_me', 'item_type'];

/** @throws MessagesTrouble with what to do */
export function openMessages(file: string): MessagesDatabase {
  const identity = identityOf(file);
  let db: Database;
  try {
    // SECURITY: read only; what Messages keeps is the owner's, and is never changed from here.
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: LOCK_WAIT_MS });
  } catch (cause) {
    throw messagesTroubleOf(cause);
  }
  try {
    return opened(db, file, identity);
  } catch (cause) {
    db.close();
    throw messagesTroubleOf(cause);
  }
}

function opened(db: Database, file: string, identity: string): MessagesDatabase {
  const columns = columnsOf(db, 'message');
  if (NEEDED.some((name) => !columns.has(name))) throw new MessagesTrouble(NOT_KNOWN);
  const select = selectFrom(columns);
  const statements = {
    after: db.prepare(`${select} WHERE m.ROWID > ? ORDER BY m.ROWID LIMIT ?`),
    changedSince: columns.has('date_edited')
      ? db.prepare(
          `${select} WHERE m.ROWID <= ? AND m.ROWID > ? AND m.is_from_me = 0
             AND ${milliseconds('m.date_edited')} >= ? ORDER BY m.date_edited LIMIT ?`,
        )
      : null,
    attachmentsOf: db.prepare(`SELECT ${ATTACHMENT} FROM attachment a
      JOIN message_attachment_join j ON j.attachment_id = a.ROWID WHERE j.message_id = ? ORDER BY a.ROWID LIMIT 50`),
    // SECURITY: a reference brings only what others sent here by iMessage, nothing else of what Messages keeps.
    attachment: db.prepare(`SELECT ${ATTACHMENT} FROM attachment a
      JOIN message_attachment_join j ON j.attachment_id = a.ROWID JOIN message m ON m.ROWID = j.message_id
      WHERE a.guid = ? AND m.is_from_me = 0 AND m.service = 'iMessage' LIMIT 1`),
    guidOf: db.prepare('SELECT guid FROM message WHERE ROWID = ?'),
    lastRowId: db.prepare(`SELECT MAX(
      COALESCE((SELECT MAX(ROWID) FROM message), 0),
      COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0)) AS value`),
    before: db.prepare(`SELECT MIN(ROWID) - 1 AS value
      FROM (SELECT ROWID, date FROM message ORDER BY ROWID DESC LIMIT ${NEWEST_ROWS})
      WHERE ${milliseconds('date')} >= ?`),
    groupGuid: db.prepare(`SELECT guid FROM chat
      WHERE chat_identifier = ? AND style = 43 AND service_name = 'iMessage' ORDER BY ROWID DESC LIMIT 1`),
    account: db.prepare(`SELECT ${optional(columns, 'destination_caller_id', '', 'address')},
      ${optional(columns, 'account', '', 'account')}
      FROM message WHERE service = 'iMessage' AND is_from_me = 0 ORDER BY ROWID DESC LIMIT 1`),
  };
  const cellOf = (row: unknown, name: string): unknown =>
    (row as Record<string, unknown> | undefined)?.[name];
  const textOf = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' ? value : null;
  let version: unknown = null;

  return {
    changed: () => {
      const now = db.pragma('data_version', { simple: true });
      const isNew = now !== version;
      version = now;
      return isNew;
    },
    isReplaced: () => identityOf(file) !== identity,
    after: (rowId, limit) => statements.after.all(rowId, limit),
    changedSince: (editedAtMs, rowId, limit) =>
      statements.changedSince?.all(rowId, rowId - CHANGEABLE_ROWS, editedAtMs, limit) ?? [],
    attachmentsOf: (rowId) => statements.attachmentsOf.all(rowId),
    attachment: (guid) => statements.attachment.get(guid),
    guidOf: (rowId) => textOf(cellOf(statements.guidOf.get(rowId), 'guid')),
    lastRowId: () => Number(cellOf(statements.lastRowId.get(), 'value')),
    before: (sinceMs) => {
      const value = cellOf(statements.before.get(sinceMs), 'value');
      return typeof value === 'number' ? value : Number(cellOf(statements.lastRowId.get(), 'value'));
    },
    groupGuid: (identifier) => textOf(cellOf(statements.groupGuid.get(identifier), 'guid')),
    account: () => {
      const row = statements.account.get();
      return textOf(cellOf(row, 'address')) ?? textOf(cellOf(row, 'account'));
    },
    close: () => {
      db.close();
    },
  };
}

const ATTACHMENT =
  'a.guid, a.filename AS path, a.mime_type AS mediaType, a.transfer_name AS name, a.total_bytes AS sizeBytes, a.transfer_state AS transferState';

function selectFrom(columns: ReadonlySet<string>): string {
  const ours = columns.has('thread_originator_guid')
    ? 'EXISTS (SELECT 1 FROM message o WHERE o.guid = m.thread_originator_guid AND o.is_from_me = 1)'
    : '0';
  const editedAt = columns.has('date_edited') ? milliseconds('m.date_edited') : 'NULL';
  return `SELECT m.ROWID AS rowId, m.guid, m.text,
    CASE WHEN length(m.attributedBody) <= ${MAX_BODY_BYTES} THEN m.attributedBody END AS body,
    h.id AS handle, m.service, m.is_from_me AS isFromMe, ${milliseconds('m.date')} AS sentAtMs,
    ${editedAt} AS editedAtMs, m.item_type AS itemType,
    ${optional(columns, 'associated_message_type', 'm.', 'associatedType')},
    ${optional(columns, 'associated_message_guid', 'm.', 'associatedGuid')},
    ${optional(columns, 'associated_message_emoji', 'm.', 'associatedEmoji')},
    ${optional(columns, 'cache_has_attachments', 'm.', 'hasAttachments')},
    ${optional(columns, 'destination_caller_id', 'm.', 'ownAddress')},
    ${optional(columns, 'account', 'm.', 'account')},
    ${ours} AS repliesToOurs, ${optional(columns, 'balloon_bundle_id', 'm.', 'balloon')},
    c.chat_identifier AS chatIdentifier, c.style AS chatStyle, c.display_name AS chatName
    FROM message m LEFT JOIN handle h ON h.ROWID = m.handle_id
    LEFT JOIN chat c ON c.ROWID = (SELECT MIN(chat_id) FROM chat_message_join WHERE message_id = m.ROWID)`;
}

/** Names of columns stand in this file only; nothing from outside becomes SQL. */
function optional(columns: ReadonlySet<string>, name: string, table: string, as: string): string {
  return `${columns.has(name) ? `${table}${name}` : 'NULL'} AS ${as}`;
}

/** Apple's time → milliseconds since the epoch; NULL for what is no time. */
function milliseconds(column: string): string {
  return `CASE WHEN typeof(${column}) = 'integer' AND ${column} > 0
    THEN CASE WHEN ${column} >= ${LEAST_NANOSECONDS} THEN ${column} / 1000000 ELSE ${column} * 1000 END
      + ${APPLE_EPOCH_S * 1_000} END`;
}

function columnsOf(db: Database, table: string): ReadonlySet<string> {
  const rows = db.pragma(`table_info(${table})`) as readonly { readonly name: string }[];
  return new Set(rows.map(({ name }) => name));
}

/** What SQLite or the system said, as trouble in words; any other error as it is. */
export function messagesTroubleOf(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof MessagesTrouble || !/^(?:SQLITE_|E[A-Z]+$)/.test(code)) return cause as Error;
  return new MessagesTrouble(wordsFor(code), code);
}

/** Device and number of the file. Never by opening it: closing it again would end the locks of our connections to it. */
function identityOf(file: string): string {
  try {
    const { dev, ino } = statSync(file);
    return `${dev}:${ino}`;
  } catch (cause) {
    throw messagesTroubleOf(cause);
  }
}

/** What macOS answers without Full Disk Access differs by version: not permitted, cannot open, authorization denied. */
function wordsFor(code: string): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return NOT_THERE;
  return /^(?:EPERM|EACCES|SQLITE_CANTOPEN|SQLITE_AUTH|SQLITE_PERM)/.test(code) ? FULL_DISK_ACCESS : NOT_READ;
}
