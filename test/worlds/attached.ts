// Files that people attach: a channel that gives them out of memory, and messages that carry them.
import type { FetchedAttachment, InboundAttachment } from '../../src/main/domain/ports/attachments.ts';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import type { World } from './world.ts';
import { written } from './world.ts';

export interface Shelves {
  /** By reference: what comes, each time it is asked for; a list is used up one by one, its last stays. */
  readonly files: Map<string, FetchedAttachment | FetchedAttachment[]>;
  /** References that were asked for, in order. */
  readonly asked: string[];
}

/** From now on the world's channel gives files out. */
export function giveFiles(world: World): Shelves {
  const files: Shelves['files'] = new Map();
  const asked: string[] = [];
  Object.assign(world.telegram, {
    fetchAttachment: async (reference: string): Promise<FetchedAttachment> => {
      asked.push(reference);
      const given = files.get(reference) ?? { kind: 'gone', reason: 'It was deleted.' };
      if (!Array.isArray(given)) return given;
      return (given.length > 1 ? given.shift() : given[0]) ?? { kind: 'gone', reason: 'It was deleted.' };
    },
  });
  return { files, asked };
}

export function content(text: string, mediaType: string | null = null): FetchedAttachment {
  return { kind: 'fetched', bytes: new TextEncoder().encode(text), mediaType };
}

export function attached(reference: string, change: Partial<InboundAttachment> = {}): InboundAttachment {
  return {
    kind: 'file',
    name: `${reference}.txt`,
    mediaType: 'text/plain',
    sizeBytes: 3,
    reference,
    ...change,
  };
}

/** A message with these files. */
export function withFiles(
  text: string,
  attachments: readonly InboundAttachment[],
  change: Partial<InboundMessage> & { readonly from?: number } = {},
): InboundMessage {
  return { ...written(text, change), attachments };
}

/** Path below the workspace → text, of everything in it. */
export function kept(world: World): Record<string, string> {
  return Object.fromEntries(
    [...world.bytes.contents].map(([path, bytes]) => [
      path.replace(/^\/workspaces\/[^/]+\//, ''),
      new TextDecoder().decode(bytes),
    ]),
  );
}

/** What the model was told last, without the mark of its fence. */
export function told(world: World): string {
  const text = world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'user')?.text ?? '';
  return text.replaceAll(/outside-text-[0-9a-f]{16}/g, 'outside-text');
}
