// Whether a message in a room is meant for us: a reply to us, a mention, or a command that names us.
// Only what Telegram marked as a mention counts. A name that stands in the text by itself may be in a code block,
// part of a longer name, or an imitation. Pure; knows nothing of rules about rooms.
import type { Me, WireEntity, WireMessage } from './update-shape.ts';

export function isAddressed(wire: WireMessage, me: Me): boolean {
  return (
    isReplyTo(wire, me) ||
    (wire.entities ?? wire.caption_entities ?? []).some((entity) => names(entity, wire, me))
  );
}

function isReplyTo({ reply_to_message: original }: WireMessage, me: Me): boolean {
  // In a topic every message formally replies to the message that opened it, whoever wrote that.
  return original?.from?.id === me.id && original.forum_topic_created === undefined;
}

function names(entity: WireEntity, wire: WireMessage, me: Me): boolean {
  const text = wire.entities === undefined ? (wire.caption ?? '') : (wire.text ?? '');
  const marked = text.slice(entity.offset, entity.offset + entity.length).toLowerCase();
  // A bot without a user name cannot be mentioned by it.
  const ours = me.username === undefined || me.username === '' ? null : `@${me.username.toLowerCase()}`;
  switch (entity.type) {
    case 'mention':
      return marked === ours;
    case 'text_mention':
      return entity.user?.id === me.id;
    case 'bot_command':
      return ours !== null && marked.slice(marked.indexOf('@')) === ours && marked.includes('@');
    default:
      return false;
  }
}
