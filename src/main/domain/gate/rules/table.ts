// Rules as a decision reads them: sorted once when they change, so that a call looks only at those that could fit it.
//   rows + built-in rules → table → candidates of one call
import type { RuleRow } from '../../ports/stores.ts';

/** What a rule can match on; a stored rule without its dates of making and use. */
export type Rule = Omit<RuleRow, 'createdAt' | 'lastUsedAt'>;

/** Opaque: made by `ruleTable`, read by `candidates`. */
export interface RuleTable {
  readonly rules: readonly Rule[];
  readonly byInput: ReadonlyMap<string, readonly Rule[]>;
  readonly byTool: ReadonlyMap<string, readonly Rule[]>;
}

export function ruleTable(rules: readonly Rule[]): RuleTable {
  const byInput = new Map<string, Rule[]>();
  const byTool = new Map<string, Rule[]>();
  for (const rule of rules) {
    if (rule.matcher?.kind === 'input') put(byInput, rule.matcher.sha256, rule);
    else put(byTool, rule.tool, rule);
  }
  return { rules, byInput, byTool };
}

const NONE: readonly Rule[] = [];

/** Every rule that could match this call, and others; in no order that means anything. */
export function candidates(
  table: RuleTable,
  tool: string,
  inputSha256: string,
): readonly (readonly Rule[])[] {
  return [
    table.byInput.get(inputSha256) ?? NONE,
    table.byTool.get(tool) ?? NONE,
    table.byTool.get('*') ?? NONE,
  ];
}

function put(map: Map<string, Rule[]>, key: string, rule: Rule): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [rule]);
  else there.push(rule);
}
