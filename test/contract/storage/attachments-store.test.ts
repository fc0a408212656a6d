// Files of messages and the bytes of parts: what is asked of the tables that keep them, how words are taken out of them,
// and how an older profile comes over.
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../../src/main/adapters/storage/migrate.ts';
import { MIGRATIONS } from '../../../src/main/adapters/storage/migrations/index.ts';
import { createStores } from '../../../src/main/adapters/storage/open-storage.ts';
import { pagesHolding } from '../../decrypted-pages.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { addStory, attachmentRow, id, outboxRow } from './sample-rows.ts';

describe('attachments', () => {
  test('are found by their message, in the order they came, and by all later ones', () => {
    const { stores } = temporaryStorage();
    const rows = [
      attachmentRow(),
      attachmentRow({ id: id(111), reference: 'b', state: 'here', path: 'attachments/b', sizeBytes: 7 }),
      attachmentRow({ id: id(112), messageId: id(11), reference: 'c', state: 'here', sizeBytes: 5 }),
      attachmentRow({ id: id(113), messageId: id(12), conversationId: id(2), reference: 'd' }),
    ];
    for (const row of rows) stores.attachments.add(row);
    expect(stores.attachments.ofMessage(id(10))).toEqual(rows.slice(0, 2));
    expect(stores.attachments.since(id(1), id(10), 10)).toEqual(rows.slice(0, 3));
    expect(stores.attachments.since(id(1), id(11), 10)).toEqual([rows[2]]);
    expect(stores.attachments.totalBytes(id(1))).toBe(12);
    expect([stores.attachments.isKnown(id(1), 'c'), stores.attachments.isKnown(id(2), 'c')]).toEqual([
      true,
      false,
    ]);
    stores.attachments.update(id(110), { state: 'missed', reason: 'Gone.' });
    expect(stores.attachments.ofMessage(id(10))[0]).toEqual({ ...rows[0], state: 'missed', reason: 'Gone.' });
    expect(() => stores.attachments.update(id(119), { state: 'here' })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  test('of a message that is erased keep nothing but the place of a file that is still to be removed', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    stores.attachments.add(attachmentRow({ state: 'here', path: 'attachments/a.pdf' }));
    stores.attachments.add(attachmentRow({ id: id(111), state: 'missed', reason: 'It was deleted.' }));
    stores.attachments.add(
      attachmentRow({ id: id(112), reference: '', state: 'here', path: 'own/report.pdf' }),
    );
    stores.traces.erase('messages', id(10));
    expect(stores.attachments.ofMessage(id(10))).toEqual([]);
    expect(stores.attachments.forgotten()).toEqual([
      attachmentRow({
        ...{ name: null, mediaType: null, reference: '[forgotten]', state: 'forgotten' },
        path: 'attachments/a.pdf',
      }),
    ]);
    stores.attachments.remove(id(110));
    expect(stores.attachments.forgotten()).toEqual([]);
  });

  test('of a conversation that is erased go with it', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    stores.attachments.add(attachmentRow());
    stores.outbox.add(outboxRow());
    stores.outbox.keepBytes(id(80), new Uint8Array([1]));
    stores.traces.eraseConversation(id(1), '/workspaces/1');
    expect([stores.attachments.since(id(1), '', 10), stores.outbox.bytesOf(id(80))]).toEqual([[], null]);
  });
});

describe('the file of a part', () => {
  test('is kept as it is, encrypted, and is in no page of the file once it is dropped', () => {
    const storage = temporaryStorage();
    const { stores } = storage;
    const bytes = new TextEncoder().encode('canary in a file '.repeat(2_000));
    stores.outbox.add(
      outboxRow({ file: { name: 'a.txt', mediaType: 'text/plain', sizeBytes: bytes.length } }),
    );
    stores.outbox.keepBytes(id(80), bytes);
    storage.checkpoint();
    expect(new Uint8Array(stores.outbox.bytesOf(id(80)) ?? [])).toEqual(bytes);
    expect(pagesHolding(storage.file, storage.keyHex, 'canary in a file')).toBeGreaterThan(0);
    stores.outbox.dropBytes(id(80));
    stores.traces.settle();
    expect(stores.outbox.bytesOf(id(80))).toBeNull();
    expect(pagesHolding(storage.file, storage.keyHex, 'canary in a file')).toBe(0);
  });

  test('and buttons come back with the part', () => {
    const { stores } = temporaryStorage();
    const row = outboxRow({
      buttons: [{ label: 'Yes', data: 'yes' }],
      file: { name: 'a.txt', mediaType: 'text/plain', sizeBytes: 3 },
    });
    stores.outbox.add(row);
    expect(stores.outbox.get(row.id)).toEqual(row);
  });
});

describe('parts that were given up', () => {
  test('are listed newest first, of one conversation or of all, until they are dismissed', () => {
    const { stores } = temporaryStorage();
    const states = ['failed', 'uncertain', 'sent', 'pending', 'failed'] as const;
    states.forEach((state, at) => {
      const conversationId = at === 4 ? id(2) : id(1);
      stores.outbox.add(outboxRow({ id: id(80 + at), onceKey: `k/${at}`, state, conversationId }));
    });
    const ids = (conversationId: string | null, limit = 10) =>
      stores.outbox.undelivered(conversationId, limit).map((row) => row.id);
    expect([ids(null), ids(id(1)), ids(null, 1)]).toEqual([
      [id(84), id(81), id(80)],
      [id(81), id(80)],
      [id(84)],
    ]);
    stores.outbox.update(id(81), { dismissedAt: 9 });
    expect(ids(id(1))).toEqual([id(80)]);
  });

  test('of an older version are not put before the owner all at once; what was open goes on', () => {
    const database = new Database(':memory:');
    migrate(database, MIGRATIONS.slice(0, 7), 'x.db');
    const add = database.prepare(
      `INSERT INTO outbox VALUES (?, 'telegram', '42', NULL, NULL, NULL, ?, 'words', 'plain', ?, 1, 0, NULL, 'f', 5)`,
    );
    add.run(id(80), 'a/0', 'failed');
    add.run(id(81), 'b/0', 'pending');
    migrate(database, MIGRATIONS, 'x.db');
    const { outbox } = createStores(database, 'x.db');
    expect(outbox.undelivered(null, 10)).toEqual([]);
    expect(outbox.get(id(80))).toMatchObject({ settledAt: 5, dismissedAt: 5, file: null, buttons: [] });
    expect(outbox.open()).toMatchObject([{ id: id(81), queuedAt: 5, repeatUntil: null, dismissedAt: null }]);
  });
});
