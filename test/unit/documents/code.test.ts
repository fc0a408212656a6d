// Code by its top-level blocks, in the common languages, by simple means.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../src/main/adapters/documents/formats/code.ts';
import { declaredName } from '../../../src/main/adapters/documents/formats/code-symbols.ts';

function read(text: string) {
  const outcome = readCode(text);
  if (outcome.kind !== 'sections') throw new Error(outcome.reason);
  return outcome.sections;
}
const shape = (text: string) =>
  read(text).map(({ headings, line, text: code }) => [headings.join(' > '), line, code]);

describe('a line that declares', () => {
  it.each([
    ['export async function readAll(', 'readAll'],
    ['export default class Reader extends Base {', 'Reader'],
    ['const total = (a: number): number => {', 'total'],
    ['export const once = async () => 1;', 'once'],
    ['export interface FoundFile extends FileState {', 'FoundFile'],
    ['def read_all(self):', 'read_all'],
    ['async def fetch(url):', 'fetch'],
    ['class Reader(Base):', 'Reader'],
    ['  def self.open(path)', 'self.open'],
    ['func (r *Reader) Read(p []byte) (int, error) {', 'Read'],
    ['type Reader struct {', 'Reader'],
    ['pub(crate) async fn read<T>(x: T) -> T {', 'read'],
    ['impl<T> Display for Reader<T> {', 'Reader'],
    ['public static void main(String[] args) {', 'main'],
    ['public sealed class Reader : IReader', 'Reader'],
    ['int main(int argc, char **argv)', 'main'],
    ['std::string Reader::name() const {', 'Reader::name'],
    ['fun String.shout(): String = uppercase()', 'String.shout'],
    ['function M.read(path)', 'M.read'],
    ['build() {', 'build'],
    ['CREATE TABLE IF NOT EXISTS memories (', 'memories'],
    ['(defn read-all [x]', 'read-all'],
    ['defmodule My.Reader do', 'My.Reader'],
    ['sub read_all {', 'read_all'],
    ['[tool.ruff]', 'tool.ruff'],
  ])('%s', (line, name) => expect(declaredName(line, false)).toBe(name));

  it.each([
    'if (x) {',
    'for (const a of b) {',
    'return call(',
    'import x from "y";',
    '// function of it',
    'x = 1',
    'else if (y) {',
    'await run(',
    'const a = 1;',
  ])('%s declares nothing', (line) => expect(declaredName(line, true)).toBeNull());
});

describe('a file of code', () => {
  it('is its functions and classes, what is said above each with it, the rest between', () => {
    const text = `import a from 'a';
import b from 'b';

const LIMIT = 1;

/** Reads it. */
export function read() {
  const x = 1;

  return x;
}
// Writes it.
function write() {}

export class Store {
  get() {}
}
`;
    expect(shape(text)).toEqual([
      ['', 1, "import a from 'a';\nimport b from 'b';\n\nconst LIMIT = 1;"],
      ['read', 6, '/** Reads it. */\nexport function read() {\n  const x = 1;\n\n  return x;\n}'],
      ['write', 12, '// Writes it.\nfunction write() {}'],
      ['Store', 15, 'export class Store {\n  get() {}\n}'],
    ]);
  });

  it('with a long class is cut between its members, under both names', () => {
    const method = (name: string) =>
      `    @cached\n    def ${name}(self):\n${'        x = 1  # a comment\n'.repeat(40)}`;
    const sections = read(
      `class Reader(Base):\n    """Reads."""\n\n${['open', 'read', 'close'].map(method).join('\n')}\n\ndef after():\n    pass\n`,
    );
    expect(sections.map(({ headings }) => headings)).toEqual([
      ['Reader'],
      ['Reader'],
      ['Reader', 'open'],
      ['Reader', 'read'],
      ['Reader', 'close'],
      ['after'],
    ]);
    expect(sections[2]?.text.startsWith('    @cached\n    def open(self):')).toBe(true);
  });

  it('of data is cut where it is least indented', () => {
    const data = JSON.stringify(
      { name: 'x', all: Array.from({ length: 300 }, (_, id) => ({ id, words: 'of it' })) },
      null,
      2,
    );
    const sections = read(data);
    expect(sections.length).toBeGreaterThan(3);
    for (const { text } of sections) expect(text.length).toBeLessThanOrEqual(2_000);
    expect(sections[1]?.text.startsWith('  "all": [\n    {')).toBe(true);
    for (const { text } of sections.slice(2)) expect(text.startsWith('    {\n')).toBe(true);
  });

  it('loses no line, whatever it is', () => {
    const line = fc.constantFrom(
      '',
      '',
      'function a() {',
      '  b();',
      '    c();',
      '}',
      '// said',
      '  d: 1,',
      'class E {',
      '@f',
      'x = 1',
      'y'.repeat(700),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const words = (all: readonly string[]) =>
          all.flatMap((one) => one.split('\n')).filter((one) => one !== '');
        const outcome = readCode(lines.join('\n'));
        const sections = outcome.kind === 'sections' ? outcome.sections : [];
        expect(words(sections.map(({ text }) => text))).toEqual(words(lines));
        for (const { line: at, text } of sections) expect(lines[(at ?? 0) - 1]).toBe(text.split('\n')[0]);
      }),
    );
  });
});
