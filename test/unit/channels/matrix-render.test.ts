// Markdown as Matrix shows it: HTML within the named tags, escaped, cut by bytes, and the same words without it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOf } from '../../../src/main/adapters/channels/matrix/sending/html.ts';
import { renderForMatrix } from '../../../src/main/adapters/channels/matrix/sending/render.ts';

const rendered = (markdown: string) => renderForMatrix(markdown).map(({ body, format }) => [format, body]);

describe('what is rendered', () => {
  it.each([
    ['Plain words & <b>signs</b>', 'plain', 'Plain words & <b>signs</b>'],
    ['**a** *b* ~~c~~ `d`', 'html', '<strong>a</strong> <em>b</em> <del>c</del> <code>d</code>'],
    ['**<b> & "x"**', 'html', '<strong>&lt;b&gt; &amp; &quot;x&quot;</strong>'],
    ['> said\n\nso', 'html', '<blockquote>said</blockquote><br><br>so'],
    ['```ts\nlet a = 1;\n  b\n```', 'html', '<pre><code class="language-ts">let a = 1;\n  b</code></pre>'],
    ['**a**\nb', 'html', '<strong>a</strong><br>b'],
    ['[x](javascript:alert(1)) **y**', 'html', 'x (javascript:alert(1)) <strong>y</strong>'],
    [
      '[x](https://example.org/?a=1&b="2")',
      'html',
      '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;">x</a>',
    ],
  ])('%j is %s', (markdown, format, body) => {
    expect(rendered(markdown)).toEqual([[format, body]]);
  });

  it('keeps the indents of lists', () => {
    expect(rendered('- **a**\n  - b')).toEqual([['html', expect.stringContaining('<br>&nbsp;&nbsp;')]]);
  });

  it('has the same words without formatting', () => {
    const [[, html = ''] = []] = rendered('# Title\n\n**a & b** <i> [c](https://example.org)\n\n```\nd\n```');
    expect(plainOf(html)).toBe('Title\n\na & b <i> c (https://example.org)\n\nd');
  });

  it('of any text is within the bytes of an event, in tags of ours only, and without half characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 1, max: 60 }),
        (text, times) => {
          for (const { body, format } of renderForMatrix(text.repeat(times))) {
            const sent = format === 'html' ? [body, plainOf(body)] : [body];
            expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThanOrEqual(44_000);
            expect(body).not.toMatch(/\p{Surrogate}|\0/u);
            const tags = format === 'html' ? (body.match(/<\/?([a-z]+)/g) ?? []) : [];
            for (const tag of tags)
              expect(tag.replace(/[</]/g, '')).toMatch(/^(?:strong|em|del|blockquote|code|pre|a|br)$/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
