// Options and operands of one command, as getopt reads them. Pure; which options take a value is told by the caller.
//   words after the program + grammar → options, operands, what was not understood
import type { Argument } from './invocation.ts';

export interface OptionGrammar {
  /** Short options that take a value, as letters. */
  readonly valued?: string;
  /** Short options without a value; when given, every other letter is unknown. */
  readonly flags?: string;
  /** Long options that take a value, attached or as the next word. */
  readonly longValued?: readonly string[];
  /** Long options without a value; when given, every other name is unknown. */
  readonly longFlags?: readonly string[];
  /** Stops at the first word that is no option, as wrappers do. */
  readonly stopsAtOperand?: boolean;
}

export interface ReadOption {
  /** `-x` or `--name`. */
  readonly name: string;
  readonly value: Argument | null;
}

export interface ReadOptions {
  readonly options: readonly ReadOption[];
  readonly operands: readonly Argument[];
  /** The first option that the grammar does not know, or a word that could be one; null when all were understood. */
  readonly unknown: string | null;
}

export function readOptions(words: readonly Argument[], grammar: OptionGrammar): ReadOptions {
  const options: ReadOption[] = [];
  const operands: Argument[] = [];
  let unknown: string | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Argument;
    const text = word.value ?? word.shape;
    if (text === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    // A word that is not literal could turn out to be any option.
    if (word.value === null && !isSurelyOperand(text)) unknown ??= text;
    if (!text.startsWith('-') || text === '-') {
      operands.push(word);
      if (grammar.stopsAtOperand === true) {
        operands.push(...words.slice(at + 1));
        break;
      }
      continue;
    }
    const read = text.startsWith('--') ? readLong(text, grammar) : readShort(text, grammar);
    unknown ??= read.unknown;
    const takesNext = read.wantsValue && at + 1 < words.length;
    const found = read.options.map((option, index) =>
      takesNext && index === read.options.length - 1 ? { ...option, value: words[at + 1] ?? null } : option,
    );
    options.push(...found);
    if (takesNext) at += 1;
  }
  return { options, operands, unknown };
}

interface ReadWord {
  readonly options: readonly ReadOption[];
  readonly wantsValue: boolean;
  readonly unknown: string | null;
}

/** GNU programs take any unambiguous beginning of a long name; only whole names are known here. */
function readLong(text: string, grammar: OptionGrammar): ReadWord {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? null : { value: text.slice(equals + 1), shape: text.slice(equals + 1) };
  const isValued = grammar.longValued?.includes(name.slice(2)) === true;
  const isFlag = grammar.longFlags === undefined || grammar.longFlags.includes(name.slice(2));
  return {
    options: [{ name, value }],
    wantsValue: isValued && value === null,
    // SECURITY: an option that is not known, or shortened, may take the next word or do anything.
    unknown: isValued || isFlag ? null : name,
  };
}

function readShort(text: string, grammar: OptionGrammar): ReadWord {
  const options: ReadOption[] = [];
  let unknown: string | null = null;
  for (let at = 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (grammar.valued?.includes(letter) === true) {
      const rest = text.slice(at + 1);
      const value = rest === '' ? null : { value: rest, shape: rest };
      options.push({ name: `-${letter}`, value });
      return { options, wantsValue: value === null, unknown };
    }
    // SECURITY: as with long names.
    if (grammar.flags !== undefined && !grammar.flags.includes(letter)) unknown ??= `-${letter}`;
    options.push({ name: `-${letter}`, value: null });
  }
  return { options, wantsValue: false, unknown };
}

/** Whatever the rest of it becomes, a word with this beginning is no option. */
function isSurelyOperand(shape: string): boolean {
  return /^[\w./][^$`]*$/.test(shape) && !shape.startsWith('-');
}
