// Markdown as a model writes it, as WhatsApp shows it. What people read is told by the fake's own reading of WhatsApp's
// signs, which was written from its help page and knows nothing of ours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderForWhatsApp } from '../../../src/main/adapters/channels/whatsapp/render.ts';
import { readAsShown } from '../../fakes/whatsapp/formatting.ts';

const raw = (markdown: string) => renderForWhatsApp(markdown).map(({ body }) => body);
const shown = (markdown: string) => raw(markdown).map(readAsShown);

describe('Markdown becomes', () => {
  it.each([
    ['**bold** *italic* ~~gone~~', '*bold* _italic_ ~gone~'],
    ['***both***', '*_both_*'],
    ['`a < b`', '`a < b`'],
    ['(**bold**), *it*.', '(*bold*), _it_.'],
    ['# Head\n\ntext', '*Head*\n\ntext'],
    ['> said **so**\n> again', '> said *so*\n> again'],
    ['[words](https://e.org/a)', 'words (https://e.org/a)'],
    ['[https://e.org/a](https://e.org/a)', 'https://e.org/a'],
    ['**[words](https://e.org/a)**', '*words* (https://e.org/a)'],
    ['**https://e.org/a**', '*https://e.org/a*'],
    ['- a\n- b', '• a\n• b'],
    ['```js\nlet a;\nlet b;\n```', '```let a;\nlet b;```'],
    ['**one\ntwo**', '*one*\n*two*'],
  ])('%j → %j', (markdown, expected) => {
    expect(raw(markdown)).toEqual([expected]);
  });
});

describe('a mark is left out where WhatsApp would show its sign', () => {
  it.each([
    ['within a word', 'un**believ**able', 'unbelievable'],
    ['around the same sign', '**a \\* b**', 'a * b'],
    ['beside another mark', '**one***two*', 'onetwo'],
    ['around a back-tick', '``a ` b``', 'a ` b'],
    ['around a block beside a literal fence', 'see \\`\\`\\`\n\n```\nx = 1\n```', 'see ```\n\nx = 1'],
    ['around a fence', '~~~\na ``` b\n~~~', 'a ``` b'],
  ])('%s', (_where, markdown, expected) => {
    expect(shown(markdown)).toEqual([expected]);
  });
});

describe('whatever the words', () => {
  const piece = fc.constantFrom(
    'word',
    '**bold**',
    '*it*',
    '`code`',
    '~~x~~',
    'a_b',
    '2 * 3',
    '\n\n',
    '> q',
    '- i',
    ' ',
    '.',
    '(',
    '\n\n```\nx\n```\n\n',
    '[l](https://e.org)',
  );
  const markdown = fc.array(piece, { maxLength: 400 }).map((pieces) => pieces.join(' '));

  it('no part passes the limit, and none is empty', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        for (const body of raw(text)) {
          expect(body.length).toBeLessThanOrEqual(4_096);
          expect(body.trim()).not.toBe('');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('fences come in pairs', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        for (const body of raw(text)) expect((body.match(/```/g) ?? []).length % 2).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('no word is lost', () => {
    const words = Array.from({ length: 3_000 }, (_, at) => (at % 30 === 0 ? `**w${at}**` : `w${at}`));
    const text = words.map((word, at) => word + (at % 200 === 199 ? '\n\n' : ' ')).join('');
    expect(shown(text).join(' ').trim().split(/\s+/)).toEqual(words.map((word) => word.replaceAll('*', '')));
  });
});
