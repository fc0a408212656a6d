// Outside text, fenced as data. What people, files and programs wrote must not read as instructions to the model,
// nor carry what cannot be seen. Each context has a mark of its own, which nobody outside can know. Pure.
import { cleanText } from '../untrusted-text/clean-text.ts';
import { findMarkers } from './marker.ts';

/**
 * `<outside-text-MARK from="…">…</outside-text-MARK>`: the text between was not written by the owner.
 * The content can neither forge nor close the marker.
 */
export type Fence = (text: string, from: string) => string;

/** Bytes of chance in a mark; 64 bits cannot be guessed within one context. */
export const MARK_BYTES = 8;

/** What is removed stands here; it must not read as a marker itself. */
const REMOVED = '[marker removed]';

export function createFence(mark: Uint8Array): Fence {
  const name = `outside-text-${Array.from(mark, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return (text, from) =>
    `<${name} from="${attribute(from)}">\n${withoutMarkers(cleanText(text))}\n</${name}>`;
}

function withoutMarkers(text: string): string {
  let safe = '';
  let at = 0;
  // SECURITY: a marker inside the content would end the fence early.
  for (const { from, to } of findMarkers(text)) {
    safe += `${text.slice(at, from)}${REMOVED}`;
    at = to;
  }
  return safe + text.slice(at);
}

function attribute(text: string): string {
  // What would end the attribute goes first: taken out later, it could leave a marker behind.
  return withoutMarkers(cleanText(text).replace(/["<>\n]/g, ' ')).slice(0, 120);
}
