// What others wrote, on a terminal: one line, nothing in it that the terminal would obey.
import { expect, test } from 'vitest';
import { oneLine } from '../../../src/cli/command.ts';

test('a line break, an escape sequence and a change of direction are seen and not obeyed', () => {
  const line = oneLine('a\nb\u001b[2Jc\u202ed\r\ne');
  for (const hidden of ['\n', '\r', '\u001b', '\u202e']) expect(line).not.toContain(hidden);
  expect(line).toContain('a b');
});
