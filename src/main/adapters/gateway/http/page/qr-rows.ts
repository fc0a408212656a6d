// An address as a QR code, for whoever draws it: rows of `1` for dark and `0` for light. May not know how it is drawn.
import { encode } from 'uqr';

/** With the quiet border that readers need (ISO/IEC 18004: four modules; two do on a screen). */
export function qrRows(text: string): string[] {
  const { data } = encode(text, { ecc: 'M', border: 2 });
  return data.map((row) => row.map((isDark) => (isDark ? '1' : '0')).join(''));
}
