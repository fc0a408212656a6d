// download: a file of the web into this conversation's workspace. Its name is the one asked for, never the server's.
import { z } from 'zod';
import { PLAIN_CALL, type Tool } from '../domain/ports/tool.ts';
import type { Web } from '../domain/ports/web.ts';
import type { WorkspaceBytes } from '../domain/ports/workspace-bytes.ts';
import { defineTool } from './define-tool.ts';
import { done, failed } from './outputs.ts';
import { fromWeb, goingTo, movedTo } from './web-outputs.ts';

const MAX_BYTES = 256 * 1024 * 1024;

export function createDownload(web: Web, bytes: WorkspaceBytes): Tool {
  return defineTool({
    name: 'download',
    description: 'Fetches a public file of the web into a new file of the workspace. GET only.',
    input: z.strictObject({
      url: z.string().min(1).max(2_048).describe('A whole address, http or https.'),
      path: z.string().min(1).max(4_096).describe('The new file, inside the workspace.'),
    }),
    effects: ['network', 'write'],
    traits: ({ url, path }) => {
      const read = web.inspect(url);
      return {
        ...PLAIN_CALL,
        // It writes, so it never merely reads.
        hosts: read.kind === 'address' ? [read.address.host] : [],
        paths: [path],
      };
    },
    prepare: async ({ url, path }, context) => {
      const read = web.inspect(url);
      if (read.kind === 'refused') return { kind: 'refused', reason: read.reason };
      const problem = bytes.problem(context.workspace, path);
      if (problem !== null) return { kind: 'refused', reason: problem };
      const there = await bytes.exists(context.workspace, path);
      if (there.kind === 'refused') return { kind: 'refused', reason: there.reason };
      if (there.value)
        return { kind: 'refused', reason: 'Something of that name exists already. Choose another name.' };
      const { address } = read;
      return {
        kind: 'ready',
        action: {
          summary: `Download a file from ${address.shownHost} to ${path}`,
          facts: [
            ...goingTo(address),
            { label: 'New file', text: path, style: 'code' },
            { label: 'Workspace', text: context.workspace, style: 'code' },
          ],
          binding: [address.url, context.workspace, path],
          mayBecomeRule: false,
          run: async (signal) => {
            const outcome = await web.openFile(address, signal);
            const taint = fromWeb(address.host);
            if (outcome.kind === 'refused') return failed(outcome.reason, taint);
            if (outcome.kind === 'moved') return movedTo(outcome.to, address.host);
            const { file } = outcome;
            const made = await bytes.create(context.workspace, path, file.content, MAX_BYTES);
            // What broke off says more than that the file could not be written.
            if (made.kind === 'refused')
              return failed(`Nothing was kept: ${file.trouble() ?? made.reason}`, taint);
            const kind = file.contentType === '' ? '' : `, ${file.contentType}`;
            return done(
              `Saved ${path}: ${made.value.bytes} bytes${kind}, SHA-256 ${made.value.sha256}.`,
              taint,
            );
          },
        },
      };
    },
  });
}
