// unbash's nodes → our tree. A node that is not known here makes the whole text unreadable, never a part of it.
// The reason is a string; the tree is an object.
import type {
  AndOr,
  CommandArgument,
  CommandNode,
  CompoundList,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  SyntaxNode,
} from 'unbash';
import type {
  ShellAssignment,
  ShellNode,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from '../../domain/ports/command-line.ts';
import { computed, NotRead, nestedScripts, type Reading, wordOf, wordsOf } from './to-word.ts';

export function toScript(script: ParsedScript, source: string): ShellScript | string {
  try {
    return scriptOf(script, source);
  } catch (error) {
    if (error instanceof NotRead) return error.message;
    throw error;
  }
}

function scriptOf(script: ParsedScript, source: string): ShellScript {
  const reading: Reading = { bashOnly: null, source: script.source ?? source, scriptOf };
  return {
    nodes: script.commands.map((statement) => statementOf(statement, reading)),
    bashOnly: reading.bashOnly,
  };
}

function statementOf(statement: Statement, reading: Reading): ShellNode {
  const node = nodeOf(statement.command, reading);
  return statement.background === true ? { kind: 'background', node } : node;
}

function listOf(list: CompoundList, reading: Reading): ShellNode[] {
  return list.commands.map((statement) => statementOf(statement, reading));
}

function nodeOf(node: PipelineNode | AndOr | CommandNode | CompoundList, reading: Reading): ShellNode {
  switch (node.type) {
    case 'Command':
      refuseDropped(
        [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix],
        reading,
      );
      return {
        kind: 'command',
        assignments: node.prefix.flatMap((part) =>
          part.type === 'Assignment' ? [assignmentOf(part, reading)] : [],
        ),
        words: [...(node.name === undefined ? [] : [node.name]), ...node.args].map((word) =>
          argumentOf(word, reading),
        ),
        redirects: node.redirects.map((redirect) => redirectOf(redirect, reading)),
      };
    case 'Pipeline':
      // SECURITY: `! &&` is no command to any shell; the parser lets it be one.
      if (node.commands.length === 0) throw new NotRead('it has an operator without a command');
      return { kind: 'pipeline', nodes: node.commands.map((command) => nodeOf(command, reading)) };
    case 'AndOr':
      return group(node.commands.map((command) => nodeOf(command, reading)));
    case 'CompoundList':
      return group(listOf(node, reading));
    case 'Subshell':
    case 'BraceGroup':
      return group(listOf(node.body, reading));
    case 'Redirected':
      return withRedirects(
        nodeOf(node.command, reading),
        node.redirects.map((redirect) => redirectOf(redirect, reading)),
      );
    case 'If':
      return block(
        'if',
        [],
        [
          ...listOf(node.clause, reading),
          ...listOf(node.then, reading),
          ...node.elif.flatMap((part) => [...listOf(part.clause, reading), ...listOf(part.then, reading)]),
          ...(node.else === undefined ? [] : listOf(node.else, reading)),
        ],
      );
    case 'While':
      return block(node.kind, [], [...listOf(node.clause, reading), ...listOf(node.body, reading)]);
    case 'For':
      return block('for', wordsOf(node.wordlist ?? [], reading), listOf(node.body, reading));
    case 'Case':
      return block(
        'case',
        wordsOf([node.word, ...node.items.flatMap((item) => item.pattern)], reading),
        node.items.flatMap((item) => listOf(item.body, reading)),
      );
    case 'Function':
      return { kind: 'function', name: node.name.value, body: nodeOf(node.body, reading) };
    // SECURITY: elsewhere than in bash `((rm x))` runs rm, and `[[` is a program; the shell decides whether this stands.
    case 'ArithmeticCommand':
      return bashOnly(reading, '((', block('((', [computed(node, reading)], []));
    case 'TestCommand':
      return bashOnly(reading, '[[', block('[[', [computed(node, reading)], []));
    case 'ArithmeticFor':
      return bashOnly(reading, 'for ((', block('for', [computed(node, reading)], listOf(node.body, reading)));
    case 'Select':
      return bashOnly(
        reading,
        'select',
        block('select', wordsOf(node.wordlist ?? [], reading), listOf(node.body, reading)),
      );
    case 'Coproc':
      return bashOnly(reading, 'coproc', { kind: 'background', node: nodeOf(node.body, reading) });
    default:
      // A construct that a later version of the parser may know is not guessed at.
      throw new NotRead('it has a construct that is not known');
  }
}

/** The parser forgets, without an error, a parenthesis or a redirection that stands where none may. Found by `bash -n`. */
function refuseDropped(parts: readonly SyntaxNode[], { source }: Reading): void {
  for (const { end, type } of parts) {
    // SECURITY: `a(b` is a syntax error to every shell; what was forgotten was not read.
    if (/^(?:[ \t]|\\\n)*\(/.test(source.slice(end, end + 64)))
      throw new NotRead('it has a parenthesis out of place');
    // SECURITY: `<2>a` is read by shells as `<` and `2>a`.
    if ((type === 'Redirect' || type === 'HereString') && /^[<>]/.test(source.slice(end, end + 1)))
      throw new NotRead('it has a redirection out of place');
  }
}

function assignmentOf(
  part: Extract<CommandArgument, { type: 'Assignment' }>,
  reading: Reading,
): ShellAssignment {
  if (part.value.type === 'Word' && part.index === undefined && part.append !== true) {
    return { name: part.name, value: wordOf(part.value, reading) };
  }
  return bashOnly(reading, 'arrays', {
    name: part.name,
    value: { ...computed(part, reading), shape: part.text },
  });
}

/** `name=value` after a command such as export is an argument like any other. */
function argumentOf(word: CommandArgument, reading: Reading): ShellWord {
  if (word.type === 'Word') return wordOf(word, reading);
  const { name, value } = assignmentOf(word, reading);
  return {
    value: value.value === null ? null : `${name}=${value.value}`,
    shape: `${name}=${value.shape}`,
    scripts: value.scripts,
  };
}

function redirectOf(redirect: Redirection, reading: Reading): ShellRedirect {
  if (redirect.descriptor?.type === 'FileDescriptorVariable') reading.bashOnly ??= '{name}>';
  if (redirect.type === 'HereString') {
    reading.bashOnly ??= '<<<';
    return { kind: 'here', target: redirect.target === undefined ? null : wordOf(redirect.target, reading) };
  }
  if (redirect.type === 'HereDoc') {
    const { body, delimiter, closing } = redirect;
    // SECURITY: where a here-document ends is then a matter of the shell.
    if (closing === undefined) throw new NotRead('it has a here-document that does not end');
    const scripts = nestedScripts(body, reading);
    const isText = delimiter?.quoted === true || !/[$`\\]/.test(body.text);
    return { kind: 'here', target: { value: isText ? body.text : null, shape: body.text, scripts } };
  }
  const target = redirect.target === undefined ? null : wordOf(redirect.target, reading);
  return { kind: kindOf(redirect.operator, target, reading), target };
}

function kindOf(operator: string, target: ShellWord | null, reading: Reading): ShellRedirect['kind'] {
  const isDescriptor = target?.value !== null && /^(?:\d+-?|-)$/.test(target?.value ?? '');
  switch (operator) {
    case '<':
      return 'read';
    case '>':
    case '>|':
      return 'write';
    case '>>':
      return 'append';
    case '<>':
      return 'read-write';
    case '<&':
    case '>&':
      // SECURITY: `>& name` writes a file unless it is a number.
      return isDescriptor ? 'duplicate' : 'write';
    case '&>':
    case '&>>':
      reading.bashOnly ??= '&>';
      return operator === '&>' ? 'write' : 'append';
    default:
      throw new NotRead('it has a redirection that is not known');
  }
}

function group(nodes: readonly ShellNode[]): ShellNode {
  return { kind: 'group', nodes, redirects: [] };
}

function block(keyword: string, words: readonly ShellWord[], nodes: readonly ShellNode[]): ShellNode {
  return { kind: 'block', keyword, words, nodes, redirects: [] };
}

function withRedirects(node: ShellNode, redirects: readonly ShellRedirect[]): ShellNode {
  return 'redirects' in node ? { ...node, redirects: [...node.redirects, ...redirects] } : node;
}

function bashOnly<T>(reading: Reading, what: string, node: T): T {
  reading.bashOnly ??= what;
  return node;
}
