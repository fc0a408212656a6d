// unbash's words → ours: what is literal, how it looks, which scripts are within.
// Throws NotRead where shells read the same characters in different ways.
import { forEachChild, type ParsedScript, type SyntaxNode, type Word, type WordPart } from 'unbash';
import type { ShellScript, ShellWord } from '../../domain/ports/command-line.ts';

/** Thrown inside only: the reason why the text is unreadable. */
export class NotRead extends Error {}

export interface Reading {
  bashOnly: string | null;
  /** What positions count in. */
  readonly source: string;
  readonly scriptOf: (script: ParsedScript, source: string) => ShellScript;
}

export function wordsOf(words: readonly Word[], reading: Reading): ShellWord[] {
  return words.map((word) => wordOf(word, reading));
}

export function wordOf(word: Word, reading: Reading): ShellWord {
  const parts = word.parts ?? [];
  const scripts = nestedScripts(word, reading);
  return {
    value: isLiteral(word, parts, reading) && scripts.length === 0 ? word.value : null,
    shape: word.parts === undefined ? word.value : parts.map(shapeOf).join(''),
    scripts,
  };
}

function isLiteral(word: Word, parts: readonly WordPart[], reading: Reading): boolean {
  // SECURITY: a home folder is not known here, so a tilde is not literal; quoted ones may be taken for it, which asks.
  if (/(?:^|[:=])~/.test(word.text)) return false;
  // SECURITY: a word cut by a line break looks like two on the screen and is one to the shell.
  if (word.text.includes('\\\n')) return false;
  // SECURITY: an expansion that does not end is taken for text.
  if (word.parts === undefined && /\$[[{(]/.test(word.text.replace(/\\[\s\S]/g, ''))) {
    throw new NotRead('it has an expansion that does not end');
  }
  refuseOperators(word, parts);
  return parts.every((part) => isLiteralPart(part, reading));
}

/** An operator within a word ends it, or begins a substitution; the parser takes that for text behind a number. */
function refuseOperators(word: Word, parts: readonly WordPart[]): void {
  const bare =
    word.parts === undefined
      ? [word.text]
      : parts.flatMap((part) => (part.type === 'Literal' ? part.text : []));
  for (const text of bare) {
    const unquoted = text.replace(/\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g, '');
    // SECURITY: bash runs x in `1<(x)` and in `{fd}>(x)`.
    if (/[<>()|&;]/.test(unquoted)) throw new NotRead('it has an operator out of place');
  }
}

function isLiteralPart(part: WordPart, reading: Reading): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
      return true;
    case 'DoubleQuoted':
      return part.parts.every((child) => child.type === 'Literal');
    case 'ExtendedGlob':
      // SECURITY: bash reads `!(x)` as a pattern only with a switch that is off in scripts.
      throw new NotRead('it has a pattern that shells read in different ways');
    // SECURITY: escapes by number hide what is written; other shells read them as text.
    case 'AnsiCQuoted':
    case 'LocaleString':
      reading.bashOnly ??= "$'…'";
      return false;
    case 'BraceExpansion':
      reading.bashOnly ??= 'brace expansion';
      return false;
    case 'ProcessSubstitution':
      reading.bashOnly ??= '<(…)';
      return false;
    case 'CommandExpansion':
      // SECURITY: `${ x` runs x in the newest bash, and is an error or a variable elsewhere.
      if (part.text.startsWith('${'))
        throw new NotRead('it has a substitution that shells read in different ways');
      return false;
    case 'ParameterExpansion':
    case 'ArithmeticExpansion':
      // SECURITY: one that does not end swallows what follows.
      if (!/[})\]]$/.test(part.text)) throw new NotRead('it has an expansion that does not end');
      return false;
    default:
      return false;
  }
}

function shapeOf(part: WordPart): string {
  switch (part.type) {
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map(shapeOf).join('');
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value;
    case 'ParameterExpansion':
      return part.text === `\${${part.parameter}}` ? `$${part.parameter}` : part.text;
    default:
      return part.text;
  }
}

/** A word that stands for something computed: only the scripts within are of interest. */
export function computed(node: SyntaxNode, reading: Reading): ShellWord {
  return { value: null, shape: '…', scripts: nestedScripts(node, reading) };
}

export function nestedScripts(node: SyntaxNode, reading: Reading): ShellScript[] {
  const found: ShellScript[] = [];
  const visit = (child: SyntaxNode): void => {
    if (child.type !== 'Script') {
      forEachChild(child, visit);
      return;
    }
    const script = reading.scriptOf(child, reading.source);
    reading.bashOnly ??= script.bashOnly;
    found.push(script);
  };
  forEachChild(node, visit);
  return found;
}
