// Every kind of frame in one plain sentence, also when a fact it speaks of is missing.
import { describe, expect, test } from 'vitest';
import { FRAME_KINDS } from '../../../../src/contracts/activity.ts';
import { sentenceOf } from '../../../../src/main/domain/ledger/sentence.ts';

describe('a frame', () => {
  test.each(FRAME_KINDS)('of kind %s reads as a sentence', (kind) => {
    const sentence = sentenceOf({ kind, actor: { kind: 'system' }, facts: {} });
    expect(sentence).toMatch(/^\S.{3,}/);
    expect(sentence).not.toMatch(/undefined|null|!|\{|\[object/);
  });

  test('names who acted by id, never by a name of their choice', () => {
    const actor = { kind: 'paired-sender', senderId: 'telegram:user:42' } as const;
    expect(sentenceOf({ kind: 'message-received', actor, facts: { channel: 'telegram' } })).toBe(
      'telegram:user:42 wrote on telegram.',
    );
    expect(sentenceOf({ kind: 'paused', actor: { kind: 'owner' }, facts: {} })).toBe('You paused the agent.');
  });
});
