// The port of documents on this computer's files: what was chosen is listed, and each file is read in a thread beside
// the main loop.
//   chosen path → real path → guard → file | folder's files;  file → guard → bytes → reading thread → sections
// May not know what the text is for, nor where it is kept.
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import type { Documents, Listing, ReadDocument } from '../../domain/ports/documents.ts';
import { kindOf, sizeProblem } from './document-kinds.ts';
import { stateFrom } from './files/file-state.ts';
import { findFile } from './files/find-file.ts';
import { openDocument } from './files/open-document.ts';
import { isMissing, STOPPED_REASON, whyNotOpened } from './files/reasons.ts';
import { walkFolder } from './files/walk-folder.ts';
import { isDevicePath, WALK_LIMITS, type WalkLimits } from './files/walk-rules.ts';
import { createDocumentReader, type DocumentReader } from './reading/document-reader.ts';

export interface DocumentsOptions {
  /** Why nothing may be read at a path, as a sentence; null when it may. Asked of what is chosen and of all that is found. */
  readonly problem: (path: string) => string | null;
  readonly platform?: string;
  readonly walkLimits?: WalkLimits;
  readonly reader?: DocumentReader;
}

export function createDocuments(options: DocumentsOptions): Documents {
  const { problem, platform = process.platform, walkLimits = WALK_LIMITS } = options;
  const reader = options.reader ?? createDocumentReader();

  async function list(chosen: string, signal: AbortSignal): Promise<Listing> {
    if (!isAbsolute(chosen) || isDevicePath(chosen, platform))
      return none(chosen, 'It is not a file or folder.');
    // The owner may choose by a link; from there on none is followed.
    const real = await realpath(chosen);
    // SECURITY: by its name and by where the name leads, so that a link to the profile folder is the profile folder.
    const forbidden = problem(chosen) ?? problem(real);
    if (forbidden !== null) return none(chosen, forbidden);
    if ((await lstat(real)).isDirectory())
      return await walkFolder(real, { problem, limits: walkLimits, platform, signal });
    const file = await findFile(real, problem);
    return typeof file === 'string' ? none(real, file) : { files: [file], leftOut: [] };
  }

  async function read(path: string, signal: AbortSignal): Promise<ReadDocument> {
    if (!isAbsolute(path) || isDevicePath(path, platform)) return leftOut('It is not a file.');
    // SECURITY: asked again, because the guarded places may be others than when the file was listed.
    const forbidden = problem(path);
    if (forbidden !== null) return leftOut(forbidden);
    const kind = kindOf(path.split(sep));
    if (kind.kind === 'left-out') return leftOut(kind.reason);
    const { format, maxBytes } = kind;
    const opened = await openDocument(
      path,
      (bytes) => sizeProblem(format, maxBytes, bytes),
      platform,
      signal,
    );
    if (opened.kind === 'left-out') return leftOut(opened.reason);
    const { bytes, sha256, state } = opened;
    const text = await reader.read({ kind: 'document', format, bytes }, signal);
    return text.kind === 'left-out'
      ? leftOut(text.reason)
      : { kind: 'read', format, sha256, state, title: text.title, sections: text.sections, note: text.note };
  }

  return {
    list: async (chosen, signal) => {
      if (signal.aborted) return none(chosen, STOPPED_REASON);
      return await list(chosen, signal).catch((error: unknown) => ({
        ...none(chosen, whyNotOpened(error)),
        ...(isMissing(error) ? { isMissing: true } : {}),
      }));
    },
    stateOf: async (path) => {
      try {
        const seen = await lstat(path, { bigint: true });
        return seen.isFile() ? stateFrom(seen) : null;
      } catch {
        return null;
      }
    },
    read: async (path, signal) => {
      if (signal.aborted) return leftOut(STOPPED_REASON);
      return await read(path, signal).catch((error: unknown) => leftOut(whyNotOpened(error)));
    },
  };
}

function none(path: string, reason: string): Listing {
  return { files: [], leftOut: [{ path, reason }] };
}

function leftOut(reason: string): ReadDocument {
  return { kind: 'left-out', reason };
}
