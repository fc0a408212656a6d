// Markdown as LINE shows it: words alone, within the limit.
import { describe, expect, it } from 'vitest';
import { renderForLine } from '../../../src/main/adapters/channels/line/plain.ts';

const text = (markdown: string) =>
  renderForLine(markdown)
    .map(({ body }) => body)
    .join('|');

describe('a reply on LINE', () => {
  it.each([
    ['**bold** and *italic*', 'bold and italic'],
    ['[words](https://example.org/a) after', 'words (https://example.org/a) after'],
    ['[**two** marks](https://example.org/a)', 'two marks (https://example.org/a)'],
    ['<https://example.org/a>', 'https://example.org/a'],
    ['```js\nlet x = 1;\n```', 'let x = 1;'],
    ['- one\n- two', '• one\n• two'],
    ['2 * 3 < 7 & $5', '2 * 3 < 7 & $5'],
  ])('%j is shown as %j', (markdown, shown) => {
    expect(text(markdown)).toBe(shown);
  });

  it('has no parts where there is nothing to see', () => {
    expect(['', ' \n '].map(renderForLine)).toEqual([[], []]);
  });

  it('stays within the limit with the addresses of links counted', () => {
    const link = `[w](https://example.org/${'a'.repeat(200)}) `;
    const parts = renderForLine(link.repeat(60));
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map(({ body }) => body.length))).toBeLessThanOrEqual(5_000);
  });
});
