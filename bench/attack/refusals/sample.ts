// What a text of the refusals' corpus is: in one language, of one kind, and on one side of a fixed split.

export type Language = 'en' | 'de' | 'es' | 'fr' | 'ja' | 'zh' | 'ar';

/** Kind → texts. */
export type Kinds = Readonly<Record<string, readonly string[]>>;

/** `tuned`: its failures are shown and mended. `held out`: only counted. */
export type Part = 'tuned' | 'held out';

/** A third is held out, by the text alone: neither its place in a file nor who wrote it counts. FNV-1a, 32 bits. */
export function partOf(text: string): Part {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return hash % 3 === 0 ? 'held out' : 'tuned';
}
