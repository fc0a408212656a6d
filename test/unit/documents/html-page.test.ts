// What a page becomes: what a reader would have seen, as Markdown, with no way to run, load or hide anything.
import { describe, expect, it } from 'vitest';
import { readHtml } from '../../../src/main/adapters/documents/html/html-page.ts';
import { HIDDEN_PIECES } from './hidden-pieces.ts';

const read = (html: string) => readHtml(html, 'https://site.example/dir/page');
const page = (body: string, head = '') =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
const PARAGRAPH = `<p>${'Bread is made of flour and water, and of time. '.repeat(8)}</p>`;

describe('words that a reader would not have seen are not read', () => {
  it.each(HIDDEN_PIECES)('%s', (_what, piece) => {
    const { markdown } = read(page(`${PARAGRAPH}${piece}${PARAGRAPH}`));
    expect(markdown).toContain('Bread is made');
    expect(markdown).not.toContain('HIDDEN');
    // Nor where there is no article, and the page is read whole.
    const whole = read(page(`<ul><li>Bread</li></ul>${piece}`)).markdown;
    expect(whole).toContain('Bread');
    expect(whole).not.toContain('HIDDEN');
  });

  it('and what can be seen is read', () => {
    for (const style of [
      'color:red',
      'opacity:0.5',
      'font-size:10px',
      'height:100px',
      'left:10px',
      'display:block',
    ])
      expect(read(page(`<p style="${style}">SEEN</p>`)).markdown, style).toBe('SEEN');
  });
});

describe('links and images', () => {
  it('only pages and mail addresses are linked to, and whole', () => {
    const links = [
      '/a',
      'b?c=(d)',
      'https://other.example/',
      'mailto:x@y.example',
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      ' java\nscript:alert(1)',
      'vbscript:x',
      'sallyport://x',
    ];
    const { markdown } = read(page(links.map((href, index) => `<a href="${href}">l${index}</a>`).join(' ')));
    expect(markdown).toBe(
      '[l0](https://site.example/a) [l1](https://site.example/dir/b?c=%28d%29) [l2](https://other.example/) [l3](mailto:x@y.example) l4 l5 l6 l7 l8 l9',
    );
  });

  it('an image is its words alone', () => {
    expect(
      read(
        page(
          '<p>See <img src="https://evil.example/x.png?d=1" alt="A [loaf](https://evil.example)"> here</p>',
        ),
      ).markdown,
    ).toBe('See [image: A  loaf (https://evil.example)] here');
  });
});

describe('a page', () => {
  it('is its article, with its title, where it has one', () => {
    const html = page(
      `<nav><ul><li><a href="/">Home</a></li><li>Menu</li></ul></nav><article><h1>On bread</h1>${PARAGRAPH.repeat(4)}<pre><code>knead()</code></pre></article><footer>Imprint</footer>`,
      '<title>On bread</title><meta property="article:published_time" content="2026-11-20">',
    );
    const { title, markdown } = read(html);
    expect(title).toBe('On bread');
    expect(markdown).toContain('knead()');
    expect(markdown).not.toContain('Menu');
  });

  it('that is no article is read whole', () => {
    expect(read(page('<ul><li>one<li>two</ul><table><tr><td>3</td></tr></table>')).markdown).toMatch(
      /one[\s\S]*two[\s\S]*3/,
    );
    expect(read('just words').markdown).toBe('just words');
    expect(read('').markdown).toBe('');
  });
});
