// One command at a time in a workspace, and in folders that hold one another. Why: what is checked right before a
// command starts (paths, programs, hooks) stays true only while no other command can change it.
// Knows paths and promises, nothing of commands.
import { isAtOrUnder } from './workspace-rules.ts';

export interface WorkspaceTurns {
  /** Runs `task` when no other holds an overlapping folder; first come, first served. */
  take<T>(workspace: string, task: () => Promise<T>): Promise<T>;
}

export function createWorkspaceTurns(): WorkspaceTurns {
  const held = new Set<{ workspace: string; done: Promise<unknown> }>();

  return {
    async take(workspace, task) {
      const earlier = [...held].filter((other) => overlap(other.workspace, workspace));
      // SECURITY: a running command could swap what another one was just checked against.
      const running = Promise.allSettled(earlier.map(({ done }) => done)).then(() => task());
      const entry = { workspace, done: running };
      held.add(entry);
      try {
        return await running;
      } finally {
        held.delete(entry);
      }
    },
  };
}

export function overlap(one: string, other: string): boolean {
  return isAtOrUnder(one, other) || isAtOrUnder(other, one);
}
