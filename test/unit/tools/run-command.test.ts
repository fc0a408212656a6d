// run_command: the owner sees the exact argv; what carries other programs never becomes a rule; outcomes are told as they are.
import { describe, expect, test } from 'vitest';
import { parseShell } from '../../../src/main/adapters/command-line/parse-shell.ts';
import { LINUX_PATH, MACOS_PATH } from '../../../src/main/adapters/sandbox/environment.ts';
import { createCommandReader } from '../../../src/main/domain/gate/command-line/analyse.ts';
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
const commandReader = createCommandReader({ parseShell, platform: 'linux' });
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
  const parsed = createRunCommand({ sandbox, limits: () => LIMITS, commandReader }).parse({ argv });
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
    const many = (await prepared(['echo', ...Array.from({ length: 10 }, (_, n) => `a${n}`)])).facts[0]?.text;
    expect(many?.split('\n').slice(8)).toEqual([' 8  a7', ' 9  a8', '10  a9']);
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

  test('name it in one sentence, with the exact command where a rule may be saved under it', async () => {
    expect((await prepared(['ls', '-la', 'my folder', "it's"])).summary).toBe(
      "List the files in my folder and it's (ls -la 'my folder' 'it'\\''s')",
    );
  });

  test('say first that it could not be analysed', async () => {
    expect((await prepared(['python3', '-c', 'x'])).facts[0]).toEqual({
      label: 'Could not be analysed',
      text: 'Could not be read whole: python runs code given as text.',
      style: 'warning',
    });
  });

  test('list each program of a chain', async () => {
    const { facts } = await prepared(['sh', '-c', 'ls src && rm a > log']);
    expect(facts[1]).toEqual({ label: 'Programs it starts', text: '1  ls src\n2  rm a >log', style: 'code' });
  });
});

describe('what stands behind a name', () => {
  async function outcome(
    argv: readonly [string, ...string[]],
    change: Partial<PreparedCommand>,
  ): Promise<string> {
    const sandbox = createRecordingSandbox();
    const request = { argv, workspace: '/w', workingFolder: '.', limits: LIMITS };
    sandbox.willPrepare({ kind: 'prepared', command: commandFor(request, change) });
    const parsed = createRunCommand({ sandbox, limits: () => LIMITS, commandReader }).parse({ argv });
    if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
    return (await parsed.call.prepare(CONTEXT)).kind;
  }

  test('is the system’s own for a reader, or the reader is not run', async () => {
    expect(await outcome(['ls'], { executable: '/usr/bin/ls' })).toBe('ready');
    expect(await outcome(['ls'], { executable: '/w/ls' })).toBe('refused');
    expect(await outcome(['ls'], { executable: '/usr/bin/ls', environment: { PATH: '/usr/bin:.' } })).toBe(
      'refused',
    );
    expect(
      await outcome(['sh', '-c', 'ls'], { executable: '/usr/bin/dash', environment: { PATH: ':/bin' } }),
    ).toBe('refused');
  });

  test('is never a program that is denied under its own name', async () => {
    expect(await outcome(['./tidy', '-rf', '/'], { executable: '/usr/bin/rm' })).toBe('refused');
    expect(await outcome(['./tidy', '-rf', 'build'], { executable: '/usr/bin/rm' })).toBe('ready');
  });

  test('is found in folders of the system only, on every search path the sandbox gives', () => {
    for (const path of [LINUX_PATH, MACOS_PATH]) {
      expect(commandReader.isTrustedReader('/usr/bin/ls', path.join(':'))).toBe(true);
      expect(commandReader.isTrustedReader('/usr/bin/ls', [...path, '/w'].join(':'))).toBe(false);
    }
  });
});

test('the decision is made on effects and traits of the call itself', () => {
  const tool = createRunCommand({ sandbox: createRecordingSandbox(), limits: () => LIMITS, commandReader });
  const traits = (argv: readonly string[]) => {
    const parsed = tool.parse({ argv });
    return parsed.kind === 'parsed' ? [parsed.call.effects, parsed.call.traits] : null;
  };
  expect(traits(['ls', 'src'])).toEqual([
    ['execute', 'read'],
    {
      readsOnly: true,
      hosts: [],
      recipients: [],
      paths: [],
      programs: ['ls'],
      forbidden: null,
      unreadable: null,
    },
  ]);
  expect(traits(['sh', '-c', 'curl https://Example.org/a > b; rm -rf /'])).toEqual([
    ['execute', 'read', 'write', 'network', 'irreversible'],
    {
      readsOnly: false,
      hosts: ['example.org'],
      recipients: [],
      paths: ['b', '/'],
      programs: ['sh', 'curl', 'rm'],
      forbidden: 'It would delete a whole system, home or working folder.',
      unreadable: null,
    },
  ]);
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
  const tool = createRunCommand({ sandbox: createRecordingSandbox(), limits: () => LIMITS, commandReader });
  expect(tool.parse(input).kind).toBe('invalid');
});
