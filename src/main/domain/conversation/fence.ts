// Outside text, fenced as data. What people, files and programs wrote must not read as instructions to the model,
// nor carry what cannot be seen. Every script, emoji and line break stays as it was written. Pure.
import { findMarkers } from './marker.ts';

/**
 * Control characters but tab and newline; bidirectional controls; zero-width and other invisible ones; fillers; tags.
 * The two joiners stay: Persian, the scripts of India and family emoji need them.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\u034f|\u17b4|\u17b5|[\u{e0000}-\u{e007f}]/gu;

/** Joiners and variation selectors where they change nothing that is seen: a hidden alphabet of their own. */
const IDLE_JOINERS = /(?<=\u200c|\u200d|\s|^)(?:\u200c|\u200d)+/gu;
const IDLE_SELECTORS =
  /(?<=\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}|\s|[\ufe00-\ufe0f]|^)[\ufe00-\ufe0f]+|(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]+/gu;

/** Removes what cannot be seen; keeps every script, emoji (with their joiners) and line breaks. */
export function visibleText(text: string): string {
  // SECURITY: invisible and bidirectional characters hide words from the owner that the model would read.
  const seen = text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(INVISIBLE, '');
  // SECURITY: the same for joiners and selectors, which could spell out anything between visible letters.
  return seen.replace(IDLE_JOINERS, '').replace(IDLE_SELECTORS, '');
}

/**
 * `<outside-text from="…">…</outside-text>`: the text between was not written by the owner.
 * The content cannot forge or close the marker.
 */
export function fence(text: string, from: string): string {
  return `<outside-text from="${attribute(from)}">\n${withoutMarkers(visibleText(text))}\n</outside-text>`;
}

function withoutMarkers(text: string): string {
  let safe = '';
  let at = 0;
  // SECURITY: a marker inside the content would end the fence early.
  for (const { from, to } of findMarkers(text)) {
    safe += `${text.slice(at, from)}[marker removed]`;
    at = to;
  }
  return safe + text.slice(at);
}

function attribute(text: string): string {
  // What would end the attribute goes first: taken out later, it could leave a marker behind.
  return withoutMarkers(visibleText(text).replace(/["<>\n]/g, ' ')).slice(0, 120);
}
