// Places in a TOML text: keys are found where they are, whatever strings, comments and lists stand around them.
import { describe, expect, it } from 'vitest';
import { findLine } from '../../../src/main/adapters/config/toml-lines.ts';

const TEXT = `top = 1
"quoted key" = 2 # [not.a.table]
text = """
[fake]
key = "no"
"""
raw = '''
# not a comment ]
'''
list = [
  "a ] b", # ]
  [1, 2],
  { x = 1 },
]
after = "x # y \\" ["

[a.b]
key = 1
[ a . "c d" ]
e.f.g = 3
[[many]]
key = 5
[empty]
`;

describe('the line of a key', () => {
  it.each([
    [['top'], 1],
    [['quoted key'], 2],
    [['text'], 3],
    [['raw'], 7],
    [['list'], 10],
    [['after'], 15],
    [['a'], 17],
    [['a', 'b', 'key'], 18],
    [['a', 'c d'], 19],
    [['a', 'c d', 'e', 'f', 'g'], 20],
    [['a', 'c d', 'e'], 20],
    [['many', 'key'], 22],
    [['empty', 'missing'], 23],
    [['a', 'b', 'missing'], 17],
    [['fake', 'key'], null],
    [['nowhere'], null],
  ])('of %j is %s', (path, line) => {
    expect(findLine(TEXT, path)).toBe(line);
  });

  it('is found without trouble in text that is no TOML', () => {
    for (const text of [
      '[',
      ']',
      '= = =',
      '"',
      '"""',
      "a = '''",
      '[[[',
      'a = [[[[',
      '\u0000',
      '[a.',
      'a = "\\',
    ]) {
      expect(findLine(text, ['nothing'])).toBeNull();
    }
  });
});
