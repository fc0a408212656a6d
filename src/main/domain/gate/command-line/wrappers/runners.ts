// Programs that run others for what they find or are given: xargs, find -exec, fd -x, parallel, flock, watch, ssh, docker.
//   words after the program → the commands behind it
import {
  type Argument,
  type Invocation,
  literal,
  NOTHING_SEEN,
  type Seen,
  type SeenCommand,
} from '../reading/invocation.ts';
import { readOptions } from '../reading/options.ts';
import { lost, suffixes } from './prefixes.ts';

type Runner = (words: readonly Argument[], invocation: Invocation) => Seen;

const RUNNERS: Readonly<Record<string, Runner>> = {
  xargs,
  gxargs: xargs,
  find,
  fd,
  fdfind: fd,
  parallel,
  sem: parallel,
  flock,
  watch,
  entr: (words) => behind('entr', words, { flags: 'acdnprsxz' }, 0),
  script: (words) => {
    const { options, unknown } = readOptions(words, {
      valued: 'cIOBTmEo',
      flags: 'aefqrt',
      longValued: ['command'],
    });
    const scripts = options.flatMap(({ name, value }) =>
      (name === '-c' || name === '--command') && value !== null
        ? [{ text: value, language: 'posix' as const }]
        : [],
    );
    return {
      ...NOTHING_SEEN,
      scripts,
      unreadable: scripts.length === 0 || unknown !== null ? 'script starts a shell of its own' : null,
    };
  },
  ssh: remote,
  mosh: remote,
  dbclient: remote,
  busybox: applet,
  toybox: applet,
  coreutils: applet,
  hbusybox: applet,
  docker: container,
  podman: container,
  nerdctl: container,
  kubectl: container,
  lxc: container,
  'flatpak-spawn': container,
  toolbox: container,
  distrobox: container,
  wsl: container,
  'start-stop-daemon': container,
  'run-parts': container,
  at: (_words, { piped }) => fromInput('at', piped),
  batch: (_words, { piped }) => fromInput('batch', piped),
};

export function runnerNamed(name: string): Runner | undefined {
  return Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
}

function xargs(words: readonly Argument[], { piped }: Invocation): Seen {
  const { operands, unknown } = readOptions(words, {
    valued: 'adEILnPs',
    flags: '0oprtxile',
    longValued: [
      'arg-file',
      'delimiter',
      'max-args',
      'max-lines',
      'max-procs',
      'max-chars',
      'replace',
      'process-slot-var',
    ],
    longFlags: ['null', 'no-run-if-empty', 'verbose', 'interactive', 'open-tty', 'exit', 'help', 'version'],
    stopsAtOperand: true,
  });
  if (unknown !== null) return lost('xargs', words);
  const command = operands.length === 0 ? [literal('echo')] : operands;
  // SECURITY: `echo / | xargs rm -rf`: what is known to come in is judged with the rest.
  const given =
    piped?.text
      ?.split(/\s+/)
      .filter((part) => part !== '')
      .map(literal) ?? [];
  return onlyThese([{ words: [...command, ...given], hasUnknownWords: true }]);
}

function find(words: readonly Argument[]): Seen {
  const commands: SeenCommand[] = [];
  for (let at = 0; at < words.length; at += 1) {
    if (!/^-(?:exec|ok)(?:dir)?$/.test(words[at]?.shape ?? '')) continue;
    const rest = words.slice(at + 1);
    const end = rest.findIndex(
      ({ shape }, index) => shape === ';' || (shape === '+' && rest[index - 1]?.shape === '{}'),
    );
    const inner = end < 0 ? rest : rest.slice(0, end);
    if (inner.length > 0) commands.push({ words: inner.map(replaced), hasUnknownWords: true });
    at += inner.length;
  }
  return { ...NOTHING_SEEN, commands };
}

function fd(words: readonly Argument[]): Seen {
  const at = words.findIndex(({ shape }) => /^(?:-[a-zA-Z]*[xX]|--exec(?:-batch)?)$/.test(shape));
  if (at < 0)
    return words.some(({ shape }) => /^(?:-[a-zA-Z]*[xX]|--exec)/.test(shape))
      ? lost('fd', words)
      : NOTHING_SEEN;
  const rest = words.slice(at + 1);
  const end = rest.findIndex(({ shape }) => shape === ';');
  const inner = end < 0 ? rest : rest.slice(0, end);
  return inner.length === 0
    ? NOTHING_SEEN
    : { ...NOTHING_SEEN, commands: [{ words: inner.map(replaced), hasUnknownWords: true }] };
}

/** GNU parallel puts its words together and gives them to a shell; without words it runs what it reads. */
function parallel(words: readonly Argument[], { piped }: Invocation): Seen {
  const { operands, unknown } = readOptions(words, {
    valued: 'jNnPILsaSCdE',
    flags: 'kqtv0umX',
    longValued: [
      'jobs',
      'delay',
      'timeout',
      'colsep',
      'joblog',
      'results',
      'tmpdir',
      'halt',
      'retries',
      'max-args',
    ],
    longFlags: [
      'keep-order',
      'dry-run',
      'bar',
      'progress',
      'null',
      'verbose',
      'will-cite',
      'quote',
      'lb',
      'line-buffer',
      'help',
      'version',
    ],
    stopsAtOperand: true,
  });
  if (unknown !== null) return lost('parallel', words);
  const end = operands.findIndex(({ shape }) => /^:::/.test(shape));
  const command = end < 0 ? operands : operands.slice(0, end);
  const given =
    end < 0
      ? (piped?.text ?? '')
      : operands
          .slice(end + 1)
          .map(({ shape }) => shape)
          .join(' ');
  if (command.length === 0) {
    const lines = end < 0 ? [piped?.text ?? ''] : operands.slice(end + 1).map(({ shape }) => shape);
    return {
      ...NOTHING_SEEN,
      scripts: lines.map((line) => ({
        text: literal(line),
        language: 'posix' as const,
        onlyForDenial: true,
      })),
      unreadable: 'parallel runs the lines it is given',
    };
  }
  const line = command
    .map(({ shape }) => shape)
    .join(' ')
    .replaceAll('{}', '');
  return {
    ...NOTHING_SEEN,
    scripts: [{ text: { value: null, shape: `${line} ${given}` }, language: 'posix' }],
    unreadable: 'parallel puts its commands together itself',
  };
}

function flock(words: readonly Argument[]): Seen {
  const { operands, unknown } = readOptions(words, {
    valued: 'wE',
    flags: 'sxeunoF',
    longValued: ['timeout', 'wait', 'conflict-exit-code'],
    longFlags: [
      'shared',
      'exclusive',
      'unlock',
      'nonblock',
      'nb',
      'close',
      'no-fork',
      'verbose',
      'help',
      'version',
    ],
    stopsAtOperand: true,
  });
  if (unknown !== null) return lost('flock', words);
  const [, ...rest] = operands;
  if (/^(?:-c|--command)$/.test(rest[0]?.shape ?? '') && rest[1] !== undefined) {
    return { ...NOTHING_SEEN, scripts: [{ text: rest[1], language: 'posix' }] };
  }
  return rest.length === 0 ? NOTHING_SEEN : { ...NOTHING_SEEN, commands: [{ words: rest }] };
}

function watch(words: readonly Argument[]): Seen {
  const { options, operands, unknown } = readOptions(words, {
    valued: 'nqs',
    flags: 'bcdegprtwx',
    longValued: ['interval', 'equexit'],
    longFlags: [
      'beep',
      'color',
      'differences',
      'errexit',
      'chgexit',
      'precise',
      'no-title',
      'exec',
      'help',
      'version',
    ],
    stopsAtOperand: true,
  });
  if (unknown !== null) return lost('watch', words);
  if (operands.length === 0) return NOTHING_SEEN;
  if (options.some(({ name }) => name === '-x' || name === '--exec')) return onlyThese([{ words: operands }]);
  return { ...NOTHING_SEEN, scripts: [{ text: joined(operands), language: 'posix' }] };
}

/** What runs on another computer is judged for deny patterns like any other, and never as a reader. */
function remote(words: readonly Argument[]): Seen {
  const { options, operands } = readOptions(words, { valued: 'BbcDEeFIiJLlmOopQRSWw', stopsAtOperand: true });
  const rest = operands.slice(1);
  const proxies = options.flatMap(({ value }) =>
    /^\s*(?:Proxy|Local|KnownHosts|PermitLocal)Command/i.test(value?.shape ?? '') && value !== null
      ? [{ text: literal(value.shape.replace(/^\s*\w+\s*=?\s*/, '')), language: 'posix' as const }]
      : [],
  );
  const scripts = rest.length === 0 ? [] : [{ text: joined(rest), language: 'posix' as const }];
  return { ...NOTHING_SEEN, scripts: [...proxies, ...scripts] };
}

function applet(words: readonly Argument[]): Seen {
  const [first] = words;
  if (first === undefined || first.shape.startsWith('-')) return NOTHING_SEEN;
  return { ...NOTHING_SEEN, commands: [{ words }], actsItself: false, isTransparent: false };
}

/** Too many grammars to follow: asked about, and every later word is tried for deny patterns. */
function container(words: readonly Argument[]): Seen {
  return { ...NOTHING_SEEN, scripts: suffixes(words) };
}

function fromInput(name: string, piped: Invocation['piped']): Seen {
  const scripts =
    piped?.text == null
      ? []
      : [{ text: literal(piped.text), language: 'posix' as const, onlyForDenial: true }];
  return { ...NOTHING_SEEN, scripts, unreadable: `${name} runs what it is given as input` };
}

function behind(name: string, words: readonly Argument[], grammar: { flags: string }, skips: number): Seen {
  const { operands, unknown } = readOptions(words, { ...grammar, stopsAtOperand: true });
  if (unknown !== null) return lost(name, words);
  return operands.length <= skips
    ? NOTHING_SEEN
    : { ...NOTHING_SEEN, commands: [{ words: operands.slice(skips) }] };
}

function onlyThese(commands: readonly SeenCommand[]): Seen {
  return { ...NOTHING_SEEN, commands, actsItself: false };
}

/** `{}` becomes a file's name, which is not known. */
function replaced(word: Argument): Argument {
  return word.shape.includes('{}') ? { value: null, shape: word.shape } : word;
}

function joined(words: readonly Argument[]): Argument {
  const shape = words.map((word) => word.shape).join(' ');
  return { value: words.some(({ value }) => value === null) ? null : shape, shape };
}
