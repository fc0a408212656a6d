// Markdown as Discord shows it: every mark balanced, every sign that is not ours literal, every part within the limit.
// What people would see is read by the reader of the fake, which knows Discord's rules and none of ours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenced, literal } from '../../../src/main/adapters/channels/discord/markdown.ts';
import { renderForDiscord } from '../../../src/main/adapters/channels/discord/render.ts';
import { shownText } from '../../fakes/discord/shown-text.ts';

const raw = (markdown: string) =>
  renderForDiscord(markdown)
    .map(({ body }) => body)
    .join('\n');
const seen = (markdown: string) => shownText(raw(markdown)).text;
const ZERO_WIDTH_SPACE = /\u200b/g;

describe('formatting', () => {
  it.each([
    ['**bold**', '**bold**'],
    ['*italic* and ~~struck~~', '*italic* and ~~struck~~'],
    ['***both***', '_**both**_'],
    ['**bold *and italic***', '**bold _and italic_**'],
    ['# Heading', '**Heading**'],
    ['> one\n> two', '> one\n> two'],
    ['> quoted\n\nnot quoted', '> quoted\n\nnot quoted'],
    ['`a*b`', '`a*b`'],
    ['`` a`b ``', '``a`b``'],
    ['```ts\nconst x = 1;\n```', '```ts\nconst x = 1;\n```'],
    ['[here](https://example.org/a_b)', '[here](<https://example.org/a_b>)'],
    ['https://example.org/a_b', '<https://example.org/a_b>'],
    ['- one\n- two', '• one\n• two'],
  ])('%j becomes %j', (markdown, expected) => {
    expect(raw(markdown)).toBe(expected);
  });

  it('of a bold word within italics does not run into it', () => {
    expect(shownText(raw('*a **b** c*'))).toMatchObject({ text: 'a b c' });
    expect(shownText(raw('**a *b* c**'))).toMatchObject({ text: 'a b c' });
  });

  it('names a link by what it leads to where its words would name another place', () => {
    expect(raw('[https://bank.example](https://evil.example)')).not.toContain('](');
    expect(seen('[https://bank.example](https://evil.example)')).toContain('https://evil.example');
    expect(raw('[write](mailto:a@example.org)')).not.toContain('](');
  });

  it('does not end a code block within it', () => {
    const [part] = renderForDiscord('````\na ``` b\n````');
    expect(part?.body.match(/```/g)).toHaveLength(2);
    expect(fenced('a ``` b').match(/```/g)).toHaveLength(2);
  });
});

describe('signs that are not markup', () => {
  it.each([
    '@everyone',
    '<@42>',
    '<#42>',
    '<@&42>',
    ':smile:',
    '||x||',
    '__x__',
    '-# small',
    '# no heading',
    '- no item',
    '+ no item',
    '> no quote',
    '[a](b)',
    '\\',
    '5. five',
  ])('%j arrive as written', (text) => {
    expect(shownText(literal(text))).toEqual({ text, marks: [] });
    expect(shownText(literal(`a\n${text}`))).toEqual({ text: `a\n${text}`, marks: [] });
  });

  it('arrive as written, whatever they are', () => {
    const signs = fc.string({ unit: fc.constantFrom(...'*_~`|<>[]()@#-+:.\\!/ \nab1'), maxLength: 40 });
    fc.assert(
      fc.property(signs, (text) => {
        expect(shownText(literal(text))).toEqual({ text, marks: [] });
      }),
    );
  });
});

describe('parts', () => {
  it('are within the limit with all their escapes, and lose no word', () => {
    const words = Array.from({ length: 700 }, (_, index) => `w_${index}_x`);
    const parts = renderForDiscord(words.join(' '));
    expect(Math.max(...parts.map(({ body }) => body.length))).toBeLessThanOrEqual(2_000);
    expect(parts.flatMap(({ body }) => shownText(body).text.split(/\s+/))).toEqual(words);
  });

  it('are not halved by a few marks too many', () => {
    const parts = renderForDiscord(
      Array.from({ length: 400 }, (_, index) => `a **b** word_${index}`).join(' '),
    );
    for (const { body } of parts.slice(0, -1)) expect(body.length).toBeGreaterThan(1_500);
  });

  it('of any Markdown are within the limit and hold every letter of it', () => {
    const pieces = fc.constantFrom(
      'word ',
      '**b** ',
      '*i* ',
      '`c` ',
      '\n\n',
      '> q\n',
      '- item\n',
      '```\ncode\n```\n',
      '[l](https://e.org) ',
      '_',
      '*',
      '@everyone ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 400 }), (list) => {
        const parts = renderForDiscord(list.join(''));
        for (const { body } of parts) expect(body.length).toBeLessThanOrEqual(2_000);
        const shown = parts
          .map(({ body }) => shownText(body).text)
          .join('')
          .replace(ZERO_WIDTH_SPACE, '');
        const count = (text: string, word: string) => text.split(word).length - 1;
        for (const word of ['word', 'everyone']) expect(count(shown, word)).toBe(count(list.join(''), word));
      }),
      { numRuns: 60 },
    );
  });
});
