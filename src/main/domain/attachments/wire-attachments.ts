// Files of messages wired together: brought before a turn, removed when their message was forgotten.
// May not know how a channel fetches, nor where a workspace lies.
import { type BringAttachments, createBringAttachments } from './bring-attachments.ts';
import { createForgetFiles, type ForgetFiles } from './forget-files.ts';

export interface Attachments extends ForgetFiles {
  readonly bring: BringAttachments;
}

export function createAttachments(
  deps: Parameters<typeof createBringAttachments>[0] & Parameters<typeof createForgetFiles>[0],
): Attachments {
  return { ...createForgetFiles(deps), bring: createBringAttachments(deps) };
}
