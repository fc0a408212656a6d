// Markdown as a model writes it, as Telegram shows it. The HTML is read by the fake's parser of Telegram's HTML,
// which was written from the platform's documentation and knows nothing of ours.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainOf } from '../../../src/main/adapters/channels/telegram/html.ts';
import { renderForTelegram } from '../../../src/main/adapters/channels/telegram/render.ts';
import { parseHtml } from '../../fakes/telegram/html-entities.ts';

function html(markdown: string): string {
  const parts = renderForTelegram(markdown);
  expect(parts.map((part) => part.format)).toEqual(['html']);
  return parts[0]!.body;
}

/** What people see of each part. */
function shown(markdown: string): string[] {
  return renderForTelegram(markdown).map(({ body }) => {
    const parsed = parseHtml(body);
    if (parsed.kind === 'malformed') throw new Error(`${parsed.reason}\n${body}`);
    return parsed.text;
  });
}

describe('Markdown becomes', () => {
  it.each([
    ['**bold** *italic* ~~gone~~', '<b>bold</b> <i>italic</i> <s>gone</s>'],
    ['***both***', '<i><b>both</b></i>'],
    ['`a < b`', '<code>a &lt; b</code>'],
    ['**see `x`**', '<b>see </b><code>x</code>'],
    ['# Head\n\ntext', '<b>Head</b>\n\ntext'],
    ['> said', '<blockquote>said</blockquote>'],
    ['> a\n>> b', '<blockquote>a\n\nb</blockquote>'],
    ['[x](https://e.org/?a=1&b="2")', '<a href="https://e.org/?a=1&amp;b=&quot;2&quot;">x</a>'],
    ['see www.e.org', 'see <a href="http://www.e.org">www.e.org</a>'],
    ['[x][1]\n\n[1]: https://e.org', '<a href="https://e.org">x</a>'],
    ['![a cat](https://e.org/c.png)', '<a href="https://e.org/c.png">a cat</a>'],
    ['- a\n- b', '• a\n• b'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['- [x] a\n- [ ] b', '☑ a\n☐ b'],
    ['- a\n  - b\n    1. c', '• a\n  • b\n    1. c'],
    ['- a\n\n  b', '• a\n\n  b'],
    ['one\ntwo', 'one\ntwo'],
    ['a\n\n---\n\nb', 'a\n\n———\n\nb'],
    ['a<br>b', 'a\nb'],
    ['<b>x</b> & "y"', '&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;'],
    ['```ts\nlet a = 1 < 2;\n```', '<pre><code class="language-ts">let a = 1 &lt; 2;</code></pre>'],
    ['```\nplain\n```', '<pre>plain</pre>'],
    ['```"><b>\nx\n```', '<pre>x</pre>'],
    ['note[^1]\n\n[^1]: here', 'note[1]\n\n[1] here'],
  ])('%j → %j', (markdown, expected) => {
    expect(html(markdown)).toBe(expected);
  });

  it.each([
    'javascript:alert(1)',
    'tg://resolve?domain=x',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://',
  ])('no link to %s, but its words', (url) => {
    expect(html(`[press](<${url}>)`)).not.toContain('<a ');
    expect(shown(`[press](<${url}>)`)).toEqual([`press (${url})`]);
  });

  it.each([
    ['[https://bank.example](https://evil.example)', 'https://bank.example (https://evil.example)'],
    ['[www.bank.example](https://evil.example/a)', 'www.bank.example (https://evil.example/a)'],
    [
      '[**https://bank.example** here](https://evil.example)',
      'https://bank.example here (https://evil.example)',
    ],
    ['[https://bank.example](mailto:eve@evil.example)', 'https://bank.example (mailto:eve@evil.example)'],
    ['![https://bank.example](https://evil.example)', 'https://bank.example (https://evil.example)'],
  ])('no link that names another place than it leads to: %j', (markdown, seen) => {
    expect(html(markdown)).not.toContain('<a ');
    expect(shown(markdown)).toEqual([seen]);
  });

  it.each([
    ['[the bank](https://bank.example/a)', 'https://bank.example/a'],
    ['[https://bank.example](https://bank.example/a?b)', 'https://bank.example/a?b'],
    ['[www.bank.example](https://www.bank.example)', 'https://www.bank.example'],
    ['https://bank.example/a', 'https://bank.example/a'],
    ['www.bank.example', 'http://www.bank.example'],
  ])('a link to where it says: %j', (markdown, href) => {
    expect(html(markdown)).toContain(`<a href="${href}">`);
  });

  it('a small table in columns', () => {
    expect(shown('| Name | Age |\n|---|---|\n| Ada | 36 |\n| 花子 | 7 |')).toEqual([
      'Name  Age\n────  ───\nAda   36\n花子  7',
    ]);
  });

  it('a wide table as one list a row', () => {
    const long = 'a sentence that no telephone shows in one line';
    expect(shown(`| Plant | Advice |\n|---|---|\n| Rose | ${long} |\n| Fern | short |`)).toEqual([
      `Plant: Rose\n• Advice: ${long}\n\nPlant: Fern\n• Advice: short`,
    ]);
  });

  it('nothing for nothing', () => {
    expect(['', ' \n', '[1]: https://e.org'].map((text) => renderForTelegram(text))).toEqual([[], [], []]);
  });
});

describe('a long reply', () => {
  it('repeats the fence and its language in every part of a code block', () => {
    const code = Array.from({ length: 600 }, (_, line) => `const value${line} = ${line};`).join('\n');
    const parts = renderForTelegram(`Here it is:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nDone.`);
    expect(parts.length).toBeGreaterThan(2);
    for (const { body } of parts.slice(1, -1)) {
      expect(body).toMatch(/^<pre><code class="language-ts">const [\s\S]*;<\/code><\/pre>$/);
    }
    expect(shown(`\`\`\`ts\n${code}\n\`\`\``).join('\n')).toBe(code);
  });

  it('keeps its formatting across what is parsed in pieces', () => {
    const markdown = Array.from(
      { length: 300 },
      (_, index) => `Paragraph **${index}** with \`code\` in it.`,
    ).join('\n\n');
    const text = shown(markdown).join('\n\n');
    expect(text).toBe(markdown.replaceAll('**', '').replaceAll('`', ''));
  });
});

describe('for anything a model may write', () => {
  const piece = fc.constantFrom(
    '**',
    '*',
    '_',
    '~~',
    '`',
    '```\n',
    '```js\n',
    '> ',
    '- ',
    '1. ',
    '# ',
    '| a | b |\n|---|---|\n',
    '[x](',
    ')',
    'https://e.org',
    '<b>',
    '</b>',
    '&amp;',
    '<',
    '\\',
    '\n',
    '\n\n',
    ' ',
    '\t',
    'word',
    '😀',
    '\uD83D',
    '日本',
    '[^1]',
    '![',
    ']',
    '\r\n',
    '\u0000',
  );
  const markdown = fc.oneof(
    fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );

  it('Telegram can read every part, and no part is too long or empty', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        for (const part of shown(text)) {
          expect(part.length).toBeLessThanOrEqual(4_096);
          expect(part.trim()).not.toBe('');
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('every word that was written is shown', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 400 });
    const glue = fc.constantFrom(' ', '\n', '\n\n', ' **', '** ', '\n- ', '\n\n> ');
    fc.assert(
      fc.property(words, fc.array(glue, { minLength: 1, maxLength: 7 }), (list, glues) => {
        const text = list.map((word, index) => word + glues[index % glues.length]).join('');
        const seen =
          shown(text)
            .join('\n')
            .match(/[a-z]+/g) ?? [];
        expect(seen).toEqual(list);
      }),
      { numRuns: 200 },
    );
  });

  it('the plain fallback shows the same words', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        expect(renderForTelegram(text).map(({ body }) => plainOf(body))).toEqual(shown(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe('text made to keep a parser busy', () => {
  const fill = (unit: string) => unit.repeat(Math.ceil(24_000 / unit.length));

  it.each([
    ['emphasis', fill('*_')],
    ['strike-through', fill('~a')],
    ['brackets', fill(']')],
    ['lists within lists', fill('- ')],
    ['quotes within quotes', `${'>'.repeat(24_000)}x`],
    ['lines under a deep quote', `${'> '.repeat(9)}a\n${fill('b\n')}`],
    ['paragraphs of it', fill(`${'*_'.repeat(200)}\n\n`)],
    ['indentation', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
  ])('%s is laid out in a moment, with all its words', (_what, text) => {
    const began = performance.now();
    const parts = renderForTelegram(text);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(parts.length).toBeGreaterThan(0);
  });
});
