// Workspace files in memory. Stands at the WorkspaceFiles port; the real one has its own tests on a real disk.
import { createHash } from 'node:crypto';
import type { FileOutcome, WorkspaceFiles } from '../../src/main/domain/ports/sandbox.ts';

export interface MemoryFiles extends WorkspaceFiles {
  /** Workspace and path, joined by `/`, to text. */
  readonly texts: Map<string, string>;
  /** Paths that hold something other than text. */
  readonly binary: Set<string>;
}

export function createMemoryFiles(): MemoryFiles {
  const texts = new Map<string, string>();
  const binary = new Set<string>();
  const at = (workspace: string, path: string): string => `${workspace}/${path}`;

  return {
    texts,
    binary,
    read: async (workspace, path, maxBytes) => {
      if (path.includes('..')) return refused('outside-workspace', 'That is outside the workspace.');
      if (binary.has(at(workspace, path))) return refused('not-text', 'This is not a text file.');
      const text = texts.get(at(workspace, path));
      if (text === undefined) return refused('not-found', 'There is no such file.');
      return {
        kind: 'done',
        value: {
          text: text.slice(0, maxBytes),
          sha256: sha256(text),
          truncatedBytes: Math.max(0, text.length - maxBytes),
        },
      };
    },
    write: async (workspace, path, text, expectedSha256) => {
      const before = texts.get(at(workspace, path));
      if (expectedSha256 === null && before !== undefined)
        return refused('failed', 'The file appeared meanwhile.');
      if (typeof expectedSha256 === 'string' && (before === undefined || sha256(before) !== expectedSha256)) {
        return refused('failed', 'The file was changed meanwhile.');
      }
      texts.set(at(workspace, path), text);
      return { kind: 'done', value: { sha256: sha256(text), created: before === undefined } };
    },
    list: async (workspace, path) => ({
      kind: 'done',
      value: {
        entries: [...texts]
          .filter(([key]) => path === '.' && key.startsWith(`${workspace}/`))
          .map(([key, text]) => ({
            name: key.slice(workspace.length + 1),
            kind: 'file' as const,
            sizeBytes: text.length,
          })),
        more: 0,
      },
    }),
  };
}

function refused(
  problem: 'outside-workspace' | 'not-found' | 'not-text' | 'failed',
  reason: string,
): FileOutcome<never> {
  return { kind: 'refused', problem, reason };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
