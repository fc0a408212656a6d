// A file of HTML as sections: what a reader would have seen of it, under its headings, and nothing else.
import { describe, expect, it } from 'vitest';
import { readHtmlDocument } from '../../../src/main/adapters/documents/html/html-document.ts';
import { HIDDEN_PIECES } from './hidden-pieces.ts';

function read(html: string) {
  const outcome = readHtmlDocument(html);
  if (outcome.kind !== 'sections') throw new Error(outcome.reason);
  return outcome;
}
const shape = (html: string) => read(html).sections.map(({ headings, text }) => [headings.join(' > '), text]);

describe('words that a reader would not have seen are not read', () => {
  it.each(HIDDEN_PIECES)('%s', (_what, piece) => {
    const words = JSON.stringify(read(`<body><p>Bread</p>${piece}<p>Butter</p></body>`));
    expect(words).toContain('Bread');
    expect(words).toContain('Butter');
    expect(words).not.toContain('HIDDEN');
  });

  it('and what can be seen is', () => {
    expect(shape('<p style="color:red;height:100px">SEEN</p><dialog open>ALSO</dialog>')).toEqual([
      ['', 'SEEN\n\nALSO'],
    ]);
    expect(readHtmlDocument('<p hidden>all of it</p>')).toEqual({
      kind: 'left-out',
      reason: 'It has no text that a reader would see.',
    });
  });
});

describe('a page', () => {
  it('is its paragraphs, items and rows below its headings, with its title', () => {
    const html = `<html><head><title>Of &amp; on bread</title></head><body>
      <p>Before.</p><h1>Bread <i>and</i> butter</h1>
      <p>First<br>second   line, <b>bold</b>.<p>Next.
      <ul><li>rye<ul><li>dark</ul><li>wheat</ul>
      <h2>Prices</h2><table><tr><th>Loaf<th>Price<tr><td><p>rye</p><td>3 €</table>
      <pre>  knead()\n    rest()</pre></body></html>`;
    expect([read(html).title, shape(html)]).toEqual([
      'Of & on bread',
      [
        ['', 'Before.'],
        ['Bread and butter', 'First\nsecond line, bold.\n\nNext.\n\n- rye\n  - dark\n- wheat'],
        ['Bread and butter > Prices', 'Loaf | Price\nrye | 3 €\n\n  knead()\n    rest()'],
      ],
    ]);
  });

  it('that is held together by a table keeps its headings and paragraphs', () => {
    const html = `<table><tr><td><h1>Menu</h1><p>One.</p><td>${'Long words. '.repeat(40)}</table>`;
    expect(shape(html)).toEqual([['Menu', `One.\n\n${'Long words. '.repeat(40).trim()}`]]);
  });

  it('links to pages and mail alone, whole; an image is its words', () => {
    const hrefs = [
      'https://a.example/x(1)',
      'mailto:x@y.example',
      '/here',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:,x',
    ];
    const html = `${hrefs.map((href, index) => `<a href="${href}">l${index}</a>`).join(' ')} <img src="https://evil.example/" alt="A [loaf](x)">`;
    expect(shape(html)).toEqual([
      ['', '[l0](https://a.example/x%281%29) [l1](mailto:x@y.example) l2 l3 l4 l5 [image: A loaf (x)]'],
    ]);
  });

  it('nested without end is given up, one that forgets to close is read', () => {
    expect(() => readHtmlDocument('<div>'.repeat(30_000))).toThrow();
    expect(shape(`${'<font>'.repeat(3_000)}words`)).toEqual([['', 'words']]);
  });

  it('of sixteen megabytes is read in its order, to the limit', () => {
    const paragraph = '<p>Bread is <b>made</b> of flour.</p>';
    const outcome = read(paragraph.repeat(Math.floor((16 * 1024 * 1024) / paragraph.length)));
    expect(outcome.note).toBe('Only the first 4,000,000 characters were read; the rest was left out.');
    expect(outcome.sections[0]?.text.startsWith('Bread is made of flour.\n\n')).toBe(true);
  });
});
