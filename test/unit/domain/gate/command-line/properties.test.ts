// Promises about every command, checked on generated ones: joining is never kinder, words come back as they were, nothing throws.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseShell } from '../../../../../src/main/adapters/command-line/parse-shell.ts';
import { quoteWord } from '../../../../../src/main/domain/gate/command-line/reading/invocation.ts';
import { ASKS } from './tables/asks.ts';
import { DENIED } from './tables/denied.ts';
import { READS } from './tables/readers.ts';
import { UNREADABLE } from './tables/unreadable.ts';
import { analysed, type Row, strictness, VERDICTS, verdict } from './verdict.ts';

const asLine = (row: Row): string => (typeof row === 'string' ? row : row.map(quoteWord).join(' '));

/** Lines that end where they end: no open here-document, comment or quote swallows what follows. */
const closed = (row: Row): boolean => {
  const line = asLine(row);
  return parseShell(line).kind === 'parsed' && !/<<|#|\n$/.test(line);
};
const anyRow = fc.constantFrom(...[...READS, ...ASKS, ...UNREADABLE, ...DENIED].filter(closed));

describe('a joined command', () => {
  test.each([' && ', ' || ', '; ', ' | ', '\n'])('with %j is never judged kinder than its parts', (joint) => {
    fc.assert(
      fc.property(anyRow, anyRow, (one, other) => {
        const joined = `${asLine(one)}${joint}${asLine(other)}`;
        const parts = Math.max(strictness(asLine(one)), strictness(asLine(other)));
        // `a &; b` and `a | ! b` are no commands at all: no shell runs any of it, and it is not read.
        const least = parseShell(joined).kind === 'parsed' ? parts : VERDICTS.indexOf('unreadable');
        expect(strictness(joined)).toBeGreaterThanOrEqual(least);
      }),
      { numRuns: 150 },
    );
  });

  test.each<[string, (line: string) => string]>([
    ['$()', (line) => `echo "$(${line}\n)"`],
    ['( )', (line) => `(${line}\n)`],
    ['if', (line) => `if true; then ${line}\nfi`],
    ['a function', (line) => `f() { ${line}\n}; f`],
    ['sh -c', (line) => `sh -c ${quoteWord(line)}`],
    ['env', (line) => `env sh -c ${quoteWord(line)}`],
    ['sudo timeout', (line) => `sudo timeout 5 sh -c ${quoteWord(line)}`],
    ['eval', (line) => `eval ${quoteWord(line)}`],
  ])('within %s is never judged kinder than by itself', (_name, wrap) => {
    fc.assert(
      fc.property(anyRow, (row) => {
        expect(strictness(wrap(asLine(row)))).toBeGreaterThanOrEqual(strictness(asLine(row)));
      }),
      { numRuns: 100 },
    );
  });
});

const word = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...' \t\n\'"\\$`*?[]{}()<>|&;#~!=-+./azAZ09éß€日'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});

test('literal words are read back as exactly these arguments', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const line = ['echo', ...words].map(quoteWord).join(' ');
      const parsed = parseShell(line);
      if (parsed.kind === 'unreadable') return;
      const [node] = parsed.script.nodes;
      expect(parsed.script.nodes).toHaveLength(1);
      if (node?.kind !== 'command') throw new Error('no command');
      // A word may be refused (a tilde, a line broken by a backslash); it is never read as another one.
      expect(node.words.map(({ value }, at) => value ?? ['echo', ...words][at])).toEqual(['echo', ...words]);
    }),
    { numRuns: 500 },
  );
});

test('arguments given directly are never a script', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      expect(verdict(['echo', ...words])).toBe('reads');
    }),
    { numRuns: 300 },
  );
});

test('whatever the text is, reading it does not fail, and noise is never known to be harmless', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
      const text = new TextDecoder('latin1').decode(bytes);
      // A line of noise is harmless only where it is no command at all; a name in it is not a known reader's.
      expect(analysed(`q${text}`).readsOnly).toBe(false);
      expect(typeof analysed([text, text]).summary).toBe('string');
    }),
    { numRuns: 500 },
  );
});

test('an option that is not known makes a reader one that is asked about', () => {
  const single = READS.filter(
    (row): row is readonly string[] =>
      typeof row !== 'string' && !/^(?:echo|true|false|\[|test|type|sh|bash|dash|:)$/.test(row[0] ?? ''),
  );
  for (const row of single)
    expect([row, verdict([...row.slice(0, 1), '--not-an-option', ...row.slice(1)])]).not.toEqual([
      row,
      'reads',
    ]);
});
