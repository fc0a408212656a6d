// run_command: a program and its arguments, in the sandbox, in this conversation's workspace.
//   argv → analysis (effects, traits, sentence) → prepared command → the same analysis under the program's real name
// May not know how a command is read; that is the reader it is given.
import { z } from 'zod';
import type { Fact } from '../../contracts/approvals.ts';
import type { CommandAnalysis, CommandReader } from '../domain/ports/command-line.ts';
import {
  CLOSED_PROFILE,
  type PreparedCommand,
  type RunOutcome,
  type Sandbox,
  type SandboxLimits,
  type SandboxProfile,
} from '../domain/ports/sandbox.ts';
import type { Tool, ToolOutput } from '../domain/ports/tool.ts';
import { commandTraits } from './command-traits.ts';
import { defineTool } from './define-tool.ts';
import { numberedLines } from './numbered-lines.ts';
import { done, failed, fromWorkspace } from './outputs.ts';

const input = z.strictObject({
  argv: z
    .array(z.string().max(32_768))
    .min(1)
    .max(512)
    .describe('Program and arguments, for example ["ls", "-la"]. Not a shell line.'),
  folder: z.string().max(4_096).default('.').describe('Working folder inside the workspace.'),
});

export function createRunCommand(deps: {
  sandbox: Sandbox;
  limits: () => SandboxLimits;
  commandReader: CommandReader;
  /** As the settings say; whether it is confined says each call. Left out: closed. */
  profile?: () => SandboxProfile;
}): Tool {
  const { sandbox, limits, commandReader, profile = () => CLOSED_PROFILE } = deps;
  return defineTool({
    name: 'run_command',
    description:
      'Runs a program in a sandbox inside this conversation’s workspace. No network but hosts the owner has listed. The owner may be asked first. For pipes use ["sh", "-c", "…"].',
    input,
    effects: ({ argv }) => {
      const { effects, readsOnly } = commandReader.analyse(argv);
      // SECURITY: with a list of hosts any program but a known reader may carry something there.
      const reaches = profile().allowHosts.length > 0 && !readsOnly && !effects.includes('network');
      return reaches ? [...effects, 'network'] : effects;
    },
    traits: ({ argv }) => commandTraits(commandReader.analyse(argv)),
    prepare: async ({ argv, folder }, context) => {
      const [program, ...rest] = argv;
      if (program === undefined || program === '')
        return { kind: 'refused', reason: 'No program was named.' };
      const request = {
        argv: [program, ...rest] as const,
        workspace: context.workspace,
        workingFolder: folder,
        limits: limits(),
        // SECURITY: unconfined only when that was decided for this call.
        profile: { ...profile(), confined: context.confined !== false },
      };
      const prepared = await sandbox.prepare({ ...request, argv: [program, ...rest] });
      if (prepared.kind === 'refused') return { kind: 'refused', reason: prepared.reason };
      const { command } = prepared;
      const analysis = commandReader.analyse(command.argv);
      const problem = problemBehindName(command, analysis, commandReader);
      if (problem !== null) return { kind: 'refused', reason: problem };
      const behind = commandReader.analyse([command.executable, ...rest]);
      return {
        kind: 'ready',
        action: {
          summary: analysis.summary,
          facts: factsOf(command, analysis, sandbox.describe(context.workspace, command.profile)),
          binding: command,
          // SECURITY: no standing rule for interpreters and wrappers, nor for what cannot be undone, by either name.
          mayBecomeRule:
            analysis.mayBecomeRule &&
            behind.mayBecomeRule &&
            // SECURITY: what lies in the workspace can be changed by the next call, and the rule would still hold.
            !command.executable.startsWith(`${context.workspace}/`) &&
            command.script === null,
          run: async (signal) =>
            outputOf(
              await sandbox.run({ ...request, argv: [program, ...rest] }, command, signal),
              analysis.asTyped,
            ),
        },
      };
    },
  });
}

/**
 * The decision was made on the name; here it is known what stands behind it. Why the command is not run after all, as a
 * sentence; null when the name said the truth.
 */
function problemBehindName(
  command: PreparedCommand,
  analysis: CommandAnalysis,
  reader: CommandReader,
): string | null {
  const { forbidden } = reader.analyse([command.executable, ...command.argv.slice(1)]);
  // SECURITY: a link with a harmless name may lead to a program that is never run in this way.
  if (forbidden !== null) return forbidden;
  // SECURITY: reading was allowed because of the name, so the name must lead to the system's own program.
  if (
    analysis.readsOnly &&
    // A container has the programs of its image, which the owner chose; they cannot be looked at from here.
    !(command.profile.confined && command.profile.backend !== 'system') &&
    !reader.isTrustedReader(command.executable, command.environment['PATH'] ?? '')
  ) {
    return 'The program does not come from the system’s own folders, so it may do other things than its name says. Call it by its path.';
  }
  return null;
}

function factsOf(
  command: PreparedCommand,
  analysis: CommandAnalysis,
  confinement: readonly string[],
): Fact[] {
  return [
    // SECURITY: what could not be read is said before anything else.
    ...(analysis.unreadable === null
      ? []
      : [{ label: 'Could not be analysed', text: analysis.unreadable, style: 'warning' as const }]),
    {
      label: 'Command',
      text: numberedLines(command.argv),
      style: 'code',
    },
    ...(analysis.segments.length < 2
      ? []
      : [
          {
            label: 'Programs it starts',
            text: numberedLines(
              analysis.segments.map(({ text }) => text),
              1,
            ),
            style: 'code' as const,
          },
        ]),
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
    // SECURITY: outside the sandbox is said in red, where the sandbox would be described.
    {
      label: command.profile.confined ? 'Sandbox' : 'No sandbox',
      text: confinement.join('\n'),
      style: command.profile.confined ? 'plain' : 'warning',
    },
  ];
}

function outputOf(outcome: RunOutcome, asTyped: string): ToolOutput {
  const taint = fromWorkspace('command-output', asTyped);
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
