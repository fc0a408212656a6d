// The taint of what lies in a workspace: what was written there on whose words, kept over conversations and restarts.
//   before a call that writes or runs → the workspace; after a file was written → its path and hash; on reading → both
// A file is trusted only when it is, byte for byte, what the agent wrote while nothing untrusted was involved.
import { type Taint, taintSchema } from '../../../contracts/effects.ts';
import { canonicalJson } from '../canonical-json.ts';
import { CLEAN, joinTaint } from '../gate/taint.ts';
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { TouchedFile } from '../ports/tool.ts';

export interface WrittenFiles {
  /** Something is about to write in the workspace, nobody can say where, on words of this taint. */
  wroteSomewhere(workspace: string, taint: Taint): void;
  wrote(workspace: string, file: TouchedFile, taint: Taint): void;
  /** Whether the agent wrote exactly this content of this file itself, on whose words ever. */
  isOwn(workspace: string, file: Pick<TouchedFile, 'path' | 'sha256'>): boolean;
  /** What an output of this workspace brings: what the tool says, and whose words made it. */
  brings(workspace: string, output: Taint, file: TouchedFile | undefined): Taint;
}

interface Record {
  readonly sha256: string;
  readonly taint: Taint;
}

/** For a record that cannot be read: nothing is known of it, so it is trusted with nothing. */
const UNREADABLE: Taint = {
  untrusted: true,
  private: true,
  sources: [{ kind: 'tool', label: 'something written here earlier' }],
};
/** What lies in a workspace by itself: anybody may have written it. */
const SOMEBODYS: Taint = { untrusted: true, private: true, sources: [] };
const FROM_WORKSPACE = ['file', 'command-output'];

const SOMETHING_PRIVATE: Taint['sources'] = [{ kind: 'tool', label: 'a private conversation' }];

/** What may be noted of a folder that outlives the conversation: its worth, and of a private one no words. */
export function notedTaint({ isPrivate }: Pick<ConversationRow, 'isPrivate'>, taint: Taint): Taint {
  // SECURITY: sources are names of files, commands and people; a private conversation leaves none behind.
  return isPrivate && taint.sources.length > 0 ? { ...taint, sources: SOMETHING_PRIVATE } : taint;
}

export function createWrittenFiles(stores: Stores): WrittenFiles {
  function ofWorkspace(workspace: string): Taint {
    const stored = stores.settings.get(workspaceKey(workspace));
    // SECURITY: damage must not wash a taint out.
    return stored === null ? CLEAN : (parsedTaint(stored) ?? UNREADABLE);
  }

  function recordOf(workspace: string, path: string): Record | null {
    const stored = stores.settings.get(fileKey(workspace, path));
    if (stored === null) return null;
    const [sha256 = '', ...rest] = stored.split(' ');
    // SECURITY: damage must not wash a taint out.
    return { sha256, taint: parsedTaint(rest.join(' ')) ?? UNREADABLE };
  }

  function ofContent(workspace: string, path: string, sha256: string): Taint {
    const record = recordOf(workspace, path);
    // SECURITY: only the very bytes that were written on trusted words are trusted; anything may have changed a file.
    if (record !== null && record.sha256 === sha256) return record.taint;
    return joinTaint(SOMEBODYS, record?.taint ?? CLEAN, ofWorkspace(workspace));
  }

  return {
    wroteSomewhere: (workspace, taint) => {
      const before = ofWorkspace(workspace);
      const after = joinTaint(before, taint);
      if (canonicalJson(after) !== canonicalJson(before))
        stores.settings.put(workspaceKey(workspace), canonicalJson(after));
    },
    wrote: (workspace, { path, sha256, keptSha256 }, taint) => {
      // SECURITY: an edit keeps the rest of the file, and so the rest of its taint.
      const kept = keptSha256 === undefined ? CLEAN : ofContent(workspace, path, keptSha256);
      stores.settings.put(fileKey(workspace, path), `${sha256} ${canonicalJson(joinTaint(taint, kept))}`);
    },
    isOwn: (workspace, { path, sha256 }) => recordOf(workspace, path)?.sha256 === sha256,
    brings: (workspace, output, file) => {
      if (!output.sources.some(({ kind }) => FROM_WORKSPACE.includes(kind))) return output;
      // Whose words made it stays known, whatever it was copied, moved or unpacked by.
      if (file === undefined) return joinTaint(output, ofWorkspace(workspace));
      return joinTaint({ ...output, untrusted: false }, ofContent(workspace, file.path, file.sha256));
    },
  };
}

function workspaceKey(workspace: string): string {
  return `written ${workspace}`;
}

function fileKey(workspace: string, path: string): string {
  return `written ${workspace}\n${plainPath(workspace, path)}`;
}

/** One name for one file: relative to the workspace, without `.`, doubled slashes or the other slash. */
function plainPath(workspace: string, path: string): string {
  const inside = path.startsWith(`${workspace}/`) ? path.slice(workspace.length) : path;
  const parts: string[] = [];
  for (const part of inside.split(/[\\/]/)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function parsedTaint(text: string): Taint | null {
  try {
    return taintSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
