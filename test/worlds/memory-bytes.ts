// Files of workspaces that are no text, in memory. Stands at the WorkspaceBytes port; the real one has its own tests on a
// real disk.
import { createHash } from 'node:crypto';
import type { FileOutcome } from '../../src/main/domain/ports/sandbox.ts';
import type { WorkspaceBytes } from '../../src/main/domain/ports/workspace-bytes.ts';

export interface MemoryBytes extends WorkspaceBytes {
  /** Workspace and path, joined by `/`, to content. */
  readonly contents: Map<string, Uint8Array>;
}

export function createMemoryBytes(): MemoryBytes {
  const contents = new Map<string, Uint8Array>();
  const at = (workspace: string, path: string): string => `${workspace}/${path}`;
  const problem = (path: string): string | null =>
    path.split('/').some((part) => part === '..' || part.startsWith('.'))
      ? 'That is not a plain name.'
      : null;

  return {
    contents,
    problem: (_workspace, path) => problem(path),
    exists: async (workspace, path) => ({ kind: 'done', value: contents.has(at(workspace, path)) }),
    read: async (workspace, path, maxBytes) => {
      const bytes = contents.get(at(workspace, path));
      if (bytes === undefined) return refused('not-found', 'The file does not exist.');
      if (bytes.byteLength > maxBytes) return refused('too-large', 'The file is too large to be read.');
      return { kind: 'done', value: { bytes, sha256: sha256(bytes) } };
    },
    create: async (workspace, path, content, maxBytes) => {
      if (contents.has(at(workspace, path)))
        return refused('failed', 'Something of that name exists already.');
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      if (bytes.byteLength > maxBytes) return refused('too-large', 'It is too large to be written.');
      contents.set(at(workspace, path), bytes);
      return { kind: 'done', value: { bytes: bytes.byteLength, sha256: sha256(bytes) } };
    },
    remove: async (workspace, path) =>
      contents.delete(at(workspace, path))
        ? { kind: 'done', value: true }
        : refused('not-found', 'The file does not exist.'),
    createFolder: async () => refused('failed', 'There are no folders here.'),
  };
}

function refused(
  problem: 'not-found' | 'too-large' | 'failed',
  reason: string,
): FileOutcome<never> & { kind: 'refused' } {
  return { kind: 'refused', problem, reason };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
