// Who asks, in words for the owner and the model: immutable id, channel, how far they are trusted; the name they gave
// themselves stands in quotation marks, because anybody can call themselves anything.
import type { Actor } from '../../../contracts/actors.ts';
import { cutText } from '../gate/cap-text.ts';
import type { ConversationRow } from '../ports/stores.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';

const MAX_NAME_CHARACTERS = 60;

/** For the owner: “Ada” (telegram:user:42), paired by the owner. */
export function askerOf(
  conversation: Pick<ConversationRow, 'channelId' | 'platform'>,
  actor: Actor,
  name: string | null,
): string {
  const trust = trustOf(conversation, actor);
  if (!('senderId' in actor)) return trust;
  return `${quotedName(name) ?? 'someone'} (${actor.senderId}), ${trust}`;
}

/** For the model: the same without the name, which is somebody else's text. */
export function trustOf(conversation: Pick<ConversationRow, 'channelId' | 'platform'>, actor: Actor): string {
  switch (actor.kind) {
    case 'owner':
      return conversation.platform === 'desktop' ? 'the owner' : `the owner, on ${conversation.channelId}`;
    case 'paired-sender':
      return 'paired by the owner';
    case 'listed-sender':
      return 'on the allow list';
    case 'group-member':
      return 'in a group';
    case 'stranger':
      return 'not known';
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

/** A name as it may be kept and shown: one visible line, not longer than a name is. Null when nothing is left. */
export function shownName(name: string | null): string | null {
  // SECURITY: line breaks and invisible characters in a name could write into what stands around it.
  const line = cleanText(name ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? null : cutText(line, MAX_NAME_CHARACTERS);
}

/** In quotation marks that the name itself cannot close. */
export function quotedName(name: string | null): string | null {
  const shown = shownName(name);
  // SECURITY: without this a name could end its own quotation and go on with an id and a trust of its choice.
  return shown === null ? null : `“${shown.replace(/["“”„«»()]/g, '')}”`;
}
