// Reads what a client sent: a bounded body, then its fields from JSON, a urlencoded form or multipart parts.
//   request → bytes (bounded) → fields
// It knows HTTP alone: no platform, no method, no envelope. Node modules only, because the demo bundles it.
import type { IncomingMessage } from 'node:http';

/** Named values of one call. Forms give strings; JSON gives whatever it holds. */
export type Fields = Readonly<Record<string, unknown>>;

/** Files of a form in parts, by field. */
export type Files = Readonly<
  Record<string, { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }>
>;

export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** The client went away before it had sent everything. */
  | { readonly kind: 'cut-off' };

export type FieldsRead =
  | { readonly kind: 'read'; readonly fields: Fields; readonly files?: Files }
  | { readonly kind: 'malformed'; readonly reason: 'not-utf8' | 'not-json' | 'not-multipart' };

/** Reads the whole body into memory, at most `maxBytes`. Never throws. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > maxBytes) {
        pieces.length = 0;
        resolve({ kind: 'too-large' });
      } else {
        pieces.push(piece);
      }
    });
    request.on('end', () => {
      const [first] = pieces;
      resolve({
        kind: 'read',
        bytes: first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces),
      });
    });
    request.on('error', () => resolve({ kind: 'cut-off' }));
    request.on('close', () => resolve({ kind: 'cut-off' }));
  });
}

/** Fields of a body by its content type; an empty body has none. Unknown types are read as a urlencoded form. */
export function readFields(contentType: string | undefined, bytes: Buffer): FieldsRead {
  if (bytes.length === 0) return { kind: 'read', fields: {} };
  const type = contentType ?? '';
  if (type.startsWith('multipart/form-data')) return readMultipart(type, bytes);
  const text = decodeUtf8(bytes);
  if (text === null) return { kind: 'malformed', reason: 'not-utf8' };
  if (type.startsWith('application/json')) {
    const parsed = parseObject(text);
    return parsed === null ? { kind: 'malformed', reason: 'not-json' } : { kind: 'read', fields: parsed };
  }
  return { kind: 'read', fields: fieldsOfQuery(new URLSearchParams(text)) };
}

/** The same for the part of an address after `?`. */
export function fieldsOfQuery(query: URLSearchParams): Fields {
  return Object.fromEntries(query);
}

/** A JSON object, or null for anything else. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** True for a plain JSON object: not null, not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const HEADER_END = '\r\n\r\n';

// RFC 7578: parts between `--boundary` lines, each with headers, an empty line, and its bytes.
function readMultipart(contentType: string, bytes: Buffer): FieldsRead {
  const malformed: FieldsRead = { kind: 'malformed', reason: 'not-multipart' };
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return malformed;
  const delimiter = Buffer.from(`--${name}`);
  const fields: Record<string, unknown> = {};
  const files: Record<string, Files[string]> = {};
  let from = bytes.indexOf(delimiter);
  while (from !== -1) {
    from += delimiter.length;
    if (bytes.subarray(from, from + 2).toString('latin1') === '--') return { kind: 'read', fields, files };
    const until = bytes.indexOf(delimiter, from);
    const headerEnd = bytes.indexOf(HEADER_END, from);
    if (until === -1 || headerEnd === -1 || headerEnd > until) return malformed;
    const headers = bytes.subarray(from, headerEnd).toString('utf8');
    const content = bytes.subarray(headerEnd + HEADER_END.length, until - 2);
    const field = /name="([^"]*)"/i.exec(headers)?.[1];
    const file = /filename="([^"]*)"/i.exec(headers)?.[1];
    if (field === undefined) return malformed;
    const text = decodeUtf8(content);
    if (file !== undefined) {
      const mediaType = /^content-type: *(\S+)/im.exec(headers)?.[1] ?? 'application/octet-stream';
      fields[field] = { fileName: file, bytes: content.length };
      files[field] = { name: file, mediaType, bytes: new Uint8Array(content) };
    } else if (text === null) return { kind: 'malformed', reason: 'not-utf8' };
    else fields[field] = text;
    from = until;
  }
  return malformed;
}
