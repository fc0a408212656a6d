// powershell.exe's own options. Any beginning of a name that fits is taken, with - or /, in any case.
//   words → script, decoded where it is -EncodedCommand
import { type Argument, literal, NOTHING_SEEN, type Seen } from '../reading/invocation.ts';

const VALUED = [
  'executionpolicy',
  'ep',
  'version',
  'windowstyle',
  'outputformat',
  'inputformat',
  'configurationname',
  'psconsolefile',
  'workingdirectory',
  'wd',
  'custompipename',
  'settingsfile',
  'of',
  'if',
];
const FLAGS = [
  'noprofile',
  'nop',
  'noninteractive',
  'noni',
  'nologo',
  'nol',
  'noexit',
  'noe',
  'sta',
  'mta',
  'login',
  'interactive',
  'help',
  'noprofileloadtime',
];

export function readPowerShellOptions(words: readonly Argument[]): Seen {
  for (let at = 0; at < words.length; at += 1) {
    const { shape } = words[at] as Argument;
    const [, written = ''] = /^(?:--?|\/|[\u2013-\u2015])([^:]*)/.exec(shape) ?? [];
    const name = written.toLowerCase();
    if (name === '') return script(words.slice(at));
    // SECURITY: -e, -ec, -en … -EncodedCommand all mean the same; nothing of it may stay unread.
    if (name === 'ec' || 'encodedcommand'.startsWith(name)) return encoded(words[at + 1]);
    if ('encodedarguments'.startsWith(name) || 'encodeda'.startsWith(name))
      return refused('its arguments are encoded');
    if (name === 'cwa' || 'command'.startsWith(name) || 'commandwithargs'.startsWith(name))
      return script(words.slice(at + 1));
    if ('file'.startsWith(name))
      return /^-?$/.test(words[at + 1]?.shape ?? '')
        ? refused('it runs what it is given as input')
        : NOTHING_SEEN;
    if (VALUED.some((option) => option.startsWith(name))) {
      at += 1;
      continue;
    }
    // SECURITY: an option that is not known may carry code.
    if (!FLAGS.some((option) => option.startsWith(name))) return refused('its options are not known');
  }
  return refused('it runs what it is given as input');
}

function script(words: readonly Argument[]): Seen {
  const shape = words.map((word) => word.shape).join(' ');
  if (shape === '' || shape === '-') return refused('it runs what it is given as input');
  const isWhole = words.every(({ value }) => value !== null);
  return {
    ...NOTHING_SEEN,
    scripts: [{ text: { value: isWhole ? shape : null, shape }, language: 'powershell' }],
    actsItself: false,
  };
}

/** Base64 of UTF-16, read and judged; it stays unreadable, since nobody who approves it could have read it as given. */
function encoded(word: Argument | undefined): Seen {
  const text = decode(word?.value ?? '');
  return {
    ...NOTHING_SEEN,
    scripts: text === null ? [] : [{ text: literal(text), language: 'powershell', onlyForDenial: true }],
    unreadable: 'its script is encoded, so that it cannot be read as it stands',
  };
}

function decode(base64: string): string | null {
  try {
    const bytes = atob(base64);
    let text = '';
    for (let at = 0; at + 1 < bytes.length; at += 2)
      text += String.fromCharCode(bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8));
    return text;
  } catch {
    return null;
  }
}

function refused(unreadable: string): Seen {
  return { ...NOTHING_SEEN, unreadable };
}
