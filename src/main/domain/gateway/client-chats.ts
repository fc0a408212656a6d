// Clients that know nothing of conversations and send their whole history each time (`/v1/chat/completions`). Where the
// history ends as one of ours does, that conversation goes on and only the new words are said in it; where it does not,
// a new one begins, and what the client sent of before is told as its words.
//   history → what is new → conversation whose end it continues | new one → say → at the end: the new end
import { canonicalJson } from '../canonical-json.ts';
import type { Caller, ChatOutcome, ChatTurn } from '../ports/gateway.ts';
import type { Stores } from '../ports/stores.ts';
import type { Digest, MakeId } from '../ports/world.ts';
import { chatIdOf, type Talk } from './talk.ts';
import type { TurnFollowers } from './turn-followers.ts';

const WHO = { system: 'Instructions of the program that asks', user: 'They', assistant: 'You' } as const;

export function createClientChats(deps: {
  stores: Stores;
  digest: Digest;
  makeId: MakeId;
  talk: Talk;
  followers: TurnFollowers;
}): (caller: Caller, turns: readonly ChatTurn[], onceKey: string) => Promise<ChatOutcome> {
  const { stores } = deps;

  function headOf(caller: Caller, turns: readonly ChatTurn[]): string {
    const said = turns.map(({ role, text }) => [role, text.trim()]);
    return deps.digest.sha256(canonicalJson(['chat', caller.id, said]));
  }

  return async (caller, turns, onceKey) => {
    const newFrom = turns.findLastIndex(({ role }) => role === 'assistant') + 1;
    const before = turns.slice(0, newFrom);
    const head = before.length === 0 ? null : headOf(caller, before);
    const outcome = await deps.talk.sayIn(
      caller,
      () => {
        // SECURITY: the place is taken out: two requests that go on from one end must not share what follows it.
        const goesOn = head === null ? null : stores.gatewayChats.take(caller.id, head);
        const chatId = goesOn === null ? undefined : stores.conversations.get(goesOn)?.chatId;
        return {
          chatId: chatId ?? chatIdOf(caller, `chat-${deps.makeId()}`),
          title: caller.label,
          text: textOf(turns, chatId === undefined ? 0 : newFrom),
        };
      },
      { key: onceKey, sha256: headOf(caller, turns) },
    );
    if (outcome.kind !== 'said') return outcome;
    const { turnId, conversationId, repeated } = outcome.reply;
    if (!repeated) keepEnd(caller, turns, turnId, conversationId);
    return {
      kind: 'began',
      turnId,
      conversationId,
      follow: (listener) => deps.followers.follow(turnId, listener),
    };
  };

  /** Whether or not the client still listens: its next request goes on from here. */
  function keepEnd(caller: Caller, turns: readonly ChatTurn[], turnId: string, conversationId: string): void {
    deps.followers.follow(turnId, (event) => {
      if (event.type !== 'end' || event.state !== 'done') return;
      const end = headOf(caller, [...turns, { role: 'assistant', text: event.text }]);
      stores.transaction(() => stores.gatewayChats.put(conversationId, caller.id, end));
    });
  }
}

/** What is said to the agent: the new words, and before them in a new conversation whatever the client sent. */
function textOf(turns: readonly ChatTurn[], from: number): string {
  const said = turns.slice(from);
  const last = said.findLastIndex(({ role }) => role === 'user');
  if (said.every(({ role }) => role === 'user')) return said.map(({ text }) => text).join('\n\n');
  const earlier = said.slice(0, last).map(({ role, text }) => `${WHO[role]}:\n${text}`);
  return [...earlier, 'Now:', ...said.slice(last).map(({ text }) => text)].join('\n\n');
}
