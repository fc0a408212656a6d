// A question in anybody's words → a query of SQLite's FTS5 that always parses.
// Syntax: https://sqlite.org/fts5.html#full_text_query_syntax. May not know what is searched.

/** A longer question than this is a text; its first words say what it is about, and each word costs time. */
const MAX_WORDS = 32;

/** Letters, digits and their marks, as the tokenizer of the index sees them; every other character separates. */
export function wordsOf(question: string): readonly string[] {
  return [...new Set(question.match(/[\p{L}\p{N}\p{M}]+/gu))].slice(0, MAX_WORDS);
}

/** Rows that hold any of the words; more and rarer words rank higher by bm25. */
export function anyWord(words: readonly string[]): string {
  return words.map(quoted).join(' OR ');
}

/** Rows that hold all of the words. */
export function everyWord(words: readonly string[]): string {
  return words.map(quoted).join(' AND ');
}

/** Rows with a word that begins like any of these. */
export function anyPrefix(words: readonly string[]): string {
  return words.map((word) => `${quoted(word)}*`).join(' OR ');
}

/** Rows that hold every word, or one that begins like it. */
export function everyPrefix(words: readonly string[]): string {
  return words.map((word) => `${quoted(word)}*`).join(' AND ');
}

/** Rows that hold exactly this, in an index that knows parts of words (`trigram`). */
export function exactPart(text: string): string {
  return quoted(text);
}

function quoted(word: string): string {
  // SECURITY: a quoted string is never an operator; without this a model's NEAR, NOT or column filter would be obeyed.
  return `"${word.replaceAll('"', '""')}"`;
}
