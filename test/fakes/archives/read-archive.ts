// Reads an archive by the product's own reader and says what came of it in one value.
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../../../src/main/adapters/archives/archive-limits.ts';
import { createArchives } from '../../../src/main/adapters/archives/create-archives.ts';

/** Paths with their text (folders end in `/` and have none), or the reason of the refusal. */
export async function readArchive(
  bytes: Uint8Array,
  limits: Partial<ArchiveLimits> = {},
): Promise<Record<string, string> | string> {
  const archives = createArchives({ ...ARCHIVE_LIMITS, ...limits });
  const outcome = await archives.open(bytes, new AbortController().signal);
  if (outcome.kind === 'refused') return outcome.reason;
  const found: Record<string, string> = {};
  for (const entry of outcome.archive.entries) if (entry.kind === 'folder') found[`${entry.path}/`] = '';
  for await (const { path, content } of outcome.archive.files()) {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    found[path] = Buffer.concat(pieces).toString('utf8');
  }
  return found;
}
