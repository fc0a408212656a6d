// Programs that only read text, each with the options that are known to keep it so. Those that show the system: system-readers.ts.
// An option that is not written here makes the command one that is asked about; so does a shortened long name.
import type { Reader } from './reader.ts';

export const TEXT_READERS: Readonly<Record<string, Reader>> = {
  cat: {
    says: 'Show {}',
    saysAlone: 'show its input',
    flags: 'AbeEnstTuv',
    long: 'show-all number number-nonblank show-ends squeeze-blank show-tabs show-nonprinting',
  },
  tac: { says: 'Show {} from the end', flags: 'br', valued: 's' },
  head: {
    says: 'Show the first lines of {}',
    saysAlone: 'show the first lines',
    flags: 'qvz',
    valued: 'nc',
    long: 'quiet silent verbose zero-terminated',
    longValued: 'lines bytes',
    numbers: true,
  },
  // Without -f, which does not end.
  tail: {
    says: 'Show the last lines of {}',
    saysAlone: 'show the last lines',
    flags: 'qvz',
    valued: 'nc',
    long: 'quiet silent verbose zero-terminated',
    longValued: 'lines bytes',
    numbers: true,
  },
  wc: {
    says: 'Count lines, words and characters of {}',
    saysAlone: 'count lines, words and characters',
    flags: 'clmLw',
    long: 'bytes chars lines max-line-length words total',
  },
  nl: { says: 'Show {} with line numbers', flags: 'p', valued: 'bdfhilnsvw' },
  grep: {
    says: 'Search for {}',
    flags: 'abcEFGhHiIlLnoPqrRsTUvwxyzZ',
    valued: 'ABCDdefm',
    long: 'ignore-case no-ignore-case line-number recursive dereference-recursive count files-with-matches files-without-match invert-match word-regexp line-regexp only-matching quiet silent no-messages with-filename no-filename extended-regexp fixed-strings basic-regexp perl-regexp color colour text null null-data byte-offset initial-tab',
    longValued:
      'include exclude exclude-dir exclude-from after-context before-context context max-count regexp file binary-files directories devices',
    patternFirst: true,
    numbers: true,
  },
  // SECURITY: without --pre, --hostname-bin and -z, which run other programs.
  rg: {
    says: 'Search for {}',
    flags: 'aFHILNPSUceilnopqsuvwx0',
    valued: 'ABCEgjmMtTe',
    long: 'ignore-case smart-case case-sensitive line-number no-line-number count count-matches files-with-matches files-without-match hidden no-ignore no-heading heading color word-regexp line-regexp invert-match fixed-strings files json only-matching stats sort sortr type-list text trim multiline no-messages quiet with-filename no-filename column vimgrep pretty no-config null pcre2',
    longValued:
      'glob iglob type type-not after-context before-context context max-count max-depth max-columns regexp replace threads',
    patternFirst: true,
  },
  // SECURITY: without -l, which runs pr.
  diff: {
    says: 'Compare {}',
    flags: 'abBcdeEiNnpqrstTuwyZ',
    valued: 'CIULWxX',
    long: 'brief color ignore-all-space ignore-blank-lines ignore-case minimal new-file no-dereference recursive report-identical-files side-by-side strip-trailing-cr suppress-common-lines text unified context',
    longValued: 'exclude label width',
  },
  cmp: { says: 'Compare {}', flags: 'bls', valued: 'in', long: 'print-bytes quiet silent verbose' },
  comm: { says: 'Compare {}', flags: '123z', long: 'check-order nocheck-order total' },
  // SECURITY: without -o, -T and --compress-program, which write and run.
  sort: {
    says: 'Sort {}',
    saysAlone: 'sort the lines',
    flags: 'bcCdfgGhimMnrRsuVz',
    valued: 'kt',
    long: 'check ignore-case human-numeric-sort numeric-sort reverse stable unique version-sort',
    longValued: 'key field-separator',
  },
  // SECURITY: a second operand is the file that it writes.
  uniq: {
    says: 'Show the different lines of {}',
    saysAlone: 'show the different lines',
    flags: 'cdDiuz',
    valued: 'fsw',
    long: 'count repeated ignore-case unique',
    maxOperands: 1,
  },
  cut: {
    says: 'Show parts of the lines of {}',
    saysAlone: 'show parts of the lines',
    flags: 'nsz',
    valued: 'bcdf',
    long: 'complement only-delimited',
    longValued: 'bytes characters delimiter fields output-delimiter',
  },
  paste: { says: 'Show the lines of {} side by side', flags: 'sz', valued: 'd', long: 'serial' },
  column: {
    says: 'Show {} in columns',
    saysAlone: 'show it in columns',
    flags: 'tx',
    valued: 'cs',
    long: 'table',
  },
  fold: { says: 'Show {} in short lines', saysAlone: 'show it in short lines', flags: 'bs', valued: 'w' },
  tr: { says: 'Replace characters', flags: 'cCdst', long: 'complement delete squeeze-repeats truncate-set1' },
  rev: { says: 'Show {} backwards', saysAlone: 'show it backwards', flags: '' },
  // SECURITY: without -f and -L, which load more than the filter shown; jq itself neither runs nor writes.
  jq: {
    says: 'Read {} as JSON',
    saysAlone: 'read it as JSON',
    flags: 'acCeEhjMnrRsS',
    long: 'raw-output compact-output slurp sort-keys exit-status null-input raw-input tab color-output monochrome-output join-output ascii-output',
    longValued: 'indent',
    patternFirst: true,
  },
  strings: { says: 'Show the text within {}', flags: 'af', valued: 'nte' },
  od: { says: 'Show {} byte by byte', saysAlone: 'show it byte by byte', flags: 'bcdoxvs', valued: 'AjNtwS' },
  hexdump: {
    says: 'Show {} byte by byte',
    saysAlone: 'show it byte by byte',
    flags: 'bcCdovx',
    valued: 'ns',
  },
  // SECURITY: without -r; a second operand is the file that it writes.
  xxd: {
    says: 'Show {} byte by byte',
    saysAlone: 'show it byte by byte',
    flags: 'abeipu',
    valued: 'cglos',
    maxOperands: 1,
    lettersApart: true,
  },
  md5sum: {
    says: 'Compute the checksum of {}',
    saysAlone: 'compute the checksum',
    flags: 'bctwz',
    valued: 'al',
    long: 'check quiet status strict warn ignore-missing tag binary text zero',
  },
};
