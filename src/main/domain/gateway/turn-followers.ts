// A turn as the one who caused it follows it: the words as they are written, and once how it ended. What was over before
// anybody listened is told from what is stored.
//   announcement → followers of this turn; stored steps → everything that was said
import type { StreamingText } from '../conversation/streaming.ts';
import type { TurnEvent } from '../ports/gateway.ts';
import type { Stores } from '../ports/stores.ts';
import type { Redact } from '../ports/world.ts';

export interface TurnFollowers {
  follow(turnId: string, listener: (event: TurnEvent) => void): () => void;
  text(turnId: string, stepId: string, delta: string): void;
  ended(turnId: string): void;
  isHeard(): boolean;
}

/** What stands between two things the agent says in one turn. */
const BETWEEN = '\n\n';
const MAX_NOTICES_LOOKED_AT = 20;

interface Follower {
  readonly listener: (event: TurnEvent) => void;
  stepId: string | null;
  /** What it has heard of that step. */
  heard: string;
}

export function createTurnFollowers(deps: {
  stores: Pick<Stores, 'turns' | 'steps' | 'messages'>;
  redact: Redact;
  /** What the agent writes there now. */
  streamingIn: (conversationId: string) => StreamingText | null;
}): TurnFollowers {
  const { stores } = deps;
  const followers = new Map<string, Set<Follower>>();

  function endOf(turnId: string): Extract<TurnEvent, { type: 'end' }> | null {
    const turn = stores.turns.get(turnId);
    if (turn === null) return null;
    const { state } = turn;
    if (state !== 'done' && state !== 'failed' && state !== 'stopped') return null;
    const steps = stores.steps.ofTurn(turnId);
    const notice =
      state === 'done'
        ? null
        : (stores.messages
            .after(turn.conversationId, turn.messageId, MAX_NOTICES_LOOKED_AT)
            .find(({ kind }) => kind === 'notice')?.text ?? null);
    const sum = (count: (step: (typeof steps)[number]) => number | null): number =>
      steps.reduce((total, step) => total + (count(step) ?? 0), 0);
    return {
      type: 'end',
      state,
      text: textsOf(turnId)
        .map(({ text }) => text)
        .join(BETWEEN),
      notice: notice === null ? null : deps.redact(notice),
      inputTokens: sum(({ inputTokens }) => inputTokens),
      outputTokens: sum(({ outputTokens }) => outputTokens),
    };
  }

  function textsOf(turnId: string): readonly { readonly id: string; readonly text: string }[] {
    return stores.steps
      .ofTurn(turnId)
      .filter(({ text }) => text.trim() !== '')
      .map(({ id, text }) => ({ id, text: deps.redact(text) }));
  }

  /** The end of a step is held back while it could be part of a secret; it is known once the step is recorded. */
  function restOf({ stepId, heard }: Follower): string {
    const text = stepId === null ? null : stores.steps.get(stepId)?.text;
    if (text === null || text === undefined) return '';
    const shown = deps.redact(text);
    return (shown.startsWith(heard) ? shown.slice(heard.length) : '') + BETWEEN;
  }

  /** Who comes late hears first what was written before. */
  function catchUp(turnId: string, follower: Follower): void {
    const turn = stores.turns.get(turnId);
    if (turn === null || endOf(turnId) !== null) return; // the end tells everything
    const written = [...textsOf(turnId)];
    const now = deps.streamingIn(turn.conversationId);
    if (now?.turnId === turnId && now.text !== '' && !written.some(({ id }) => id === now.stepId))
      written.push({ id: now.stepId, text: now.text });
    if (written.length === 0) return;
    follower.stepId = written.at(-1)?.id ?? null;
    follower.heard = written.at(-1)?.text ?? '';
    follower.listener({ type: 'text', delta: written.map(({ text }) => text).join(BETWEEN) });
  }

  function ended(turnId: string): void {
    const listening = followers.get(turnId);
    if (listening === undefined) return;
    const end = endOf(turnId);
    if (end === null) return;
    followers.delete(turnId);
    for (const { listener } of listening) listener(end);
  }

  return {
    ended,
    isHeard: () => followers.size > 0,
    follow: (turnId, listener) => {
      const follower: Follower = { listener, stepId: null, heard: '' };
      catchUp(turnId, follower);
      const listening = followers.get(turnId) ?? new Set();
      followers.set(turnId, listening.add(follower));
      // It may be over: a repeated request, or a turn that could not begin.
      queueMicrotask(() => ended(turnId));
      return () => {
        listening.delete(follower);
        if (listening.size === 0 && followers.get(turnId) === listening) followers.delete(turnId);
      };
    },
    text: (turnId, stepId, delta) => {
      for (const follower of followers.get(turnId) ?? []) {
        const rest = follower.stepId === stepId ? null : restOf(follower);
        if (rest !== null) {
          follower.stepId = stepId;
          follower.heard = '';
        }
        follower.heard += delta;
        follower.listener({ type: 'text', delta: `${rest ?? ''}${delta}` });
      }
    },
  };
}
