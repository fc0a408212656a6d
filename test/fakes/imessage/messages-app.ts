// Messages on a Mac, as far as another program sees it: a home folder with its database and attachments, which it
// writes while others read. A real SQLite file in WAL mode with Apple's tables; people write into it.
/// <reference path="../../../src/main/adapters/storage/better-sqlite3.d.ts" />
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA } from './schema.ts';

export const OUR_ADDRESS = 'agent@example.com';

export interface Row {
  readonly text?: string | null;
  readonly attributedBody?: Uint8Array | null;
  /** Null: none. */
  readonly handle?: string | null;
  readonly service?: string;
  readonly chat?: { readonly identifier: string; readonly style: number; readonly name?: string } | null;
  readonly fromMe?: boolean;
  /** Milliseconds since the epoch. */
  readonly atMs?: number;
  readonly files?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
  /** Further columns of `message`, of any type. */
  readonly columns?: Readonly<Record<string, unknown>>;
}

export interface MessagesApp {
  readonly home: string;
  readonly databaseFile: string;
  readonly attachmentsFolder: string;
  /** @returns the guid */
  write(row: Row): string;
  update(guid: string, columns: Readonly<Record<string, unknown>>): void;
  /** Joins a message that was written without a chat. */
  join(guid: string, identifier: string): void;
  /** For what the rest cannot do. */
  sql(sql: string, ...parameters: readonly unknown[]): readonly unknown[];
  /** Chats by what AppleScript calls them. */
  chatGuids(): readonly string[];
  /** Messages of ours, in order, as they were shown. */
  sent(): readonly SentMessage[];
  /** What `send` of the script leads to: the words at once, the file when Messages comes to reading it. */
  sendWords(receiver: string, words: string): void;
  sendFile(receiver: string, path: string): void;
  /** The files are moved away, and come back. */
  moveAway(): void;
  moveBack(): void;
  /** The same content in another file, as after restoring a backup. */
  replace(): void;
  close(): void;
}

export interface SentMessage {
  readonly receiver: string;
  readonly words: string;
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null;
}

export function appleTime(atMs: number): bigint {
  return BigInt(atMs - 978_307_200_000) * 1_000_000n;
}

export function openMessagesApp(): MessagesApp {
  const home = mkdtempSync(join(tmpdir(), 'messages-'));
  const folder = join(home, 'Library', 'Messages');
  const attachmentsFolder = join(folder, 'Attachments');
  const file = join(folder, 'chat.db');
  mkdirSync(attachmentsFolder, { recursive: true });
  const open = () => {
    const opened = new Database(file);
    opened.pragma('journal_mode = WAL');
    return opened;
  };
  let db = open();
  db.exec(SCHEMA);
  const sent: SentMessage[] = [];
  const run = (sql: string, ...parameters: readonly unknown[]) => db.prepare(sql).run(...parameters);
  const rowIdOf = (sql: string, ...parameters: readonly unknown[]): number | null =>
    (db.prepare(sql).get(...parameters) as { ROWID: number } | undefined)?.ROWID ?? null;

  function handleId(id: string, service: string): number {
    run('INSERT OR IGNORE INTO handle (id, service) VALUES (?, ?)', id, service);
    return rowIdOf('SELECT ROWID FROM handle WHERE id = ? AND service = ?', id, service) ?? 0;
  }

  function chatId(chat: NonNullable<Row['chat']>, service: string): number {
    const guid = `${service};${chat.style === 45 ? '-' : '+'};${chat.identifier}`;
    run(
      'INSERT OR IGNORE INTO chat (guid, style, chat_identifier, service_name, display_name) VALUES (?, ?, ?, ?, ?)',
      ...[guid, chat.style, chat.identifier, service, chat.name ?? null],
    );
    return rowIdOf('SELECT ROWID FROM chat WHERE guid = ?', guid) ?? 0;
  }

  function attach(messageId: number, one: NonNullable<Row['files']>[number]): void {
    const guid = randomUUID().toUpperCase();
    mkdirSync(join(attachmentsFolder, 'ab', guid), { recursive: true });
    writeFileSync(join(attachmentsFolder, 'ab', guid, one.name), one.bytes);
    const path = `~/Library/Messages/Attachments/ab/${guid}/${one.name}`;
    const { lastInsertRowid } = run(
      'INSERT INTO attachment (guid, filename, mime_type, transfer_state, transfer_name, total_bytes) VALUES (?, ?, ?, 5, ?, ?)',
      ...[guid, path, one.mediaType, one.name, one.bytes.length],
    );
    run('INSERT INTO message_attachment_join VALUES (?, ?)', messageId, lastInsertRowid);
  }

  function write(row: Row): string {
    const guid = randomUUID().toUpperCase();
    const { service = 'iMessage', handle = null, chat = null, files = [] } = row;
    const date = appleTime(row.atMs ?? Date.now());
    const columns: Record<string, unknown> = {
      guid,
      text: row.text ?? null,
      attributedBody: row.attributedBody ?? null,
      handle_id: handle === null ? 0 : handleId(handle, service),
      service,
      account: `E:${OUR_ADDRESS}`,
      destination_caller_id: OUR_ADDRESS,
      date,
      is_from_me: row.fromMe === true ? 1 : 0,
      cache_has_attachments: files.length > 0 ? 1 : 0,
      ...row.columns,
    };
    const names = Object.keys(columns);
    // One after the other, as Messages does: what belongs to a row comes a moment after it.
    const { lastInsertRowid } = run(
      `INSERT INTO message (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...Object.values(columns),
    );
    for (const one of files) attach(Number(lastInsertRowid), one);
    if (chat !== null)
      run('INSERT INTO chat_message_join VALUES (?, ?, ?)', chatId(chat, service), lastInsertRowid, date);
    return guid;
  }

  function receiverChat(receiver: string): NonNullable<Row['chat']> {
    const identifier = receiver.includes(';') ? (receiver.split(';')[2] ?? '') : receiver;
    return { identifier, style: receiver.includes(';+;') ? 43 : 45 };
  }

  const closeDatabase = () => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  };
  const move = (from: string, to: string) => {
    for (const end of ['', '-wal', '-shm']) {
      try {
        renameSync(from + end, to + end);
      } catch {
        // Not there: closed by the last who used it.
      }
    }
  };

  return {
    home,
    databaseFile: file,
    attachmentsFolder,
    write,
    update: (guid, columns) => {
      const set = Object.keys(columns).map((name) => `${name} = ?`);
      run(`UPDATE message SET ${set.join(', ')} WHERE guid = ?`, ...Object.values(columns), guid);
    },
    join: (guid, identifier) => {
      const message = rowIdOf('SELECT ROWID FROM message WHERE guid = ?', guid);
      run(
        'INSERT INTO chat_message_join VALUES (?, ?, 0)',
        chatId({ identifier, style: 45 }, 'iMessage'),
        message,
      );
    },
    sql: (sql, ...parameters) =>
      sql.startsWith('SELECT') ? db.prepare(sql).all(...parameters) : [run(sql, ...parameters)],
    chatGuids: () =>
      (db.prepare('SELECT guid FROM chat').all() as { guid: string }[]).map(({ guid }) => guid),
    sent: () => sent,
    sendWords: (receiver, words) => {
      write({ text: words, fromMe: true, chat: receiverChat(receiver) });
      sent.push({ receiver, words, file: null });
    },
    sendFile: (receiver, path) => {
      setTimeout(() => {
        // Its confinement: elsewhere it may not read, and says so to nobody but the person at the screen.
        if (!path.startsWith(`${folder}/`)) return;
        const bytes = new Uint8Array(readFileSync(path));
        write({ text: '\uFFFC', fromMe: true, chat: receiverChat(receiver) });
        sent.push({ receiver, words: '', file: { name: basename(path), bytes } });
      }, 30);
    },
    moveAway: () => {
      closeDatabase();
      move(file, `${file}.away`);
    },
    moveBack: () => {
      move(`${file}.away`, file);
      db = open();
    },
    replace: () => {
      closeDatabase();
      copyFileSync(file, `${file}.new`);
      for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
      renameSync(`${file}.new`, file);
      db = open();
    },
    close: () => {
      if (db.open) db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
