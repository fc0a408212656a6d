// Text as a person sees it: what cannot be seen, or turns the direction of reading, is taken out of outside text.
// Every script, emoji and line break stays as it was written. Pure; knows nothing of fences or models.

/** Scripts whose letters join, or are held apart, by the two joiners. */
const JOINING = (
  'Arabic Syriac Mongolian Nko Mandaic Manichaean Adlam Hanifi_Rohingya Devanagari Bengali Gurmukhi Gujarati ' +
  'Oriya Tamil Telugu Kannada Malayalam Sinhala Tibetan Myanmar Khmer Tai_Tham Balinese Javanese Sundanese'
)
  .split(' ')
  .map((script) => `\\p{scx=${script}}`)
  .join('');

/** Emoji, each with its presentation or skin tone, joined to more of them. Source: UTS #51, ED-16. */
const EMOJI = '\\p{Extended_Pictographic}(?:[\\ufe0e\\ufe0f]|\\p{Emoji_Modifier})?';

/** The three flags that are spelled in tags: England, Scotland, Wales. Source: UTS #51, RGI emoji tag sequences. */
const TAG_FLAGS = ['gbeng', 'gbsct', 'gbwls'].map(
  (region) =>
    `\\u{1f3f4}${Array.from(region, (letter) => `\\u{e00${letter.charCodeAt(0).toString(16)}}`).join('')}\\u{e007f}`,
);

/** Where an invisible character changes what is seen: it stays with what stands before it. */
const KEPT = [
  ...TAG_FLAGS,
  `${EMOJI}(?:\\u200d${EMOJI})*`,
  '[0-9#*]\\ufe0f\\u20e3',
  // Standardised and registered variants of ideographs; no more selectors than are in use.
  '\\p{Script=Han}[\\ufe00-\\ufe02\\u{e0100}-\\u{e0113}]',
  '[\\p{Sm}\\p{Script=Myanmar}\\u3001\\u3002\\uff0c\\uff0e\\uff1a\\uff1b\\uff01\\uff1f][\\ufe00\\ufe01]',
  '[\\p{Script=Mongolian}--\\p{Default_Ignorable_Code_Point}][\\u180b-\\u180d\\u180f]',
  `[[${JOINING}]--\\p{Default_Ignorable_Code_Point}][\\u200c\\u200d]`,
].join('|');

/** Control characters but tab and newline; whatever Unicode calls ignorable; annotations; an empty Braille cell. */
const UNSEEN = '[[\\p{Cc}--[\\t\\n]]\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]';

const KEPT_OR_UNSEEN = new RegExp(`(${KEPT})|${UNSEEN}`, 'gv');
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Empty cells of Braille look like spaces; in Braille they are. */
const EMPTY_CELLS = /(?<![\u2801-\u28ff\u2800])\u2800+(?![\u2801-\u28ff])/gu;

/** No control characters but tabs and ends of lines: what has others is a program's, and no text. */
const NOT_OF_TEXT = /(?![\t\n\r\u0085])\p{Cc}/u;

export function isText(text: string): boolean {
  return !NOT_OF_TEXT.test(text);
}

/** Removes what cannot be seen; keeps every script, emoji (with their joiners) and line breaks. */
export function cleanText(text: string): string {
  const lines = text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
  // SECURITY: half a character is not text; put together later it could become one that was taken out here.
  const whole = lines.replace(LONE_SURROGATE, '\ufffd');
  // SECURITY: invisible and bidirectional characters hide words from the owner that the model would read, and joiners,
  // selectors and tags between visible letters could spell out anything.
  const seen = whole.replace(KEPT_OR_UNSEEN, (_all, kept: string | undefined) => kept ?? '');
  // SECURITY: the same for cells that are empty: a row of them reads as nothing.
  return seen.replace(EMPTY_CELLS, '');
}
