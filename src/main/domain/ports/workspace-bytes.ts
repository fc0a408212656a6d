// The port of files that are no text: what tools bring into a workspace and read from it whole. Every guarantee of
// WorkspaceFiles holds: inside the workspace, through no link, nothing that other programs obey. Interfaces only.
import type { FileOutcome } from './sandbox.ts';

export interface NewFile {
  /** Relative to the new folder, `/` between names. */
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface WorkspaceBytes {
  /** Why nothing may be written at this path, by its name alone; null when it may. */
  problem(workspace: string, path: string): string | null;
  read(
    workspace: string,
    path: string,
    maxBytes: number,
  ): Promise<FileOutcome<{ bytes: Uint8Array; sha256: string }>>;
  /** Whether something is there, whatever it is. */
  exists(workspace: string, path: string): Promise<FileOutcome<boolean>>;
  /**
   * Makes a file that must not exist yet, whole or not at all, never executable. What the content throws is a failure;
   * nothing is left behind then.
   */
  create(
    workspace: string,
    path: string,
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<FileOutcome<{ bytes: number; sha256: string }>>;
  /** Removes one file, or the link that is in its place; never a folder. */
  remove(workspace: string, path: string): Promise<FileOutcome<true>>;
  /** Makes a folder that must not exist yet, with everything in it or not at all; no file in it is executable. */
  createFolder(
    workspace: string,
    path: string,
    folders: readonly string[],
    files: AsyncIterable<NewFile>,
    signal: AbortSignal,
  ): Promise<FileOutcome<{ files: number }>>;
}
