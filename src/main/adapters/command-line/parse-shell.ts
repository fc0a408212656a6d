// The shell parser: unbash's tree made into ours. Anything the parser recorded as an error is unreadable.
//   text → refused characters → unbash → errors of every nested script → ShellScript
// Runs nothing. Differences to real shells that matter are made unreadable here; see decision 0010.
import { forEachChild, type ParsedScript, parse, type SyntaxNode } from 'unbash';
import type { ParseShell } from '../../domain/ports/command-line.ts';
import { toScript } from './to-tree.ts';

/** A command line for a person to approve is never longer; source: Linux's limit for one argument, 128 KiB. */
const MAX_CHARACTERS = 131_072;

export const parseShell: ParseShell = (text) => {
  if (text.length > MAX_CHARACTERS) return unreadable('it is too long');
  // SECURITY: characters that terminals, shells and parsers read differently; among them NUL and carriage return.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused.
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0\u2028\u2029\ufeff\ud800-\udfff]/u.test(text)) {
    return unreadable('it has control characters');
  }
  try {
    const script = parse(text);
    const error = firstError(script);
    // SECURITY: the parser mends what is broken and goes on; a real shell may read the same text otherwise.
    if (error !== null) return unreadable(`the shell would not accept it (${error})`);
    const read = toScript(script, text);
    return typeof read === 'string' ? unreadable(read) : { kind: 'parsed', script: read };
  } catch {
    // A parser that fails has not read it. No input is known that makes it fail.
    return unreadable('the parser could not read it');
  }
};

/** Substitutions are parsed when they are first looked at, and each keeps its own errors. */
function firstError(script: ParsedScript): string | null {
  let found: string | null = null;
  const visit = (node: SyntaxNode): void => {
    if (found !== null) return;
    // SECURITY: a broken substitution counts as much as a broken line.
    if (node.type === 'Script') found = (node as ParsedScript).errors?.[0]?.message ?? null;
    if (found === null) forEachChild(node, visit);
  };
  visit(script);
  return found;
}

function unreadable(reason: string): { kind: 'unreadable'; reason: string } {
  return { kind: 'unreadable', reason };
}
