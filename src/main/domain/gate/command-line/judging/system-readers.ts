// Programs that show files, folders and the system, with their harmless options. Those that read text: text-readers.ts.
// An option that is not written here makes the command one that is asked about; so does a shortened long name.
import type { Reader } from './reader.ts';

export const SYSTEM_READERS: Readonly<Record<string, Reader>> = {
  ls: {
    says: 'List the files in {}',
    saysAlone: 'list the files here',
    flags: 'aAbBcCdfFgGhHiklLmnNopqQrRsStTuUvxXZ1',
    valued: 'wI',
    long: 'all almost-all author directory classify color full-time group-directories-first human-readable si inode no-group numeric-uid-gid reverse recursive size sort time time-style file-type hide ignore format indicator-style',
  },
  stat: {
    says: 'Show details of {}',
    flags: 'Lft',
    valued: 'c',
    long: 'dereference file-system terse',
    longValued: 'format printf',
  },
  // SECURITY: without -C, which writes, and -z, which runs decompressors.
  file: {
    says: 'Say what kind of file {} is',
    flags: 'bEhiIklLNprs0',
    valued: 'F',
    long: 'brief mime mime-type mime-encoding dereference keep-going',
  },
  du: {
    says: 'Show how much room {} takes',
    saysAlone: 'show how much room this folder takes',
    flags: 'aAbcDhHklLmPsSx0',
    valued: 'dBtX',
    long: 'all apparent-size bytes total human-readable summarize one-file-system separate-dirs',
    longValued: 'max-depth block-size exclude threshold',
  },
  df: {
    says: 'Show how full the disks are',
    flags: 'ahHiklPTm',
    valued: 'Bt',
    long: 'all human-readable inodes local portability total print-type',
  },
  echo: { says: 'Show a text', flags: '', anything: true },
  true: { says: 'Do nothing', flags: '', anything: true },
  false: { says: 'Do nothing', flags: '', anything: true },
  ':': { says: 'Do nothing', flags: '', anything: true },
  // SECURITY: without -v, which sets a variable, PATH among them.
  printf: { says: 'Show a text', flags: '' },
  pwd: { says: 'Show the working folder', flags: 'LP' },
  cd: { says: 'Go to {}', flags: 'LP' },
  // SECURITY: without -s, which sets the clock.
  date: {
    says: 'Show the date',
    flags: 'uRI',
    valued: 'dr',
    long: 'utc iso-8601 rfc-3339 rfc-email',
    longValued: 'date reference',
  },
  which: { says: 'Show where {} is', flags: 'as' },
  whereis: { says: 'Show where {} is', flags: 'bmsu' },
  type: { says: 'Show what {} is', flags: 'aftpP' },
  // SECURITY: without -o and -R, which write.
  tree: {
    says: 'List the files in {} as a tree',
    saysAlone: 'list the files here as a tree',
    flags: 'adfilnpsughDFvtrCAxQNq',
    valued: 'LPI',
    long: 'dirsfirst noreport du gitignore prune',
    lettersApart: true,
  },
  basename: { says: 'Show a part of a name', flags: 'az', valued: 's' },
  dirname: { says: 'Show a part of a name', flags: 'z' },
  realpath: { says: 'Show where {} leads', flags: 'eLmPqsz', long: 'relative-to canonicalize-existing' },
  readlink: { says: 'Show where {} leads', flags: 'efmnqsvz', long: 'canonicalize' },
  nproc: { says: 'Show the number of processors', flags: '', long: 'all' },
  uname: { says: 'Show the name of the system', flags: 'asnrvmpio', long: 'all' },
  whoami: { says: 'Show the name of the user', flags: '' },
  id: { says: 'Show the name of the user', flags: 'gGnruz' },
  uptime: { says: 'Show how long the computer has run', flags: 'ps' },
  free: { says: 'Show how much memory is free', flags: 'bkmghtw' },
  // SECURITY: without -v and -R, whose operand a shell computes.
  test: { says: 'Check a condition', flags: '', conditions: true },
  '[': { says: 'Check a condition', flags: '', conditions: true },
  seq: { says: 'Count', flags: 'w', valued: 'fs' },
  sleep: { says: 'Wait', flags: '' },
};
