// run_terminal: starts a program that needs a terminal, in the sandbox, in this conversation's workspace.
// Typing into it is use-terminal.ts; each keystroke of the agent's is a call of its own.
import { z } from 'zod';
import type { Fact } from '../../contracts/approvals.ts';
import type { Effect } from '../../contracts/effects.ts';
import type { CommandAnalysis, CommandReader } from '../domain/ports/command-line.ts';
import type { PreparedCommand, Sandbox, SandboxLimits } from '../domain/ports/sandbox.ts';
import type { Terminals } from '../domain/ports/terminal.ts';
import type { Tool } from '../domain/ports/tool.ts';
import { commandTraits } from './command-traits.ts';
import { defineTool } from './define-tool.ts';
import { numberedLines } from './numbered-lines.ts';
import { outputOfTerminal } from './terminal-output.ts';

const input = z.strictObject({
  argv: z.array(z.string().max(32_768)).min(1).max(512).describe('As for run_command.'),
  folder: z.string().max(4_096).default('.'),
});

export interface RunTerminalDeps {
  readonly sandbox: Pick<Sandbox, 'prepare' | 'describe'>;
  readonly terminals: Terminals;
  readonly limits: () => SandboxLimits;
  readonly commandReader: CommandReader;
}

/** Whatever else a program does: on a terminal it can be told to read, write and start others. */
const ALWAYS: readonly Effect[] = ['execute', 'read', 'write'];

export function createRunTerminal(deps: RunTerminalDeps): Tool {
  const { commandReader } = deps;
  return defineTool({
    name: 'run_terminal',
    description:
      'Starts a program that needs a terminal (it asks, it has a prompt, it draws) in the sandbox and shows its screen. For anything else use run_command.',
    input,
    effects: ({ argv }) => [...new Set([...ALWAYS, ...commandReader.analyse(argv).effects])],
    // SECURITY: what only reads by its words may do more once it is typed into.
    traits: ({ argv }) => ({ ...commandTraits(commandReader.analyse(argv)), readsOnly: false }),
    prepare: async ({ argv, folder }, context) => {
      const [program, ...rest] = argv;
      if (program === undefined || program === '')
        return { kind: 'refused', reason: 'No program was named.' };
      const request = {
        argv: [program, ...rest] as const,
        workspace: context.workspace,
        workingFolder: folder,
        limits: deps.limits(),
        terminal: true,
      };
      const prepared = await deps.sandbox.prepare({ ...request, argv: [program, ...rest] });
      if (prepared.kind === 'refused') return prepared;
      const { command } = prepared;
      const analysis = commandReader.analyse(command.argv);
      const { forbidden } = commandReader.analyse([command.executable, ...rest]);
      // SECURITY: a link with a harmless name may lead to a program that is never run in this way.
      if (forbidden !== null) return { kind: 'refused', reason: forbidden };
      return {
        kind: 'ready',
        action: {
          summary: `Start a terminal with ${analysis.asTyped}`,
          facts: factsOf(command, analysis, deps.sandbox.describe(context.workspace)),
          binding: command,
          // SECURITY: what is typed later decides what an interactive program does; no rule can stand for that.
          mayBecomeRule: false,
          run: async (signal, frameId) =>
            outputOfTerminal(
              await deps.terminals.start(
                { ...request, argv: [program, ...rest] },
                command,
                context,
                frameId,
                signal,
              ),
              analysis.asTyped,
            ),
        },
      };
    },
  });
}

function factsOf(
  command: PreparedCommand,
  { unreadable }: CommandAnalysis,
  confinement: readonly string[],
): Fact[] {
  const code = (label: string, text: string): Fact => ({ label, text, style: 'code' });
  return [
    // SECURITY: what could not be read is said before anything else.
    ...(unreadable === null
      ? []
      : [{ label: 'Could not be analysed', text: unreadable, style: 'warning' as const }]),
    code('Command', numberedLines(command.argv)),
    code('Folder', command.workingFolder),
    code('Program', `${command.executable}\nSHA-256 ${command.executableSha256}`),
    ...(command.script === null
      ? []
      : [code('Script', `${command.script.path}\nSHA-256 ${command.script.sha256}`)]),
    { label: 'Sandbox', text: confinement.join('\n'), style: 'plain' },
    {
      label: 'Terminal',
      text: 'It may ask and wait. You see it live, and can take it over or end it. What the agent types in it is asked about on its own.',
      style: 'plain',
    },
  ];
}
