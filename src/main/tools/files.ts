// read_file, list_files, write_file, edit_file: files of this conversation's workspace, and nothing else.
import { z } from 'zod';
import type { WorkspaceFiles } from '../domain/ports/sandbox.ts';
import { PLAIN_CALL, type ReplacedContent, type Tool } from '../domain/ports/tool.ts';
import { defineTool } from './define-tool.ts';
import { done, failed, fromWorkspace } from './outputs.ts';

const MAX_READ_BYTES = 262_144;
const MAX_WRITE_CHARACTERS = 1_000_000;
const MAX_ENTRIES = 500;

/** The tools say that they work in the workspace; each request would carry it four times more. */
const path = z.string().min(1).max(4_096);

export function createFileTools(files: WorkspaceFiles): readonly Tool[] {
  const readFile = defineTool({
    name: 'read_file',
    description: 'Reads a text file of the workspace.',
    input: z.strictObject({ path }),
    effects: ['read'],
    prepare: async (input, context) => ({
      kind: 'ready',
      action: {
        summary: `Read ${input.path}`,
        facts: [
          { label: 'File', text: input.path, style: 'code' },
          { label: 'Workspace', text: context.workspace, style: 'code' },
        ],
        binding: [context.workspace, input.path],
        mayBecomeRule: true,
        run: async () => {
          const outcome = await files.read(context.workspace, input.path, MAX_READ_BYTES);
          if (outcome.kind === 'refused') return failed(outcome.reason);
          const cut =
            outcome.value.truncatedBytes > 0 ? `\n[${outcome.value.truncatedBytes} more bytes not read]` : '';
          return {
            ...done(outcome.value.text + cut, fromWorkspace('file', input.path)),
            file: { how: 'read', path: input.path, sha256: outcome.value.sha256 },
          };
        },
      },
    }),
  });

  const listFiles = defineTool({
    name: 'list_files',
    description: 'Lists a folder of the workspace.',
    input: z.strictObject({ path: path.default('.') }),
    effects: ['read'],
    prepare: async (input, context) => ({
      kind: 'ready',
      action: {
        summary: `List ${input.path}`,
        facts: [
          { label: 'Folder', text: input.path, style: 'code' },
          { label: 'Workspace', text: context.workspace, style: 'code' },
        ],
        binding: [context.workspace, input.path],
        mayBecomeRule: true,
        run: async () => {
          const outcome = await files.list(context.workspace, input.path, MAX_ENTRIES);
          if (outcome.kind === 'refused') return failed(outcome.reason);
          const lines = outcome.value.entries.map((entry) =>
            entry.kind === 'folder'
              ? `${entry.name}/`
              : `${entry.name}\t${entry.sizeBytes} bytes${entry.kind === 'file' ? '' : ` (${entry.kind})`}`,
          );
          if (outcome.value.more > 0) lines.push(`[${outcome.value.more} more]`);
          return done(
            lines.length === 0 ? 'The folder is empty.' : lines.join('\n'),
            fromWorkspace('file', input.path),
          );
        },
      },
    }),
  });

  const writeFile = defineTool({
    name: 'write_file',
    description: 'Writes a whole text file in the workspace, replacing what is there.',
    input: z.strictObject({ path, text: z.string().max(MAX_WRITE_CHARACTERS) }),
    effects: ['write'],
    traits: (input) => ({ ...PLAIN_CALL, paths: [input.path] }),
    prepare: async (input, context) => {
      const before = await files.read(context.workspace, input.path, MAX_READ_BYTES);
      if (before.kind === 'refused' && before.problem !== 'not-found' && before.problem !== 'not-text')
        return { kind: 'refused', reason: before.reason };
      const exists = before.kind === 'done' || before.problem === 'not-text';
      // Bound to what was there when the question was shown: what is replaced is what the owner saw.
      const expected =
        before.kind === 'done' ? before.value.sha256 : before.problem === 'not-found' ? null : undefined;
      return {
        kind: 'ready',
        action: {
          summary: `${exists ? 'Replace' : 'Create'} ${input.path}`,
          facts: [
            { label: 'File', text: input.path, style: 'code' },
            { label: 'Workspace', text: context.workspace, style: 'code' },
            {
              label: exists ? 'New content (old content is replaced)' : 'Content',
              text: input.text,
              style: 'code',
            },
          ],
          binding: [context.workspace, input.path, input.text, expected ?? null],
          mayBecomeRule: true,
          ...(exists ? { replaces: replacedBy(input, before) } : {}),
          run: async () => {
            const outcome = await files.write(context.workspace, input.path, input.text, expected);
            return outcome.kind === 'refused'
              ? failed(outcome.reason)
              : {
                  ...done(`${outcome.value.created ? 'Created' : 'Replaced'} ${input.path}.`),
                  file: { how: 'wrote', path: input.path, sha256: outcome.value.sha256 },
                };
          },
        },
      };
    },
  });

  const editFile = defineTool({
    name: 'edit_file',
    description: 'Replaces one exact piece of text in a file. It must occur exactly once.',
    input: z.strictObject({
      path,
      find: z.string().min(1).max(MAX_WRITE_CHARACTERS),
      replace: z.string().max(MAX_WRITE_CHARACTERS),
    }),
    effects: ['write'],
    traits: (input) => ({ ...PLAIN_CALL, paths: [input.path] }),
    prepare: async (input, context) => {
      const before = await files.read(context.workspace, input.path, MAX_READ_BYTES);
      if (before.kind === 'refused') return { kind: 'refused', reason: before.reason };
      if (before.value.truncatedBytes > 0)
        return { kind: 'refused', reason: 'The file is too large to edit piece by piece.' };
      const { text, sha256 } = before.value;
      const count = occurrences(text, input.find);
      if (count !== 1) {
        return {
          kind: 'refused',
          reason:
            count === 0
              ? 'The text to replace does not occur in the file. Nothing was changed.'
              : `The text to replace occurs ${count} times. Nothing was changed; give more of the text around it.`,
        };
      }
      const at = text.indexOf(input.find);
      const after = text.slice(0, at) + input.replace + text.slice(at + input.find.length);
      return {
        kind: 'ready',
        action: {
          summary: `Edit ${input.path}`,
          facts: [
            { label: 'File', text: input.path, style: 'code' },
            { label: 'Workspace', text: context.workspace, style: 'code' },
            {
              label: 'Change',
              text: `${prefixed('- ', input.find)}\n${prefixed('+ ', input.replace)}`,
              style: 'diff',
            },
          ],
          binding: [context.workspace, input.path, sha256, after],
          mayBecomeRule: true,
          replaces: { path: input.path, sha256, text, by: after },
          run: async () => {
            const outcome = await files.write(context.workspace, input.path, after, sha256);
            return outcome.kind === 'refused'
              ? failed(outcome.reason)
              : {
                  ...done(`Edited ${input.path}.`),
                  file: { how: 'wrote', path: input.path, sha256: outcome.value.sha256, keptSha256: sha256 },
                };
          },
        },
      };
    },
  });

  return [readFile, listFiles, writeFile, editFile];
}

function replacedBy(
  input: { readonly path: string; readonly text: string },
  before: Awaited<ReturnType<WorkspaceFiles['read']>>,
): ReplacedContent {
  const isWhole = before.kind === 'done' && before.value.truncatedBytes === 0;
  return {
    path: input.path,
    sha256: before.kind === 'done' ? before.value.sha256 : '',
    text: isWhole ? before.value.text : null,
    by: input.text,
  };
}

/** Also where they overlap: "aa" in "aaa" could mean either. */
function occurrences(text: string, piece: string): number {
  let count = 0;
  for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) count += 1;
  return count;
}

function prefixed(prefix: string, text: string): string {
  return text
    .split('\n')
    .map((line) => prefix + line)
    .join('\n');
}
