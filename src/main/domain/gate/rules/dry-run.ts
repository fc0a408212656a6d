// "What would happen if…": a call made up by the owner, read and judged as a real one, and never prepared or run.
//   who + tool + text → parsed call → judge → decision, rule, reason
// Leaves nothing behind: no frame, no last use.
import type { Actor } from '../../../../contracts/actors.ts';
import type { CallInput, CallOutput } from '../../../../contracts/contract.ts';
import type { rulesContract } from '../../../../contracts/rules.ts';
import type { ConversationRow, Stores } from '../../ports/stores.ts';
import type { Tool } from '../../ports/tool.ts';
import type { Redact } from '../../ports/world.ts';
import { joinTaint, taintOfMessage } from '../taint.ts';
import type { Judge, JudgedCall } from './judge.ts';
import { ruleView } from './standing.ts';

type Asked = CallInput<typeof rulesContract, 'dryRun'>;
type Answer = CallOutput<typeof rulesContract, 'dryRun'>;

/** Of nobody: no rule can name it, since sender ids have no blanks. */
const SOME_MEMBER = 'somebody in a group';
const FROM_OUTSIDE = {
  untrusted: true,
  private: true,
  sources: [{ kind: 'web' as const, label: 'something from outside' }],
};

export function createDryRun(deps: {
  tools: readonly Tool[];
  stores: Stores;
  judge: Judge;
  redact: Redact;
}): (asked: Asked) => Answer {
  return (asked) => {
    const tool = deps.tools.find(({ definition }) => definition.name === asked.tool);
    if (tool === undefined) return invalid(`There is no tool named "${asked.tool}".`);
    const input = inputOf(tool, asked.arguments);
    if (input.kind === 'invalid') return input;
    const parsed = tool.parse(input.value);
    if (parsed.kind === 'invalid') return invalid(parsed.reason);
    const actor = actorOf(asked);
    const conversation = conversationOf(asked, deps.stores);
    if (conversation === null) return invalid('That conversation does not exist any more.');
    const spoken = taintOfMessage(actor, false);
    const { decision } = deps.judge.judge({
      tool: asked.tool,
      call: parsed.call,
      actor,
      conversation,
      taint: asked.afterOutsideContent ? joinTaint(spoken, FROM_OUTSIDE) : spoken,
    });
    const saved = deps.stores.rules.list().find((rule) => rule.id === decision.ruleId);
    const rule = saved ?? deps.judge.builtIn().find((one) => one.id === decision.ruleId);
    return {
      kind: 'decided',
      result: {
        kind: decision.kind,
        reason: deps.redact(decision.reason),
        rule: rule === undefined ? null : ruleView(rule, saved ?? null),
        understood: deps.redact(JSON.stringify(parsed.call.input)),
        effects: [...parsed.call.effects],
      },
    };
  };
}

function actorOf({ who }: Asked): Actor {
  return who.kind === 'group-member' ? { kind: 'group-member', senderId: SOME_MEMBER } : who;
}

/** The named one; else one that is new, and that no rule can name. */
function conversationOf({ who, conversationId }: Asked, stores: Stores): JudgedCall['conversation'] | null {
  if (conversationId !== undefined) return stores.conversations.get(conversationId);
  const made: Pick<ConversationRow, 'id' | 'workspace'> = { id: '', workspace: null };
  switch (who.kind) {
    case 'owner':
      return { ...made, channelId: 'desktop', chatKind: 'own' };
    case 'paired-sender':
      return { ...made, channelId: who.senderId.split(':')[0] ?? '', chatKind: 'direct' };
    case 'group-member':
      return { ...made, channelId: '', chatKind: 'group' };
  }
}

type Read =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'invalid'; readonly message: string };

/** JSON; or a command line, where the tool takes one; or the one text that the tool needs. */
function inputOf({ definition }: Tool, text: string): Read {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) {
    try {
      return { kind: 'read', value: JSON.parse(trimmed) };
    } catch {
      return invalid('This begins like JSON and is not. Check its quotation marks and commas.');
    }
  }
  const { properties, required } = definition.inputSchema;
  const known = typeof properties === 'object' && properties !== null ? properties : {};
  if ('argv' in known)
    return trimmed === '' ? invalid('Write a command.') : { kind: 'read', value: { argv: argvOf(trimmed) } };
  const [only, ...more] = Array.isArray(required) ? required : [];
  if (trimmed === '') return { kind: 'read', value: {} };
  if (typeof only !== 'string' || more.length > 0)
    return invalid(
      `${definition.name} takes several arguments. Write them as JSON: {"${Object.keys(known).join('": …, "')}": …}`,
    );
  return { kind: 'read', value: { [only]: trimmed } };
}

/** Words as a shell would part them; a line with more than words is the shell's, as the model would have to write it. */
export function argvOf(line: string): readonly string[] {
  if (/[|&;<>$`(){}*?~\n\\#!]|\[/.test(line)) return ['sh', '-c', line];
  const words: string[] = [];
  for (const match of line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g))
    words.push(
      match[0].replace(
        /"([^"]*)"|'([^']*)'/g,
        (_, double?: string, single?: string) => double ?? single ?? '',
      ),
    );
  const isWhole =
    words.length > 0 &&
    (line.match(/"/g)?.length ?? 0) % 2 === 0 &&
    (line.match(/'/g)?.length ?? 0) % 2 === 0;
  return isWhole ? words : ['sh', '-c', line];
}

function invalid(message: string): { kind: 'invalid'; message: string } {
  return { kind: 'invalid', message };
}
