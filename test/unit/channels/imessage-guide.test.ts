// The guide, the settings and the maker of iMessage belong together, and say what holds.
import { expect, test } from 'vitest';
import { CHANNEL_GUIDES } from '../../../src/contracts/channel-guides/index.ts';
import { channelsSchema } from '../../../src/contracts/channel-settings.ts';
import { cursorOf, positionOf } from '../../../src/main/adapters/channels/imessage/cursor.ts';
import { CHANNELS } from '../../../src/main/channels/index.ts';

const parse = (imessage: object) => channelsSchema.safeParse({ imessage });

test('there is a guide with steps, without secrets, and every link is https', () => {
  const guide = CHANNEL_GUIDES.imessage;
  expect(guide?.secrets).toEqual([]);
  expect(guide?.steps.length).toBeGreaterThan(3);
  for (const { link } of guide?.steps ?? []) if (link !== undefined) expect(link).toMatch(/^https:\/\//);
  const limits = guide?.limits.join(' ');
  for (const word of [/SMS/, /number can change hands/, /arrived/, /proxy/, /not been tried/])
    expect(limits).toMatch(word);
});

test('the maker gives a channel that says what it needs where there is no Messages', async () => {
  const make = await CHANNELS.imessage?.();
  const settings = channelsSchema.parse({}).imessage;
  const channel = make?.(
    {
      id: 'imessage',
      secret: () => null,
      onSecretChange: () => () => {},
      clock: { now: () => 0, after: () => () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      proxy: '',
    },
    settings,
  );
  if (process.platform !== 'darwin') expect(channel?.health().lastError).toMatch(/needs macOS/);
  expect(channel?.platform).toBe('imessage');
});

test('people are numbers and addresses, compared in small letters; groups are chats', () => {
  expect(parse({ allow_from: ['+491701234567', 'Ada@Example.com'] }).data?.imessage.allow_from).toEqual([
    '+491701234567',
    'ada@example.com',
  ]);
  for (const allow_from of [['Ada'], ['491701234567'], ['urn:biz:1'], ['*']])
    expect(parse({ allow_from }).success, String(allow_from)).toBe(false);
  expect(parse({ groups: ['chat831554871292'] }).success).toBe(true);
  for (const groups of [['The workshop'], ['iMessage;+;chat1234'], ['+491701234567']])
    expect(parse({ groups }).success, String(groups)).toBe(false);
});

test('a note of the position is read as it was written, and nothing else is', () => {
  const position = { rowId: 7, guid: 'A:B-C', atMs: 1_700_000_000_000, editedAtMs: 1_700_000_000_001 };
  expect(positionOf(cursorOf(position))).toEqual(position);
  for (const cursor of [null, '', '7', '7:x:1:A', '-1:1:1:A', '99999999999999999999:1:1:A'])
    expect(positionOf(cursor), String(cursor)).toBeNull();
});
