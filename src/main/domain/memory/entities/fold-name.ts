// How names are compared, and found in a text: case, accents, width and spacing do not count. Pure.

export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[’']s$/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A shorter name would be found in every other word; in scripts without spaces two signs say enough. */
const MIN_LENGTH = 3;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Of these folded names, those that stand in the text as whole words. */
export function namesIn<Named extends { readonly folded: string }>(
  text: string,
  names: readonly Named[],
): readonly Named[] {
  const plain = ` ${foldName(text)} `;
  return names.filter(({ folded }) =>
    WITHOUT_SPACES.test(folded)
      ? folded.length >= 2 && plain.includes(folded)
      : folded.length >= MIN_LENGTH && plain.includes(` ${folded} `),
  );
}
