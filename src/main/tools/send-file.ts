// send_file: a file of the workspace into the conversation it was asked for in. What leaves is what was shown, byte for byte.
import { z } from 'zod';
import type { FileSending } from '../domain/ports/abilities.ts';
import { PLAIN_CALL, type Tool } from '../domain/ports/tool.ts';
import type { WorkspaceBytes } from '../domain/ports/workspace-bytes.ts';
import { defineTool } from './define-tool.ts';
import { done, failed } from './outputs.ts';

const MAX_WORDS = 800;

export function createSendFile(sending: FileSending, bytes: Pick<WorkspaceBytes, 'read'>): Tool {
  return defineTool({
    name: 'send_file',
    description: 'Sends a file of the workspace to the person you talk with.',
    input: z.strictObject({
      path: z.string().min(1).max(4_096),
      words: z.string().max(MAX_WORDS).default(''),
    }),
    effects: ['read', 'send'],
    traits: () => PLAIN_CALL,
    prepare: async ({ path, words }, context) => {
      const channel = sending.to(context);
      if (channel.kind === 'cannot') return { kind: 'refused', reason: channel.reason };
      const read = await bytes.read(context.workspace, path, sending.maxBytes);
      if (read.kind === 'refused') return { kind: 'refused', reason: read.reason };
      const { sha256 } = read.value;
      const draft = sending.describe(path, read.value.bytes);
      if (draft.kind === 'refused') return { kind: 'refused', reason: draft.reason };
      return {
        kind: 'ready',
        action: {
          summary: `Send the file ${draft.name} to ${channel.label}`,
          facts: [
            { label: 'To', text: channel.label, style: 'code' },
            { label: 'File', text: path, style: 'code' },
            { label: 'Sent as', text: `${draft.name}, ${draft.mediaType}, ${draft.size}`, style: 'code' },
            { label: 'SHA-256', text: sha256, style: 'code' },
            { label: 'Workspace', text: context.workspace, style: 'code' },
            ...(words === '' ? [] : [{ label: 'Words', text: words, style: 'plain' as const }]),
          ],
          binding: [context.workspace, path, sha256, words, context.conversationId],
          // SECURITY: sending is decided each time; a rule for one path would send whatever lies there later.
          mayBecomeRule: false,
          carriesOut: { path, sha256 },
          run: async (_signal, frameId) => {
            const now = await bytes.read(context.workspace, path, sending.maxBytes);
            if (now.kind === 'refused') return failed(now.reason);
            // SECURITY: what was shown is what leaves; a file that changed since is another one.
            if (now.value.sha256 !== sha256)
              return failed('The file changed since you were allowed to send it. Nothing was sent.');
            const isWritten = sending.send(
              { name: draft.name, mediaType: draft.mediaType, bytes: now.value.bytes },
              { path, words },
              context,
              frameId,
            );
            if (!isWritten) return failed('This conversation does not exist any more. Nothing was sent.');
            return done(`Written down; ${draft.name} is sent as soon as the channel works.`);
          },
        },
      };
    },
  });
}
