// What the model is told of the files of a message: what each is, where it lies, or why it did not come. Pure.
// Names, types and paths are the sender's words, and so are told as data.
import type { Taint } from '../../../contracts/effects.ts';
import { CLEAN } from '../gate/taint.ts';
import type { AttachmentRow, MessageRow } from '../ports/stores.ts';
import { taintOfFiles } from './bring-attachments.ts';
import { knownType } from './file-name.ts';
import { sizeWords } from './limits.ts';

/** Null when nothing came with it. */
export function toldAttachments(
  rows: readonly AttachmentRow[],
  fence: (text: string, from: string) => string,
): string | null {
  if (rows.length === 0) return null;
  const lines = rows.map((row, index) => `${index + 1}. ${lineOf(row)}`).join('\n');
  // SECURITY: a file's name can say anything; fenced, it is read as data.
  return `Files that came with this message:\n${fence(lines, 'names of files')}`;
}

function lineOf({ kind, name, mediaType, sizeBytes, state, path, reason }: AttachmentRow): string {
  const facts = [
    name === null ? kind : `${kind} "${name}"`,
    // SECURITY: a type that is not one of the known ones is words of the sender, and not repeated.
    ...(knownType(mediaType) === null ? [] : [knownType(mediaType)]),
    ...(sizeBytes === null ? [] : [sizeWords(sizeBytes)]),
  ].join(', ');
  switch (state) {
    case 'here':
      return `${facts}: ${path}`;
    case 'missed':
      return `${facts}: not here. ${reason}`;
    case 'waiting':
    case 'forgotten':
      return `${facts}: not here. It was not fetched.`;
  }
}

/** What the names bring: they are shown to the model, and anybody may have chosen them. */
export function taintOfNames(message: MessageRow, rows: readonly AttachmentRow[]): Taint {
  // SECURITY: also when the owner sends it: who forwards a file did not name it.
  return rows.some(({ name }) => name !== null) ? taintOfFiles(message) : CLEAN;
}
