// Files of messages that were forgotten, removed from the workspaces; what cannot be removed now is tried at each start.
//   rows marked `forgotten` with the message → file gone → row gone
// May not know why something is forgotten.
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { WorkspaceBytes } from '../ports/workspace-bytes.ts';
import type { Log } from '../ports/world.ts';

export interface ForgetFiles {
  /** Returns at once; one run at a time. */
  sweep(): void;
  /** Resolves when nothing is being removed. */
  settled(): Promise<void>;
}

export function createForgetFiles(deps: {
  stores: Stores;
  log: Log;
  workspaceOf: (conversation: ConversationRow) => string;
  bytes?: Pick<WorkspaceBytes, 'remove'>;
}): ForgetFiles {
  const { stores } = deps;
  let running: Promise<void> = Promise.resolve();

  async function removeAll(): Promise<void> {
    for (const row of stores.attachments.forgotten()) {
      const conversation = stores.conversations.get(row.conversationId);
      const isGone =
        conversation === null || row.path === null || deps.bytes === undefined
          ? true
          : await isRemoved(deps.bytes, deps.workspaceOf(conversation), row.path);
      // SECURITY: the path is kept until the file is gone; without it, nobody would remove it any more.
      if (isGone) stores.transaction(() => stores.attachments.remove(row.id));
      else deps.log.warn('A forgotten file could not be removed yet', { attachmentId: row.id });
    }
  }

  return {
    sweep: () => {
      running = running.then(removeAll).catch((cause: unknown) => {
        deps.log.error('Forgotten files could not be removed', { cause });
      });
    },
    settled: () => running,
  };
}

async function isRemoved(
  bytes: Pick<WorkspaceBytes, 'remove'>,
  workspace: string,
  path: string,
): Promise<boolean> {
  const outcome = await bytes.remove(workspace, path);
  return outcome.kind === 'done' || outcome.problem === 'not-found';
}
