// A parsed script → the programs it would start, in the order they stand. Every substitution within is read as well.
//   ShellScript → invocations, functions, what kept it from being read
// Knows no program; who starts others in their turn is asked elsewhere.
import type { ShellNode, ShellScript, ShellWord } from '../../../ports/command-line.ts';
import { type Argument, type Invocation, literal, typed } from './invocation.ts';

export interface FoundCommand extends Pick<Invocation, 'words' | 'assignments' | 'redirects' | 'piped'> {
  /** Stands in a loop, a condition, a function or the background, or beside a substitution. */
  readonly isPlain: boolean;
}

export interface ReadScript {
  readonly commands: readonly FoundCommand[];
  /** A function that starts itself more than once, or in the background. */
  readonly isForkBomb: boolean;
}

interface Around {
  readonly isPlain: boolean;
  readonly piped: Invocation['piped'];
  readonly redirects: Invocation['redirects'];
}

export function readScript(script: ShellScript): ReadScript {
  const commands: FoundCommand[] = [];
  let isForkBomb = false;

  function readAll(nodes: readonly ShellNode[], around: Around): void {
    for (const node of nodes) read(node, around);
  }

  function read(node: ShellNode, around: Around): void {
    switch (node.kind) {
      case 'command': {
        const texts = [...node.words, ...node.assignments.map(({ value }) => value), ...targetsOf(node)];
        readWithin(texts);
        commands.push({
          words: node.words.map(argumentOf),
          assignments: node.assignments.map(({ name, value }) => ({ name, value: argumentOf(value) })),
          redirects: [...redirectsOf(node), ...around.redirects],
          piped: around.piped,
          isPlain: around.isPlain,
        });
        return;
      }
      case 'pipeline': {
        let piped = around.piped;
        for (const part of node.nodes) {
          read(part, { ...around, piped });
          piped = { text: textOf(part) };
        }
        return;
      }
      case 'group':
        readWithin(targetsOf(node));
        readAll(node.nodes, { ...around, redirects: [...redirectsOf(node), ...around.redirects] });
        return;
      case 'block':
        readWithin([...node.words, ...targetsOf(node)]);
        // SECURITY: a block without a program still redirects.
        commands.push({
          words: [],
          assignments: [],
          redirects: redirectsOf(node),
          piped: null,
          isPlain: false,
        });
        readAll(node.nodes, { ...around, isPlain: false, redirects: redirectsOf(node) });
        return;
      case 'function':
        // SECURITY: `:(){ :|:& };:`, under whatever name.
        if (startsItself(node.body, node.name)) isForkBomb = true;
        commands.push({ words: [], assignments: [], redirects: [], piped: null, isPlain: false });
        readAll([node.body], { ...around, isPlain: false });
        return;
      case 'background':
        readAll([node.node], { ...around, isPlain: false });
    }
  }

  /** What a substitution runs is run, wherever it stands: in quotes, a here-document, arithmetic. */
  function readWithin(words: readonly ShellWord[]): void {
    for (const { scripts } of words) {
      for (const inner of scripts) readAll(inner.nodes, { isPlain: false, piped: null, redirects: [] });
    }
  }

  readAll(script.nodes, { isPlain: true, piped: null, redirects: [] });
  return { commands, isForkBomb };
}

function startsItself(body: ShellNode, name: string): boolean {
  let calls = 0;
  let inBackground = false;
  const visit = (node: ShellNode, behind: boolean): void => {
    if (node.kind === 'command') {
      if (node.words[0]?.shape === name) {
        calls += 1;
        inBackground ||= behind;
      }
      return;
    }
    if (node.kind === 'function') {
      visit(node.body, behind);
      return;
    }
    if (node.kind === 'background') {
      visit(node.node, true);
      return;
    }
    for (const part of node.nodes) visit(part, behind || node.kind === 'pipeline');
  };
  visit(body, false);
  return inBackground && calls > 0;
}

/** What echo or printf would print, where it is known. */
function textOf(node: ShellNode): string | null {
  if (node.kind !== 'command') return null;
  const [program, ...rest] = node.words;
  if (program?.value !== 'echo' && program?.value !== 'printf') return null;
  return rest
    .filter(({ shape }) => !/^-[neE]+$/.test(shape))
    .map(({ shape }) => shape.replace(/\\n/g, '\n'))
    .join(' ');
}

function targetsOf(node: Extract<ShellNode, { redirects: unknown }>): ShellWord[] {
  return node.redirects.flatMap(({ target }) => (target === null ? [] : [target]));
}

function redirectsOf(node: Extract<ShellNode, { redirects: unknown }>): Invocation['redirects'] {
  return node.redirects.map(({ kind, target }) => ({
    kind,
    target: target === null ? null : argumentOf(target),
  }));
}

function argumentOf({ value, shape }: ShellWord): Argument {
  return { value, shape };
}

export function typedWithRedirects({
  words,
  assignments,
  redirects,
}: Pick<Invocation, 'words' | 'assignments' | 'redirects'>): string {
  const signs = { read: '<', write: '>', append: '>>', 'read-write': '<>', duplicate: '>&', here: '<<' };
  return [
    ...assignments.map(({ name, value }) => `${name}=${value.shape}`),
    ...(words.length === 0 ? [] : [typed(words)]),
    ...redirects.map(({ kind, target }) => `${signs[kind]}${target?.shape ?? ''}`),
  ].join(' ');
}

/** Between operators and words such as `then`, whatever the quotes say. */
const LOOSE_ENDS = /[;&|\n\r(){}`]+|(?:^|\s)(?:if|then|elif|else|while|until|do|!|time)(?=\s)/;

/** Text that no parser took, as the commands that it might hold: to look for what is never run, and for nothing else. */
export function looseCommands(text: string): readonly (readonly Argument[])[] {
  return text
    .split(LOOSE_ENDS)
    .map((part) =>
      part
        .replace(/["'\\]/g, '')
        .split(/\s+/)
        .filter((word) => word !== '')
        .map(literal),
    )
    .filter((words) => words.length > 0);
}
