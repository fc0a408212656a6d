// Rules as a decision reads them: sorted once when they change, so that a call looks only at those that could fit it.
//   rows + built-in rules → table → candidates of one call
// A rule about one named thing (an input, a host, a file, a person written to, a program) is found by that name; the
// others are found by their tool. Whether a candidate fits is decided elsewhere.
import type { RuleRow } from '../../ports/stores.ts';
import type { CallTraits } from '../../ports/tool.ts';
import { bareProgram, plainHost, segmentsOf } from './matcher.ts';

/** What a rule can match on; a stored rule without its dates of making and use. */
export type Rule = Omit<RuleRow, 'createdAt' | 'lastUsedAt'>;

/** Opaque: made by `ruleTable`, read by `candidates`. */
export interface RuleTable {
  readonly byName: ReadonlyMap<string, readonly Rule[]>;
}

export function ruleTable(rules: readonly Rule[]): RuleTable {
  const byName = new Map<string, Rule[]>();
  for (const rule of rules) {
    const name = nameOf(rule);
    const there = byName.get(name);
    if (there === undefined) byName.set(name, [rule]);
    else there.push(rule);
  }
  return { byName };
}

/** Every rule that could match this call, and others; in no order that means anything. */
export function candidates(
  table: RuleTable,
  call: { readonly tool: string; readonly inputSha256: string; readonly traits: CallTraits },
): readonly (readonly Rule[])[] {
  const found: (readonly Rule[])[] = [];
  for (const name of namesOf(call)) {
    const rules = table.byName.get(name);
    if (rules !== undefined) found.push(rules);
  }
  return found;
}

/** The one name under which a rule stands. */
function nameOf({ matcher, decision, tool }: Rule): string {
  switch (matcher?.kind) {
    case 'input':
      return `input ${matcher.sha256}`;
    case 'host':
      return `host ${matcher.host}`;
    case 'recipient':
      return `to ${matcher.conversationId}`;
    case 'program':
      return `program ${bareProgram(matcher.name)}`;
    case 'path':
      // SECURITY: a denial is read widely, so it is not found by one name.
      return decision === 'allow' && !/[*?]/.test(matcher.glob) ? fileName(matcher.glob) : `tool ${tool}`;
    default:
      return `tool ${tool}`;
  }
}

/** Every name under which a rule about this call could stand. */
function namesOf(call: Parameters<typeof candidates>[1]): ReadonlySet<string> {
  const { hosts, recipients, paths, programs } = call.traits;
  return new Set([
    `input ${call.inputSha256}`,
    `tool ${call.tool}`,
    'tool *',
    ...hosts.flatMap(hostNames),
    ...recipients.map((id) => `to ${id}`),
    ...paths.map(fileName),
    ...programs.map((name) => `program ${bareProgram(name)}`),
  ]);
}

/** The host itself, and all that it is below. */
function hostNames(host: string): string[] {
  const labels = plainHost(host).split('.');
  return [
    `host ${labels.join('.')}`,
    ...labels.slice(1).map((_, index) => `host *.${labels.slice(index + 1).join('.')}`),
  ];
}

function fileName(path: string): string {
  return `file ${segmentsOf(path).join('/')}`;
}
