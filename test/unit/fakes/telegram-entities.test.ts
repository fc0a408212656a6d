// Telegram's two markups are read by its own rules: each example is one of its documentation, or one of its refusals.
import { describe, expect, test } from 'vitest';
import { parseHtml } from '../../fakes/telegram/html-entities.ts';
import { parseMarkdownV2 } from '../../fakes/telegram/markdown-entities.ts';

describe('HTML', () => {
  test.each([
    ['a < b', null, 'Unsupported start tag "" at byte offset 2'],
    ['<b>x</i>', null, 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['x</b>', null, 'Unexpected end tag at byte offset 1'],
    ['é<script>', null, 'Unsupported start tag "script" at byte offset 2'],
    ['<a href="x', null, 'Unclosed start tag at byte offset 0'],
    ['<b', null, 'Unclosed start tag at byte offset 0'],
    ['<b>x</b', null, 'Unclosed end tag at byte offset 4'],
    ['<span>x</span>', null, 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<i><b>x</b>', null, 'Can\'t find end tag corresponding to start tag "i"'],
    ['a &amp; b &lt; c &nbsp; &#33; &#x21;', 'a & b < c &nbsp; ! !', []],
    [
      '<b>bold <i>both</i></b>',
      'bold both',
      [
        { type: 'bold', offset: 0, length: 9 },
        { type: 'italic', offset: 5, length: 4 },
      ],
    ],
    [
      '😀<a href="https://example.org/?a=1&amp;b=2">x</a>',
      '😀x',
      [{ type: 'text_link', offset: 2, length: 1, url: 'https://example.org/?a=1&b=2' }],
    ],
    [
      '<a href="tg://user?id=7">x</a>',
      'x',
      [{ type: 'text_mention', offset: 0, length: 1, user: { id: 7 } }],
    ],
    ['<a href="javascript:x">y</a>', 'y', []],
    [
      '<pre><code class="language-python">a\nb</code></pre>',
      'a\nb',
      [{ type: 'pre', offset: 0, length: 3, language: 'python' }],
    ],
    ['<blockquote expandable>q</blockquote>', 'q', [{ type: 'expandable_blockquote', offset: 0, length: 1 }]],
    ['<tg-spoiler>s</tg-spoiler>', 's', [{ type: 'spoiler', offset: 0, length: 1 }]],
    ['<b></b>x', 'x', []],
  ])('%s', (source, text, outcome) => {
    expect(parseHtml(source)).toEqual(
      text === null ? { kind: 'malformed', reason: outcome } : { kind: 'parsed', text, entities: outcome },
    );
  });
});

describe('MarkdownV2', () => {
  test.each([
    ['1 - 2', null, "Character '-' is reserved and must be escaped with the preceding '\\'"],
    ['wow!', null, "Character '!' is reserved and must be escaped with the preceding '\\'"],
    ['a | b', null, "Character '|' is reserved and must be escaped with the preceding '\\'"],
    ['é*x', null, "Can't find end of Bold entity at byte offset 2"],
    ['```x', null, "Can't find end of Pre entity at byte offset 0"],
    ['```js\nx', null, "Can't find end of PreCode entity at byte offset 0"],
    ['[x](https://example.org', null, "Can't find end of a URL at byte offset 4"],
    ['1\\.5 \\- \\!', '1.5 - !', []],
    ['*b* _i_ __u__ ~s~ ||h||', 'b i u s h', ['bold', 'italic', 'underline', 'strikethrough', 'spoiler']],
    ['`a.b-c`', 'a.b-c', ['code']],
    ['```python\nprint(1)\n```', 'print(1)\n', ['pre']],
    ['```\n1. x\n```', '1. x\n', ['pre']],
    ['>one\n>two\nthree', 'one\ntwo\nthree', ['blockquote']],
    ['[x](https://example.org/\\))', 'x', ['text_link']],
    ['_a__b__c_', 'abc', ['italic', 'underline']],
  ])('%s', (source, text, outcome) => {
    const parsed = parseMarkdownV2(source);
    if (text === null) expect(parsed).toEqual({ kind: 'malformed', reason: outcome });
    else {
      const types = parsed.kind === 'parsed' ? parsed.entities.map((entity) => entity.type) : parsed.reason;
      expect({ ...parsed, entities: types }).toEqual({ kind: 'parsed', text, entities: outcome });
    }
  });
});
