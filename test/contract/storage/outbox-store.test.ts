// The outbox: a reply is durable before it is sent, no part is queued twice, and a restart finds what is open.
import { describe, expect, test } from 'vitest';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { id, outboxRow } from './sample-rows.ts';

describe('outbox', () => {
  test('the same part is queued once, and the first one stays', () => {
    const { stores } = temporaryStorage();
    const added = [
      stores.outbox.add(outboxRow()),
      stores.outbox.add(outboxRow({ id: id(81), body: 'again' })),
      stores.outbox.add(outboxRow({ id: id(82), onceKey: `${id(30)}/1` })),
    ];
    expect([added, stores.outbox.open()]).toEqual([
      [true, false, true],
      [outboxRow(), outboxRow({ id: id(82), onceKey: `${id(30)}/1` })],
    ]);
  });

  test('a repeated id is a fault, not a repeated part', () => {
    const { stores } = temporaryStorage();
    stores.outbox.add(outboxRow());
    expect(() => stores.outbox.add(outboxRow({ onceKey: 'another/0' }))).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
  });

  test('open parts are the pending and sending ones, oldest first, with what was changed', () => {
    const { stores } = temporaryStorage();
    for (const number of [80, 81, 82, 83, 84])
      stores.outbox.add(outboxRow({ id: id(number), onceKey: `k/${number}` }));
    stores.outbox.update(id(80), { state: 'sent' });
    stores.outbox.update(id(81), { state: 'sending', attempts: 1 });
    stores.outbox.update(id(82), { state: 'failed', error: 'blocked' });
    stores.outbox.update(id(83), { notBefore: 99, error: 'slow down' });
    stores.outbox.update(id(84), { state: 'uncertain' });
    expect(stores.outbox.open()).toEqual([
      outboxRow({ id: id(81), onceKey: 'k/81', state: 'sending', attempts: 1 }),
      outboxRow({ id: id(83), onceKey: 'k/83', notBefore: 99, error: 'slow down' }),
    ]);
    expect(() => stores.outbox.update(id(85), { state: 'sent' })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  test('the next pending part is the oldest of exactly that chat and thread', () => {
    const { stores } = temporaryStorage();
    const rows = [
      outboxRow({ id: id(80), onceKey: 'a/0', state: 'sending' }),
      outboxRow({ id: id(81), onceKey: 'a/1', threadId: '' }),
      outboxRow({ id: id(82), onceKey: 'a/2' }),
      outboxRow({ id: id(83), onceKey: 'a/3' }),
      outboxRow({ id: id(84), onceKey: 'a/4', chatId: '43', threadId: '5' }),
    ];
    for (const row of rows) stores.outbox.add(row);
    expect([
      stores.outbox.nextPending('telegram', '42', null),
      stores.outbox.nextPending('telegram', '42', ''),
      stores.outbox.nextPending('telegram', '43', '5'),
      stores.outbox.nextPending('telegram', '43', null),
      stores.outbox.nextPending('telegram:work', '42', null),
    ]).toEqual([rows[2], rows[1], rows[4], null, null]);
  });

  test('the states of a step are those of its own parts, not of an id that begins the same', () => {
    const { stores } = temporaryStorage();
    stores.outbox.add(outboxRow({ id: id(80), onceKey: 'step/0', state: 'sent' }));
    stores.outbox.add(outboxRow({ id: id(81), onceKey: 'step/10', state: 'failed' }));
    stores.outbox.add(outboxRow({ id: id(82), onceKey: 'step2/0', state: 'uncertain' }));
    stores.outbox.add(outboxRow({ id: id(83), onceKey: 'step', state: 'uncertain' }));
    expect([stores.outbox.statesOf('step'), stores.outbox.statesOf('nobody')]).toEqual([
      ['sent', 'failed'],
      [],
    ]);
  });
});
