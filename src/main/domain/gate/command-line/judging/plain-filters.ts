// find, fd, sed and awk only read in a few plain shapes. Those shapes, and no other.
//   words after the program → yes or no
// Everything else they can do (run, delete, write) is seen in wrappers/ or asked about.
import type { Argument } from '../reading/invocation.ts';
import { readOptions } from '../reading/options.ts';

/** Tests and prints of find that take the next word; from its manual, without -exec, -ok, -delete, -fprint, -fls, -files0-from. */
const FIND_VALUED =
  /^-(?:i?name|i?path|i?regex|i?lname|wholename|regextype|type|xtype|size|maxdepth|mindepth|[acm]time|[acm]min|newer\w*|anewer|cnewer|perm|user|group|uid|gid|links|inum|samefile|printf|used|fstype)$/;
const FIND_PLAIN =
  /^(?:-(?:print|print0|ls|prune|quit|empty|readable|writable|executable|depth|d|xdev|mount|follow|daystart|noleaf|true|false|nouser|nogroup|not|and|or|a|o|warn|nowarn|H|L|P|O[0-3])|!|\(|\)|,)$/;

export function isPlainFilter(name: 'find' | 'fd' | 'sed' | 'awk', words: readonly Argument[]): boolean {
  const values = words.map(({ value }) => value ?? '');
  switch (name) {
    case 'find':
      return isPlainFind(values);
    case 'fd':
      // Without -x and -X, which are seen through, and run a program for each file.
      return (
        readOptions(words, {
          flags: 'HIsigapl0uFLu1q',
          valued: 'tedEcSo',
          longFlags: [
            'hidden',
            'no-ignore',
            'absolute-path',
            'full-path',
            'follow',
            'glob',
            'regex',
            'help',
            'version',
          ],
          longValued: [
            'type',
            'extension',
            'max-depth',
            'min-depth',
            'exclude',
            'color',
            'size',
            'changed-within',
          ],
        }).unknown === null
      );
    case 'sed':
      return isPlainSed(words);
    case 'awk':
      return isPlainAwk(words);
  }
}

function isPlainFind(values: readonly string[]): boolean {
  let isPath = true;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? '';
    if (FIND_VALUED.test(value)) at += 1;
    // SECURITY: only tests and prints that are known; -exec, -delete and -fprint are not.
    else if (!FIND_PLAIN.test(value) && !(isPath && !/^[-(!]/.test(value))) return false;
    if (/^-(?![HLP]$|O[0-3]$)|^[(!]$/.test(value)) isPath = false;
  }
  return true;
}

/** `sed -n '1,20p' file`: printing lines by number or pattern. */
function isPlainSed(words: readonly Argument[]): boolean {
  const { options, operands, unknown } = readOptions(words, {
    flags: 'nErsuz',
    longFlags: ['quiet', 'silent'],
  });
  const script = operands[0]?.value ?? '';
  const address = String.raw`(?:\d+|\$|\/[^/\\;{}\n]*\/)`;
  const command = String.raw`(?:${address}(?:,\+?${address})?)?[pdq=]`;
  // SECURITY: w and e write and run, also as flags of s; so no s, and no script from elsewhere.
  return unknown === null && options.length <= 4 && new RegExp(`^${command}(?:; ?${command})*$`).test(script);
}

/** `awk -F, '{print $1, $3}' file`. */
function isPlainAwk(words: readonly Argument[]): boolean {
  const { operands, unknown } = readOptions(words, { flags: '', valued: 'F', longFlags: [] });
  const script = operands[0]?.value ?? '';
  const item = String.raw`(?:\$(?:\d+|NF)|NR|NF|"[^"\\]*")`;
  const test = String.raw`(?:NR ?[=<>]=? ?\d+|\/[^/\\\n]*\/)`;
  // SECURITY: no system(), no pipe and no redirection; an operand with = sets a variable, which no such script reads.
  return (
    unknown === null &&
    new RegExp(`^(?:${test} ?)?\\{ ?print(?: ?${item}(?:(?:, ?| )${item})*)? ?\\}$`).test(script)
  );
}
