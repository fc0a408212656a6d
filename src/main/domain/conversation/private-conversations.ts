// Private conversations: nothing of one is kept in memory, and when it ends, everything said and done in it is erased.
//   end → turns and programs stopped → frames lose their payloads, rows go, its folder is noted → the folder goes
// What stays is that there was one: its frames without their words. May not know where the rows lie.
import type { Actor } from '../../../contracts/actors.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Status } from '../../../contracts/status.ts';
import type { Approvals } from '../gate/approvals.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { Clock, Log } from '../ports/world.ts';
import type { TurnQueue } from './queue.ts';

export interface PrivateConversations {
  /**
   * False when there is none of this id any more. Resolves once it is erased.
   * @throws AppError `not-ready` when what runs in it does not stop; it is then erased as soon as it has.
   */
  end(conversationId: string): Promise<boolean>;
  /** At the end, and at the next start after a kill. Waits `withinMs` at most; what is left then goes at the next start. */
  endAll(withinMs: number): Promise<void>;
  /** What the owner should know: a folder that could not be removed. */
  notices(): Status['notices'];
}

const OWNER: Actor = { kind: 'owner' };
/** The owner who ends one is told after this long that something in it does not stop. */
const END_WITHIN_MS = 10_000;
/** Ids of erased conversations whose folders are not known to be gone. */
const FOLDERS_KEY = 'private folders';

export function createPrivateConversations(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  log: Log;
  queue: () => Pick<TurnQueue, 'end'>;
  approvals: Pick<Approvals, 'withdraw'>;
  announce: Announce;
  announceStatus: () => void;
  ownWorkspacePath: (conversationId: string) => string;
  /** Whether nothing of it is left. */
  removeOwnWorkspace: (conversationId: string) => Promise<boolean>;
  /** What runs beside turns for a conversation ends; resolves when it has. */
  endPrograms: (conversationId: string) => Promise<void>;
}): PrivateConversations {
  const { stores, ledger, clock, log } = deps;
  let isFolderLeft = false;

  async function end(row: ConversationRow): Promise<boolean> {
    await deps.queue().end(row.id);
    await deps.endPrograms(row.id);
    await deps.queue().end(row.id); // of what was said while programs ended
    deps.approvals.withdraw(row.id);
    const erased = stores.transaction(() => erase(row.id));
    stores.traces.settle();
    if (!erased) return false;
    deps.announce('conversations', 'conversation-end', { conversationId: row.id });
    await removeFolders();
    return true;
  }

  /** In the transaction. */
  function erase(id: string): boolean {
    if (stores.conversations.get(id) === null) return false;
    // By their own store, which also holds them for deciding.
    for (const rule of stores.rules.list()) if (rule.conversationId === id) stores.rules.remove(rule.id);
    // SECURITY: the words of a frame lie in its payload; the frame itself holds none.
    for (const frameId of stores.traces.framesWithPayload(id)) stores.traces.erase('payloads', frameId);
    stores.traces.eraseConversation(id, deps.ownWorkspacePath(id));
    // SECURITY: with the row goes what would find the folder; noted here, a kill before its removal leaves nothing for good.
    putFolders([...folders(), id]);
    ledger.record({ kind: 'conversation-erased', causeId: null, actor: OWNER, conversationId: id });
    return true;
  }

  /** A folder that the owner chose is the owner's; the conversation's own goes with it. */
  async function removeFolders(): Promise<void> {
    for (const id of folders()) {
      const isGone = await deps.removeOwnWorkspace(id).catch((cause: unknown) => {
        log.warn('Removing a folder failed', { conversationId: id, cause });
        return false;
      });
      if (isGone) stores.transaction(() => putFolders(folders().filter((one) => one !== id)));
      else log.error('The folder of a private conversation could not be removed', { conversationId: id });
    }
    const before = isFolderLeft;
    isFolderLeft = folders().length > 0;
    if (isFolderLeft !== before) deps.announceStatus();
  }

  function folders(): readonly string[] {
    return (stores.settings.get(FOLDERS_KEY) ?? '').split(' ').filter((id) => id !== '');
  }

  function putFolders(ids: readonly string[]): void {
    stores.settings.put(FOLDERS_KEY, ids.join(' '));
  }

  /** False when it is not over by then; it goes on, and a failure of it is logged. */
  async function isOverWithin(withinMs: number, work: Promise<unknown>): Promise<boolean> {
    let cancel = (): void => undefined;
    const late = new Promise<false>((resolve) => {
      cancel = clock.after(withinMs, () => resolve(false));
    });
    const isOver = await Promise.race([work.then(() => true), late]).finally(cancel);
    if (!isOver) work.catch(logged);
    return isOver;
  }

  function logged(cause: unknown): void {
    log.error('A private conversation could not be erased', { cause });
  }

  return {
    end: async (conversationId) => {
      const row = stores.conversations.get(conversationId);
      if (row === null) return false;
      if (!row.isPrivate)
        throw new AppError('not-allowed', 'Only a private conversation is erased when it ends.');
      const ending = end(row);
      if (await isOverWithin(END_WITHIN_MS, ending)) return await ending;
      throw new AppError(
        'not-ready',
        'Something in this conversation does not stop. It is erased as soon as that has ended, or else at the next start.',
      );
    },
    endAll: async (withinMs) => {
      const rows = stores.conversations.list().filter(({ isPrivate }) => isPrivate);
      // Together, so that one that does not stop holds up none of the others.
      const ending = Promise.all(rows.map((row) => end(row).catch(logged))).then(removeFolders);
      if (!(await isOverWithin(withinMs, ending)))
        log.warn('Private conversations are not erased yet; the next start goes on with it');
    },
    notices: () =>
      isFolderLeft
        ? [
            {
              id: 'private-folders',
              level: 'danger',
              text: 'Files of a private conversation that ended could not be removed from the profile folder. Sallyport tries again at each start; close the programs that use them.',
            },
          ]
        : [],
  };
}
