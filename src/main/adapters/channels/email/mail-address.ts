// Mail addresses: which text is one, and the one of a From field that can be read in one way only. Pure.

const ONE = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/;
const WHOLE = new RegExp(`^${ONE.source}$`);
/** A display name and the address in angle brackets. Commas, colons and brackets only within quotes; no comments. */
const NAMED = new RegExp(`^((?:"(?:[^"\\\\\\r\\n]|\\\\.)*"|[^"<>@,;:()\\\\\\r\\n])*)<(${ONE.source})>$`);
const LONGEST = 320;

/** The domain in lower case; the part before it as it is, as servers may tell `Ada` from `ada`. Null: not an address. */
export function mailAddress(text: string): string | null {
  if (text.length > LONGEST || !WHOLE.test(text)) return null;
  const at = text.lastIndexOf('@');
  return text.slice(0, at) + text.slice(at).toLowerCase();
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

export interface Author {
  readonly address: string;
  /** As it stands in the field, encoded words and all. */
  readonly rawName: string;
}

/** @param values of every From field of the mail, unfolded */
export function authorOf(values: readonly string[]): Author | null {
  const [value, ...more] = values;
  // SECURITY: of two fields or two addresses the receiving server may have judged the other one.
  if (value === undefined || more.length > 0 || value.length > 2_000) return null;
  const plain = mailAddress(value.trim());
  if (plain !== null) return { address: plain, rawName: '' };
  const [, rawName = '', written = ''] = NAMED.exec(value.trim()) ?? [];
  const address = mailAddress(written);
  return address === null ? null : { address, rawName: rawName.trim() };
}
