// A part of a reply → the content of an event.
//   part, thread, uploaded file → m.room.message        part, id → m.replace
// Pure. Source: client-server API, "m.room.message msgtypes", "Event replacements", "Threading".
import type { OutboundPart } from '../../../../domain/ports/channel.ts';
import { plainOf } from './html.ts';

export type Content = Readonly<Record<string, unknown>>;

/** The words that a client without replacements shows instead: the whole would make the event twice as large. */
const MAX_FALLBACK_UNITS = 500;

/** @param uploaded `mxc://…` of `part.file`; null without one */
export function contentOf(part: OutboundPart, threadId: string | null, uploaded: string | null): Content {
  return { ...wordsOf(part, uploaded), ...inThread(threadId), ...NOBODY };
}

export function replacementOf(part: OutboundPart, changedId: string): Content {
  const next = wordsOf(part, null);
  const whole = String(next['body']);
  return {
    msgtype: 'm.text',
    body: `* ${whole.length > MAX_FALLBACK_UNITS ? `${Array.from(whole.slice(0, MAX_FALLBACK_UNITS)).slice(0, -1).join('')}…` : whole}`,
    'm.new_content': { ...next, ...NOBODY },
    'm.relates_to': { rel_type: 'm.replace', event_id: changedId },
    ...NOBODY,
  };
}

// SECURITY: with this nobody is told that they were mentioned, whatever names the words hold (specification, "User, room,
// and group mentions"); without it clients look for names in the words.
const NOBODY: Content = { 'm.mentions': {} };

function wordsOf(part: OutboundPart, uploaded: string | null): Content {
  const words = {
    body: part.format === 'html' ? plainOf(part.body) : part.body,
    ...(part.format === 'html' ? { format: 'org.matrix.custom.html', formatted_body: part.body } : {}),
  };
  if (part.file === undefined || uploaded === null) return { msgtype: 'm.text', ...words };
  return {
    msgtype: messageTypeOf(part.file.mediaType),
    ...(part.body === '' ? { body: part.file.name } : words),
    filename: part.file.name,
    url: uploaded,
    info: { mimetype: part.file.mediaType, size: part.file.bytes.length },
  };
}

function messageTypeOf(mediaType: string): string {
  const [kind] = mediaType.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? `m.${kind}` : 'm.file';
}

function inThread(threadId: string | null): Content {
  if (threadId === null) return {};
  return {
    'm.relates_to': {
      rel_type: 'm.thread',
      event_id: threadId,
      // For clients without threads: shown as a reply to where the thread began.
      is_falling_back: true,
      'm.in_reply_to': { event_id: threadId },
    },
  };
}
