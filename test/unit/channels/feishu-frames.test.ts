// Frames of Feishu's long connection, held to bytes that protobufjs made of them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFragments } from '../../../src/main/adapters/channels/feishu/fragments.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../../src/main/adapters/channels/feishu/frames.ts';

const EVENT =
  '0801108180d0a7a4b0e4b16518d33720012a0d0a047479706512056576656e742a120a0a6d6573736167655f69641204c3a92d313204677a69703a046a736f6e42077b2261223a317d4a0178';
const PING = '0800100018fdffffffffffffffff0120002a0c0a0474797065120470696e674200';

describe('frames', () => {
  it('are read as they were written by another hand', () => {
    expect(decodeFrame(Buffer.from(EVENT, 'hex'))).toMatchObject({
      seqId: 1n,
      service: 7_123,
      method: 1,
      headers: [
        ['type', 'event'],
        ['message_id', 'é-1'],
      ],
      payloadEncoding: 'gzip',
      payloadType: 'json',
      payload: Buffer.from('{"a":1}'),
      logIdNew: 'x',
    });
    expect(decodeFrame(Buffer.from(PING, 'hex'))).toMatchObject({ service: -3, method: 0 });
  });

  it.each([EVENT, PING])('are written again byte for byte', (hex) => {
    const frame = decodeFrame(Buffer.from(hex, 'hex'));
    expect(frame === null ? null : Buffer.from(encodeFrame(frame)).toString('hex')).toBe(hex);
  });

  it.each([
    ['', 'no fields'],
    ['08', 'a number that does not end'],
    ['0801100118012001420a', 'a length beyond the end'],
    ['08011001180120014affffffffffffffff7f', 'a length beyond all memory'],
    ['0801100118012001ff', 'a tag that does not end'],
    ['080110011801200143', 'a kind of field that is none'],
    ['080118012001', 'a required number that is missing'],
    ['08011001180120012a020a05', 'a header that is cut'],
  ])('%s is none: %s', (hex) => {
    expect(decodeFrame(Buffer.from(hex, 'hex'))).toBeNull();
  });

  it('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const frame = decodeFrame(bytes);
        if (frame !== null) expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('events in pieces', () => {
  const clockAt = (time: { now: number }) => ({ now: () => time.now, after: () => () => {} });
  const piece = (id: string, sum: number, seq: number, text: string): Frame => ({
    seqId: 0n,
    logId: 0n,
    service: 1,
    method: 1,
    headers: [
      ['message_id', id],
      ['sum', String(sum)],
      ['seq', String(seq)],
    ],
    payload: Buffer.from(text),
  });

  it('are put together in any order', () => {
    const fragments = createFragments(clockAt({ now: 0 }));
    expect(fragments.add(piece('a', 3, 2, 'c'))).toEqual({ kind: 'waiting' });
    expect(fragments.add(piece('b', 2, 0, 'x'))).toEqual({ kind: 'waiting' });
    expect(fragments.add(piece('a', 3, 0, 'a'))).toEqual({ kind: 'waiting' });
    expect(fragments.add(piece('a', 3, 0, 'a'))).toEqual({ kind: 'waiting' });
    const whole = fragments.add(piece('a', 3, 1, 'b'));
    expect(whole.kind === 'whole' ? Buffer.from(whole.bytes).toString() : null).toBe('abc');
  });

  it('are not waited for without end, in time or in number', () => {
    const time = { now: 0 };
    const fragments = createFragments(clockAt(time));
    fragments.add(piece('old', 2, 0, 'a'));
    time.now = 11_000;
    expect(fragments.add(piece('old', 2, 1, 'b'))).toEqual({ kind: 'waiting' });
    fragments.add(piece('first', 2, 0, 'a'));
    for (let index = 0; index < 32; index += 1) fragments.add(piece(`more-${index}`, 2, 0, 'a'));
    expect(fragments.add(piece('first', 2, 1, 'b'))).toEqual({ kind: 'waiting' });
  });

  it.each([
    [0, 0],
    [2, 2],
    [2, -1],
    [1.5, 0],
    [1_000_000_000, 0],
  ])('with %d pieces of which this is number %d are not understood', (sum, seq) => {
    expect(createFragments(clockAt({ now: 0 })).add(piece('a', sum, seq, 'x'))).toEqual({
      kind: 'malformed',
    });
  });

  it('that do not agree on their number are not understood', () => {
    const fragments = createFragments(clockAt({ now: 0 }));
    fragments.add(piece('a', 2, 0, 'x'));
    expect(fragments.add(piece('a', 3, 1, 'x'))).toEqual({ kind: 'malformed' });
  });
});
