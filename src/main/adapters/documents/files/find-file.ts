// One file looked at without opening it: its state, or why it is left out.
import { lstat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { FoundFile } from '../../../domain/ports/documents.ts';
import { kindOf, sizeProblem } from '../document-kinds.ts';
import { stateFrom } from './file-state.ts';
import { EMPTY_REASON, LINK_REASON, NO_FILE_REASON, whyNotOpened } from './reasons.ts';

/** A sentence when it is left out. `problem` says why nothing may be read at a path, null when it may. */
export async function findFile(
  path: string,
  problem: (path: string) => string | null,
): Promise<FoundFile | string> {
  // SECURITY: what the profile folder and its like hold is not found through a folder above them.
  const forbidden = problem(path);
  if (forbidden !== null) return forbidden;
  try {
    const seen = await lstat(path, { bigint: true });
    if (!seen.isFile()) return seen.isSymbolicLink() ? LINK_REASON : NO_FILE_REASON;
    const kind = kindOf(path.split(sep));
    if (kind.kind === 'left-out') return kind.reason;
    const state = stateFrom(seen);
    if (state.bytes === 0) return EMPTY_REASON;
    return sizeProblem(kind.format, kind.maxBytes, state.bytes) ?? { path, ...state };
  } catch (error) {
    // A name in another script than the system's cannot be asked for by its letters.
    return path.includes('\ufffd') ? 'Its name cannot be read.' : whyNotOpened(error);
  }
}
