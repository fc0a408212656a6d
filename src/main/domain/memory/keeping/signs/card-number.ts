// Whether the number of a payment card stands in a text. Pure.

/** Where the number of a card begins, and how long it then is. Source: ISO/IEC 7812, the issuers' published ranges. */
const ISSUERS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15})$/;

/** Digits in one piece or in groups, by themselves: not the end of an account number, not a part of a longer row. */
const DIGITS = /(?<![A-Za-z\d.,/#-]|\d[ -])\d(?:[ -]?\d){12,18}(?![A-Za-z\d]|[ -]\d|[.,]\d)/g;
/** Account numbers that are meant to be told. Source: ISO 13616. */
const IBAN = /\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b/gi;
/** What else has so many digits, and says so. */
const OTHER =
  /(?:isbn|ean|gtin|imei|iccid|tracking|sendungs|bestell|order|pedido|commande|serial|reference)[^\d\n]{0,30}$/i;

export function holdsCardNumber(plain: string): boolean {
  const text = plain.replace(IBAN, ' ');
  return [...text.matchAll(DIGITS)].some(
    ({ 0: found, index }) =>
      isCardNumber(found.replace(/\D/g, '')) && !OTHER.test(text.slice(Math.max(0, index - 50), index)),
  );
}

/** Of an issuer, and its last digit checks the others. Source: ISO/IEC 7812-1, annex B (Luhn). */
function isCardNumber(digits: string): boolean {
  if (!ISSUERS.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
