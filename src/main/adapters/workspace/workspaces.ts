// Where each conversation keeps its files: a folder of its own in the profile, for this account only.
// Knows ids and folders, nothing of what is in them.
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../contracts/errors.ts';
import type { Workspaces } from '../../domain/ports/sandbox.ts';
import { removeTree } from './remove-tree.ts';

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** `home` is the profile folder. */
export function createWorkspaces(home: string, platform: string = process.platform): Workspaces {
  return {
    remove: async (conversationId) => {
      // SECURITY: an id is one plain folder name, so that nothing else is ever removed.
      if (!PLAIN_NAME.test(conversationId)) return false;
      const workspace = join(realpathSync(home), 'workspaces');
      await removeTree({ workspace, platform }, [conversationId]);
      return lstatSync(join(workspace, conversationId), { throwIfNoEntry: false }) === undefined;
    },
    pathOf: (conversationId) => join(realpathSync(home), 'workspaces', conversationId),
    ensure(conversationId) {
      // SECURITY: an id is one plain folder name, so that it cannot lead anywhere else.
      if (!PLAIN_NAME.test(conversationId)) {
        throw new AppError('internal', 'The conversation has no usable workspace name.');
      }
      const all = ownFolder(join(realpathSync(home), 'workspaces'));
      return ownFolder(join(all, conversationId));
    },
  };
}

/** Made when missing; refuses a link or a file in its place. Mode 0700, whatever it was. */
function ownFolder(path: string): string {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
      throw new AppError('internal', 'The workspace folder cannot be made. Check the profile folder.', {
        cause,
      });
    }
  }
  // SECURITY: a link in place of a workspace would make another folder the workspace.
  if (!lstatSync(path).isDirectory()) {
    throw new AppError('internal', 'Something else is in the place of the workspace folder. Move it away.');
  }
  chmodSync(path, 0o700);
  return path;
}
