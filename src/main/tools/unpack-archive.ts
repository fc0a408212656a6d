// unpack_archive: a zip, tar or tar.gz of the workspace into a new folder of the workspace, whole or not at all.
import { z } from 'zod';
import type { Archives, CheckedArchive } from '../domain/ports/archives.ts';
import { PLAIN_CALL, type Tool, type ToolContext } from '../domain/ports/tool.ts';
import type { WorkspaceBytes } from '../domain/ports/workspace-bytes.ts';
import { defineTool } from './define-tool.ts';
import { done, failed, fromWorkspace } from './outputs.ts';

const path = z.string().min(1).max(4_096);
/** So many names are given back to the model; the owner is shown all. */
const MAX_TOLD = 200;

export function createUnpackArchive(archives: Archives, bytes: WorkspaceBytes): Tool {
  async function opened(archive: string, context: ToolContext, signal: AbortSignal) {
    const read = await bytes.read(context.workspace, archive, archives.maxArchiveBytes);
    if (read.kind === 'refused') return read;
    const outcome = await archives.open(read.value.bytes, signal);
    return outcome.kind === 'refused'
      ? { kind: 'refused' as const, reason: `${archive} is not unpacked. ${outcome.reason}` }
      : { kind: 'opened' as const, archive: outcome.archive, sha256: read.value.sha256 };
  }

  /** Why an entry may not be where it would be, by the rules of the file tools. */
  function problemOf(archive: CheckedArchive, folder: string, context: ToolContext): string | null {
    for (const entry of archive.entries) {
      // SECURITY: what the file tools would not write an archive does not bring in.
      const problem = bytes.problem(context.workspace, `${folder.replace(/\/+$/, '')}/${entry.path}`);
      if (problem !== null) return `It holds ${entry.path}. ${problem}`;
    }
    return bytes.problem(context.workspace, folder);
  }

  return defineTool({
    name: 'unpack_archive',
    description:
      'Unpacks a zip, tar or tar.gz of the workspace into a new folder of the workspace. No links, nothing executable.',
    input: z.strictObject({
      archive: path.describe('The archive, inside the workspace.'),
      folder: path.describe('The new folder, inside the workspace.'),
    }),
    effects: ['read', 'write'],
    traits: ({ folder }) => ({ ...PLAIN_CALL, paths: [folder] }),
    prepare: async (input, context) => {
      const outcome = await opened(input.archive, context, new AbortController().signal);
      if (outcome.kind === 'refused') return { kind: 'refused', reason: outcome.reason };
      const { archive, sha256 } = outcome;
      const problem = problemOf(archive, input.folder, context);
      if (problem !== null) return { kind: 'refused', reason: problem };
      const there = await bytes.exists(context.workspace, input.folder);
      if (there.kind === 'refused') return { kind: 'refused', reason: there.reason };
      if (there.value)
        return { kind: 'refused', reason: 'Something of that name exists already. Choose another folder.' };
      const files = archive.entries.filter(({ kind }) => kind === 'file');
      const folders = archive.entries.filter(({ kind }) => kind === 'folder').map((entry) => entry.path);
      const amount = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${archive.totalBytes} bytes`;
      return {
        kind: 'ready',
        action: {
          summary: `Unpack ${input.archive} into ${input.folder}`,
          facts: [
            {
              label: 'Archive',
              text: `${input.archive}\n${archive.format}, SHA-256 ${sha256}`,
              style: 'code',
            },
            { label: 'New folder', text: input.folder, style: 'code' },
            { label: 'Workspace', text: context.workspace, style: 'code' },
            { label: amount, text: archive.entries.map(lineOf).join('\n'), style: 'code' },
          ],
          binding: [context.workspace, input.archive, sha256, input.folder],
          mayBecomeRule: false,
          run: async (signal) => {
            const now = await opened(input.archive, context, signal);
            if (now.kind === 'refused') return failed(now.reason);
            // SECURITY: the archive whose content the owner was shown is the one that is unpacked.
            if (now.sha256 !== sha256) return failed('The archive changed meanwhile. Nothing was unpacked.');
            const made = await bytes.createFolder(
              context.workspace,
              input.folder,
              folders,
              now.archive.files(),
              signal,
            );
            if (made.kind === 'refused') return failed(`Nothing was unpacked: ${made.reason}`);
            const names = archive.entries.slice(0, MAX_TOLD).map(lineOf);
            if (archive.entries.length > MAX_TOLD) names.push(`[${archive.entries.length - MAX_TOLD} more]`);
            return done(
              `Unpacked into ${input.folder}: ${amount}.\n${names.join('\n')}`,
              fromWorkspace('file', input.archive),
            );
          },
        },
      };
    },
  });
}

function lineOf(entry: CheckedArchive['entries'][number]): string {
  return entry.kind === 'folder' ? `${entry.path}/` : `${entry.path}\t${entry.bytes} bytes`;
}
