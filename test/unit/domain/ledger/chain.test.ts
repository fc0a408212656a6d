// verify() names the first frame that was tampered with, whatever was done to it. Tampering goes around our own
// stores: by SQL, as somebody with the database key could.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyChain } from '../../../../src/main/domain/ledger/chain.ts';
import { createLedger, type Ledger } from '../../../../src/main/domain/ledger/ledger.ts';
import { createMakeId } from '../../../../src/main/domain/make-id.ts';
import type { FrameRow, FrameStore, PayloadRow } from '../../../../src/main/domain/ports/stores.ts';
import type { Digest } from '../../../../src/main/domain/ports/world.ts';
import { temporaryStorage } from '../../../storage-for-tests.ts';
import { createHandTurnedClock } from '../../../worlds/hand-turned-clock.ts';
import { createSeededRandom } from '../../../worlds/seeded-random.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const digestOf = (key: string): Digest => ({ sha256, ledgerMac: (text) => sha256(`${key} ${text}`) });
const digest = digestOf('ledger key');

function ledgerOver(
  frames: FrameStore,
  remembered: Parameters<typeof verifyChain>[2] = null,
  key = digest,
): Ledger {
  const clock = createHandTurnedClock();
  const random = createSeededRandom();
  return createLedger({
    conversations: { get: () => null },
    frames,
    clock,
    digest: key,
    random,
    makeId: createMakeId({ clock, random }),
    redact: (text) => text.replaceAll('canary', '[secret]'),
    announce: () => undefined,
    rememberedCheckpoint: () => remembered,
  });
}

/** Six frames, each the cause of the next, on real storage; read back as the rows that tampering would change. */
function sixFrames(): { frames: FrameStore; rows: FrameRow[]; ledger: Ledger } {
  const { frames } = temporaryStorage().stores;
  const ledger = ledgerOver(frames);
  let causeId: string | null = null;
  for (let i = 0; i < 6; i++) {
    causeId = ledger.record({
      kind: i === 0 ? 'message-received' : 'step-ended',
      causeId,
      actor: { kind: 'paired-sender', senderId: 'telegram:user:42' },
      facts: { number: i },
      payload: { text: `payload ${i}` },
    }).id;
  }
  return { frames, rows: [...frames.walk()], ledger };
}

/** The same store, showing other rows. */
function showing(
  frames: FrameStore,
  rows: readonly FrameRow[],
  payload: (id: string) => PayloadRow | null = frames.payload,
): FrameStore {
  return { ...frames, walk: () => rows, payload };
}

describe('the chain', () => {
  test('untouched, it is intact, and says how many and which was the last', () => {
    const { ledger, rows } = sixFrames();
    expect(ledger.verify()).toEqual({ kind: 'intact', frames: 6, headId: rows[5]!.id });
  });

  test('empty, it is intact', () => {
    expect(ledgerOver(temporaryStorage().stores.frames).verify()).toEqual({
      kind: 'intact',
      frames: 0,
      headId: null,
    });
  });

  test.each([
    ['its time', { at: 1 }],
    ['its kind', { kind: 'tool-ended' }],
    ['its cause', { causeId: null }],
    ['its conversation', { conversationId: 'x' }],
    ['its turn', { turnId: 'x' }],
    ['its actor', { actor: { kind: 'owner' } }],
    ['who exactly it was', { actor: { kind: 'paired-sender', senderId: 'telegram:user:43' } }],
    ['a fact', { facts: { number: 9 } }],
    ['a fact that is not there any more', { facts: {} }],
    ['its commitment', { commitment: null }],
    ['its id', { id: '00000000000000000000000000' }],
    ['its MAC', { mac: '0'.repeat(64) }],
  ] as const)('a frame with another %s is named', (_name, change) => {
    const { frames, rows } = sixFrames();
    const changed = rows.map((row, i) => (i === 3 ? { ...row, ...change } : row));
    expect(verifyChain(digest, showing(frames, changed), null)).toEqual({
      kind: 'broken',
      frames: 4,
      firstBrokenId: changed[3]!.id,
      reason: 'This frame was changed after it was written.',
    });
  });

  test.each([
    ['removed', (rows: FrameRow[]) => rows.toSpliced(2, 1), 3],
    ['moved', (rows: FrameRow[]) => [...rows.slice(0, 2), rows[3]!, rows[2]!, ...rows.slice(4)], 3],
    ['doubled', (rows: FrameRow[]) => rows.toSpliced(3, 0, rows[2]!), 2],
    ['cut off at the beginning', (rows: FrameRow[]) => rows.slice(1), 1],
  ] as const)('frames %s are seen at the first that does not fit', (_name, tamper, at) => {
    const { frames, rows } = sixFrames();
    const tampered = tamper(rows);
    expect(verifyChain(digest, showing(frames, tampered), null)).toMatchObject({
      kind: 'broken',
      firstBrokenId: rows[at]!.id,
      reason: 'A frame before this one was removed or moved.',
    });
  });

  test('a payload that was rewritten is named, also with a salt of its own', () => {
    const { frames, rows } = sixFrames();
    for (const change of [{ text: 'another' }, { salt: '00' }]) {
      const payload = (id: string) => {
        const row = frames.payload(id);
        return row !== null && id === rows[4]!.id ? { ...row, ...change } : row;
      };
      expect(verifyChain(digest, showing(frames, rows, payload), null)).toMatchObject({
        kind: 'broken',
        firstBrokenId: rows[4]!.id,
      });
    }
  });

  test('an erased payload breaks nothing, and nothing of it is left', () => {
    const { frames, rows, ledger } = sixFrames();
    frames.erasePayload(rows[4]!.id);
    expect(ledger.verify().kind).toBe('intact');
    expect(ledger.view(rows[4]!).payloadText).toBeNull();
  });

  test('an end that was cut off is seen by what the keychain remembers, and only by that', () => {
    const { frames, rows, ledger } = sixFrames();
    const checkpoint = ledger.checkpoint();
    const cut = showing(frames, rows.slice(0, 4));
    expect(verifyChain(digest, cut, null).kind).toBe('intact');
    expect(verifyChain(digest, cut, checkpoint)).toMatchObject({
      kind: 'broken',
      firstBrokenId: rows[3]!.id,
      reason: 'The end was cut off: 4 frames are here, 6 were written.',
    });
  });

  test('another chain, whole in itself and of the same length, is seen too', () => {
    const { ledger } = sixFrames();
    const checkpoint = ledger.checkpoint();
    const { frames: others } = temporaryStorage().stores;
    const forged = ledgerOver(others);
    for (let i = 0; i < 8; i++) forged.record({ kind: 'paused', causeId: null, actor: { kind: 'owner' } });
    expect(forged.verify().kind).toBe('intact');
    expect(verifyChain(digest, others, checkpoint)).toMatchObject({
      kind: 'broken',
      reason: 'The ledger does not match the checkpoint in the keychain.',
    });
  });

  test('a chain made without the ledger’s key is broken at its first frame', () => {
    const { frames } = temporaryStorage().stores;
    const first = ledgerOver(frames, null, digestOf('guessed key')).record({
      kind: 'paused',
      causeId: null,
      actor: { kind: 'owner' },
    });
    expect(verifyChain(digest, frames, null)).toMatchObject({ kind: 'broken', firstBrokenId: first.id });
  });

  test('frames written after a checkpoint are fine', () => {
    const { frames, ledger } = sixFrames();
    const checkpoint = ledger.checkpoint();
    ledger.record({ kind: 'paused', causeId: null, actor: { kind: 'owner' } });
    expect(verifyChain(digest, frames, checkpoint)).toMatchObject({ kind: 'intact', frames: 7 });
  });
});

describe('the ledger', () => {
  test('masks facts and payload before they are written, and commits to what is kept', () => {
    const { frames } = temporaryStorage().stores;
    const ledger = ledgerOver(frames);
    const frame = ledger.record({
      kind: 'tool-called',
      causeId: null,
      actor: { kind: 'system' },
      facts: { tool: 'the canary tool', count: 1 },
      payload: { deep: ['canary'] },
    });
    expect(frames.get(frame.id)?.facts).toEqual({ tool: 'the [secret] tool', count: 1 });
    expect(frames.payload(frame.id)?.text).toBe('{"deep":["[secret]"]}');
    expect(ledger.verify().kind).toBe('intact');
  });

  test('explains a frame from its beginning, and an unknown one with nothing', () => {
    const { ledger, rows } = sixFrames();
    expect(ledger.explain(rows[5]!.id).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(ledger.explain('unknown')).toEqual([]);
  });

  test('two equal payloads have different commitments, so that an erased one cannot be guessed', () => {
    const { frames } = temporaryStorage().stores;
    const ledger = ledgerOver(frames);
    const record = () =>
      ledger.record({ kind: 'paused', causeId: null, actor: { kind: 'owner' }, payload: 'yes' }).commitment;
    expect(record()).not.toBe(record());
  });

  test('keeps what nobody wrote well: half characters, every number, deep order', () => {
    const { frames } = temporaryStorage().stores;
    const ledger = ledgerOver(frames);
    ledger.record({
      kind: 'paused',
      causeId: null,
      actor: { kind: 'owner' },
      facts: { half: '\ud83d', big: 2 ** 53, tiny: 5e-324, minus: -0 },
      payload: { text: '\udc00 half', z: 1, a: 2 },
    });
    expect(ledger.verify().kind).toBe('intact');
  });
});
