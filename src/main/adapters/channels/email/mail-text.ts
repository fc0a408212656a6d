// What a person wrote in a mail, without what they quote from others.
//   plain text or HTML → words
// Nothing of HTML is run or fetched; what is hidden in it is left out. Bounded. Pure.
import type { Parser } from 'htmlparser2';

export const MAX_TEXT_UNITS = 100_000;
const MAX_HTML_UNITS = 500_000;
const MAX_DEPTH = 1_000;
const PIECE_UNITS = 4_096;

/** Lines with which mail programs begin the history. */
const HISTORY: readonly RegExp[] = [
  /^\s*-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}\s*$/i,
  /^\s*_{20,}\s*$/,
  /^\s*(?:on|am|le|el|il|op|em)\s.{4,200}\s(?:wrote|schrieb|écrit|escribió|ha scritto|schreef|escreveu)\b.{0,100}:\s*$/i,
  /^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|inicio del mensaje reenviado|inizio messaggio inoltrato)\s?:\s*$/i,
  // The head of another mail, over two lines: some programs put no line before it.
  /^\s*\*?(?:from|von|de|da|van)\s?:\*?\s.{1,300}\s\*?(?:sent|date|gesendet|datum|envoyé|fecha|enviado|inviato|verzonden)\s?:/i,
  /^-- ?$/, // the signature, RFC 3676
];

export function ownWordsOf(plain: string): string {
  const lines = plain.slice(0, MAX_TEXT_UNITS).replace(/\r\n?/g, '\n').split('\n');
  // A long "On … wrote:" is wrapped over two lines.
  const end = lines.findIndex((line, index) =>
    HISTORY.some(
      (pattern) => pattern.test(line) || pattern.test(`${line} ${lines[index + 1] ?? ''}`.trimEnd()),
    ),
  );
  const own = end === -1 ? lines : lines.slice(0, end);
  // SECURITY: what is quoted are others' words, and must not count as the sender's.
  const kept = own.filter((line) => !/^\s{0,3}>/.test(line));
  const cut = plain.length > MAX_TEXT_UNITS ? '\n[cut]' : '';
  return (
    kept
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim() + cut
  );
}

const BLOCKS = /^(?:p|div|br|li|tr|h[1-6]|pre|table|ul|ol|section|article)$/;
const UNSEEN = /^(?:script|style|head|title|template|noscript|svg|math|iframe|object)$/;

/** @param makeParser of htmlparser2, which is loaded only when a mail has no plain text */
export function textOfHtml(html: string, makeParser: typeof Parser): string {
  let text = '';
  let unseen = 0;
  const open: { readonly name: string; readonly hides: boolean }[] = [];
  const parser = new makeParser({
    onopentag: (name, attributes) => {
      const hides = UNSEEN.test(name) || isHidden(attributes) || isHistory(name, attributes);
      if (BLOCKS.test(name)) text += '\n';
      if (name === 'li') text += '• ';
      if (!isVoid(name)) open.push({ name, hides });
      if (hides && !isVoid(name)) unseen += 1;
    },
    ontext: (words) => {
      if (unseen === 0 && text.length < MAX_TEXT_UNITS) text += words.replace(/[\s\u00a0]+/g, ' ');
    },
    onclosetag: (name) => {
      if (isVoid(name)) return;
      if (open.pop()?.hides === true) unseen -= 1;
      if (name !== 'li' && BLOCKS.test(name)) text += '\n';
    },
  });
  // SECURITY: the library takes time that grows with the square of the depth; nobody writes a thousand levels.
  for (let at = 0; at < Math.min(html.length, MAX_HTML_UNITS) && open.length < MAX_DEPTH; at += PIECE_UNITS)
    parser.write(html.slice(at, at + PIECE_UNITS));
  parser.end();
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function isVoid(name: string): boolean {
  return /^(?:br|hr|img|input|meta|link|area|base|col|embed|source|track|wbr)$/.test(name);
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  const style = (attributes['style'] ?? '').replace(/\s+/g, '').toLowerCase();
  return (
    'hidden' in attributes || /display:none|visibility:hidden|font-size:0|opacity:0(?:[;.]|$)/.test(style)
  );
}

/** What mail programs put around the history. */
function isHistory(name: string, attributes: Readonly<Record<string, string>>): boolean {
  return (
    name === 'blockquote' ||
    /\b(?:gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote)\b/.test(attributes['class'] ?? '') ||
    /^(?:divrplyfwdmsg|appendonsend)$/i.test(attributes['id'] ?? '')
  );
}
