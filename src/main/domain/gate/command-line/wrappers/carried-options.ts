// Programs with a work of their own that also run what an option names: git -c, tar --to-command, rsync -e, man -P, vim -c.
//   words after the program → the scripts within, for deny patterns; whether it could be read whole
// None of them is ever a reader, so a form that is missed here is asked about all the same.
import { type Argument, literal, NOTHING_SEEN, type Seen, type SeenScript } from '../reading/invocation.ts';
import { withinCode } from './interpreters.ts';

type Carried = (words: readonly Argument[]) => Seen;

/** Options by name whose value is a command line; long ones also by any beginning of four letters or more. */
const COMMAND_OPTIONS: Readonly<
  Record<string, { readonly short?: string; readonly long: readonly string[] }>
> = {
  tar: {
    short: 'IF',
    long: [
      'to-command',
      'use-compress-program',
      'info-script',
      'new-volume-script',
      'rsh-command',
      'checkpoint-action',
    ],
  },
  bsdtar: { long: ['use-compress-program'] },
  cpio: { long: ['rsh-command'] },
  zip: { short: 'T', long: ['unzip-command'] },
  sort: { long: ['compress-program'] },
  split: { long: ['filter'] },
  rsync: { short: 'e', long: ['rsh', 'rsync-path'] },
  scp: { short: 'SDo', long: [] },
  sftp: { short: 'SDo', long: [] },
  man: { short: 'PH', long: ['pager', 'html', 'preprocessor'] },
  rg: { long: ['pre', 'hostname-bin'] },
  wget: { short: 'e', long: ['use-askpass', 'execute'] },
  curl: { long: [] },
  pip: { long: ['build-option', 'global-option'] },
  rename: { short: 'e', long: ['expr'] },
  less: { short: '', long: [] },
  more: { long: [] },
  logrotate: { short: 'm', long: ['mail'] },
  tcpdump: { short: 'z', long: [] },
  socat: { long: [] },
  nc: { short: 'ec', long: ['exec', 'sh-exec'] },
  ncat: { short: 'ec', long: ['exec', 'sh-exec'] },
  make: { long: ['eval'] },
  gmake: { long: ['eval'] },
  npx: { short: 'c', long: ['call'] },
  npm: { short: 'c', long: ['call'] },
  uvx: { long: [] },
  hg: { long: ['config'] },
  tmux: { short: 'c', long: [] },
};

const OTHERS: Readonly<Record<string, Carried>> = {
  git,
  awk: code,
  gawk: code,
  mawk: code,
  nawk: code,
  'original-awk': code,
  sed: code,
  gsed: code,
  vi: editor,
  vim: editor,
  nvim: editor,
  view: editor,
  gvim: editor,
  ex: editor,
  sqlite3: code,
  sqlite: code,
};

export function seeCarried(name: string, words: readonly Argument[]): Seen | null {
  const other = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
  if (other !== undefined) return other(words);
  const known = Object.hasOwn(COMMAND_OPTIONS, name) ? COMMAND_OPTIONS[name] : undefined;
  if (known === undefined) return null;
  const scripts = optionValues(words, known).map(
    (text): SeenScript => ({ text: literal(text), language: 'posix' }),
  );
  return scripts.length === 0 ? null : { ...NOTHING_SEEN, scripts };
}

function optionValues(
  words: readonly Argument[],
  known: { short?: string; long: readonly string[] },
): string[] {
  return words.flatMap(({ shape }, at) => {
    const next = words[at + 1]?.shape ?? '';
    if (shape.startsWith('--')) {
      const [name = '', ...value] = shape.slice(2).split('=');
      // SECURITY: GNU programs take any unambiguous beginning of a long name.
      if (!known.long.some((long) => long === name || (name.length >= 2 && long.startsWith(name)))) return [];
      return [(value.length === 0 ? next : value.join('=')).replace(/^exec=/, '')];
    }
    const letter = [...(known.short ?? '')].find((one) => new RegExp(`^-[a-zA-Z]*${one}`).test(shape));
    if (letter === undefined) return [];
    const attached = shape.slice(shape.indexOf(letter) + 1);
    return [(attached === '' ? next : attached).replace(/^ProxyCommand\s*=?\s*/i, '')];
  });
}

/** Settings of git that name programs; any value with `!` is one too. Source: git's config manual. */
const RUNNING_SETTING =
  /^(?:alias\..*|core\.(?:pager|editor|sshcommand|fsmonitor|hookspath|askpass|gitproxy|alternaterefscommand)|pager\..*|diff\..*(?:external|textconv|command)|merge.*\.driver|.*tool\..*|filter\..*|credential\..*|gpg\..*program|sequence\.editor|uploadpack\..*|protocol\..*|remote\..*|submodule\..*|ssh\..*|browser\..*|web\..*|interactive\.difffilter|include.*|trailer\..*|receive\..*)$/i;

function git(words: readonly Argument[]): Seen {
  const scripts: SeenScript[] = [];
  let unreadable: string | null = null;
  const line = (text: string): void => {
    scripts.push({ text: literal(text.replace(/^!/, '')), language: 'posix', onlyForDenial: true });
  };
  for (const [at, { shape }] of words.entries()) {
    const next = words[at + 1]?.shape ?? '';
    const setting =
      shape === '-c'
        ? next
        : /^--config-env/.test(shape)
          ? shape.split('=').slice(1).join('=') || next
          : null;
    if (setting !== null) {
      const [name = '', ...value] = setting.split('=');
      line(value.join('='));
      // SECURITY: such a setting makes git run a program that is not its own.
      if (RUNNING_SETTING.test(name) || value.join('=').startsWith('!'))
        unreadable = `the setting ${name} makes git run other programs`;
    }
    if (
      /^--(?:exec-path|git-dir|work-tree)=|^--(?:git-dir|work-tree)$|^-C$/.test(shape) &&
      shape.startsWith('--exec')
    ) {
      unreadable = 'git would take its own programs from another folder';
    }
    if (/^(?:ext|fd)::/.test(shape)) {
      line(shape.replace(/^ext::/, ''));
      unreadable = 'the address makes git run a program';
    }
    if (
      /^--(?:upload-pack|receive-pack|exec|extcmd|open-files-in-pager|template|sequence-editor)\b/.test(shape)
    ) {
      line(shape.includes('=') ? shape.slice(shape.indexOf('=') + 1) : next);
      unreadable = 'an option makes git run another program';
    }
    if (
      /^(?:run|foreach)$/.test(shape) &&
      words.slice(0, at).some((word) => /^(?:bisect|submodule)$/.test(word.shape))
    ) {
      line(
        words
          .slice(at + 1)
          .map((word) => word.shape)
          .join(' '),
      );
      unreadable = 'git would run another program';
    }
    if (
      /^(?:-x|--(?:tree|index|msg|commit|env|parent)-filter)$/.test(shape) &&
      words.some((word) => /^(?:rebase|filter-branch|difftool)$/.test(word.shape))
    ) {
      line(next);
      unreadable = 'git would run another program';
    }
  }
  return { ...NOTHING_SEEN, scripts, unreadable };
}

/** awk, sed and sqlite3 have a language that can run programs; where its marks are seen, it is not read. */
function code(words: readonly Argument[]): Seen {
  const text = words.map(({ shape }) => shape).join('\n');
  const runs = [
    ...[...text.matchAll(/\|&?\s*"((?:[^"\\]|\\.)*)"|"((?:[^"\\]|\\.)*)"\s*\|&?\s*getline/g)].map(
      ([, a, b]) => a ?? b ?? '',
    ),
    ...[...text.matchAll(/(?:^|[\n;{}]|\d|\/)\s*e\s+([^\n]*)/g)].map(([, line = '']) => line),
    ...[...text.matchAll(/\.(?:shell|system)\s+([^\n]*)/g)].map(([, line = '']) => line),
  ];
  const scripts: SeenScript[] = [
    ...withinCode(text),
    ...runs.map((line): SeenScript => ({ text: literal(line), language: 'posix', onlyForDenial: true })),
  ];
  const isFlagged = /(?:^|[\n;{}/\d])[gpimI]*[eI]*e(?:\s*$|\s*[\n;}])/.test(text);
  return {
    ...NOTHING_SEEN,
    scripts,
    unreadable: scripts.length > 0 || isFlagged ? 'its program runs other programs' : null,
  };
}

/** vim -c '!rm x', +'!rm x', --cmd. */
function editor(words: readonly Argument[]): Seen {
  const scripts = words.flatMap(({ shape }): SeenScript[] => {
    const bang =
      /^\+?:?(?:silent!?\s+)?!(.*)$/s.exec(shape.replace(/^-c/, '')) ?? /system\(['"](.*)['"]\)/s.exec(shape);
    return bang === null ? [] : [{ text: literal(bang[1] ?? ''), language: 'posix' }];
  });
  return {
    ...NOTHING_SEEN,
    scripts,
    unreadable: scripts.length > 0 ? 'the editor would run other programs' : null,
  };
}
