// Deny patterns of Windows: programs, cmd's own commands, cmdlets and their aliases. One command → sentence or null.
//   roots and system folders removed · formatting · shadow copies and boot settings · power
// Names come in lower case. Source: capabilities.md, B4.
import type { Argument } from '../reading/invocation.ts';

const REMOVES_ALL = 'It would delete a whole drive, system, home or working folder.';
const FORMATS = 'It would format or repartition a disk.';
const NO_RETURN = 'It would delete the copies and settings that Windows is restored from.';
const ENDS_POWER = 'It would turn off or restart the computer.';
const ENDS_ALL = 'It would end every process.';
const OPENS_ALL = 'It would change who may use a whole drive or system folder.';

type Rule = (words: readonly string[]) => string | null;

const REMOVE: Rule = (words) => {
  const isRecursive = words.some((word) => /^[-/](?:r(?:ec?)?\w*|s)$|^-rf|^-fr/i.test(word));
  return isRecursive && operands(words).some(isRootOrSystem) ? REMOVES_ALL : null;
};

const RULES: Readonly<Record<string, Rule>> = {
  del: (words) =>
    operands(words).some((word) => isRootOrSystem(word) && (hasSlash(words, 's') || /^[a-z]:/i.test(word)))
      ? REMOVES_ALL
      : REMOVE(words),
  erase: (words) => RULES['del']?.(words) ?? null,
  rd: REMOVE,
  rmdir: REMOVE,
  ri: REMOVE,
  rm: REMOVE,
  'remove-item': REMOVE,
  deltree: (words) => (operands(words).some(isRootOrSystem) ? REMOVES_ALL : null),
  format: (words) => (words.some((word) => /^[a-z]:/i.test(word)) ? FORMATS : null),
  diskpart: () => FORMATS,
  'format-volume': () => FORMATS,
  'clear-disk': () => FORMATS,
  'initialize-disk': () => FORMATS,
  'remove-partition': () => FORMATS,
  'reset-physicaldisk': () => FORMATS,
  cipher: (words) => (words.some((word) => /^\/w/i.test(word)) ? FORMATS : null),
  vssadmin: (words) => (/^(?:delete|resize)$/i.test(words[0] ?? '') ? NO_RETURN : null),
  wbadmin: (words) => (/^delete$/i.test(words[0] ?? '') ? NO_RETURN : null),
  wmic: (words) =>
    words.some((word) => /^shadowcopy$/i.test(word)) && words.some((word) => /^delete$/i.test(word))
      ? NO_RETURN
      : null,
  bcdedit: (words) => (words.some((word) => /^[-/](?!\?|enum|v$)/i.test(word)) ? NO_RETURN : null),
  bootrec: () => NO_RETURN,
  reagentc: (words) => (words.some((word) => /^\/disable$/i.test(word)) ? NO_RETURN : null),
  reg: (words) =>
    /^delete$/i.test(words[0] ?? '') &&
    /^hk(?:lm|cu|cr|u|cc|ey_\w+)(?:\\(?:system|software|sam|security))?\\?$/i.test(words[1] ?? '')
      ? NO_RETURN
      : null,
  shutdown: (words) =>
    words.some((word) => /^[-/](?:a|\?|h)$/i.test(word) && !/h$/i.test(word)) ? null : ENDS_POWER,
  'stop-computer': () => ENDS_POWER,
  'restart-computer': () => ENDS_POWER,
  psshutdown: () => ENDS_POWER,
  taskkill: (words) => (words.includes('*') ? ENDS_ALL : null),
  'stop-process': (words) => (words.includes('*') ? ENDS_ALL : null),
  spps: (words) => (words.includes('*') ? ENDS_ALL : null),
  takeown: (words) => (hasSlash(words, 'r') && words.some(isRootOrSystem) ? OPENS_ALL : null),
  icacls: (words) => (hasSlash(words, 't') && isRootOrSystem(words[0] ?? '') ? OPENS_ALL : null),
  cacls: (words) => (hasSlash(words, 't') && isRootOrSystem(words[0] ?? '') ? OPENS_ALL : null),
};

export function windowsDestruction(
  name: string,
  words: readonly Argument[],
  targets: readonly Argument[] = [],
): string | null {
  // SECURITY: the raw disk, by any of its names.
  if (
    [...words, ...targets].some(({ shape }) => /^\\\\[.?]\\(?:physicaldrive|harddisk|[a-z]:$)/i.test(shape))
  )
    return FORMATS;
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return rule?.(words.slice(1).flatMap(({ shape }) => pieces(shape))) ?? null;
}

/** `/s/q` is two options; `-Path:C:\` and `-Path C:\` are the same; lists are separated by commas. */
function pieces(shape: string): string[] {
  if (/^(?:\/[a-z?]+){2,}$/i.test(shape)) return shape.split(/(?=\/)/);
  const [, valued] = /^-\w+:(.+)$/.exec(shape) ?? [];
  return (valued ?? shape).split(',').filter((piece) => piece !== '');
}

function operands(words: readonly string[]): readonly string[] {
  return words.filter((word) => !/^-\w/.test(word) && !/^\/[a-z?]$/i.test(word));
}

function hasSlash(words: readonly string[], letter: string): boolean {
  return words.some((word) => new RegExp(`^[-/]${letter}$`, 'i').test(word));
}

function isRootOrSystem(word: string): boolean {
  const path = word
    .replace(/^\\\\[?.]\\/, '')
    .replaceAll('/', '\\')
    .replace(/^(?:%systemdrive%|\$env:systemdrive|%homedrive%|\$env:homedrive)/i, 'c:')
    .replace(/^(?:%(?:systemroot|windir)%|\$env:(?:systemroot|windir))/i, 'c:\\windows')
    .replace(/^(?:%programfiles[^%]*%|\$\{?env:programfiles[^\\]*)/i, 'c:\\program files')
    .replace(/^(?:%userprofile%|%homepath%|\$env:userprofile|\$home|~)/i, 'c:\\users\\me')
    .replace(/\\+/g, '\\')
    .replace(/(?:\\(?:\*(?:\.\*)?|\.)?)+$/, '');
  return (
    /^(?:[a-z]:)?$/i.test(path) ||
    /^\.{1,2}(?:\\\.\.)*$/.test(path) ||
    /^\*(?:\.\*)?$/.test(path) ||
    /^[a-z]:\\(?:windows(?:\\.*)?|program files[^\\]*|programdata|users(?:\\[^\\]*)?|boot|recovery|system volume information|perflogs)$/i.test(
      path,
    ) ||
    /^hk(?:lm|cu|cr):?$/i.test(path)
  );
}
