// The parser beside the real shells of this machine: what they refuse, and what they truly start.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseShell } from '../../../src/main/adapters/command-line/parse-shell.ts';
import { analyseCommand } from '../../../src/main/domain/gate/command-line/analyse.ts';
import { READS } from '../domain/gate/command-line/tables/readers.ts';
import { SYNTAX } from './syntax.ts';

const BASH = '/bin/bash';
const SHELLS = [BASH, '/bin/sh'].filter((shell) => existsSync(shell));

describe('what bash does not accept is not read', () => {
  test.each(SYNTAX.map((line) => [line]))('%j', (line) => {
    const accepted = spawnSync(BASH, ['-n', '-c', line], { env: { LC_ALL: 'C.UTF-8' } });
    const isAccepted = accepted.status === 0 && accepted.stderr.length === 0;
    if (!isAccepted) expect(parseShell(line).kind).toBe('unreadable');
  });

  test('and most of what it accepts is', () => {
    const accepted = SYNTAX.filter((line) => {
      const { status, stderr } = spawnSync(BASH, ['-n', '-c', line], { env: { LC_ALL: 'C.UTF-8' } });
      return status === 0 && stderr.length === 0;
    });
    const refused = accepted.filter((line) => parseShell(line).kind === 'unreadable');
    // Two are broken only once they are run; bash looks then, and says nothing here.
    expect(refused).toEqual(
      ['! ! !', 'time', 'echo `if`', 'cat <<E\n$(if)\nE', 'ls \u00a0', 'ls \u0007', 'ls \r', '\ufeffls'].sort(
        (one, other) => SYNTAX.indexOf(one) - SYNTAX.indexOf(other),
      ),
    );
  });
});

describe('what is said to start is what starts', () => {
  let folder = '';
  const programs = [
    'ls',
    'cat',
    'grep',
    'sort',
    'wc',
    'head',
    'find',
    'uniq',
    'tr',
    'cut',
    'rm',
    'touch',
    'q',
  ];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-shell-'));
    // Stands for every program: writes down how it was started, and does nothing.
    writeFileSync(
      join(folder, 'recorder'),
      // One write a start: parts of a pipeline run at once, and two writes of each would mingle. How many words there are
      // stands before them: a word may be anything.
      `#!${BASH}\nprintf '%s\\0' "$#" "\${0##*/}" "$@" >> "$RECORD"\n`,
      { mode: 0o755 },
    );
    writeFileSync(join(folder, 'a.txt'), 'a');
    for (const program of programs) symlinkSync('recorder', join(folder, program));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Every start, sorted, since the parts of a pipeline run at once. */
  function started(shell: string, line: string): string[] {
    const record = join(folder, 'record');
    writeFileSync(record, '');
    spawnSync(shell, ['-c', line], {
      cwd: folder,
      input: '',
      timeout: 5_000,
      env: { PATH: folder, RECORD: record, HOME: folder, LC_ALL: 'C.UTF-8' },
    });
    const words = readFileSync(record, 'utf8').split('\0');
    const starts: string[] = [];
    for (let at = 0; at < words.length - 1; ) {
      const end = at + Number(words[at]) + 2;
      starts.push(`${words.slice(at + 1, end).join('\0')}\0`);
      at = end;
    }
    return starts.sort();
  }

  function said(line: string): string[] {
    return analyseCommand(['sh', '-c', line], { parseShell, platform: 'linux' })
      .segments.flatMap(({ argv }) =>
        argv !== null && programs.includes(argv[0] ?? '') ? [`${argv.join('\0')}\0`] : [],
      )
      .sort();
  }

  const lines = READS.filter((row): row is string => typeof row === 'string').filter(
    (line) => !/sleep|command|time|\\ls|jq|awk|sed|printf|date|du|sha|LC_ALL|TZ/.test(line),
  );

  test.each(lines.flatMap((line) => SHELLS.map((shell) => [shell, line] as const)))(
    '%s: %j',
    (shell, line) => {
      const starts = started(shell, line);
      // `a || b` and `a && b` start a part of what stands there.
      for (const start of starts) expect(said(line)).toContain(start);
      if (!/&&|\|\||if|!/.test(line)) expect(starts).toEqual(said(line));
    },
  );

  const piece = fc.constantFrom(
    ' ',
    ' ',
    '"',
    "'",
    '\\',
    ';',
    '\n',
    '|',
    '&&',
    '||',
    '#',
    '$',
    '(',
    ')',
    '{',
    '}',
    '`',
    '*',
    '~',
    '=',
    '>/dev/null',
    '2>&1',
    '<',
    'ls',
    'cat',
    'rm',
    'q',
    'a',
    '-l',
    'touch',
    '!',
    '[',
    ']',
    ':',
    ',',
    '..',
    '$(',
    '"$(',
    'é',
  );

  test.each(SHELLS.map((shell) => [shell]))(
    '%s starts nothing else where a line is known to read only',
    (shell) => {
      let harmless = 0;
      fc.assert(
        fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), (pieces) => {
          const line = `ls ${pieces.join('')}`;
          const { readsOnly } = analyseCommand(['sh', '-c', line], { parseShell, platform: 'linux' });
          if (!readsOnly) return;
          harmless += 1;
          for (const start of started(shell, line)) expect(said(line)).toContain(start);
        }),
        { numRuns: 400 },
      );
      expect(harmless).toBeGreaterThan(20);
    },
  );
});

test('this machine has the shell that the parser is held to', () => {
  expect(execFileSync(BASH, ['--version'], { encoding: 'utf8' })).toContain('GNU bash');
});
