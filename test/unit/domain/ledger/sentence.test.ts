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
      'telegram:user:42 wrote on Telegram.',
    );
    expect(sentenceOf({ kind: 'paused', actor: { kind: 'owner' }, facts: {} })).toBe('You paused the agent.');
  });

  test.each([
    [
      'tool-decided',
      { tool: 'run_command', decision: 'ask', reason: 'No rule covers this.' },
      'run_command needs your answer. No rule covers this.',
    ],
    [
      'approval-answered',
      { answer: 'allowed once', subject: 'run_command' },
      'You allowed once: run_command.',
    ],
    ['step-ended', { model: 'm', endReason: 'tool-calls' }, 'The model m wants to use a tool.'],
    ['step-ended', { model: 'm', endReason: 'something new' }, 'The model m something new.'],
    ['turn-ended', { state: 'failed' }, 'The turn could not be finished.'],
    ['reply-sent', { channel: 'telegram:work' }, 'A reply was sent on Telegram (work).'],
    ['document-read', { passages: 1 }, 'A document was read: 1 passage.'],
    ['document-read', { passages: 2 }, 'A document was read: 2 passages.'],
    ['memory-imported', { count: 1 }, '1 memory was taken in from a file.'],
    ['memory-exported', { count: 0 }, '0 memories were written to a file.'],
    ['memory-forgotten', { places: 1 }, 'Something was forgotten in 1 place.'],
    ['conversation-shortened', { turns: 1 }, '1 earlier message was shortened to a summary.'],
    ['recovered', { turns: 1 }, 'After a restart 1 turn was taken up again.'],
    [
      'memory-learned',
      { kept: 2, model: 'm' },
      'A conversation was looked through for what to remember: 2 kept.',
    ],
    [
      'memory-learned',
      { kept: 0, model: 'm', garbled: true },
      'A conversation was looked through for what to remember, but the model m answered nothing that could be used.',
    ],
    ['message-received', { channel: 'desktop' }, 'Sallyport wrote on this computer.'],
  ] as const)('of kind %s speaks of %o in words', (kind, facts, sentence) => {
    expect(sentenceOf({ kind, actor: { kind: 'system' }, facts })).toBe(sentence);
  });
});
