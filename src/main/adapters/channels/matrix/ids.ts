// What ids of Matrix look like, and how they stand in an address.
// Checked before each use: an id that came from a stranger's server is a part of the address of our own requests.
// Source: Matrix specification, "Identifier Grammar". Pure; knows no request.

/** All ids together with their sigil: at most 255 bytes (specification, "Common Identifier Format"). */
const MAX_ID_BYTES = 255;

/** `@ada:example.org`. Never changes; names are beside it and count for nothing. */
export function isUserId(id: unknown): id is string {
  // Old homeservers gave ids with any visible ASCII sign (specification, "Historical User IDs").
  // SECURITY: nothing beyond ASCII; an invisible or look-alike sign would show the owner another person's id.
  return isId(id, /^@[\x21-\x39\x3b-\x7e]*:[A-Za-z0-9.:[\]-]+$/);
}

/** `!opaque:example.org`, or since room version 12 `!opaque` without a server. Never an alias (`#…`). */
export function isRoomId(id: unknown): id is string {
  return isId(id, /^![^\s\p{Cc}]+$/u);
}

export function isEventId(id: unknown): id is string {
  return isId(id, /^\$[^\s\p{Cc}]+$/u);
}

export interface MediaId {
  readonly server: string;
  readonly mediaId: string;
}

/** `mxc://example.org/AbC` (specification, "Matrix Content (mxc://) URIs"); null for anything else. */
export function mediaIdOf(uri: string): MediaId | null {
  const [, server, mediaId] = /^mxc:\/\/([\w.:[\]-]{1,255})\/([\w-]{1,255})$/.exec(uri) ?? [];
  return server === undefined || mediaId === undefined ? null : { server, mediaId };
}

/** For one segment of a path. */
export function segment(id: string): string {
  // SECURITY: an id may hold slashes and question marks, and would otherwise choose the rest of the address.
  const encoded = encodeURIComponent(id);
  return encoded === '.' || encoded === '..' ? '' : encoded;
}

function isId(id: unknown, form: RegExp): id is string {
  return typeof id === 'string' && form.test(id) && Buffer.byteLength(id) <= MAX_ID_BYTES;
}
