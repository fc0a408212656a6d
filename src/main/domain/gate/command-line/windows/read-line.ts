// Our own small reading of cmd.exe and PowerShell lines. Only a plain command, or a chain of plain commands, is read;
// everything else is unreadable, and even then each part is looked at for what is never run.
//   line + language → parts as words, and why it is unreadable, or null
import { type Argument, literal } from '../reading/invocation.ts';

export interface ReadLine {
  readonly commands: readonly {
    readonly words: readonly Argument[];
    readonly targets: readonly Argument[];
  }[];
  readonly unreadable: string | null;
}

/** Marks of anything beyond plain commands: variables, blocks, calls, and words that run others. */
const STRANGE = {
  cmd: /[%!()\n\r]|(?:^|[&|\s])(?:if|for|call|start|goto|set|setlocal|do|else|forfiles|pushd)(?:\s|$)/i,
  powershell:
    /[$(){}@[\],#<>&%\n\r\u2018-\u201f\u2013-\u2015]|(?:^|[|;\s])(?:\.|iex|invoke-\w+|icm|start-process|saps|start|foreach|where|select|set-alias|sal)(?:\s|$)/i,
} as const;

export function readWindowsLine(line: string, language: 'cmd' | 'powershell'): ReadLine {
  const dropped = language === 'cmd' ? '^' : '`';
  // SECURITY: cmd drops ^ and PowerShell ` before it looks at a word: `d^el` is del.
  const plain = line.replaceAll(dropped, '');
  const unreadable =
    plain !== line
      ? 'it has escapes within words'
      : STRANGE[language].test(line)
        ? `it is more than plain commands of ${language === 'cmd' ? 'cmd' : 'PowerShell'}`
        : null;
  return { commands: split(plain, language).map(wordsOf), unreadable };
}

/** At every operator outside quotes; braces and parentheses count as ends too, so that nothing within is missed. */
function split(line: string, language: 'cmd' | 'powershell'): string[] {
  const parts: string[] = [];
  let part = '';
  let quote = '';
  for (const character of line) {
    if (quote !== '') {
      if (character === quote) quote = '';
      part += character;
    } else if (character === '"' || (language === 'powershell' && character === "'")) {
      quote = character;
      part += character;
    } else if ((language === 'cmd' ? '&|()\n\r' : ';|&(){}\n\r').includes(character)) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  const isOneQuotedLine = /^\s*"[\s\S]*"\s*$/.test(line);
  // SECURITY: `cmd /c "del x & rd y"`: the quotes around a whole line are taken off.
  const inner = isOneQuotedLine && language === 'cmd' ? split(line.trim().slice(1, -1), language) : [];
  const outer = inner.length > 0 && !line.trim().slice(1, -1).includes('"') ? [] : [...parts, part];
  return [...outer, ...inner].map((text) => text.trim()).filter((text) => text !== '');
}

function wordsOf(part: string): ReadLine['commands'][number] {
  const words: Argument[] = [];
  const targets: Argument[] = [];
  const tokens = part.match(/\d?>>?(?:&\d)?|<|(?:"[^"]*"?|'[^']*'?|[^\s"'<>])+/g) ?? [];
  let isTarget = false;
  for (const token of tokens) {
    if (/^(?:\d?>>?(?:&\d)?|<)$/.test(token)) {
      isTarget = !/&\d$/.test(token) && token !== '<';
      continue;
    }
    const word = literal(token.replace(/^@/, '').replace(/["']/g, ''));
    (isTarget ? targets : words).push(word);
    isTarget = false;
  }
  return { words, targets };
}
