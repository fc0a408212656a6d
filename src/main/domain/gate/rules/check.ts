// A rule on its way to be saved: refused when it can never match, says what is there, or opens everything; flagged when
// it overrides others. Pure; each answer has its reason.
import type { Effect } from '../../../../contracts/effects.ts';
import type { RuleMatcher } from '../../../../contracts/rules.ts';
import type { Rule } from './table.ts';

export type RuleCheck =
  | { readonly kind: 'fine' }
  /** It may be saved; the owner should know this. */
  | { readonly kind: 'flagged'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export interface CheckFacts {
  /** Names of every tool there is. */
  readonly tools: readonly string[];
  readonly hasConversation: (id: string) => boolean;
  readonly existing: readonly Rule[];
  readonly now: number;
}

export function checkRule(rule: Rule, facts: CheckFacts): RuleCheck {
  const reason =
    neverMatches(rule, facts) ??
    (rule.decision === 'allow' ? opensTooMuch(rule) : null) ??
    contradicts(rule, facts);
  return reason === null ? overrides(rule, facts) : { kind: 'refused', reason };
}

/** What the tools that come with Sallyport can do at most; of others nothing is assumed. */
const POSSIBLE_EFFECTS: Readonly<Record<string, readonly Effect[]>> = {
  read_file: ['read'],
  list_files: ['read'],
  recall: ['read'],
  write_file: ['write'],
  edit_file: ['write'],
  remember: ['write'],
  send_message: ['send'],
  send_file: ['read', 'send'],
};

/** Tools that say something of this kind about their calls. */
const FACTS_OF: Partial<Record<RuleMatcher['kind'], readonly string[]>> = {
  host: ['fetch_url', 'search_web', 'download', 'run_command', 'run_terminal'],
  path: ['write_file', 'edit_file', 'download', 'unpack_archive', 'run_command'],
  program: ['run_command', 'run_terminal'],
  recipient: ['send_message'],
};

function neverMatches(rule: Rule, { tools, hasConversation, now }: CheckFacts): string | null {
  const { matcher, tool, actorKind, senderId } = rule;
  if (tool !== '*' && !tools.includes(tool)) return `It could never match: there is no tool named "${tool}".`;
  if (rule.expiresAt !== null && rule.expiresAt <= now)
    return 'It could never match: its time is over already.';
  if (rule.lifetime === 'conversation' && rule.conversationId === null)
    return 'It is to live as long as a conversation, and names none.';
  if (rule.conversationId !== null && !hasConversation(rule.conversationId))
    return 'It could never match: that conversation does not exist.';
  if (actorKind === 'stranger' || actorKind === 'system')
    return 'It could never match: strangers and Sallyport itself never call a tool.';
  if (senderId !== null && actorKind !== null && !SENDERS.includes(actorKind))
    return 'It could never match: it names a sender, and a kind of actor that has none.';
  const platform = senderId?.split(':')[0];
  if (platform !== undefined && rule.channelId !== null && rule.channelId.split(':')[0] !== platform)
    return 'It could never match: the sender is not on that channel.';
  if (rule.session === 'main' && (senderId !== null || (actorKind !== null && actorKind !== 'owner')))
    return 'It could never match: in your own conversations only you speak.';
  if (rule.session === 'other' && actorKind === 'owner')
    return 'It could never match: where you speak is your own conversation.';
  const possible = Object.hasOwn(POSSIBLE_EFFECTS, tool) ? POSSIBLE_EFFECTS[tool] : undefined;
  if (rule.callEffect !== null && possible !== undefined && !possible.includes(rule.callEffect))
    return `It could never match: ${tool} has no such effect.`;
  if (matcher === null) return null;
  const speaking = FACTS_OF[matcher.kind];
  if (tool !== '*' && speaking !== undefined && possible !== undefined && !speaking.includes(tool))
    return `It could never match: ${tool} says nothing about that.`;
  if (matcher.kind === 'host' && rule.decision === 'allow' && WRITING_HOSTS.includes(tool))
    return `It could never match: a host is allowed for reading, and ${tool} does more.`;
  if (matcher.kind === 'other-tool' && tool !== '*' && matcher.tools.includes(tool))
    return 'It could never match: it excludes the tool that it names.';
  if (matcher.kind === 'path' && rule.decision === 'allow' && !isInside(matcher.glob))
    return 'It could never match: a file is named by its path inside the workspace.';
  if (matcher.kind === 'program' && /[\s/\\*?]/.test(matcher.name))
    return 'It could never match: a program is named by its exact name, without a folder.';
  return null;
}

const WRITING_HOSTS: readonly string[] = ['download'];
const SENDERS: readonly string[] = ['paired-sender', 'listed-sender', 'group-member'];

/** Source: issue 3, Policy: whole-program authority is never given by accident. */
function opensTooMuch(rule: Rule): string | null {
  const { matcher, tool } = rule;
  // SECURITY: these are the rules that would make all others pointless.
  if (rule.actorKind === null && rule.senderId === null)
    return 'It would hold for everybody, groups included. Name who it is for.';
  if (tool === '*' && (matcher === null || matcher.kind === 'other-tool'))
    return 'It would allow every tool. Name one tool, or what of a call it holds for.';
  // SECURITY: what cannot be undone is asked about each time.
  if (rule.callEffect === 'irreversible') return 'What cannot be undone is asked about each time.';
  // SECURITY: a name is not a program, and arguments decide what it does.
  if (matcher?.kind === 'program')
    return 'A program cannot be allowed by its name: another file can bear it, and its arguments decide what it does.';
  // SECURITY: proposed on its own it shows nobody which call it is; beside the question the owner sees it.
  if (matcher?.kind === 'input') return 'One exact call is allowed where it is asked about and shown whole.';
  if (EXECUTING.includes(tool) && matcher?.kind !== 'reads-only' && matcher?.kind !== 'stays-inside')
    return 'It would allow every command. Allow one exact command when you are asked about it.';
  if (tool === 'send_message' && matcher?.kind !== 'recipient')
    return 'It would allow writing to anyone. Name the conversation.';
  if (REACHING.includes(tool) && matcher?.kind !== 'host') return 'It would allow every host. Name the host.';
  if (matcher?.kind === 'host' && /^\*\.[^.]+$/.test(matcher.host))
    return `It would allow every host that ends in .${matcher.host.slice(2)}. Name a host.`;
  if (matcher?.kind === 'path' && matcher.glob.split('/').every((segment) => /^[*?]+$/.test(segment)))
    return 'It would allow every file. Name a file or a folder.';
  return null;
}

const EXECUTING: readonly string[] = ['run_command', 'run_terminal'];
const REACHING: readonly string[] = ['fetch_url', 'download'];

function contradicts(rule: Rule, { existing, now }: CheckFacts): string | null {
  const living = existing.filter((one) => one.expiresAt === null || one.expiresAt > now);
  const same = living.find((one) => one.decision === rule.decision && covers(one, rule));
  if (same !== undefined) return `There is a rule that says this already: ${same.sentence}`;
  if (rule.decision === 'deny') return null;
  const denied = living.find((one) => one.decision === 'deny' && covers(one, rule));
  if (denied !== undefined) return `It could never hold, because this rule denies it: ${denied.sentence}`;
  if (rule.decision === 'ask') return null;
  const asked = living.find((one) => one.decision === 'ask' && covers(one, rule));
  return asked === undefined
    ? null
    : `It could never hold, because this rule asks each time: ${asked.sentence}`;
}

/** What narrows is never refused for this; the owner is told which rules it stops. */
function overrides(rule: Rule, { existing, now }: CheckFacts): RuleCheck {
  if (rule.decision === 'allow') return { kind: 'fine' };
  const weaker = existing.filter(
    (one) =>
      (one.expiresAt === null || one.expiresAt > now) &&
      (one.decision === 'allow' || (one.decision === 'ask' && rule.decision === 'deny')) &&
      covers(rule, one),
  );
  const [first] = weaker;
  if (first === undefined) return { kind: 'fine' };
  const more = weaker.length === 1 ? '' : ` And ${weaker.length - 1} more.`;
  return { kind: 'flagged', reason: `From now on this rule has no effect: ${first.sentence}${more}` };
}

/** Whether every call that `narrow` fits is one that `wide` fits, for as long. */
export function covers(wide: Rule, narrow: Rule): boolean {
  return (
    (wide.tool === '*' || wide.tool === narrow.tool) &&
    isAnyOr(wide.actorKind, narrow.actorKind) &&
    isAnyOr(wide.senderId, narrow.senderId) &&
    isAnyOr(wide.conversationId, narrow.conversationId) &&
    isAnyOr(wide.channelId, narrow.channelId) &&
    (isAnyOr(wide.session, narrow.session) || sessionOf(narrow) === wide.session) &&
    isAnyOr(wide.callEffect, narrow.callEffect) &&
    (wide.matcher === null || JSON.stringify(wide.matcher) === JSON.stringify(narrow.matcher)) &&
    (wide.expiresAt === null || (narrow.expiresAt !== null && narrow.expiresAt <= wide.expiresAt)) &&
    (wide.lifetime === narrow.lifetime || wide.lifetime === 'always' || wide.lifetime === 'conversation')
  );
}

function isAnyOr<T>(wide: T | null, narrow: T | null): boolean {
  return wide === null || wide === narrow;
}

function sessionOf(rule: Rule): string | null {
  if (rule.actorKind === 'owner') return 'main';
  return rule.actorKind === null ? null : 'other';
}

function isInside(glob: string): boolean {
  return !/^([/\\~]|[a-z]:)/i.test(glob) && !glob.split(/[/\\]/).includes('..');
}
