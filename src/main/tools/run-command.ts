// run_command: a program and its arguments, in the sandbox, in this conversation's workspace.
import { z } from 'zod';
import type { Fact } from '../../contracts/approvals.ts';
import type { PreparedCommand, RunOutcome, Sandbox, SandboxLimits } from '../domain/ports/sandbox.ts';
import type { Tool, ToolOutput } from '../domain/ports/tool.ts';
import { defineTool } from './define-tool.ts';
import { done, failed, fromWorkspace } from './outputs.ts';

const input = z.strictObject({
  argv: z
    .array(z.string().max(32_768))
    .min(1)
    .max(512)
    .describe('Program and arguments, for example ["ls", "-la"]. Not a shell line.'),
  folder: z.string().max(4_096).default('.').describe('Working folder inside the workspace.'),
});

/**
 * Programs that run whatever their arguments say: one exact call looks harmless and is not, because what they run
 * can change. Never a standing rule. Source: threats.md, Running commands.
 */
const CARRIERS = new RegExp(
  `^(?:${[
    '(ba|da|z|k|mk|ok|pdk|ya|c|tc|a|fi|rba|rk|elvi)?sh|nu|xonsh|busybox|toybox|powershell|pwsh|cmd',
    'python|pythonw|pypy|ipython|node|nodejs|deno|bun|tsx|ts-node|perl|raku|ruby|irb|php|lua|luajit|osascript',
    'awk|gawk|mawk|nawk|original-awk|tclsh|wish|expect|rscript|julia|java|jshell|groovy|scala|kotlin|guile',
    'racket|sbcl|clisp|ocaml|erl|escript|elixir|iex|ghci|runghc|swift|dotnet|mono|wine|qemu-[a-z0-9_]+',
    'env|nice|ionice|nohup|timeout|time|xargs|parallel|find|fd|fdfind|watch|entr|flock|script|setsid|stdbuf',
    'sudo|doas|su|runuser|pkexec|chroot|unshare|nsenter|taskset|chrt|strace|ltrace|gdb|lldb|ld(-linux)?[-a-z0-9_.]*',
    'ssh|scp|sftp|rsync|git|hg|svn|docker|podman|systemd-run|run-parts|start-stop-daemon|at|batch|crontab',
    'make|gmake|cmake|ninja|meson|just|task|rake|gradle|mvn|ant|bazel|cargo|go|rustc|npm|npx|pnpm|yarn|uv|uvx|pip|pipx|gem|bundle|composer|pytest|tox',
    'tar|bsdtar|cpio|zip|sed|sort|split|m4|dc|vi|vim|nvim|view|ex|ed|emacs|less|more|man|rg|fzf|sqlite3|psql|mysql|tmux|screen',
  ].join('|')})[0-9.]*(\\.exe)?$`,
  'i',
);

export function createRunCommand(deps: { sandbox: Sandbox; limits: () => SandboxLimits }): Tool {
  return defineTool({
    name: 'run_command',
    description:
      'Runs a program in a sandbox inside this conversation’s workspace. No network. The owner may be asked first. For pipes use ["sh", "-c", "…"].',
    input,
    effects: ['execute', 'read', 'write'],
    prepare: async ({ argv, folder }, context) => {
      const [program, ...rest] = argv;
      if (program === undefined || program === '')
        return { kind: 'refused', reason: 'No program was named.' };
      const request = {
        argv: [program, ...rest] as const,
        workspace: context.workspace,
        workingFolder: folder,
        limits: deps.limits(),
      };
      const prepared = await deps.sandbox.prepare({ ...request, argv: [program, ...rest] });
      if (prepared.kind === 'refused') return { kind: 'refused', reason: prepared.reason };
      const { command } = prepared;
      return {
        kind: 'ready',
        action: {
          summary: `Run ${quoted(command.argv)}`,
          facts: factsOf(command, deps.sandbox.describe(context.workspace)),
          binding: command,
          // SECURITY: no standing rule for interpreters and wrappers, nor for what cannot be undone.
          mayBecomeRule:
            !CARRIERS.test(lastPart(program)) &&
            !CARRIERS.test(lastPart(command.executable)) &&
            !DESTRUCTIVE.test(lastPart(program)) &&
            !DESTRUCTIVE.test(lastPart(command.executable)) &&
            // SECURITY: what lies in the workspace can be changed by the next call, and the rule would still hold.
            !command.executable.startsWith(`${context.workspace}/`) &&
            command.script === null,
          run: async (signal) =>
            outputOf(
              await deps.sandbox.run({ ...request, argv: [program, ...rest] }, command, signal),
              command.argv,
            ),
        },
      };
    },
  });
}

/** What cannot be undone is asked about each time. Source: experience.md, "No always for what cannot be made a safe rule". */
const DESTRUCTIVE =
  /^(rm|rmdir|unlink|dd|shred|truncate|mv|chmod|chown|kill|pkill|killall|wipefs|mkfs(\.\w+)?)(\.exe)?$/i;

function factsOf(command: PreparedCommand, confinement: readonly string[]): Fact[] {
  return [
    {
      label: 'Command',
      text: command.argv.map(numbered).join('\n'),
      style: 'code',
    },
    { label: 'Folder', text: command.workingFolder, style: 'code' },
    { label: 'Program', text: `${command.executable}\nSHA-256 ${command.executableSha256}`, style: 'code' },
    ...(command.script === null
      ? []
      : [
          {
            label: 'Script',
            text: `${command.script.path}\nSHA-256 ${command.script.sha256}`,
            style: 'code' as const,
          },
        ]),
    { label: 'Sandbox', text: confinement.join('\n'), style: 'plain' },
  ];
}

function outputOf(outcome: RunOutcome, argv: readonly string[]): ToolOutput {
  const taint = fromWorkspace('command-output', quoted(argv));
  switch (outcome.kind) {
    case 'refused':
      return failed(`It was not run: ${outcome.reason}`);
    case 'stopped':
      return failed('It was stopped by the owner.');
    case 'ended': {
      const how = outcome.timedOut
        ? `Ended after ${Math.round(outcome.durationMs / 1000)} s: it ran out of time, and everything it started was ended.`
        : outcome.outOfMemory
          ? 'Ended: it ran out of memory.'
          : outcome.exitCode === null
            ? `Ended by signal ${outcome.signal ?? 'unknown'}.`
            : `Exit code ${outcome.exitCode}.`;
      const text = `${how}\n${outcome.output}`;
      return outcome.exitCode === 0 && !outcome.timedOut
        ? done(text, taint)
        : { ...done(text, taint), isError: true };
    }
  }
}

/** One part under its number; lines within a part are marked, so that no part can look like several. */
function numbered(part: string, index: number): string {
  const number = String(index);
  // SECURITY: without the mark an argument with a line break could show the owner another command than runs.
  return `${number}  ${part.replaceAll('\n', `\n${' '.repeat(number.length)}│ `)}`;
}

/** As one would type it, for reading only. */
function quoted(argv: readonly string[]): string {
  return argv
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
