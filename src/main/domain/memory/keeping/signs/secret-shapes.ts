// Whether a text holds a secret: its name and then, or before, what could only be its value.
//   text → one way of writing → each name of a secret → what stands around it, no more than some words
// Pure. What opens something is a secret: an account, a card, a wallet, a door. What names something is none: an order, a
// room, a book, an account number that is told to be paid on. Linear: around each name it looks a fixed way and no further.
import { holdsCardNumber } from './card-number.ts';
import { gatheredWords, plainWords } from './plain-words.ts';
import {
  BESIDE,
  FILLER,
  JOINING_WORDS,
  NO_SECRET,
  NO_VALUE,
  OPENS,
  ORDINARY_CODE_AFTER,
  ORDINARY_CODE_BEFORE,
  SAID_FIRST,
  SAID_OF_A_PASSWORD,
  SAYS,
  SECRET_NAME,
  type SecretKind,
  SPOKEN_NUMBER,
  UNIT,
  WHOSE,
} from './secret-words.ts';

const AROUND = 160;
/** A list under a name. */
const BELOW = 400;

export function holdsSecret(text: string): boolean {
  const plain = plainWords(text);
  const gathered = gatheredWords(plain);
  return (
    holdsCardNumber(plain) ||
    ALONE.some((shape) => shape.test(plain)) ||
    holdsNamed(plain) ||
    (gathered !== plain && holdsNamed(gathered)) ||
    holdsCode(plain) ||
    holdsInTable(plain)
  );
}

/** What says by itself what it is. Each begins with a fixed word or sign. */
const ALONE: readonly RegExp[] = [
  /\botpauth:\/\/|\bWIFI:(?:[STH]:[^;\n]{0,64};){0,3}P:[^;\n]{3,64};/,
  /\b[a-z][a-z0-9+]{1,20}:\/\/[^\s:/@]{1,64}:(?!pass(?:word|wd)?@|secret@|pw@)[^\s:/@<${*]{3,64}@[\w.-]/i,
  // The environment of a program.
  /\b[A-Z0-9]{0,24}_?(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY)=["']?(?![<${*]|(?:your|example|process|os)\b)[^\s"']{6,}/,
  /\bg-\d{6} (?:is|ist|es|est) /i,
  /\b\d{3}[ -]?\d{3} (?:to (?:log|sign) in|(?:is|ist|es|est) (?:your|dein|ihr|tu|votre|ton)\b[^.\n]{0,30}\b(?:code|codigo))/i,
  /\b\d{3}[ -]?\d{3}\b[^.\n]{0,12}\bto (?:log|sign) in\b/i,
  /\bcredentials\b[^\n]{0,40}\b(?:is|are|:) [\w.-]{2,24}:[^\s:/]{3,40}(?= |[.,]? |$)/i,
  /\b(?:log-?ins?|zugangsdaten|identifiants?|credentials)\b[^\n:]{0,40}:? \S{2,40} ?\/ ?(?=\S{0,30}[\d!@#$%^&*])\S{4,}/i,
  /\b(?:user|username|usuario|utilisateur|benutzer|login|name|account|forum)\b[^\n]{0,50}\b(?:pass|clave)\b:? (?=\S{0,30}[\d!@#$%^&*])[^\s\d]\S{4,}/i,
  /\b(?:wi-?fi|wlan|ssid)\b[^\n.]{0,50}\b(?:key|schlussel|cle|clave)\b ?:? (?=\S{0,30}\d)[A-Za-z0-9-]{8,}/i,
  /\b(?:passwords|passworter|contrasenas|mots de passe|logins|pins): (?:\S{1,30} ){1,6}?(?=[^\s\d]{0,20}\d)(?=\d{0,20}[^\s\d])[^\s,;]{6,}/i,
  /\bclave\b(?: (?:de|del|para) [^.\n:]{1,40})?(?: es|:) ?(?=\S{0,20}\d{3})\S{4,}/i,
  /\b(?<!\b(?:public|gpg|pgp|primary|foreign|cache|sort) )(?:token|secret|key)\b[^\n.:]{0,30}(?:\bis|[:=]) ?["']?(?=[^\s\d]{0,60}\d)(?=[^\sa-z]{0,60}[a-z])[\w+][\w+/=.-]{11,}(?![\w(])/i,
  /\bsecurity (?:question|answer)\b[^\n.]{0,40}(?:\b[Ii]s|:) ?(?:"[^"\n]{1,40}"|[A-Z])/,
  /\b(?:[sr]k_(?:live|test)_|whsec_)\w/,
  // Locks and alarms, and what opens them.
  /\b(?:(?:bike|suitcase|locker|gym|bicycle|pad)-?\s?lock|(?:fahrrad|vorhange|zahlen|koffer)schloss|cadenas|candado):? \d{3,6}\b|\block\b[^\n.:]{0,30}: ?\d{3,6}\b/i,
  /\b(?:opens?|unlocks?|disarms?|disarmed|get in(?:to)?)\b[^.\n]{0,40}\b(?:with|press|type|dial)(?: in)? [#*]?\d{3,8}(?=[#*.,;]|$| (?:and|und|to)\b)/i,
];

function holdsNamed(plain: string): boolean {
  for (const found of plain.matchAll(SECRET_NAME)) {
    const end = found.index + found[0].length;
    const after = plain.slice(end, end + AROUND);
    if (NO_SECRET.test(after)) continue;
    const kind = kindOf(found.groups ?? {});
    const before = plain.slice(Math.max(0, found.index - AROUND), found.index);
    if (/^pin/i.test(found[0]) && (isPostcode(before, after) || /^s? ?\d{1,3}(?!\d)/.test(after))) continue;
    if (saidAfter(kind, after) || saidBefore(kind, before) || listedBelow(plain.slice(end, end + BELOW)))
      return true;
  }
  return false;
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): SecretKind {
  if (groups['phrase'] !== undefined) return 'phrase';
  if (groups['key'] !== undefined) return 'key';
  return groups['number'] === undefined ? 'password' : 'number';
}

/** In India a PIN is a postcode, of six digits. */
function isPostcode(before: string, after: string): boolean {
  const sentence = `${before.split(/[.!?\n]/).at(-1)} ${/^[^.!?\n]*/.exec(after)?.[0]}`;
  return (
    /(?<!\d)\d{6}(?!\d)/.test(sentence) &&
    /\b(?:postal|post office|district|india|mumbai|delhi|beng?al[ou]ru|bangalore|kolkata|chennai|hyderabad|pune)\b/i.test(
      sentence,
    )
  );
}

function saidAfter(kind: SecretKind, after: string): boolean {
  const said = SAYS.exec(after);
  if (said !== null && WHOSE.test(after.slice(0, said.index)))
    if (isValue(kind, after.slice(said.index + said[0].length), true)) return true;
  const gap = (BESIDE.exec(after) ?? NEXT.exec(after))?.[0];
  return gap !== undefined && isValue(kind, after.slice(gap.length), false);
}

/** Right beside it; Arabic may leave out the word for "is". */
const NEXT =
  /^(?:(?: \p{Script=Arabic}{1,16}){1,4} (?=[\dA-Za-z])| (?!(?:in|on|at|since|until|from|by|of|and|has|seit|bis|und|en|desde|y|depuis|et) )[a-z]{2,16} (?=\S{0,20}\d)|\)? |(?=[\dA-Za-z])|(?="[^":,]{2,64}"))/iu;

function saidBefore(kind: SecretKind, before: string): boolean {
  const value = SAID_FIRST.exec(before)?.groups?.['value'];
  if (value === undefined) return false;
  return kind === 'number' ? /^[#*]?\d{4,10}[#*]?$/.test(value) : isCoded(value, 6);
}

/** `isSaid`: it is what the text says the secret is, and may be any word then. */
function isValue(kind: SecretKind, rest: string, isSaid: boolean): boolean {
  const value = rest.slice(FILLER.exec(rest)?.[0].length ?? 0).trimStart();
  if (kind === 'phrase') return inARow(value) >= 6;
  const quoted = /^(["'])([^"'\n]{2,64})\1/.exec(value)?.[2];
  if (quoted !== undefined)
    return kind === 'password'
      ? !isProse(quoted) && !isPlaceholder(quoted)
      : kind === 'key'
        ? isCoded(quoted, 8)
        : /\d{3}/.test(quoted);
  if (kind === 'key') return isCoded(value, 8) || isNumber(value, 8);
  if (isSpelled(value) || SPOKEN_NUMBER.test(value)) return true;
  if (kind === 'number') return isNumber(value, 3) || (isSaid && isCoded(value, 4));
  return isCoded(value, isSaid ? 4 : 6) || isNumber(value, isSaid ? 3 : 4) || (isSaid && isWord(value));
}

/** Letters and digits together, or a sign that no word has: nothing that prose would put there. */
function isCoded(text: string, min: number): boolean {
  const value = (
    /^[\p{Script=Latin}\p{Script=Arabic}\p{Script=Cyrillic}!-~]{1,100}/u.exec(text)?.[0] ?? ''
  ).replace(/[.,;:!?)"'|]+$/, '');
  if (value.length < min || NO_VALUE.test(value) || isPlaceholder(value) || ORDINARY.test(value))
    return false;
  const hasDigit = /\d/.test(value);
  if (/\p{L}/u.test(value) && hasDigit) return !UNIT.test(text.slice(value.length));
  return /[\p{L}\d][!@#$%^&*+=~][\p{L}\d]|^[!@#$%^&*]\w/u.test(value) || (hasDigit && /_/.test(value));
}

/** Dates, times, sizes, versions, addresses, calls and paths in code. */
const ORDINARY =
  /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\S{0,10}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}[:h]\d{2}\S{0,6}|\d+(?:st|nd|rd|th|x|[kmgt]?b|[cmk]?m|m?s|kg|h|px|min)|v?\d+(?:\.\d+)+\S*|\d+-[a-z]+|[\w.+-]+@[\w-]+\.[\w.]+|(?:https?|file):\S*|www\.\S*|[\w.$]*\(.*|(?:process|os|env|config|secrets|this|self|req|request)\..*|varchar.*|[a-z]+(?:_[a-z]+)+)$/i;

function isPlaceholder(value: string): boolean {
  return /^(?:[<${*•.…x_?-]|\[secret\])|^(?:your|example|changeme|todo)\b/i.test(value);
}

function isNumber(text: string, min: number): boolean {
  const value = /^[#*]?\d(?:[ .-]{0,2}\d){0,63}[#*]?/.exec(text)?.[0] ?? '';
  const digits = value.replace(/\D/g, '').length;
  return (
    digits >= min &&
    !ORDINARY.test(value) &&
    !UNIT.test(text.slice(value.length)) &&
    !/^(?:[\p{L}%€$]|[,:]\d)/u.test(text.slice(value.length).replace(/^[はがでだのｄ是，。].*/su, ''))
  );
}

function isSpelled(text: string): boolean {
  return /^[\p{L}\d](?:[-. ,][\p{L}\d](?![\p{L}\d])){3,}/u.test(text);
}

/** A word by itself, or some that no sentence is made of. */
function isWord(text: string): boolean {
  const sentence = /^[^.!?,;|\n()<>{}[\]=。、]*/.exec(text)?.[0] ?? '';
  const words = sentence
    .replace(/ ?(?:です|だ)?$/, '')
    .trim()
    .split(' ');
  // In code a word may stand there, too: the type of a field, the next parameter.
  if (/^(?:[;|(<>{}[\]=]|\)(?![\s.,]|$))/.test(text.slice(sentence.length))) return false;
  if (
    !words.every(
      (word) => /^[\p{Script=Latin}'-]{3,20}$/u.test(word) && !JOINING_WORDS.has(word.toLowerCase()),
    )
  )
    return false;
  // No property or call in code, and no two words: "my password is company policy".
  const telling = words.filter((word) => !saysHow(word)).length;
  if (words.length === 1) return telling === 1 && !/^(?:\(|\.\S)/.test(text.slice(sentence.length));
  return words.length >= 3 && words.length <= 8 && telling >= 3;
}

function isProse(text: string): boolean {
  const words = text.trim().split(/[\s-]+/);
  return (
    words.some((word) => JOINING_WORDS.has(word.toLowerCase())) || (words.length < 3 && words.some(saysHow))
  );
}

function saysHow(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    JOINING_WORDS.has(lower) ||
    SAID_OF_A_PASSWORD.has(lower) ||
    NO_VALUE.test(lower) ||
    HOW.test(word) ||
    isName(lower)
  );
}

/** Endings and beginnings of what is said of things. German nouns begin with a capital. */
const HOW =
  /(?:ed|ing|able|ible|ful|less|ly|ive|ad[oa]s?|id[oa]s?)$|^(?:ge|ver|be|ab|un|zu|vor|aus|ein)[a-z]+(?:t|en)$|'s$/;

function isName(word: string): boolean {
  return [...word.matchAll(SECRET_NAME)].some(([found]) => found.length === word.length);
}

/** Words in a row as a wallet shows them, numbered or not. */
function inARow(text: string): number {
  let count = 0;
  for (const part of text.split(/[\s,]+/)) {
    const word = part.replace(/^["']|["'.]$/g, '');
    if (/^\d{1,2}[.):]?$/.test(part)) continue;
    if (!/^(?:[a-z]{3,9}|\p{Script=Han})$/u.test(word) || JOINING_WORDS.has(word)) return count;
    count += 1;
  }
  return count;
}

/** A name as a heading, and what stands under it. */
function listedBelow(below: string): boolean {
  const heading = /^[^\n:]{0,24}:?\**\s*\n/.exec(below)?.[0];
  if (heading === undefined) return false;
  return below
    .slice(heading.length)
    .split('\n')
    .slice(0, 10)
    .some((line) => {
      const value = /^\s*(?:[-*•] |\d+[.)] )(?:[^\n:]{1,40}[:=] ?)?(\S+)\s*$/.exec(line)?.[1];
      return value !== undefined && isCoded(value, 5);
    });
}

/** What is only called a code, but opens a door, a lock, a card; or is sent to be typed in once. */
function holdsCode(plain: string): boolean {
  for (const found of plain.matchAll(CODE)) {
    const end = found.index + found[0].length;
    const after = plain.slice(end, end + AROUND);
    const before = plain.slice(Math.max(0, found.index - AROUND), found.index);
    if (ORDINARY_CODE_BEFORE.test(before) || ORDINARY_CODE_AFTER.test(after)) continue;
    const sentence = `${before.split(/[.!?\n]/).at(-1)} ${/^[^.!?\n]*/.exec(after)?.[0]}`;
    if (!OPENS_SOMETHING.test(sentence) && !FOR_YOU.test(before)) continue;
    if (saidAfter('number', after) || saidBefore('number', before)) return true;
  }
  return false;
}

const CODE =
  /(?<!\p{L})(?:codes?|codigos?|combination|kombination|combinaison|combinacion|clave|رمز|كود)(?!\p{L})/giu;
const OPENS_SOMETHING = new RegExp(`(?<!\\p{L})${OPENS}(?!\\p{L})`, 'iu');
const FOR_YOU = /\b(?:your|dein|ihr|tu|su|votre|ton) $/i;

/** A table with the name of a secret at the head of a column. */
function holdsInTable(plain: string): boolean {
  const lines = plain.split('\n');
  return lines.some((line, at) => {
    const separator = ['|', '\t', ';', ','].find((sign) => line.includes(sign));
    if (separator === undefined) return false;
    const column = line.split(separator).findIndex((cell) => isName(cell.trim().toLowerCase()));
    if (column < 0) return false;
    return lines.slice(at + 1, at + 31).some((row) => {
      const cell = row.split(separator)[column]?.trim() ?? '';
      return isCoded(cell, 4) || isNumber(cell, 4);
    });
  });
}
