// Bytes as text: UTF-8, UTF-16 where a mark says so, else the old script of Windows, or no text at all.
// Pure. Knows no format but the mark that HTML may carry.

/** Of characters that no text needs: more are no text but something else with a text's name. */
const MAX_ODD_PART = 0.1;
/** Read as an old script anything is text, so there must be nearly none of them. */
const MAX_ODD_PART_OLD_SCRIPT = 0.005;

/** Null when it is not text. Line ends become \n. */
export function decodeText(bytes: Uint8Array): string | null {
  const mark = markOf(bytes);
  if (mark !== null) return accepted(decoded(bytes, mark, false), MAX_ODD_PART);
  const modern = decoded(bytes, 'utf-8', true);
  return modern === null
    ? accepted(decoded(bytes, 'windows-1252', false), MAX_ODD_PART_OLD_SCRIPT)
    : accepted(modern, MAX_ODD_PART);
}

/** The same, and before that what the page itself says. */
export function decodeHtml(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2_048));
  const declared = /<meta[^>]+charset\s*=\s*["']?([\w-]{1,40})/i.exec(head)?.[1] ?? 'utf-8';
  if (markOf(bytes) !== null || /^utf-?\d/i.test(declared)) return decodeText(bytes);
  try {
    return accepted(new TextDecoder(declared).decode(bytes), MAX_ODD_PART);
  } catch {
    return decodeText(bytes);
  }
}

function markOf(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

function decoded(bytes: Uint8Array, script: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(script, { fatal }).decode(bytes);
  } catch {
    return null;
  }
}

function accepted(text: string | null, maxOddPart: number): string | null {
  // SECURITY: a program or picture with the name of a text is not taken for words.
  if (text === null || text.includes('\0')) return null;
  let odd = 0;
  for (let at = 0; at < text.length; at += 1) if (isOdd(text.charCodeAt(at))) odd += 1;
  return odd > text.length * maxOddPart ? null : text.replace(/\r\n?/g, '\n');
}

/** Control characters but tab, line ends, form feed and escape; what the old script has no letter for; what was lost. */
function isOdd(code: number): boolean {
  if (code < 0x20) return !(code >= 0x09 && code <= 0x0d && code !== 0x0b) && code !== 0x1b;
  return code === 0x7f || [0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xfffd].includes(code);
}
