// The stores that say who may do what: approvals, rules, pairing requests, senders; and the app's own settings.
import { describe, expect, test } from 'vitest';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { approvalRow, id, pairingRequestRow, ruleRow, senderRow } from './sample-rows.ts';

describe('approvals', () => {
  test('a question is read back whole, with and without what it hangs on', () => {
    const { stores } = temporaryStorage();
    const setting = approvalRow({
      id: id(51),
      kind: 'setting',
      conversationId: null,
      turnId: null,
      toolCallId: null,
      actor: { kind: 'owner' },
    });
    stores.approvals.add(approvalRow());
    stores.approvals.add(setting);
    expect([
      stores.approvals.get(id(50)),
      stores.approvals.get(id(51)),
      stores.approvals.get(id(52)),
    ]).toEqual([approvalRow(), setting, null]);
  });

  test('a question is settled once; a later answer changes nothing', () => {
    const { stores } = temporaryStorage();
    stores.approvals.add(approvalRow());
    const settled = [
      stores.approvals.settle(id(50), 'denied', 7_500, 'not now'),
      stores.approvals.settle(id(50), 'allowed', 7_600, null),
      stores.approvals.settle(id(51), 'allowed', 7_600, null),
    ];
    expect([settled, stores.approvals.get(id(50))]).toEqual([
      [true, false, false],
      approvalRow({ state: 'denied', settledAt: 7_500, answerReason: 'not now' }),
    ]);
  });

  test('pending questions come oldest first; recent ones newest first, in any state, back to a time', () => {
    const { stores } = temporaryStorage();
    const rows = [
      approvalRow({ id: id(50), createdAt: 100 }),
      approvalRow({ id: id(51), createdAt: 200, state: 'expired', settledAt: 250 }),
      approvalRow({ id: id(52), createdAt: 300 }),
    ];
    for (const row of rows) stores.approvals.add(row);
    expect({
      pending: stores.approvals.pending(),
      all: stores.approvals.recent(0, 10),
      since: stores.approvals.recent(200, 10),
      one: stores.approvals.recent(0, 1),
    }).toEqual({
      pending: [rows[0], rows[2]],
      all: [rows[2], rows[1], rows[0]],
      since: [rows[2], rows[1]],
      one: [rows[2]],
    });
  });
});

describe('rules', () => {
  test('rules are read back whole in the order they were saved; use is remembered; removal is final', () => {
    const { stores } = temporaryStorage();
    const anyone = ruleRow({
      id: id(61),
      actorKind: null,
      senderId: null,
      conversationId: null,
      channelId: null,
      session: null,
      tool: '*',
      callEffect: null,
      matcher: null,
      lifetime: 'always',
      expiresAt: null,
    });
    stores.rules.add(anyone);
    stores.rules.add(ruleRow());
    stores.rules.touch(id(61), 9_500);
    stores.rules.touch('built-in', 9_500);
    const before = stores.rules.list();
    const removed = [stores.rules.remove(id(60)), stores.rules.remove(id(60))];
    expect([before, removed, stores.rules.list()]).toEqual([
      [ruleRow(), { ...anyone, lastUsedAt: 9_500 }],
      [true, false],
      [{ ...anyone, lastUsedAt: 9_500 }],
    ]);
  });
});

describe('pairing requests', () => {
  test('a request is found by id and by its sender on its channel, and is gone when removed', () => {
    const { stores } = temporaryStorage();
    const other = pairingRequestRow({
      id: id(71),
      senderId: 'telegram:user:45',
      senderName: null,
      code: 'ABCDEFGJ',
    });
    stores.pairingRequests.add(other);
    stores.pairingRequests.add(pairingRequestRow());
    const found = [
      stores.pairingRequests.get(id(70)),
      stores.pairingRequests.bySender('telegram', 'telegram:user:45'),
      stores.pairingRequests.bySender('telegram:work', 'telegram:user:45'),
    ];
    const list = stores.pairingRequests.list();
    const removed = [stores.pairingRequests.remove(id(70)), stores.pairingRequests.remove(id(70))];
    expect({ found, list, removed, left: stores.pairingRequests.list() }).toEqual({
      found: [pairingRequestRow(), other, null],
      list: [pairingRequestRow(), other],
      removed: [true, false],
      left: [other],
    });
  });

  test('a sender has one open request, and a code belongs to one of them', () => {
    const { stores } = temporaryStorage();
    stores.pairingRequests.add(pairingRequestRow());
    expect(() => stores.pairingRequests.add(pairingRequestRow({ id: id(71), code: 'ABCDEFGJ' }))).toThrow();
    expect(() =>
      stores.pairingRequests.add(pairingRequestRow({ id: id(72), senderId: 'telegram:user:46' })),
    ).toThrow();
    expect(stores.pairingRequests.list()).toEqual([pairingRequestRow()]);
  });
});

describe('senders', () => {
  test('a sender is one row a channel; putting again replaces it; another channel knows nothing of it', () => {
    const { stores } = temporaryStorage();
    stores.senders.put(senderRow());
    stores.senders.put(senderRow({ channelId: 'telegram:work', standing: 'owner', since: 12_000 }));
    stores.senders.put(senderRow({ name: null, standing: 'blocked', since: 14_000 }));
    const found = [
      stores.senders.get('telegram', 'telegram:user:42'),
      stores.senders.get('telegram:work', 'telegram:user:42'),
      stores.senders.get('telegram', 'telegram:user:4'),
    ];
    const list = stores.senders.list();
    const removed = [
      stores.senders.remove('telegram', 'telegram:user:42'),
      stores.senders.remove('telegram', 'telegram:user:42'),
    ];
    const blocked = senderRow({ name: null, standing: 'blocked', since: 14_000 });
    const own = senderRow({ channelId: 'telegram:work', standing: 'owner', since: 12_000 });
    expect({ found, list, removed, left: stores.senders.list() }).toEqual({
      found: [blocked, own, null],
      list: [own, blocked],
      removed: [true, false],
      left: [own],
    });
  });
});

describe('settings', () => {
  test('a setting keeps its last value, over a restart too', () => {
    const storage = temporaryStorage();
    storage.stores.settings.put('paused', 'no');
    storage.stores.settings.put('paused', 'yes');
    const { stores } = storage.reopen();
    expect([stores.settings.get('paused'), stores.settings.get('unknown')]).toEqual(['yes', null]);
  });
});
