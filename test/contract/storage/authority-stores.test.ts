// The stores that say who may do what: approvals, rules, pairing requests, senders; and the app's own settings.
import { describe, expect, test } from 'vitest';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { approvalRow, forwardedRow, id, pairingRequestRow, ruleRow, senderRow } from './sample-rows.ts';

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

describe('what repeats, and what is asked again', () => {
  test('the states of the same question are found since a time, and only its own', () => {
    const { stores } = temporaryStorage();
    const key = 'd'.repeat(64);
    stores.approvals.add(approvalRow({ createdAt: 100 }));
    stores.approvals.add(approvalRow({ id: id(51), createdAt: 200, state: 'expired', settledAt: 250 }));
    stores.approvals.add(approvalRow({ id: id(52), createdAt: 300, repeatKey: 'e'.repeat(64) }));
    stores.approvals.add(approvalRow({ id: id(53), createdAt: 300, repeatKey: null }));
    expect([stores.approvals.repeats(key, 0).toSorted(), stores.approvals.repeats(key, 150)]).toEqual([
      ['expired', 'pending'],
      ['expired'],
    ]);
  });

  test('only what expired is marked as asked again, and once', () => {
    const { stores } = temporaryStorage();
    stores.approvals.add(approvalRow());
    stores.approvals.add(approvalRow({ id: id(51), state: 'expired' }));
    expect([
      stores.approvals.markAskedAgain(id(50), 9_000),
      stores.approvals.markAskedAgain(id(51), 9_000),
      stores.approvals.markAskedAgain(id(51), 9_100),
      stores.approvals.get(id(51))?.askedAgainAt,
    ]).toEqual([false, true, false, 9_000]);
  });
});

describe('forwarded questions', () => {
  test('are found by code and by question; a code is given once; closed ones are pruned after their time', () => {
    const { stores } = temporaryStorage();
    const other = forwardedRow({ approvalId: id(51), code: 'ABCDEFGH', mayAllow: false, createdAt: 7_500 });
    stores.forwarded.add(forwardedRow());
    stores.forwarded.add(other);
    expect(() => stores.forwarded.add(forwardedRow({ approvalId: id(52) }))).toThrow();
    stores.forwarded.update(id(50), { state: 'sent', platformMessageId: '12' });
    const sent = forwardedRow({ state: 'sent', platformMessageId: '12' });
    expect([
      stores.forwarded.byCode('K7M2QXWD'),
      stores.forwarded.byCode('k7m2qxwd'),
      stores.forwarded.of(id(51)),
      stores.forwarded.open(),
    ]).toEqual([sent, null, other, [sent, other]]);
    stores.forwarded.update(id(50), { state: 'closed' });
    stores.forwarded.prune(7_400);
    expect([stores.forwarded.of(id(50)), stores.forwarded.open()]).toEqual([null, [other]]);
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

describe('rules over time', () => {
  const always = { conversationId: null, expiresAt: null, lifetime: 'always' } as const;

  test('a rule that lives until Sallyport quits is gone with the next start, the others stay', () => {
    const storage = temporaryStorage();
    storage.stores.rules.add(ruleRow({ id: id(61), ...always, lifetime: 'until-quit' }));
    storage.stores.rules.add(ruleRow({ id: id(62), ...always }));
    expect(storage.stores.rules.list()).toHaveLength(2);
    expect(
      storage
        .reopen()
        .stores.rules.list()
        .map((rule) => rule.id),
    ).toEqual([id(62)]);
  });

  test('what expired is removed when the next rule is saved', () => {
    const { stores } = temporaryStorage();
    stores.rules.add(ruleRow({ id: id(61), expiresAt: 9_500 }));
    stores.rules.add(ruleRow({ id: id(62), createdAt: 9_499, ...always }));
    stores.rules.add(ruleRow({ id: id(63), createdAt: 9_500, ...always }));
    expect(stores.rules.list().map((rule) => rule.id)).toEqual([id(62), id(63)]);
  });

  test('what is read for deciding is the same array until a rule is added or removed', () => {
    const { stores } = temporaryStorage();
    stores.rules.add(ruleRow(always));
    const first = stores.rules.standing();
    stores.rules.touch(id(60), 9_500);
    expect(stores.rules.standing()).toBe(first);
    stores.rules.add(ruleRow({ id: id(61), ...always }));
    expect(stores.rules.standing()).toHaveLength(2);
    stores.rules.remove(id(60));
    expect(stores.rules.standing().map((rule) => rule.id)).toEqual([id(61)]);
  });

  test('a rule whose saving was rolled back never stood, also when it was read meanwhile', () => {
    const { stores } = temporaryStorage();
    expect(() =>
      stores.transaction(() => {
        stores.rules.add(ruleRow(always));
        expect(stores.rules.standing()).toHaveLength(1);
        throw new Error('The disk is full.');
      }),
    ).toThrow('The disk is full.');
    expect(stores.rules.standing()).toEqual([]);
  });

  test('a rule that cannot be read whole is damage, never a wider rule', () => {
    const storage = temporaryStorage();
    storage.stores.rules.add(ruleRow({ ...always, matcher: { kind: 'mind-reading' } as never }));
    expect(() => storage.stores.rules.standing()).toThrow(
      expect.objectContaining({ code: 'storage-damaged' }),
    );
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
