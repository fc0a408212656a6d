// Wrappers that are put before a command: nice, timeout, env, sudo. Their options are read to find where it begins.
//   words after the wrapper → the command behind it, or why it could not be found
import { type Argument, literal, NOTHING_SEEN, type Seen, type SeenScript } from '../reading/invocation.ts';
import { type OptionGrammar, readOptions } from '../reading/options.ts';

interface Prefix extends OptionGrammar {
  /** Operands before the command. */
  readonly skips?: number;
  /** Changes nothing of what the command may do, so that a reader behind it is a reader. */
  readonly isTransparent?: boolean;
  /** Options whose value is a line for a shell. */
  readonly scripts?: readonly string[];
  /** Takes `name=value` before the command. */
  readonly takesAssignments?: boolean;
  /** Options that make it show something instead of running. */
  readonly shows?: RegExp;
}

const NONE: readonly string[] = ['help', 'version'];

const PREFIXES: Readonly<Record<string, Prefix>> = {
  nice: {
    valued: 'n',
    flags: '0123456789',
    longValued: ['adjustment'],
    longFlags: NONE,
    isTransparent: true,
  },
  ionice: {
    valued: 'cn',
    flags: 't',
    longValued: ['class', 'classdata'],
    longFlags: NONE,
    isTransparent: true,
  },
  nohup: { flags: '', longFlags: NONE },
  timeout: {
    valued: 'ks',
    flags: 'v',
    longValued: ['kill-after', 'signal'],
    longFlags: [...NONE, 'foreground', 'preserve-status', 'verbose'],
    skips: 1,
    isTransparent: true,
  },
  gtimeout: { valued: 'ks', flags: 'v', longFlags: NONE, skips: 1 },
  // Without -o, which writes.
  time: { valued: 'f', flags: 'pv', longFlags: [...NONE, 'portability', 'verbose'], isTransparent: true },
  stdbuf: {
    valued: 'ioe',
    flags: '',
    longValued: ['input', 'output', 'error'],
    longFlags: NONE,
    isTransparent: true,
  },
  setsid: { flags: 'cfw', longFlags: [...NONE, 'ctty', 'fork', 'wait'] },
  chrt: { valued: 'TPD', flags: 'abdfimoprRv', longFlags: NONE, skips: 1 },
  taskset: { flags: 'acp', longFlags: [...NONE, 'cpu-list'], skips: 1 },
  command: { flags: 'pvV', isTransparent: true, shows: /^-[vV]$/ },
  builtin: { flags: '' },
  exec: { valued: 'a', flags: 'cl' },
  noglob: {},
  nocorrect: {},
  unbuffer: { flags: 'p' },
  catchsegv: {},
  env: {
    valued: 'uCS',
    flags: 'i0v',
    longValued: ['unset', 'chdir', 'split-string'],
    longFlags: [
      ...NONE,
      'ignore-environment',
      'null',
      'debug',
      'block-signal',
      'ignore-signal',
      'default-signal',
    ],
    takesAssignments: true,
    isTransparent: true,
  },
  sudo: {
    valued: 'ugUhpCDRTrt',
    flags: 'AbBEeHiKklNnPSsvV',
    longValued: [
      'user',
      'group',
      'host',
      'prompt',
      'chdir',
      'chroot',
      'role',
      'type',
      'close-from',
      'other-user',
    ],
    longFlags: [
      ...NONE,
      'login',
      'shell',
      'stdin',
      'non-interactive',
      'preserve-env',
      'set-home',
      'background',
      'askpass',
    ],
    takesAssignments: true,
  },
  doas: { valued: 'uC', flags: 'nsLa' },
  pkexec: { longValued: ['user'], longFlags: [...NONE, 'disable-internal-agent', 'keep-cwd'], flags: '' },
  runuser: {
    valued: 'ugGscT',
    flags: 'flmpP',
    longValued: ['user', 'command', 'session-command', 'shell'],
    scripts: ['-c', '--command', '--session-command'],
  },
  su: {
    valued: 'cgGsT',
    flags: 'flmpPw',
    longValued: ['command', 'session-command', 'shell'],
    scripts: ['-c', '--command', '--session-command'],
    skips: 1,
  },
  chroot: { flags: '', longValued: ['groups', 'userspec'], longFlags: [...NONE, 'skip-chdir'], skips: 1 },
  unshare: {
    valued: 'RwSG',
    flags: 'mpnuiUCTfrc',
    longFlags: undefinedList(),
    longValued: ['root', 'wd', 'setuid', 'setgid', 'propagation', 'setgroups', 'map-user', 'map-group'],
  },
  nsenter: {
    valued: 'tSG',
    flags: 'amuinpCUTFZer',
    longFlags: undefinedList(),
    longValued: ['target', 'setuid', 'setgid'],
  },
  strace: { valued: 'aAbeEIoOpPsSuUX', flags: 'cCdfFhiknNqrtTvVwxyYzZ', longFlags: undefinedList() },
  ltrace: { valued: 'aAeFlnopsuwxX', flags: 'bcCfhiLrStTV' },
  setarch: { flags: 'BFILRSTXZ3v', longFlags: undefinedList(), skips: 1 },
  prlimit: { valued: 'po', longFlags: undefinedList() },
  caffeinate: { valued: 'tw', flags: 'disum' },
  dbus_run_session: {},
  'dbus-run-session': { longFlags: undefinedList() },
  'systemd-run': {
    valued: 'puEMHC',
    flags: 'dGPqrSt',
    longFlags: undefinedList(),
    longValued: [
      'unit',
      'property',
      'slice',
      'uid',
      'gid',
      'setenv',
      'working-directory',
      'on-active',
      'on-calendar',
    ],
  },
  'systemd-inhibit': { longFlags: undefinedList() },
  firejail: { longFlags: undefinedList() },
  bwrap: { longFlags: [] },
  proot: { valued: 'rbwqvk', flags: 'S0' },
  fakeroot: { valued: 'lisbf', flags: 'uh' },
  rlwrap: { valued: 'abcCDefgHilmnNopPqrsStwWz' },
  dbus: {},
  torsocks: {},
  proxychains: { valued: 'f', flags: 'q' },
};

/** Long options of these come in too many shapes; those without a value are accepted, the rest is found by what follows. */
function undefinedList(): readonly string[] {
  return [
    'help',
    'version',
    'fork',
    'mount',
    'pid',
    'net',
    'user',
    'map-root-user',
    'all',
    'wait',
    'pty',
    'scope',
    'shell',
    'quiet',
    'ipc',
    'uts',
  ];
}

export function isPrefix(name: string): boolean {
  return Object.hasOwn(PREFIXES, name);
}

export function seePrefix(name: string, words: readonly Argument[]): Seen {
  const prefix = (Object.hasOwn(PREFIXES, name) ? PREFIXES[name] : undefined) ?? {};
  const { options, operands, unknown } = readOptions(words, { ...prefix, stopsAtOperand: true });
  // SECURITY: where the command begins is not known, so every later word is tried for what is never run.
  if (unknown !== null) return lost(name, words);
  const scripts: SeenScript[] = options.flatMap((option) =>
    prefix.scripts?.includes(option.name) === true && option.value !== null
      ? [{ text: option.value, language: 'posix' as const }]
      : [],
  );
  let rest = operands.slice(prefix.skips ?? 0);
  if (operands.slice(0, prefix.skips ?? 0).some(({ value }) => value === null)) return lost(name, words);
  const split = options.find(
    (option) => name === 'env' && (option.name === '-S' || option.name === '--split-string'),
  );
  if (split !== undefined) {
    const parts = splitString(split.value);
    if (parts === null) return lost(name, words);
    rest = [...parts, ...rest];
  }
  const assignments: { name: string; value: Argument }[] = [];
  while (prefix.takesAssignments === true && /^\w+=/.test(rest[0]?.shape ?? '')) {
    const [word] = rest as [Argument];
    const [variable = ''] = word.shape.split('=');
    const value = word.shape.slice(variable.length + 1);
    assignments.push({ name: variable, value: { value: word.value === null ? null : value, shape: value } });
    rest = rest.slice(1);
  }
  if (prefix.shows !== undefined && options.some((option) => prefix.shows?.test(option.name))) {
    return {
      ...NOTHING_SEEN,
      commands: [{ words: [literal('which'), ...rest] }],
      isTransparent: true,
      actsItself: false,
    };
  }
  if (rest.length === 0 || scripts.length > 0)
    return alone(name, scripts, options.length > 0 || words.length === 0);
  return {
    commands: [{ words: rest, assignments }],
    scripts,
    // SECURITY: a folder changed by the wrapper, or a cleared environment with another PATH, is not looked through.
    isTransparent:
      prefix.isTransparent === true && !options.some((option) => /^(?:-C|--chdir|-i)$/.test(option.name)),
    actsItself: false,
    unreadable: null,
  };
}

/** A wrapper without a command: some start a shell, some only show. */
function alone(name: string, scripts: readonly SeenScript[], isBare: boolean): Seen {
  const startsShell =
    /^(?:sudo|doas|su|chroot|unshare|nsenter|fakeroot|runuser)$/.test(name) && isBare && scripts.length === 0;
  return {
    ...NOTHING_SEEN,
    scripts,
    actsItself: scripts.length === 0,
    unreadable: startsShell ? `${name} starts a shell of its own` : null,
  };
}

/** What cannot be followed is asked about; every later word that could begin a command is tried for deny patterns. */
export function lost(name: string, words: readonly Argument[]): Seen {
  return {
    ...NOTHING_SEEN,
    commands: [],
    scripts: suffixes(words),
    unreadable: `where the command behind ${name} begins cannot be told`,
  };
}

/** Every later part of the words, as a line, to look for what is never run. */
export function suffixes(words: readonly Argument[]): SeenScript[] {
  return words.slice(0, 24).flatMap(({ shape }, at) =>
    /^[\w./]+$/.test(shape)
      ? [
          {
            text: literal(
              words
                .slice(at)
                .map((word) => word.shape)
                .join(' '),
            ),
            language: 'posix' as const,
            onlyForDenial: true,
          },
        ]
      : [],
  );
}

/** env -S splits at spaces and knows quotes, escapes and variables; only words without those are followed. */
function splitString(value: Argument | null): readonly Argument[] | null {
  const text = value?.value ?? null;
  if (text === null || /[\\'"$#]/.test(text)) return null;
  return text
    .split(/[ \t\n]+/)
    .filter((part) => part !== '')
    .map(literal);
}
