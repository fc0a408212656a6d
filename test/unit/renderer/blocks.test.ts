// Cutting a streamed text into blocks: nothing lost, and the same whether it comes at once or bit by bit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_BLOCKS, openFence, splitBlocks } from '../../../src/renderer/markdown/blocks.ts';

const blocksOf = (text: string) => splitBlocks(text).blocks;

describe('blocks of a text', () => {
  it('part at blank lines', () => {
    expect(blocksOf('one\ntwo\n\nthree\n')).toEqual(['one\ntwo\n\n', 'three\n']);
  });

  it('keep code with its blank lines together', () => {
    expect(blocksOf('```\na\n\nb\n```\n\nend')).toEqual(['```\na\n\nb\n```\n\n', 'end']);
  });

  it('keep a list with blank lines between its items, and what is indented under one', () => {
    expect(blocksOf('1. a\n\n   more\n\n2. b\n\nend')).toEqual(['1. a\n\n   more\n\n2. b\n\n', 'end']);
  });

  it('are taken over unchanged when text is only added', () => {
    const before = splitBlocks('one\n\ntwo\n\nthr');
    const after = splitBlocks('one\n\ntwo\n\nthree\n\nfour', before);
    expect(after.blocks).toEqual(['one\n\n', 'two\n\n', 'three\n\n', 'four']);
    expect(after.blocks[0]).toBe(before.blocks[0]);
  });

  it('wait for a line to end before they part from what it may belong to', () => {
    const before = splitBlocks('- a\n\n1');
    expect(before.blocks).toEqual(['- a\n\n', '1']);
    expect(splitBlocks('- a\n\n1. b', before).blocks).toEqual(['- a\n\n1. b']);
  });

  it('start again when the text is another', () => {
    expect(splitBlocks('other', splitBlocks('one\n\ntwo')).blocks).toEqual(['other']);
  });

  it('joined are the text, and bit by bit the same as at once', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '  ',
      '\n',
      '\n\n',
      '```',
      '~~~',
      '- ',
      '-',
      '*',
      '1',
      '1. ',
      '. ',
      '> ',
      '#',
      '[x]: y',
      '\t',
      '|',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        let bitByBit = NO_BLOCKS;
        let grown = '';
        for (const one of pieces) {
          grown += one;
          bitByBit = splitBlocks(grown, bitByBit);
        }
        const atOnce = splitBlocks(text);
        expect(atOnce.blocks.join('')).toBe(text);
        expect(bitByBit.blocks).toEqual(atOnce.blocks);
        expect(bitByBit.definitions).toBe(atOnce.definitions);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an open fence', () => {
  it('is code that has begun and not ended', () => {
    expect(openFence('```ts\nconst a')).toEqual({ language: 'ts', text: 'const a' });
    expect(openFence('```ts\nconst a\n```\n')).toBeNull();
    expect(openFence('text')).toBeNull();
  });

  it('does not end with a shorter or another fence', () => {
    expect(openFence('````\n```\n~~~~\nstill')).toEqual({ language: '', text: '```\n~~~~\nstill' });
  });
});
