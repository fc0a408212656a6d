// The code that a phone scans, as a picture of dark and light squares. Draws nothing itself, and keeps nothing.
import { encode } from 'uqr';

/** The quiet zone that the standard asks for (ISO/IEC 18004). */
const BORDER = 4;

/** Rows of `1` (dark) and `0` (light), with the quiet zone. */
export function pictureOf(text: string): readonly string[] {
  const { data } = encode(text, { border: BORDER });
  return data.map((row) => row.map((isDark) => (isDark ? '1' : '0')).join(''));
}
