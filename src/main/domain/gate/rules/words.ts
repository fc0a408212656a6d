// A rule in words: who, what, where and how long. The sentence says all of its scope, since it is what the owner reads
// before saving it and on the page afterwards. Pure.
import type { ActorKind } from '../../../../contracts/actors.ts';
import type { Effect } from '../../../../contracts/effects.ts';
import type { RuleDecision, RuleMatcher } from '../../../../contracts/rules.ts';
import type { RuleRow } from '../../ports/stores.ts';
import type { Rule } from './table.ts';

type Scope = Omit<Rule, 'id' | 'sentence' | 'lifetime' | 'expiresAt'>;

const ACTORS: Readonly<Record<ActorKind, string>> = {
  owner: 'you',
  'paired-sender': 'paired people',
  'listed-sender': 'people on the allow list',
  'group-member': 'group members',
  schedule: 'schedules',
  subagent: 'sub-agents',
  plugin: 'plugins',
  'mcp-server': 'MCP servers',
  device: 'devices',
  'api-key': 'API keys',
  stranger: 'strangers',
  system: 'Sallyport itself',
};

const EFFECTS: Readonly<Record<Effect, string>> = {
  read: 'reads',
  write: 'writes',
  execute: 'runs a program',
  network: 'reaches the network',
  send: 'sends a message',
  irreversible: 'cannot be undone',
};

/** One sentence with everything the rule looks at. `minutes` is how long it holds, where it is so. */
export function sentenceOf(rule: Scope & Pick<RuleRow, 'lifetime'>, minutes: number | null): string {
  const who = whoOf(rule);
  const rest = [whatOf(rule), whereOf(rule), untilOf(rule.lifetime, minutes)].filter((part) => part !== '');
  const tail = rest.length === 0 ? '' : `, ${rest.join(', ')}`;
  const tool = rule.tool === '*' ? 'any tool' : rule.tool;
  switch (rule.decision) {
    case 'allow':
      return `${capital(who ?? 'anybody')} may use ${tool}${tail}.`;
    case 'ask':
      return `Ask each time before ${who ?? 'anybody'} may use ${tool}${tail}.`;
    case 'deny':
      return `${who === null ? 'Nobody may use' : `${capital(who)} may never use`} ${tool}${tail}.`;
  }
}

/** Who, what and where, for the list. */
export function scopeOf(rule: Scope): string {
  const tool = rule.tool === '*' ? 'Any tool' : rule.tool;
  return [tool, whoOf(rule) ?? 'anybody', whatOf(rule), whereOf(rule)]
    .filter((part) => part !== '')
    .join(' · ');
}

function whoOf(rule: Scope): string | null {
  if (rule.senderId !== null) return rule.senderId;
  return rule.actorKind === null ? null : ACTORS[rule.actorKind];
}

function whatOf(rule: Scope): string {
  return [
    rule.matcher === null ? '' : matcherWords(rule.matcher, rule.decision),
    rule.callEffect === null ? '' : `when it ${EFFECTS[rule.callEffect]}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function matcherWords(matcher: RuleMatcher, decision: RuleDecision): string {
  switch (matcher.kind) {
    case 'input':
      return 'for exactly one call';
    case 'reads-only':
      return 'when it only reads';
    case 'stays-inside':
      return 'when it stays inside the sandbox';
    case 'host':
      return `${decision === 'allow' ? 'to only read from' : 'for'} ${hostWords(matcher.host)}`;
    case 'recipient':
      return `to write to the conversation ${matcher.conversationId}`;
    case 'path':
      // Reading names no files to rules, and what a program writes by itself is known to nobody beforehand.
      return `to write the file ${matcher.glob}${matcher.workspace == null ? '' : ` in ${matcher.workspace}`}`;
    case 'program':
      return `for the program ${matcher.name}`;
    case 'other-tool':
      return `unless it is ${matcher.tools.join(', ')}`;
  }
}

function hostWords(host: string): string {
  return host.startsWith('*.') ? `hosts below ${host.slice(2)}` : host;
}

function whereOf(rule: Scope): string {
  return [
    rule.conversationId === null ? '' : 'in one conversation',
    rule.channelId === null ? '' : `on ${rule.channelId}`,
    rule.session === null
      ? ''
      : rule.session === 'main'
        ? 'in your own conversations'
        : 'outside your own conversations',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function untilOf(lifetime: RuleRow['lifetime'], minutes: number | null): string {
  switch (lifetime) {
    case 'once':
      return 'once';
    case 'minutes':
      return minutes === null ? 'for a while' : `for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
    case 'until-quit':
      return 'until Sallyport quits';
    case 'conversation':
    case 'always':
      return '';
  }
}

function capital(words: string): string {
  // An id stays as it is written.
  return /^[a-z]+:/.test(words) ? words : words.charAt(0).toUpperCase() + words.slice(1);
}
