// A text as signs are looked for in it: one width, one kind of digits, quotation marks and dashes, no accents on Latin
// letters, no points on Arabic ones, nothing that cannot be seen. Case and line breaks stay. Pure.
import { cleanText } from '../../../untrusted-text/clean-text.ts';

/** Letters strewn with spaces or dots, as long as a word of them could be meant. */
const STREWN = /(?<![\p{L}\p{N}])(?:\p{L}[ .·_-]){4,63}\p{L}(?![\p{L}\p{N}])/gu;

export function plainWords(text: string): string {
  return (
    cleanText(text)
      .normalize('NFKD')
      .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
      .normalize('NFC')
      // Vowel signs and the stretching line of Arabic, and the letters that are written this way or that.
      .replace(/[\u064b-\u065f\u0670\u0640]/g, '')
      .replace(/[أإآٱ]/g, 'ا')
      .replace(/ى/g, 'ي')
      .replace(/ß/g, 'ss')
      .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
      .replace(/[“”„‟«»「」『』]/g, '"')
      .replace(/[’‘‚‛´`]/g, "'")
      .replace(/[‐‑‒–—―−]/g, '-')
      .replace(/[→⇒➜]/g, '->')
      .replace(/[^\S\n\t]+/g, ' ')
  );
}

/** The same with words put together whose letters were strewn: `a l w a y s` → `always`. */
export function gatheredWords(plain: string): string {
  return plain.replace(STREWN, (word) => word.replace(/[^\p{L}]/gu, ''));
}
