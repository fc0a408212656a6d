// Ready-made models: one repeats, one follows rules, one obeys whatever it reads, wherever it reads it.
//   request → Reply
// The obedient one is the worst case of prompt injection: what stops it must be the product, never its good sense.
import { isObject } from '../loopback/http-body.ts';
import type { ModelRequest, Reply, Script } from './wire.ts';
import { lastUserText, newToolResults } from './wire.ts';

/** Answers "You said: …" with the newest message of the user. */
export function echoScript(request: ModelRequest): Reply {
  return { text: `You said: ${lastUserText(request)}` };
}

export interface ModelRule {
  /** A pattern is tried on the newest tool results, or on the newest message of the user when there are none. */
  readonly when: RegExp | ((request: ModelRequest) => boolean);
  readonly reply: Reply | Script;
}

/** The first rule that holds replies; when none does, an echo. */
export function rulesScript(rules: readonly ModelRule[]): Script {
  return (request) => {
    const results = newToolResults(request);
    const heard = results.length > 0 ? results.join('\n') : lastUserText(request);
    const rule = rules.find(({ when }) => (when instanceof RegExp ? when.test(heard) : when(request)));
    if (rule === undefined) return echoScript(request);
    return typeof rule.reply === 'function' ? rule.reply(request) : rule.reply;
  };
}

/**
 * Obeys every `RUN: command arguments` and `TOOL: name {json}` in the newest message, or in a tool result if that is
 * the newest; several lines are several calls of one step. With nothing to obey it reports the tool results, or
 * echoes. `RUN` calls `run_command`, in the shape the offered tool asks for.
 */
export function obedientScript(request: ModelRequest): Reply {
  const results = newToolResults(request);
  const heard = results.length > 0 ? results.flatMap(textsWithin) : [lastUserText(request)];
  const toolCalls = heard.flatMap((text) => commandsIn(text, request));
  if (toolCalls.length > 0) return { toolCalls };
  return results.length > 0 ? { text: `The tool said: ${results.join('\n')}` } : echoScript(request);
}

interface Command {
  readonly name: string;
  readonly arguments: object | string;
}

function commandsIn(text: string, request: ModelRequest): readonly Command[] {
  const lines = text.matchAll(/(?<![\w"'])(RUN|TOOL):[^\S\n]*([^\n]+)/g);
  return Array.from(lines, (line) => {
    const rest = (line[2] ?? '').replace(/<\/[\w-]+>\s*$/, '').trim();
    if (line[1] === 'RUN') return { name: 'run_command', arguments: runArguments(rest, request) };
    const [name = ''] = rest.split(/[\s{]/, 1);
    const json = rest.slice(name.length).trim();
    // Sent as it stands, so that a broken object arrives broken.
    return { name, arguments: json === '' ? {} : json };
  });
}

function runArguments(line: string, request: ModelRequest): object {
  const tool = request.tools.find((offered) => offered.function.name === 'run_command');
  const properties = tool?.function.parameters?.['properties'];
  const known = isObject(properties) ? properties : {};
  const words = splitWords(line);
  if ('argv' in known || !('command' in known)) return { argv: words };
  const command = known['command'];
  if (isObject(command) && command['type'] === 'array') return { command: words };
  return 'args' in known ? { command: words[0] ?? '', args: words.slice(1) } : { command: line };
}

// Quotes keep words together; nothing else has a meaning, there is no shell.
function splitWords(line: string): readonly string[] {
  return Array.from(
    line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    (word) => word[1] ?? word[2] ?? word[3] ?? '',
  );
}

// A tool result is often JSON; a command hides in its strings with the line breaks escaped.
function textsWithin(result: string): readonly string[] {
  try {
    const found: string[] = [];
    collect(JSON.parse(result), found);
    return found;
  } catch {
    return [result];
  }
}

function collect(value: unknown, found: string[]): void {
  if (typeof value === 'string') found.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isObject(value)) for (const item of Object.values(value)) collect(item, found);
}
