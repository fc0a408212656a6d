// What of a file says whether it changed, the same wherever it is asked.
import type { BigIntStats } from 'node:fs';
import type { FileState } from '../../../domain/ports/documents.ts';

/** From whole numbers: a fraction of a millisecond is rounded differently from call to call. */
export function stateFrom(seen: BigIntStats): FileState {
  return { bytes: Number(seen.size), changedAt: Number(seen.mtimeMs) };
}
