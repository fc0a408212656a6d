// Who asks, in words for the owner and the model: name, channel, immutable id, how far they are trusted.
import type { Actor } from '../../../contracts/actors.ts';
import type { ConversationRow } from '../ports/stores.ts';
import { visibleText } from './fence.ts';

export function askerOf(
  conversation: Pick<ConversationRow, 'channelId' | 'platform'>,
  actor: Actor,
  name: string | null,
): string {
  const shown = visibleText(name ?? 'someone')
    .replace(/\s+/g, ' ')
    .slice(0, 60);
  switch (actor.kind) {
    case 'owner':
      return conversation.platform === 'desktop' ? 'the owner' : `the owner, on ${conversation.channelId}`;
    case 'paired-sender':
      return `${shown} (${actor.senderId}), paired by the owner`;
    case 'listed-sender':
      return `${shown} (${actor.senderId}), on the allow list`;
    case 'group-member':
      return `${shown} (${actor.senderId}), in a group`;
    case 'stranger':
      return `${shown} (${actor.senderId}), not known`;
    case 'schedule':
    case 'subagent':
    case 'plugin':
    case 'mcp-server':
    case 'device':
    case 'api-key':
    case 'system':
      return actor.kind;
  }
}
