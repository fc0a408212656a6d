// Writes small Word documents: a body of paragraphs and tables, styles, notes, a title; and whatever else a part is given
// to be. Knows the names of Word's elements and no layout.
import { writeZip, type ZipPart } from '../archives/zip-writer.ts';

export interface DocxShape {
  /** Inside of w:body, made by the functions below. */
  readonly body: string;
  readonly title?: string;
  /** Texts by their id, from 1. */
  readonly footnotes?: readonly string[];
  readonly endnotes?: readonly string[];
  /** Parts besides, or instead of those written here. */
  readonly parts?: Readonly<Record<string, string | Uint8Array>>;
}

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"';

/** As a German Word names them: the ids are translated, the names within are not. */
const STYLES = `<w:styles ${NAMESPACES}>
<w:style w:type="paragraph" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Our chapters"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
</w:styles>`;

export function writeDocx({ body, title, footnotes = [], endnotes = [], parts = {} }: DocxShape): Buffer {
  const all: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<w:document ${NAMESPACES}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    'word/styles.xml': STYLES,
    'word/footnotes.xml': notes('footnote', footnotes),
    'word/endnotes.xml': notes('endnote', endnotes),
    ...(title !== undefined && {
      'docProps/core.xml': `<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title></cp:coreProperties>`,
    }),
    ...parts,
  };
  return writeZip(Object.entries(all).map(([name, content]): ZipPart => ({ name, content, deflate: true })));
}

export function paragraph(text: string, { style = '', list = -1 } = {}): string {
  const settings = [
    style === '' ? '' : `<w:pStyle w:val="${style}"/>`,
    list < 0 ? '' : `<w:numPr><w:ilvl w:val="${list}"/><w:numId w:val="1"/></w:numPr>`,
  ].join('');
  return `<w:p><w:pPr>${settings}</w:pPr>${run(text)}</w:p>`;
}

export function run(text: string, settings = ''): string {
  return `<w:r><w:rPr>${settings}</w:rPr><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
}

export function table(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<w:tc>${text.startsWith('<w:') ? text : paragraph(text)}</w:tc>`;
  return `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
}

function notes(kind: string, texts: readonly string[]): string {
  const all = texts.map((text, index) => `<w:${kind} w:id="${index + 1}">${paragraph(text)}</w:${kind}>`);
  const line = `<w:${kind} w:type="separator" w:id="-1">${paragraph('a line')}</w:${kind}>`;
  return `<w:${kind}s ${NAMESPACES}>${line}${all.join('')}</w:${kind}s>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
