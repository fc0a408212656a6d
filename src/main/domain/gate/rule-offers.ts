// The rules an approval may offer, for a while, in this conversation, or always; each written out. Mostly one exact
// call; for reading pages the host, for writing a file that file: what one would say yes to again, and nothing wider.
//   parsed call + who asks → offers → the rule that an answer saves
import type { Actor } from '../../../contracts/actors.ts';
import type { AllowHow, RuleOffer } from '../../../contracts/approvals.ts';
import type { RuleMatcher } from '../../../contracts/rules.ts';
import type { RuleRow } from '../ports/stores.ts';
import type { ParsedCall, PreparedAction } from '../ports/tool.ts';
import { senderOf } from './policy.ts';

const FIFTEEN_MINUTES_MS = 15 * 60 * 1000;

export interface RuleInput {
  readonly how: Exclude<AllowHow, 'once'>;
  readonly id: string;
  readonly now: number;
  readonly actor: Actor;
  readonly conversationId: string;
  readonly isPrivate: boolean;
  readonly tool: string;
  readonly call: Pick<ParsedCall, 'effects' | 'traits'>;
  readonly inputSha256: string;
  readonly summary: string;
  /** The folder the owner chose; null: the conversation's own. The rule holds there only. */
  readonly workspace: string | null;
}

/** Whether any rule may be offered for this call. */
export function mayOfferRule(action: Pick<PreparedAction, 'mayBecomeRule'>, call: ParsedCall): boolean {
  return (
    // SECURITY: the tool knows best: shells, interpreters with inline code, wrappers, new recipients, credentials.
    action.mayBecomeRule &&
    // SECURITY: what cannot be undone is asked about each time.
    !call.effects.includes('irreversible') &&
    // SECURITY: what stays beyond the conversation is read each time.
    !call.outlivesConversation
  );
}

/** A rule names the asker; it never covers the tool as a whole. */
export function ruleFor(input: RuleInput): RuleRow {
  const who = senderOf(input.actor) ?? 'you';
  const here = input.isPrivate ? 'in this private conversation' : 'in this conversation';
  const reach = {
    'fifteen-minutes': `${here}, for 15 minutes`,
    conversation: input.isPrivate ? `${here}, until it ends` : here,
    always: 'in every conversation, until you revoke it',
  }[input.how];
  const { matcher, words } = shapeOf(input);
  return {
    id: input.id,
    decision: 'allow',
    actorKind: input.actor.kind,
    senderId: senderOf(input.actor),
    // SECURITY: only "always" reaches beyond the conversation it was asked in.
    conversationId: input.how === 'always' ? null : input.conversationId,
    channelId: null,
    session: null,
    tool: input.tool,
    callEffect: null,
    matcher,
    lifetime: ({ 'fifteen-minutes': 'minutes', conversation: 'conversation', always: 'always' } as const)[
      input.how
    ],
    sentence: `Allow ${who}: ${words}, ${reach}.`,
    createdAt: input.now,
    expiresAt: input.how === 'fifteen-minutes' ? input.now + FIFTEEN_MINUTES_MS : null,
    lastUsedAt: null,
  };
}

/** Those of the three that may be saved. */
export function ruleOffers(ruleOf: (how: Exclude<AllowHow, 'once'>) => RuleRow | null): RuleOffer[] {
  return (['fifteen-minutes', 'conversation', 'always'] as const).flatMap((lifetime) => {
    const rule = ruleOf(lifetime);
    return rule === null ? [] : [{ lifetime, sentence: rule.sentence }];
  });
}

/** What the rule holds for. Anything that is not plainly one host or one file is one exact call. */
function shapeOf(input: RuleInput): { readonly matcher: RuleMatcher; readonly words: string } {
  const { effects, traits } = input.call;
  const folder = input.workspace ?? 'its own folder';
  const [host] = traits.hosts;
  const [path] = traits.paths;
  // SECURITY: a program reaches what it likes; its hosts are what it said, so it stays one exact call.
  if (!effects.includes('execute') && traits.unreadable === null && input.how !== 'always') {
    if (host !== undefined && traits.hosts.length === 1 && traits.readsOnly)
      return {
        matcher: { kind: 'host', host },
        words: `${input.tool} from ${host}, whatever page, as long as it only reads`,
      };
    if (path !== undefined && traits.paths.length === 1 && isPlainPath(path) && traits.hosts.length === 0)
      return {
        matcher: { kind: 'path', glob: path, workspace: input.workspace },
        words: `${input.tool} of ${path}, whatever its content, in ${folder}`,
      };
  }
  return {
    matcher: { kind: 'input', sha256: input.inputSha256 },
    words: `${input.summary} — exactly this, in ${folder}`,
  };
}

/** One file inside the workspace; with a wildcard in its name it could not be told from a pattern. */
function isPlainPath(path: string): boolean {
  return !/^([/\\~]|[a-z]:)/i.test(path) && !/[*?\\]/.test(path) && !path.split('/').includes('..');
}
