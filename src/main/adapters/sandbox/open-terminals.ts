// Which workspaces have a command on a terminal. Such a command may run for hours, so others in its folder do not
// wait for it: they are refused, for the reason that workspace-turns.ts has.
//   open → wait for the turn → attach → … → finish → the turn is over
import type { AttachOutcome } from '../../domain/ports/sandbox.ts';
import { overlap, type WorkspaceTurns } from './workspace-turns.ts';

export const TERMINAL_IS_OPEN =
  'A terminal is open in this folder, so no other command runs there. Close the terminal first.';

export interface OpenTerminals {
  /** From the moment one was asked for until it finished. */
  isOpenIn(workspace: string): boolean;
  /** Takes the workspace's turn and gives it back when the attached command has finished, or was refused. */
  open(
    workspace: string,
    turns: WorkspaceTurns,
    attach: () => Promise<AttachOutcome>,
  ): Promise<AttachOutcome>;
}

export function createOpenTerminals(): OpenTerminals {
  const open = new Set<{ readonly workspace: string }>();

  return {
    isOpenIn: (workspace) => [...open].some((other) => overlap(other.workspace, workspace)),
    open(workspace, turns, attach) {
      const entry = { workspace };
      open.add(entry);
      return new Promise((resolve, reject) => {
        const turn = turns.take(workspace, async () => {
          const outcome = await attach();
          if (outcome.kind === 'refused') return resolve(outcome);
          await new Promise<void>((over) => resolve(releasing(outcome, over)));
        });
        turn.catch(reject).finally(() => open.delete(entry));
      });
    },
  };
}

function releasing(outcome: AttachOutcome & { kind: 'attached' }, over: () => void): AttachOutcome {
  const { command } = outcome;
  return {
    kind: 'attached',
    command: {
      ...command,
      async finish() {
        try {
          return await command.finish();
        } finally {
          over();
        }
      },
    },
  };
}
