// What a person sees of a room: the messages of one account, with later changes, formatting taken off.
//   events → message as a client shows it
// Reads HTML as Matrix clients do: line breaks are tags, entities are characters. Knows no server.
import { isObject } from '../loopback/http-body.ts';
import type { Content, RoomEvent } from './wire.ts';

export interface Shown {
  readonly eventId: string;
  readonly roomId: string;
  readonly text: string;
  readonly raw: string;
  readonly threadId: string | null;
  readonly content: Content;
}

/** In the order in which they were sent. */
export function shownOf(events: readonly RoomEvent[], account: string): readonly Shown[] {
  const messages = events.filter(({ type, sender }) => type === 'm.room.message' && sender === account);
  const changes = messages.filter((event) => relationOf(event)['rel_type'] === 'm.replace');
  return messages
    .filter((event) => !changes.includes(event))
    .map((event) => {
      const change = changes.findLast((one) => relationOf(one)['event_id'] === event.event_id);
      const next = change?.content['m.new_content'];
      const content = isObject(next) ? next : event.content;
      const relation = relationOf(event);
      return {
        eventId: event.event_id,
        roomId: event.room_id,
        text: textOf(content),
        raw: String(content['formatted_body'] ?? content['body']),
        threadId: relation['rel_type'] === 'm.thread' ? String(relation['event_id']) : null,
        content,
      };
    });
}

/** As it is read; the file name of a file without words is not a part of it. */
function textOf(content: Content): string {
  const html = content['formatted_body'];
  if (typeof html === 'string') return readHtml(html);
  return content['body'] === content['filename'] ? '' : String(content['body']);
}

function relationOf(event: RoomEvent): Content {
  const relation = event.content['m.relates_to'];
  return isObject(relation) ? relation : {};
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
};

function readHtml(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>/g, '\n')
    .replaceAll(/<\/?[a-z][^>]*>/g, '')
    .replaceAll(/&([a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
