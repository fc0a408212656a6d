// What is made of a message as the add-on tells it: who wrote, where, and to whom.
import { expect, it } from 'vitest';
import { readMessage } from '../../../src/main/adapters/channels/whatsapp-device/incoming.ts';
import type { MessageLine } from '../../../src/main/adapters/channels/whatsapp-device/lines.ts';
import { pictureOf } from '../../../src/main/adapters/channels/whatsapp-device/picture.ts';
import { linkOf } from '../../../src/main/shell/handlers/link-of.ts';

const LID = '200000000000001@lid';
const PHONE = '491700000001@s.whatsapp.net';
const OURS = { phone: '4915100000001@s.whatsapp.net', lid: '100000000000001@lid' };
const LINE: MessageLine = {
  ...{ kind: 'message', id: '3A01', chat: LID, lid: LID, phone: PHONE, name: 'Ada', what: 'text' },
  ...{ target: null, text: 'Hello', attachment: null, mentions: [], repliesTo: null, forwarded: false },
  sentAtMs: null,
};

function read(more: Partial<MessageLine>) {
  return readMessage({ ...LINE, ...more }, 'whatsapp', OURS, (reference) => `sealed ${reference}`);
}
const message = (more: Partial<MessageLine>) => {
  const found = read(more);
  return found.kind === 'message' ? found.message : null;
};

it('a person is the hidden id where there is one, and the two kinds never meet', () => {
  expect(message({})?.sender.id).toBe('whatsapp:user:lid.200000000000001');
  expect(message({ lid: null, chat: PHONE })?.sender.id).toBe('whatsapp:user:491700000001');
  const digits = '200000000000001';
  const number = message({ lid: null, phone: `${digits}@s.whatsapp.net`, chat: `${digits}@s.whatsapp.net` });
  expect(number?.sender.id).not.toBe(message({})?.sender.id);
});

it('one person has one direct chat, whichever id the message came with', () => {
  expect(message({ chat: PHONE })?.chat).toMatchObject({ id: LID, kind: 'direct' });
  expect(message({ chat: LID })?.chat).toMatchObject({ id: LID, kind: 'direct' });
});

it('the chat of somebody else is not direct, whoever is said to have written there', () => {
  expect(message({ chat: '200000000000009@lid' })).toMatchObject({
    addressed: false,
    chat: { kind: 'unknown' },
  });
});

it.each([
  ['a number as hidden id', { lid: PHONE, phone: null }],
  ['a hidden id as number', { lid: null, phone: LID }],
  ['a device of a person', { lid: '200000000000001:7@lid', phone: null }],
  ['words', { lid: 'Ada', phone: 'Ada' }],
])('%s is nobody', (_what, ids) => {
  expect(message(ids)?.sender.id).toBeNull();
});

it('in a group only a mention of us or a reply to us addresses us', () => {
  const group = { chat: '120363000000000001@g.us' };
  expect(message(group)?.addressed).toBe(false);
  expect(message({ ...group, mentions: [LID] })?.addressed).toBe(false);
  expect(message({ ...group, mentions: [OURS.lid] })?.addressed).toBe(true);
  expect(message({ ...group, repliesTo: OURS.phone })?.addressed).toBe(true);
});

it('what we said ourselves is nothing, by either of our ids', () => {
  expect(read({ lid: OURS.lid }).kind).toBe('nothing');
  expect(read({ lid: null, phone: OURS.phone }).kind).toBe('nothing');
});

it('a change without its message is skipped, and what was forwarded is quoted', () => {
  expect(read({ what: 'edit' }).kind).toBe('skip');
  expect(message({ what: 'edit', target: '3A00' })?.platformMessageId).toBe('3A00');
  expect(message({ forwarded: true })?.quoted).toBe(true);
});

it('the picture of a code is square, with a light border', () => {
  const rows = pictureOf('2@some,words,of,whatsapp');
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([rows.length]));
  for (const row of [...rows.slice(0, 4), ...rows.slice(-4)]) expect(row).toMatch(/^0+$/);
  expect(rows.join('')).toContain('1');
});

it('the code is shown with what to know before scanning it; without a code nothing is asked of anybody', () => {
  const health = { state: 'connected', lastSeenAtMs: 1, lastError: null, account: '+49151' } as const;
  const get = (code: readonly string[] | null) => () =>
    ({ linkCode: () => code, health: () => health }) as never;
  const shown = linkOf({ get: get(['10', '01']) }, 'whatsapp');
  expect(shown.code).toEqual(['10', '01']);
  expect(shown.warnings.join(' ')).toMatch(/whoever scans it puts their own account in its place/);
  expect(linkOf({ get: get(null) }, 'whatsapp')).toEqual({
    ...{ code: null, warnings: [] },
    message: 'Linked as +49151. There is no code to scan.',
  });
  expect(linkOf({ get: () => null }, 'whatsapp').code).toBeNull();
});
