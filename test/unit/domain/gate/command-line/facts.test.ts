// What is said of a command beside its verdict: sentence, programs, effects, hosts, paths, and whether a rule may be saved.
import { describe, expect, test } from 'vitest';
import { analysed, type Row } from './verdict.ts';

describe('the sentence', () => {
  test.each<[Row, string]>([
    [['rm', 'reports/a', 'reports/b', 'reports/c'], 'Delete 3 files in reports'],
    [['rm', 'a', 'b/c'], 'Delete 2 files'],
    [['rm', '-rf', 'build'], 'Delete build and everything in it'],
    [['rm', '-r', 'a', 'b'], 'Delete 2 places and everything in them'],
    [['mv', 'a', 'b'], 'Move a to b'],
    [['cp', 'a', 'b', 'out'], 'Copy 2 files to out (cp a b out)'],
    [['npm', 'test'], 'Run the tests with npm'],
    [['npm', 'run', 'test'], 'Run the tests with npm'],
    [['npm', 'run', 'lint'], 'Run “lint” with npm'],
    [['git', 'push'], 'Send commits to another computer with git'],
    [['head', 'notes.txt'], 'Show the first lines of notes.txt (head notes.txt)'],
    [['grep', '-r', 'x y', 'src'], "Search for “x y” in src (grep -r 'x y' src)"],
    [['ls', '-la'], 'List the files here (ls -la)'],
    [['touch', 'a b'], "Run touch 'a b'"],
    [['echo', 'hi'], 'Run echo hi'],
    [['python3', '-c', 'x'], 'Run python3 -c x'],
    [['./rm', 'a'], 'Run ./rm a'],
    ['ls | wc -l', 'List the files here, then count lines, words and characters'],
    ['ls src && rm a', 'List the files in src, then delete a'],
    ['ls > a', "Run sh -c 'ls > a'"],
    ['rm a > b', "Run sh -c 'rm a > b'"],
    ['A=1 rm x', "Run sh -c 'A=1 rm x'"],
    ['rm *.o', "Run sh -c 'rm *.o'"],
    ['ls; pwd; date; rm a', 'Delete a; run 4 commands: ls, pwd, date, rm'],
    ['ls; tool a; pwd', 'Run 3 commands: ls, tool, pwd'],
    ['ls |', "Run sh -c 'ls |'"],
    [['sh', '-c', `ls; # ${'x'.repeat(200)}`, '|'], 'List the files here'],
    [['python3', '-c', 'x'.repeat(200)], 'Run python3 with what is written below'],
    [['tool', '-c', 'a\nb'], "Run tool -c 'a\nb'"],
    [['python3', '-c', 'a\nb'], 'Run python3 with what is written below'],
  ])('%j', (row, sentence) => {
    expect(analysed(row).summary).toBe(sentence);
  });
});

describe('a standing rule', () => {
  test.each([['ls', '-la'], ['cp', 'a', 'b'], ['touch', 'a'], ['tool', '--flag'], ['lsblk']])(
    'may be saved for %j',
    (...row) => {
      expect(analysed(row).mayBecomeRule).toBe(true);
    },
  );

  test.each<[string, Row]>([
    ['sh -c', ['sh', '-c', 'ls']],
    ['a chain', 'ls && ls'],
    ['a wrapper', ['nice', 'ls']],
    ['an interpreter', ['python3', 'a.py']],
    ['inline code', ['node', '-e', '1']],
    ['deletion', ['rm', 'a']],
    ['moving', ['mv', 'a', 'b']],
    ['git', ['git', 'status']],
    ['a package runner', ['npm', 'test']],
    ['what is denied', ['rm', '-rf', '/']],
    ['an applet', ['busybox', 'ls']],
    ['a version of one', ['python3.12', 'a.py']],
    ['find', ['find', '.']],
    ['the loader', ['/lib64/ld-linux-x86-64.so.2', '/bin/ls']],
  ])('is not saved for %s', (_name, row) => {
    const { mayBecomeRule, noRuleReason } = analysed(row);
    expect({ mayBecomeRule, hasReason: (noRuleReason ?? '').length > 10 }).toEqual({
      mayBecomeRule: false,
      hasReason: true,
    });
  });
});

test.each<[Row, readonly string[]]>([
  [['ls'], ['execute', 'read']],
  [
    ['rm', 'a'],
    ['execute', 'irreversible', 'read', 'write'],
  ],
  [
    ['curl', 'x.org'],
    ['execute', 'network', 'read', 'write'],
  ],
  [
    ['git', 'push'],
    ['execute', 'irreversible', 'network', 'read', 'write'],
  ],
  [
    ['sed', '-i', 's/a/b/', 'f'],
    ['execute', 'irreversible', 'read', 'write'],
  ],
  ['echo hi > /dev/tcp/x.org/80', ['execute', 'network', 'read', 'write']],
  [
    ['python3', '-c', 'x'],
    ['execute', 'irreversible', 'read', 'write'],
  ],
  [
    ['npm', 'ci'],
    ['execute', 'network', 'read', 'write'],
  ],
  [
    ['npm', 'test'],
    ['execute', 'read', 'write'],
  ],
])('the effects of %j', (row, effects) => {
  expect([...analysed(row).effects].sort()).toEqual(effects);
});

test('programs, hosts and paths are named', () => {
  const { programs, hosts, paths, segments } = analysed(
    'curl -o a https://Example.org:8443/x | nice tar xz; rm b > "c d"',
  );
  expect({ programs, hosts, paths, segments }).toEqual({
    programs: ['sh', 'curl', 'nice', 'tar', 'rm'],
    hosts: ['example.org'],
    paths: ['b', 'c d'],
    segments: [
      {
        program: 'curl',
        argv: ['curl', '-o', 'a', 'https://Example.org:8443/x'],
        text: 'curl -o a https://Example.org:8443/x',
        through: ['sh'],
      },
      { program: 'tar', argv: ['tar', 'xz'], text: 'tar xz', through: ['sh', 'nice'] },
      { program: 'rm', argv: ['rm', 'b'], text: 'rm b >c d', through: ['sh'] },
    ],
  });
});

test('what is nested too deep, or too long, is not read', () => {
  let deep = 'ls';
  for (let at = 0; at < 14; at += 1) deep = `env ${deep}`;
  expect(analysed(deep).unreadable).toBe('Could not be read whole: it starts too many programs.');
  expect(analysed(Array.from({ length: 300 }, () => 'ls').join(';')).readsOnly).toBe(false);
});

test.each<[string, readonly string[]]>([
  ['names that look like schemes', ['curl', 'a-'.repeat(16_000)]],
  ['calls without an end', ['python3', '-c', `spawn [${' '.repeat(30_000)}`]],
  ['wrappers within wrappers', [...Array.from({ length: 40 }, () => 'docker'), 'x'.repeat(30_000)]],
  ['broken lines', ['sh', '-c', 'ls )\n'.repeat(6_000)]],
  ['substitutions', ['sh', '-c', '$('.repeat(15_000)]],
])('%s do not keep the analysis busy', (_name, argv) => {
  const begin = performance.now();
  analysed(argv);
  // Typically well under a fifth of a second; quadratic reading of these takes many.
  expect(performance.now() - begin).toBeLessThan(2_000);
});
