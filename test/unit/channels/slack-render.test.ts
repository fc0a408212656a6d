// Markdown as Slack shows it: rich text in which every stretch of words is literal, within the limits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_VISIBLE_UNITS, renderForSlack } from '../../../src/main/adapters/channels/slack/render.ts';
import { fallbackOf, fromBody, plainElements } from '../../../src/main/adapters/channels/slack/rich-text.ts';
import { readBlocks, readText } from '../../fakes/slack/blocks.ts';

const elements = (markdown: string) => renderForSlack(markdown).flatMap(({ body }) => fromBody(body) ?? []);
const text = (markdown: string) =>
  elements(markdown)
    .map((element) => element.elements.map((piece) => piece.text).join(''))
    .join('\n');

describe('rendering for Slack', () => {
  it('makes styles, links, code and quotes', () => {
    expect(
      elements('**bold** *it* ~~no~~ `x` [site](https://a.example)\n\n> said\n\n```ts\nlet a;\n```'),
    ).toEqual([
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'bold', style: { bold: true } },
          { type: 'text', text: ' ' },
          { type: 'text', text: 'it', style: { italic: true } },
          { type: 'text', text: ' ' },
          { type: 'text', text: 'no', style: { strike: true } },
          { type: 'text', text: ' ' },
          { type: 'text', text: 'x', style: { code: true } },
          { type: 'text', text: ' ' },
          { type: 'link', url: 'https://a.example', text: 'site' },
          { type: 'text', text: '\n' },
        ],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'let a;' }] },
    ]);
  });

  it('leaves signs of Slack’s older markup as the words they are', () => {
    const literal = '\\*not bold\\* \\_nor this\\_ :smile: <!channel> <@U0ADA0001> &amp;lt;';
    expect(text(literal)).toBe('*not bold* _nor this_ :smile: <!channel> <@U0ADA0001> &lt;');
  });

  it('takes no link but http, https and mailto', () => {
    const kinds = ['javascript:alert(1)', 'slack://open', 'data:text/html,x'].map((url) =>
      elements(`[x](${url})`),
    );
    expect(
      kinds
        .flat(2)
        .flatMap((element) => element.elements)
        .some(({ type }) => type === 'link'),
    ).toBe(false);
  });

  it('keeps two code blocks apart', () => {
    const types = elements('```\na\n```\n```\nb\n```').map(({ type }) => type);
    expect(types.filter((type) => type === 'rich_text_preformatted')).toHaveLength(2);
  });

  it('makes parts that Slack takes of anything at all, pings nobody and loses no word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (markdown) => {
        for (const part of renderForSlack(markdown)) {
          const made = fromBody(part.body);
          if (made === null) throw new Error('Not a body');
          const read = readBlocks([{ type: 'rich_text', elements: made }]);
          const fallback = readText(fallbackOf(made), { isMarkup: false, links: false });
          expect(read).toMatchObject({ pings: [], buttons: [] });
          expect(fallback.pings).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('cuts long text within the limits, also where everything is marked', () => {
    for (const long of [
      'word '.repeat(3_000),
      '**b** '.repeat(3_000),
      '`x` y '.repeat(2_000),
      '<&>'.repeat(4_000),
    ]) {
      const parts = renderForSlack(long);
      expect(parts.length).toBeGreaterThan(1);
      for (const { body } of parts) {
        const made = fromBody(body) ?? [];
        const read = readBlocks([{ type: 'rich_text', elements: made }]);
        expect(typeof read === 'string' ? read : read.text.length).toBeLessThanOrEqual(MAX_VISIBLE_UNITS);
        expect(fallbackOf(made).length).toBeLessThan(40_000);
      }
    }
  });
});

describe('the body of a part', () => {
  it('is read back only when it is ours', () => {
    expect(fromBody(JSON.stringify(plainElements('x')))).toEqual(plainElements('x'));
    const foreign = [
      'Hello',
      '[]',
      '{"type":"rich_text_section"}',
      JSON.stringify([{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'channel' }] }]),
      JSON.stringify([{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U1' }] }]),
    ];
    expect(foreign.map(fromBody)).toEqual(foreign.map(() => null));
  });

  it('as a notification is escaped', () => {
    expect(fallbackOf(plainElements('<!channel> & <@U1>'))).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });
});
