// Files of messages wired together: brought before a turn, sent by a tool, removed when their message was forgotten.
// May not know how a channel fetches or sends, nor where a workspace lies.
import type { FileSending } from '../ports/abilities.ts';
import { type BringAttachments, createBringAttachments } from './bring-attachments.ts';
import { createForgetFiles, type ForgetFiles } from './forget-files.ts';
import { createFileSending } from './send-files.ts';

export interface Attachments extends ForgetFiles {
  readonly bring: BringAttachments;
  readonly sending: FileSending;
}

export function createAttachments(
  deps: Parameters<typeof createBringAttachments>[0] &
    Parameters<typeof createForgetFiles>[0] &
    Omit<Parameters<typeof createFileSending>[0], 'onMessage'>,
): Attachments {
  return {
    ...createForgetFiles(deps),
    bring: createBringAttachments(deps),
    sending: createFileSending({ ...deps, onMessage: deps.onItem }),
  };
}
