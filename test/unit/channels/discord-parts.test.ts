// The pure parts of the Discord adapter: addresses, ids, our note, references, frames, rate limits.
import { describe, expect, it } from 'vitest';
import {
  checkApiRoot,
  fileAddress,
  gatewayAddress,
} from '../../../src/main/adapters/channels/discord/addresses.ts';
import { referenceOf } from '../../../src/main/adapters/channels/discord/attachments.ts';
import { endingOf, frameOf } from '../../../src/main/adapters/channels/discord/gateway-frames.ts';
import {
  NOTHING_NOTED,
  noteOf,
  textOfNote,
  withDirect,
} from '../../../src/main/adapters/channels/discord/note.ts';
import { chatOf } from '../../../src/main/adapters/channels/discord/places.ts';
import { createRateLimits, routeOf } from '../../../src/main/adapters/channels/discord/rate-limits.ts';
import {
  firstIdAt,
  isSnowflake,
  laterOf,
  timeOf,
} from '../../../src/main/adapters/channels/discord/snowflake.ts';

const DISCORD = 'https://discord.com/api/v10';
const LOCAL = 'http://127.0.0.1:8123/api/v10';

describe('where the token may go', () => {
  it.each([
    'wss://gateway.discord.gg',
    'wss://gateway-us-east1-b.discord.gg/',
    'wss://discord.gg/?v=6&encoding=etf',
  ])('to %s, as the API of Discord names it', (named) => {
    expect(gatewayAddress(DISCORD, named)).toMatch(/^wss:\/\/[a-z0-9.-]*discord\.gg\/\?v=10&encoding=json$/);
  });

  it.each([
    'ws://gateway.discord.gg',
    'https://gateway.discord.gg',
    'wss://gateway.discord.gg.example.org',
    'wss://evildiscord.gg',
    'wss://gateway.discord.gg:8443',
    'wss://discord.gg@example.org',
    'wss://user:word@gateway.discord.gg',
    'wss://127.0.0.1',
    'wss://discord.com.example.org',
    'gateway.discord.gg',
    '',
  ])('not to %j', (named) => {
    expect(gatewayAddress(DISCORD, named)).toBeNull();
  });

  it('for another API only to its own host, and on this computer only to this computer', () => {
    expect(gatewayAddress('https://chat.example.org/api', 'wss://gw.chat.example.org')).not.toBeNull();
    expect(gatewayAddress('https://chat.example.org/api', 'wss://gateway.discord.gg')).toBeNull();
    expect(gatewayAddress('https://chat.example.org/api', 'ws://chat.example.org')).toBeNull();
    expect(gatewayAddress(LOCAL, 'ws://127.0.0.1:9000/x')).toBe('ws://127.0.0.1:9000/x?v=10&encoding=json');
    expect(gatewayAddress(LOCAL, 'wss://gateway.discord.gg')).toBeNull();
  });

  it('and an API without TLS only on this computer', () => {
    expect(checkApiRoot(LOCAL).kind).toBe('usable');
    expect(checkApiRoot('http://discord.com/api').kind).toBe('unusable');
  });
});

describe('where files are fetched', () => {
  it.each([
    ['https://cdn.discordapp.com/attachments/1/2/a.png?ex=1', true],
    ['https://media.discordapp.net/attachments/1/2/a.png', true],
    ['http://cdn.discordapp.com/a', false],
    ['https://cdn.discordapp.com.example.org/a', false],
    ['https://discord.com/a', false],
    ['https://192.168.0.1/a', false],
    ['https://localhost/a', false],
    ['file:///etc/passwd', false],
    ['', false],
  ])('%s: %s', (named, isAllowed) => {
    expect(fileAddress(DISCORD, named) !== null).toBe(isAllowed);
  });
});

describe('an id', () => {
  it('is digits and nothing else, with its time in it', () => {
    expect(['1', '175928847299117063'].every(isSnowflake)).toBe(true);
    expect(['', '0', '-1', '1.5', '1e3', '1/2', ' 1', '1\n', '123456789012345678901'].some(isSnowflake)).toBe(
      false,
    );
    expect(timeOf('175928847299117063')).toBe(1_462_015_105_796); // the example of Discord's reference
    expect(timeOf(firstIdAt(1_700_000_000_000))).toBe(1_700_000_000_000);
    expect(laterOf('9', '10')).toBe('10');
    expect(laterOf(null, '10')).toBe('10');
  });
});

describe('our note', () => {
  const note = {
    session: { id: 's', sequence: 7, address: 'wss://x' },
    since: '5',
    isBehind: true,
    directs: ['1'],
  };

  it('comes back as it was, for the same bot only', () => {
    expect(noteOf(textOfNote('42', note), '42')).toEqual(note);
    expect(noteOf(textOfNote('42', note), '43')).toEqual(NOTHING_NOTED);
  });

  it.each([null, '', '{', 'null', '[]', '7', JSON.stringify({ bot: '42', session: 'x' })])(
    'that is %j is none',
    (text) => {
      expect(noteOf(text, '42')).toEqual(NOTHING_NOTED);
    },
  );

  it('keeps the hundred direct chats of late', () => {
    let many = NOTHING_NOTED;
    for (let id = 1; id <= 150; id += 1) many = withDirect(many, String(id));
    many = withDirect(many, '60');
    expect(many.directs).toHaveLength(100);
    expect(many.directs.slice(-2)).toEqual(['150', '60']);
  });
});

describe('a reference to an attachment', () => {
  it('is three ids and nothing else', () => {
    expect(referenceOf('1/2/3')).toEqual({ channelId: '1', messageId: '2', attachmentId: '3' });
    for (const text of ['', '1/2', '1/2/3/4', '../2/3', '1/2/x', '1/2/3?a', 'https://x/2/3'])
      expect(referenceOf(text), text).toBeNull();
  });
});

describe('a frame', () => {
  it.each([
    ['{"op":10,"d":{"heartbeat_interval":41250}}', { kind: 'hello', heartbeatMs: 41_250 }],
    ['{"op":0,"t":"X","s":5,"d":{"a":1}}', { kind: 'dispatch', name: 'X', sequence: 5, data: { a: 1 } }],
    ['{"op":9,"d":true}', { kind: 'session-invalid', mayResume: true }],
    ['{"op":9,"d":false}', { kind: 'session-invalid', mayResume: false }],
    ['{"op":9}', { kind: 'session-invalid', mayResume: false }],
    ['{"op":10,"d":{"heartbeat_interval":0}}', { kind: 'not-understood' }],
    ['{"op":10,"d":{"heartbeat_interval":"soon"}}', { kind: 'not-understood' }],
    ['{"op":0,"t":"X","d":{}}', { kind: 'not-understood' }],
    ['nonsense', { kind: 'not-understood' }],
  ])('%s', (text, frame) => {
    expect(frameOf(text)).toEqual(frame);
  });

  it('or a close code that nothing but the owner can change is said in a sentence', () => {
    for (const code of [4010, 4011, 4012, 4013, 4014])
      expect(endingOf(code)).toEqual({ kind: 'refused', reason: expect.stringMatching(/\S \S.*\.$/) });
    expect(endingOf(4004)).toEqual({ kind: 'token-refused' });
  });
});

describe('a place', () => {
  const place = { id: '1', type: 0, guildId: '9', parentId: '2', name: 'x' };
  it.each([
    [{ ...place }, 'group', null],
    [{ ...place, type: 11 }, 'group', '1'],
    [{ ...place, type: 11, parentId: null }, 'unknown', null],
    [{ ...place, guildId: null }, 'unknown', null],
    [{ ...place, type: 3, guildId: null }, 'unknown', null],
    [{ ...place, type: 99 }, 'unknown', null],
    [{ ...place, type: 1, guildId: null }, 'direct', null],
  ])('%j is %s', (given, kind, threadId) => {
    expect(chatOf(given)).toMatchObject({ kind, threadId });
  });
});

describe('a rate limit', () => {
  it('is one for each channel and each way of asking', () => {
    expect(routeOf('PATCH', '/channels/1/messages/2')).toBe(routeOf('PATCH', '/channels/1/messages/3'));
    expect(routeOf('POST', '/channels/1/messages')).not.toBe(routeOf('POST', '/channels/2/messages'));
    expect(routeOf('GET', '/channels/1/messages?after=5')).toBe('GET /channels/1/messages');
  });

  it('ends by itself', () => {
    let now = 0;
    const limits = createRateLimits({ now: () => now, after: () => () => {} });
    limits.note('a', { status: 429, headers: {}, retryAfterMs: 5_000, isGlobal: true });
    expect(limits.waitMs('b')).toBe(5_000);
    now = 5_000;
    expect(limits.waitMs('b')).toBe(0);
  });
});
