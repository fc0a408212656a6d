// Markdown by its headings: what a section holds, where it stands, and that nothing is lost on the way.
import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../../../src/main/adapters/documents/formats/markdown.ts';
import { markdownPieces } from '../../../src/main/adapters/documents/formats/markdown-pieces.ts';

function read(text: string) {
  const outcome = readMarkdown(text);
  if (outcome.kind !== 'sections') throw new Error(outcome.reason);
  return outcome;
}
const shape = (text: string) =>
  read(text).sections.map((section) => [section.headings.join(' > '), section.line, section.text]);

describe('a section', () => {
  it('stands under its headings, from its own line, as it was written', () => {
    expect(
      shape(
        'Before.\n\n# Bread *and* `butter`\n\nSee [this](https://a.example/).\n\nMore.\n\n## Flour\n\n- rye\n- wheat\n\n# Water\n\nWet.\n',
      ),
    ).toEqual([
      ['', 1, 'Before.'],
      ['Bread and butter', 5, 'See [this](https://a.example/).\n\nMore.'],
      ['Bread and butter > Flour', 11, '- rye\n- wheat'],
      ['Water', 16, 'Wet.'],
    ]);
  });

  it('has the title of the front matter, else the first heading of the first rank', () => {
    expect(read('---\ntitle: "Our bread"\ntags: [a]\n---\n# Other\n\nText.')).toMatchObject({
      title: 'Our bread',
      sections: [
        { line: 2, text: 'title: "Our bread"\ntags: [a]' },
        { headings: ['Other'], line: 7, text: 'Text.' },
      ],
    });
    expect(read('## Small\n\n# Large\n\nText.').title).toBe('Large');
    expect(read('Text.').title).toBeNull();
  });

  it('is not begun by a # in code or in a quote', () => {
    expect(shape('# A\n\n```sh\n# no heading\n```\n\n> # nor this')).toEqual([
      ['A', 3, '```sh\n# no heading\n```\n\n> # nor this'],
    ]);
  });

  it('leaves out comments, which no reader of the page sees', () => {
    expect(shape('# A\n\n<!-- hidden words -->\n\nSeen.\n\n<script>x</script>')).toEqual([['A', 5, 'Seen.']]);
  });

  it('is the heading itself where nothing stands below it', () => {
    expect(shape('# A\n\n## One\n\n## Two\n\n### Three\n\n# B')).toEqual([
      ['A', 3, 'One'],
      ['A > Two', 7, 'Three'],
      ['', 9, 'B'],
    ]);
  });
});

describe('what is long', () => {
  it('is cut between items, each part of a table under its head', () => {
    const rows = Array.from({ length: 200 }, (_, index) => `| row ${index} | some words of it |`);
    const table = read(`# T\n\n| a | b |\n|---|---|\n${rows.join('\n')}\n`).sections;
    expect(table.length).toBeGreaterThan(2);
    for (const { text, headings } of table) {
      expect(text.startsWith('| a | b |\n|---|---|\n| row ')).toBe(true);
      expect(text.length).toBeLessThanOrEqual(2_000);
      expect(headings).toEqual(['T']);
    }
    expect(table.flatMap(({ text }) => text.split('\n').slice(2))).toEqual(rows);
    const items = Array.from({ length: 200 }, (_, index) => `- item ${index} with some words`);
    const list = read(items.join('\n')).sections;
    expect(list.flatMap(({ text }) => text.split('\n'))).toEqual(items);
    expect(list.map(({ line }) => line)).toEqual(
      list.map(({ text }) => items.indexOf(text.split('\n')[0] ?? '') + 1),
    );
  });

  it('is read in pieces that lose nothing and do not open a fence', () => {
    const part = `# Heading\n\n${'Words of a paragraph. '.repeat(40)}\n\n\`\`\`\n# code\n\n# more\n\`\`\`\n\n`;
    const text = part.repeat(300);
    const pieces = [...markdownPieces(text)];
    expect(pieces.length).toBeGreaterThan(4);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    for (const piece of pieces) {
      expect(piece.text.startsWith('# Heading\n')).toBe(true);
      expect(text.split('\n')[piece.lines]).toBe('# Heading');
    }
    expect(read(text).sections.every(({ headings }) => headings[0] === 'Heading')).toBe(true);
  });

  it('without any seam is taken as it is, quickly', () => {
    expect(read('>'.repeat(150_000)).sections.map(({ text }) => text.length)).toEqual([150_000]);
  });

  it('and slow to be read keeps its words, loses its later headings, and says so', () => {
    const outcome = readMarkdown('# A\n\nOne.\n\n# B\n\nTwo.', undefined, -1);
    expect(outcome).toMatchObject({
      note: 'Its later headings were not told apart, because that takes too long.',
      sections: [{ headings: [], text: '# A\n\nOne.\n\n# B\n\nTwo.' }],
    });
  });
});
