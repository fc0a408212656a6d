// run_command: the owner sees the exact argv; what carries other programs never becomes a rule; outcomes are told as they are.
import { describe, expect, test } from 'vitest';
import type { PreparedCommand, RunOutcome } from '../../../src/main/domain/ports/sandbox.ts';
import type { PreparedAction, ToolContext } from '../../../src/main/domain/ports/tool.ts';
import { createRunCommand } from '../../../src/main/tools/run-command.ts';
import { commandFor, createRecordingSandbox, ended } from '../../worlds/recording-sandbox.ts';

const CONTEXT: ToolContext = {
  conversationId: 'c',
  turnId: 't',
  actor: { kind: 'owner' },
  workspace: '/w',
  frameId: 'f',
  taint: { untrusted: false, private: false, sources: [] },
};
const LIMITS = { timeoutMs: 60_000, maxOutputBytes: 1_000, maxMemoryBytes: 1_000 };

async function prepared(
  argv: readonly string[],
  change: Partial<PreparedCommand> = {},
  outcome: RunOutcome = ended('hello'),
): Promise<PreparedAction> {
  const sandbox = createRecordingSandbox();
  const [program, ...rest] = argv as [string, ...string[]];
  const request = {
    argv: [program, ...rest] as [string, ...string[]],
    workspace: '/w',
    workingFolder: '.',
    limits: LIMITS,
  };
  sandbox.willPrepare({ kind: 'prepared', command: commandFor(request, change) });
  sandbox.will(outcome);
  const parsed = createRunCommand({ sandbox, limits: () => LIMITS }).parse({ argv });
  if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
  const ready = await parsed.call.prepare(CONTEXT);
  if (ready.kind !== 'ready') throw new Error(ready.reason);
  return ready.action;
}

describe('the facts of a command', () => {
  test('show every part under its number, exactly', async () => {
    const { facts } = await prepared(['grep', '-r', 'two words', "it's", '']);
    expect(facts[0]).toEqual({
      label: 'Command',
      text: "0  grep\n1  -r\n2  two words\n3  it's\n4  ",
      style: 'code',
    });
  });

  test('show a part with line breaks as one part, which cannot look like several', async () => {
    const { facts } = await prepared(['echo', 'hi\n2  --harmless\n3  x']);
    expect(facts[0]?.text).toBe('0  echo\n1  hi\n │ 2  --harmless\n │ 3  x');
  });

  test('show program, its hash, folder, script and what it could touch', async () => {
    const { facts } = await prepared(['cat', 'a.sh'], { script: { path: 'a.sh', sha256: 'c'.repeat(64) } });
    expect(facts.slice(1).map(({ label, text }) => [label, text])).toEqual([
      ['Folder', '/w'],
      ['Program', `/usr/bin/cat\nSHA-256 ${'a'.repeat(64)}`],
      ['Script', `a.sh\nSHA-256 ${'c'.repeat(64)}`],
      ['Sandbox', 'Can read and write /w.\nNo network.'],
    ]);
  });

  test('name it in one sentence, as one would type it', async () => {
    expect((await prepared(['ls', '-la', 'my folder', "it's"])).summary).toBe(
      "Run ls -la 'my folder' 'it'\\''s'",
    );
  });
});

describe('a standing rule', () => {
  test.each([
    'sh',
    'bash',
    'dash',
    'zsh',
    'fish',
    '/bin/sh',
    'python',
    'python3',
    'python3.12',
    'node',
    'perl',
    'ruby',
    'php',
    'awk',
    'gawk',
    'env',
    'nice',
    'nohup',
    'timeout',
    'xargs',
    'find',
    'busybox',
    'sudo',
    'make',
    'npm',
    'npx',
    'git',
    'tar',
    'sed',
    'sort',
    'vim',
    'ed',
    'bash.exe',
    'PowerShell.exe',
    'cmd.exe',
    './sh',
    'pnpm',
    'cargo',
    'go',
    'rsync',
    'strace',
    'ld-linux-x86-64.so.2',
    'Rscript',
    'tsx',
    'parallel',
    'flock',
    'less',
  ])('is never offered for %s, which runs whatever its arguments say', async (program) => {
    expect((await prepared([program, 'x'])).mayBecomeRule).toBe(false);
  });

  test('is not offered for a name behind which such a program stands', async () => {
    expect((await prepared(['harmless'], { executable: '/usr/bin/python3.12' })).mayBecomeRule).toBe(false);
  });

  test('is not offered under such a name, whatever stands behind it today', async () => {
    expect((await prepared(['python3'], { executable: '/opt/harmless' })).mayBecomeRule).toBe(false);
  });

  test('is not offered for what lies in the workspace, as program or as script', async () => {
    expect((await prepared(['./tool'], { executable: '/w/tool' })).mayBecomeRule).toBe(false);
    expect(
      (await prepared(['cat', 'a'], { script: { path: 'a', sha256: 'c'.repeat(64) } })).mayBecomeRule,
    ).toBe(false);
  });

  test.each(['ls', 'cat', 'wc', 'date', 'sha256sum', 'grep', 'head', 'diff', 'lsblk', 'pushd'])(
    'may be offered for %s',
    async (program) => {
      expect((await prepared([program])).mayBecomeRule).toBe(true);
    },
  );
});

describe('what is told of a run', () => {
  const told = async (outcome: RunOutcome) => {
    const action = await prepared(['ls'], {}, outcome);
    const { text, isError } = await action.run(new AbortController().signal, 'f');
    return { text, isError };
  };

  test.each([
    ['success', ended('hello'), 'Exit code 0.\nhello', false],
    ['failure', ended('no', 2), 'Exit code 2.\nno', true],
    [
      'too long',
      { ...ended('…', 0), timedOut: true, durationMs: 60_400 },
      'Ended after 60 s: it ran out of time, and everything it started was ended.\n…',
      true,
    ],
    ['too much memory', { ...ended('', 137), outOfMemory: true }, 'Ended: it ran out of memory.\n', true],
    ['a signal', { ...ended('', 0), exitCode: null, signal: 'SIGSEGV' }, 'Ended by signal SIGSEGV.\n', true],
    [
      'a refusal',
      { kind: 'refused', reason: 'The program changed.' },
      'It was not run: The program changed.',
      true,
    ],
    ['a stop', { kind: 'stopped' }, 'It was stopped by the owner.', true],
  ] as const)('%s', async (_name, outcome, text, isError) => {
    expect(await told(outcome as RunOutcome)).toEqual({ text, isError });
  });

  test('output is private and untrusted, named after its command', async () => {
    const action = await prepared(['cat', 'x']);
    expect((await action.run(new AbortController().signal, 'f')).taint).toEqual({
      untrusted: true,
      private: true,
      sources: [{ kind: 'command-output', label: 'cat x' }],
    });
  });
});

test.each([
  [{ argv: [] }],
  [{ argv: ['ls', 7] }],
  [{ argv: 'ls -la' }],
  [{}],
  [{ argv: ['ls'], shell: true }],
])('%j is no command', (input) => {
  const tool = createRunCommand({ sandbox: createRecordingSandbox(), limits: () => LIMITS });
  expect(tool.parse(input).kind).toBe('invalid');
});
