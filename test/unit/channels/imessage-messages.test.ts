// What a row of Messages' database means: who, where, what, and what is not taken up.
import { describe, expect, test } from 'vitest';
import {
  isGroup,
  isPerson,
  ownAddressOf,
  personOf,
} from '../../../src/main/adapters/channels/imessage/handles.ts';
import { readMessage } from '../../../src/main/adapters/channels/imessage/messages.ts';
import type { AttachmentRow, MessageRow } from '../../../src/main/adapters/channels/imessage/row-shape.ts';

const ROW: MessageRow = {
  rowId: 7,
  guid: 'GUID-7',
  text: 'Hello',
  body: null,
  handle: '+491701234567',
  service: 'iMessage',
  isFromMe: 0,
  sentAtMs: 1_700_000_000_000,
  editedAtMs: null,
  itemType: 0,
  associatedType: 0,
  associatedGuid: null,
  associatedEmoji: null,
  hasAttachments: 0,
  ownAddress: 'agent@example.com',
  account: 'E:agent@example.com',
  repliesToOurs: 0,
  balloon: null,
  chatIdentifier: '+491701234567',
  chatStyle: 45,
  chatName: null,
};
const FILE: AttachmentRow = {
  guid: 'FILE-0001',
  path: '~/Library/Messages/Attachments/ab/IMG.heic',
  mediaType: 'image/heic',
  name: 'IMG.heic',
  sizeBytes: 10,
  transferState: 5,
};

const read = (
  change: Partial<MessageRow>,
  {
    files = [],
    settled = true,
    isEdit = false,
  }: { files?: readonly AttachmentRow[]; settled?: boolean; isEdit?: boolean } = {},
) => readMessage({ ...ROW, ...change }, files, { channelId: 'imessage', settled, isEdit });
const messageOf = (...given: Parameters<typeof read>) => {
  const result = read(...given);
  return result.kind === 'message' ? result.message : result;
};

describe('a row of Messages', () => {
  test('is a message of the number that it came from', () => {
    expect(messageOf({})).toEqual({
      channelId: 'imessage',
      platform: 'imessage',
      dedupKey: 'GUID-7',
      kind: 'text',
      sender: { id: 'imessage:user:+491701234567', name: '+491701234567', isBot: false },
      chat: { id: '+491701234567', kind: 'direct', threadId: null, title: null },
      text: 'Hello',
      addressed: true,
      platformMessageId: 'GUID-7',
      sentAtMs: 1_700_000_000_000,
    });
  });

  test.each(['SMS', 'RCS', 'iMessageLite', '', null])(
    'by %s is not taken up: its sender could be anybody',
    (service) => {
      expect(read({ service })).toMatchObject({ kind: 'skip', reason: expect.stringMatching(/iMessage/) });
    },
  );

  test('of ours is not handed in, however it comes back', () => {
    expect(read({ isFromMe: 1 })).toEqual({ kind: 'own' });
    expect(read({ isFromMe: null })).toEqual({ kind: 'own' });
    expect(read({ handle: 'Agent@example.com' })).toEqual({ kind: 'own' });
    expect(read({ handle: '+4915112345678', ownAddress: '+4915112345678' })).toEqual({ kind: 'own' });
    expect(read({ handle: '+4915112345678', ownAddress: null, account: 'P:+4915112345678' })).toEqual({
      kind: 'own',
    });
  });

  test.each([
    'Ada',
    '12345',
    'urn:biz:b15ed773',
    '+49 170',
    'ada@localhost',
    ' +491701234567',
    'a@b.c\n',
    '',
    null,
  ])('from %j has no sender', (handle) => {
    expect(messageOf({ handle })).toMatchObject({ sender: { id: null } });
  });

  test('from an address has it in small letters', () => {
    expect(messageOf({ handle: 'Ada@Example.com' })).toMatchObject({
      sender: { id: 'imessage:user:ada@example.com' },
    });
  });

  test('of a group is addressed only as a reply to ours', () => {
    const group = { chatStyle: 43, chatIdentifier: 'chat123456', chatName: 'Us' };
    expect(messageOf(group)).toMatchObject({
      chat: { id: 'chat123456', kind: 'group', title: 'Us' },
      addressed: false,
    });
    expect(messageOf({ ...group, repliesToOurs: 1 })).toMatchObject({ addressed: true });
  });

  test('of a group without a usable id, or another kind of chat, is of an unknown one', () => {
    expect(messageOf({ chatStyle: 43, chatIdentifier: '+491701234567' })).toMatchObject({
      chat: { kind: 'unknown' },
      addressed: false,
    });
    expect(messageOf({ chatStyle: 44 })).toMatchObject({ chat: { kind: 'unknown' }, addressed: false });
    expect(messageOf({ chatStyle: null, chatIdentifier: 'a b' })).toMatchObject({
      chat: { id: 'unknown', kind: 'unknown' },
    });
  });

  test('is waited for while its chat, its words or its files are still to come', () => {
    const soon = { settled: false };
    expect(read({ chatStyle: null }, soon)).toEqual({ kind: 'wait' });
    expect(read({ text: null }, soon)).toEqual({ kind: 'wait' });
    expect(read({ hasAttachments: 1 }, soon)).toEqual({ kind: 'wait' });
    expect(read({ hasAttachments: 1 }, { ...soon, files: [FILE] }).kind).toBe('message');
    expect(read({ text: null, itemType: 2 }, soon).kind).toBe('skip');
  });

  test.each([
    [2_000, '❤️'],
    [2_005, '❓'],
    [2_007, '[sticker]'],
    [3_001, '[took back 👍]'],
  ])('of the kind %i is a reaction', (associatedType, text) => {
    expect(messageOf({ associatedType, associatedGuid: 'p:1/ABCDEF-0123' })).toMatchObject({
      kind: 'reaction',
      text,
      platformMessageId: 'ABCDEF-0123',
    });
  });

  test('that reacts in a way that nobody knows is skipped', () => {
    expect(read({ associatedType: 2_050, associatedGuid: 'p:1/ABCDEF-0123' }).kind).toBe('skip');
    expect(read({ associatedType: 2_001, associatedGuid: 'x/../y' }).kind).toBe('skip');
    expect(read({ associatedType: 2_006, associatedGuid: 'bp:ABCDEF-0123', associatedEmoji: '' }).kind).toBe(
      'skip',
    );
  });

  test('lists its files by id, never by path, and not the pictures of links', () => {
    const preview = { ...FILE, name: 'x.pluginPayloadAttachment', guid: 'FILE-0002' };
    expect(messageOf({ text: '\uFFFCLook' }, { files: [FILE, preview] })).toMatchObject({
      text: 'Look\n[photo]',
      attachments: [
        { kind: 'image', name: 'IMG.heic', mediaType: 'image/heic', sizeBytes: 10, reference: 'FILE-0001' },
      ],
    });
  });

  test('that was changed has a key of its own; one taken back is said to be', () => {
    const editedAtMs = 1_700_000_060_000;
    expect(messageOf({ editedAtMs }, { isEdit: true })).toMatchObject({
      kind: 'edit',
      dedupKey: `GUID-7:edit:${editedAtMs}`,
    });
    expect(read({ editedAtMs, text: null }, { isEdit: true })).toMatchObject({
      kind: 'skip',
      reason: 'The message was taken back.',
    });
  });

  test('whose words cannot be read says so', () => {
    expect(read({ text: null, body: new Uint8Array([1, 2, 3]) })).toMatchObject({
      kind: 'skip',
      reason: expect.stringMatching(/form that Sallyport cannot read/),
    });
  });

  test('of an app without words says what it is', () => {
    expect(
      messageOf({ text: '\uFFFC', balloon: 'com.apple.messages.MSMessageExtensionBalloonPlugin' }),
    ).toMatchObject({
      text: '[message of an app]',
    });
  });
});

describe('ids', () => {
  test('are whole', () => {
    expect(['+491701234567', 'ada@example.com'].every(isPerson)).toBe(true);
    expect(['+12', '491701234567', 'ada', `${'a'.repeat(120)}@example.com`, 'a@b.c\n'].some(isPerson)).toBe(
      false,
    );
    expect(['chat123', 'chatABC123'].every(isGroup)).toBe(true);
    expect(['chat', 'chat1"', 'iMessage;+;chat123', 'chat123\n'].some(isGroup)).toBe(false);
    expect(ownAddressOf('P:+491701234567')).toBe('+491701234567');
    expect(ownAddressOf('E:')).toBeNull();
    expect(personOf('ADA@EXAMPLE.COM')).toBe('ada@example.com');
  });
});
