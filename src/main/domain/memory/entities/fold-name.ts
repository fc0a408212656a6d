// How names are compared, and found in a text: case, accents, width and spacing do not count. Pure.

/** Accents are spelling in these scripts; in others a mark makes another letter. */
const ACCENTS =
  /(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+|(?<=[\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu;

export function foldName(name: string): string {
  const folded = name
    .normalize('NFKD')
    .replace(/[\p{Cf}\p{Variation_Selector}]+/gu, '')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ё/g, 'е')
    .replace(/[’'ʼ]s(?![\p{L}\p{N}])/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
  return /[\p{L}\p{N}]/u.test(folded) ? folded : '';
}

/** A shorter name would be found in every other word; in scripts without spaces two signs say enough. */
const MIN_LENGTH = 3;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** What a text that holds the folded name has among its words, or among its signs where nobody writes spaces. */
export function firstOfName(folded: string): string {
  const [firstSign = ''] = folded;
  return WITHOUT_SPACES.test(folded) ? firstSign : (folded.split(' ')[0] ?? '');
}

/** Of these folded names, those that stand in the text as whole words, and not only within a longer one of them. */
export function namesIn<Named extends { readonly folded: string }>(
  text: string,
  names: readonly Named[],
): readonly Named[] {
  const plain = foldName(text);
  let spaced = asWords(plain);
  let joined = plain.replaceAll(' ', '');
  const stands = (folded: string): boolean =>
    WITHOUT_SPACES.test(folded)
      ? folded.length >= 2 && joined.includes(folded.replaceAll(' ', ''))
      : folded.length >= MIN_LENGTH && spaced.includes(asWords(folded));
  const here = [...new Set(names.map(({ folded }) => folded).filter(stands))];
  const found = new Set<string>();
  // The longest first, and of as long ones always the same: what it covers is not read again as a shorter name, York in New York, 京都 in 東京都.
  for (const folded of here.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))) {
    if (!stands(folded)) continue;
    found.add(folded);
    spaced = spaced.replaceAll(asWords(folded), asWords(COVERED));
    if (WITHOUT_SPACES.test(folded)) joined = joined.replaceAll(folded.replaceAll(' ', ''), COVERED);
  }
  return names.filter(({ folded }) => found.has(folded));
}

/** Each word with a space on either side, so that two beside one another share none. */
function asWords(folded: string): string {
  return ` ${folded.replaceAll(' ', '  ')} `;
}

/** No letter of any name. */
const COVERED = '\u0000';
