// A conversation that no longer fits what the model reads at once goes on: its older turns become a summary, a message of
// its own that names what it stands for. Facts are drawn from them first; nothing of what was said is removed.
//   turn over, or about to begin → over three quarters of the window? → facts → summary → message, frame
// May not know how a context is put together. When it cannot be done, the oldest turns are left out as before.
import type { Ledger } from '../ledger/ledger.ts';
import { askModel } from '../memory/learning/ask-model.ts';
import type { Model } from '../ports/model.ts';
import type { ConversationRow, MessageRow, Stores } from '../ports/stores.ts';
import type { Clock, Log, MakeId, Random, Redact } from '../ports/world.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';
import { maskedRequest, mostTokensOf, sizeOfTurn } from './context.ts';
import { createFence, MARK_BYTES } from './fence.ts';
import { summaryRequest } from './summary-request.ts';
import { readStory, type Story, type TurnStory } from './transcript.ts';

export interface Shortening {
  /** The story as it fits: the same one, or a shorter one when it had to be shortened. Never rejects. */
  fitting(
    conversation: ConversationRow,
    lastTurnId: string,
    story: Story,
    signal: AbortSignal,
  ): Promise<Story>;
  /** A turn is over: while nobody waits for an answer, the next one need not wait either. */
  afterTurn(conversationId: string): void;
  /** Ends the model calls that run for it. */
  interrupt(): void;
}

/** Of the window: from here on it is shortened; to here. Source: issue 4, Compaction. */
const FULL = 0.75;
const AFTER = 0.35;
/** Turns of one story; more are not read at once (transcript.ts). */
const MAX_TURNS = 400;
const TURNS_KEPT = 2;
const CHARACTERS_A_TOKEN = 4;
const MAX_SUMMARY_CHARACTERS = 8_000;

export function createShortening(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  random: Random;
  redact: Redact;
  log: Log;
  model: Model;
  /** Draws facts from what will no longer be shown. False when that could not be done now. */
  learn: (conversationId: string, signal: AbortSignal) => Promise<boolean>;
  settings: () => { readonly agentName: string; readonly contextTokens: number };
  /** Tokens of what every request carries beside the story. */
  fixedTokens: number;
  isPaused: () => boolean;
  /** Changes when something was forgotten. */
  forgotten: () => number;
  onItem: (conversationId: string, itemId: string) => void;
}): Shortening {
  const { stores, ledger, clock } = deps;
  const underWay = new Map<string, Promise<void>>();
  const aborts = new Set<AbortController>();

  /** The oldest turns, that are to become a summary; empty when all fits. */
  function tooMuch({ turns }: Story): readonly TurnStory[] {
    const room = deps.settings().contextTokens;
    const atMost = turns.reduce((sum, turn) => sum + mostTokensOf(turn), deps.fixedTokens);
    if (atMost <= room * FULL && turns.length <= MAX_TURNS) return [];
    const sizes = turns.map(sizeOfTurn);
    const total = sizes.reduce((sum, size) => sum + size, deps.fixedTokens);
    if (total <= room * FULL && turns.length <= MAX_TURNS) return [];
    let kept = 0;
    let size = 0;
    for (const one of sizes.toReversed()) {
      if (kept >= TURNS_KEPT && (size + one > room * AFTER || kept >= MAX_TURNS / 2)) break;
      size += one;
      kept += 1;
    }
    return turns.slice(0, turns.length - kept);
  }

  async function shorten(
    conversation: ConversationRow,
    lastTurnId: string,
    signal: AbortSignal,
  ): Promise<void> {
    const forgotten = deps.forgotten();
    const story = readStory(stores, conversation.id, lastTurnId);
    const gone = tooMuch(story);
    if (gone.length === 0 || signal.aborted) return;
    await deps.learn(conversation.id, signal).catch((cause: unknown) => {
      deps.log.warn('Facts could not be kept before a conversation was shortened', { cause: String(cause) });
    });
    // SECURITY: what was forgotten meanwhile is not read by a model again; the next turn begins anew.
    if (deps.forgotten() !== forgotten) return;
    const { agentName, contextTokens } = deps.settings();
    // SECURITY: a new mark for each request; one that was seen before, or guessed, closes nothing.
    const fence = createFence(deps.random.bytes(MARK_BYTES));
    const request = summaryRequest(
      story.summary?.message ?? null,
      gone,
      agentName,
      contextTokens * FULL * CHARACTERS_A_TOKEN,
      fence,
    );
    // SECURITY: no secret reaches the model, also when a person pasted one.
    const answer = await askModel(deps.model, maskedRequest(request, deps.redact), signal);
    // SECURITY: what was forgotten while the model read does not come back in its summary.
    if (deps.forgotten() !== forgotten) return;
    if (stores.conversations.get(conversation.id) === null) return; // a private one that ended meanwhile
    if (answer.kind === 'failed' || answer.text.trim() === '') {
      deps.log.warn('A conversation could not be shortened', {
        reason: answer.kind === 'failed' ? answer.reason : 'The summary was empty.',
      });
      return;
    }
    const row = keep(conversation, story, gone, deps.redact(cleanText(answer.text)).trim(), answer.usage);
    deps.onItem(conversation.id, row.id);
  }

  function keep(
    conversation: ConversationRow,
    story: Story,
    gone: readonly TurnStory[],
    text: string,
    usage: { readonly inputTokens: number | null; readonly outputTokens: number | null },
  ): MessageRow {
    const [first, last] = [gone[0], gone.at(-1)];
    const firstTurnId = story.summary?.row.firstTurnId ?? first?.turn.id ?? '';
    const lastTurnId = last?.turn.id ?? '';
    const turns = gone.length + (story.summary?.row.turns ?? 0);
    const short = text.slice(0, MAX_SUMMARY_CHARACTERS);
    return stores.transaction(() => {
      const id = deps.makeId();
      const frame = ledger.record({
        kind: 'conversation-shortened',
        causeId: last?.turn.causeFrameId ?? null,
        actor: { kind: 'system' },
        conversationId: conversation.id,
        facts: { messageId: id, turns, firstTurnId, lastTurnId, model: deps.model.label(), ...usage },
        payload: { text: short },
      });
      const row: MessageRow = {
        id,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        kind: 'summary',
        senderId: null,
        senderName: null,
        actor: { kind: 'system' },
        text: short,
        platformMessageId: null,
        at: clock.now(),
        frameId: frame.id,
      };
      stores.messages.add(row);
      stores.summaries.add({
        messageId: id,
        conversationId: conversation.id,
        firstTurnId,
        lastTurnId,
        turns,
      });
      return row;
    });
  }

  function ensure(conversation: ConversationRow, lastTurnId: string, signal: AbortSignal): Promise<void> {
    const before = underWay.get(conversation.id) ?? Promise.resolve();
    const now = before
      .then(() => shorten(conversation, lastTurnId, signal))
      .catch((cause: unknown) => {
        deps.log.error('A conversation could not be shortened', { conversationId: conversation.id, cause });
      });
    underWay.set(conversation.id, now);
    void now.then(() => {
      if (underWay.get(conversation.id) === now) underWay.delete(conversation.id);
    });
    return now;
  }

  return {
    fitting: async (conversation, lastTurnId, story, signal) => {
      if (!underWay.has(conversation.id) && tooMuch(story).length === 0) return story;
      await ensure(conversation, lastTurnId, signal);
      return readStory(stores, conversation.id, lastTurnId);
    },
    afterTurn: (conversationId) => {
      const conversation = stores.conversations.get(conversationId);
      const last = stores.turns.page(conversationId, null, 1).at(-1);
      if (conversation === null || last === undefined || last.state === 'queued' || deps.isPaused()) return;
      if (underWay.has(conversationId)) return;
      if (tooMuch(readStory(stores, conversationId, last.id)).length === 0) return;
      const abort = new AbortController();
      aborts.add(abort);
      void ensure(conversation, last.id, abort.signal).then(() => aborts.delete(abort));
    },
    interrupt: () => {
      for (const abort of aborts) abort.abort();
    },
  };
}
