// A turn: all that one inbound message causes. Limits, abort, status, outcome; durable at every step, so that
// a kill at any moment leaves something to take up again.
//   queued → running ⇄ waiting → done | failed | stopped
// May not know channels' protocols or IPC.

import type { Actor } from '../../../contracts/actors.ts';
import type { Taint } from '../../../contracts/effects.ts';
import type { Config } from '../../../contracts/settings.ts';
import type { BringAttachments } from '../attachments/bring-attachments.ts';
import type { CommitTogether } from '../commit-together.ts';
import { nameInFacts } from '../gate/name-in-facts.ts';
import { joinTaint } from '../gate/taint.ts';
import type { GateAnswer, GateCall, ToolGate } from '../gate/tool-gate.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { Model, ModelToolCall, ToolDefinition } from '../ports/model.ts';
import type { ConversationRow, MessageRow, Stores, ToolCallRow, TurnRow } from '../ports/stores.ts';
import type { Clock, MakeId, Random, Redact } from '../ports/world.ts';
import { askerOf } from './asker.ts';
import { buildContext, fencedResult, fittedMessages, fixedTokensOf, maskedRequest } from './context.ts';
import type { Delivery } from './deliver.ts';
import { createFence, MARK_BYTES } from './fence.ts';
import { createLastingTaint } from './lasting-taint.ts';
import { type LoopOutcome, runLoop, type ToolAnswer } from './loop.ts';
import { outcomeWords } from './outcome-words.ts';
import type { RunTurn, WhileWaiting } from './queue.ts';
import type { Shortening } from './shortening.ts';
import { type AlwaysInMind, systemPrompt } from './system-prompt.ts';
import { readStory } from './transcript.ts';
import { createTurnRecords, type Ending } from './turn-records.ts';

export interface TurnSettings {
  readonly agentName: string;
  readonly contextTokens: number;
  readonly maxSteps: number;
}

export interface TurnDeps {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  random: Random;
  redact: Redact;
  announce: Announce;
  commit: CommitTogether;
  model: Model;
  gate: ToolGate;
  delivery: Delivery;
  /** Makes what was said fit what the model reads at once, before a turn begins. */
  shortening: Pick<Shortening, 'fitting'>;
  /** The page that is always in mind, where this actor may have it read; null where not, or when it is empty. */
  alwaysInMind: (actor: Actor) => AlwaysInMind | null;
  toolDefinitions: readonly ToolDefinition[];
  settings: () => TurnSettings;
  workspaceOf: (conversation: ConversationRow) => string;
  /** What came with the message is in the workspace, or said to be missing, when it resolves. */
  bringAttachments: BringAttachments;
  isStillAdmitted: (conversation: ConversationRow, message: MessageRow) => boolean;
  showTyping: (conversation: ConversationRow) => void;
  onItem: (conversationId: string, itemId: string) => void;
  /** Text of the step that streams now, for a window that opens in the middle. */
  onStream: (conversationId: string, turnId: string, stepId: string, delta: string) => void;
}

export function turnSettings({ agent, model, limits }: Config): TurnSettings {
  return { agentName: agent.name, contextTokens: model.context_tokens, maxSteps: limits.steps_per_turn };
}

const TYPING_EVERY_MS = 4_000;
/** An answer that comes sooner needs no sign that one is coming, and a platform is spared the call. */
const FIRST_TYPING_MS = 300;
const FAULT: Ending = {
  state: 'failed',
  notice: 'Something unexpected went wrong. Send the message again.',
};

export function createRunTurn(deps: TurnDeps): RunTurn {
  const { stores, ledger, clock } = deps;
  const lasting = createLastingTaint(stores);
  const records = createTurnRecords({ ...deps, modelLabel: () => deps.model.label() ?? 'none' });

  return async (turnId, signal, whileWaiting) => {
    const turn = stores.turns.get(turnId);
    const conversation = turn === null ? null : stores.conversations.get(turn.conversationId);
    const message = turn === null ? null : stores.messages.get(turn.messageId);
    if (turn === null || conversation === null || message === null) return;
    // SECURITY: who was revoked while the message waited starts nothing.
    if (!deps.isStillAdmitted(conversation, message)) {
      await records.end(turn, conversation, turn.causeFrameId, { state: 'stopped', notice: null });
      return;
    }
    const stopTyping = keepTyping(conversation);
    const run: Run = {
      turn,
      conversation,
      message,
      lastFrameId: turn.causeFrameId,
      // Beside the model's first answer, not before it: the message is durable, and nothing of the turn is until this is.
      begun: records.begin(turn).then((started) => {
        run.lastFrameId = started.id;
        deps.announce('conversations', 'turn-start', { conversationId: conversation.id, turnId });
      }),
      hasEnded: false,
      signal,
      whileWaiting,
      stopTyping,
    };
    run.begun.catch(() => undefined); // heard by whoever awaits it next
    try {
      await deps.bringAttachments(turn, conversation, message, signal);
      const outcome = await loop(run);
      await run.begun;
      if (!run.hasEnded) await records.end(turn, conversation, run.lastFrameId, outcomeWords(outcome));
    } catch (cause) {
      await run.begun;
      if (!run.hasEnded) await records.end(turn, conversation, run.lastFrameId, FAULT);
      throw cause;
    } finally {
      run.stopTyping();
    }
  };

  async function loop(run: Run): Promise<LoopOutcome> {
    const { turn, conversation } = run;
    const settings = deps.settings();
    const all = readStory(stores, conversation.id, turn.id);
    const story = await deps.shortening.fitting(conversation, turn.id, all, run.signal);
    // SECURITY: a new mark for each context; one that was seen before, or guessed, closes nothing.
    const fence = createFence(deps.random.bytes(MARK_BYTES));
    const { actor, senderName } = run.message;
    const page = deps.alwaysInMind(actor);
    const system = systemPrompt(settings.agentName, conversation, actor, senderName, fence, page);
    const context = buildContext({
      ...{ fence, system, story },
      tools: deps.toolDefinitions,
      windowTokens: settings.contextTokens,
      ...(page === null ? {} : { alwaysInMind: page }),
    });
    const fixedTokens = fixedTokensOf(system, deps.toolDefinitions);
    const past = story.turns.at(-1)?.steps ?? [];
    const unanswered = (past.at(-1)?.calls ?? []).filter((call) => call.outputText === null);
    const already = past.at(-1);
    // A restart can fall between the last step and the end of the turn: then everything was said already.
    if (already !== undefined && already.calls.length === 0) {
      return { kind: 'answered', endReason: already.step.endReason, text: already.step.text };
    }
    const rows = new Map<string, ToolCallRow>(unanswered.map((call) => [call.callId, call]));
    // SECURITY: what an earlier turn brought stays, though it is no longer shown.
    let taint = joinTaint(lasting.of(conversation.id), context.taint);
    lasting.add(conversation.id, taint);
    return await runLoop({
      request: context.request,
      firstPosition: past.length,
      unanswered: unanswered.map((call) => ({
        callId: call.callId,
        tool: call.tool,
        inputText: call.inputText,
      })),
      maxSteps: settings.maxSteps,
      signal: run.signal,
      now: clock.now,
      // SECURITY: no secret reaches the model, also when a person pasted one.
      stream: (request, abort) => deps.model.stream(maskedRequest(request, deps.redact), abort),
      fit: (messages) => fittedMessages(messages, settings.contextTokens, fixedTokens),
      newStepId: deps.makeId,
      onText: (stepId, delta) => deps.onStream(conversation.id, turn.id, stepId, delta),
      recordStep: async (step) => {
        await run.begun;
        const { endReason, text, toolCalls } = step;
        const ending = toolCalls.length > 0 ? null : outcomeWords({ kind: 'answered', endReason, text });
        const recorded = await records.recordStep(turn, conversation, run.lastFrameId, step, ending);
        run.hasEnded = ending !== null;
        run.lastFrameId = recorded.frameId;
        for (const row of recorded.calls) rows.set(row.callId, row);
      },
      callTool: async (call, refusal) => {
        const answer = await callTool(run, rows, call, taint, refusal);
        taint = joinTaint(taint, answer.taint);
        lasting.add(conversation.id, answer.taint);
        return {
          text: fencedResult(call.tool, answer.text, answer.taint, fence),
          isError: answer.isError,
        } satisfies ToolAnswer;
      },
      pause: (delayMs) => new Promise((resolve) => pauseFor(delayMs, run.signal, resolve)),
    });
  }

  async function callTool(
    run: Run,
    rows: ReadonlyMap<string, ToolCallRow>,
    call: ModelToolCall,
    taint: Taint,
    refusal: string | null,
  ): Promise<GateAnswer> {
    const { turn, conversation } = run;
    const row = rows.get(call.callId);
    if (row === undefined) throw new Error('A tool call has no row');
    await run.begun;
    const called = stores.transaction(() =>
      ledger.record({
        kind: 'tool-called',
        causeId: run.lastFrameId,
        actor: run.message.actor,
        conversationId: conversation.id,
        turnId: turn.id,
        facts: { toolCallId: row.id, tool: nameInFacts(deps.toolDefinitions, row.tool) },
        payload: { input: row.inputText },
      }),
    );
    const whileWaiting: WhileWaiting = async (waiting) => {
      records.setState(turn, 'waiting');
      run.stopTyping();
      try {
        return await run.whileWaiting(waiting);
      } finally {
        records.setState(turn, 'running');
        run.stopTyping = keepTyping(conversation);
      }
    };
    const gateCall: GateCall = {
      toolCall: row,
      conversation,
      actor: run.message.actor,
      asker: askerOf(conversation, run.message.actor, run.message.senderName),
      workspace: deps.workspaceOf(conversation),
      taint,
      frameId: called.id,
      signal: run.signal,
      whileWaiting,
    };
    const answer = refusal === null ? await deps.gate.call(gateCall) : deps.gate.refuse(gateCall, refusal);
    run.lastFrameId = answer.frameId;
    return answer;
  }

  function keepTyping(conversation: ConversationRow): () => void {
    let cancel = clock.after(FIRST_TYPING_MS, again);
    function again(): void {
      deps.showTyping(conversation);
      cancel = clock.after(TYPING_EVERY_MS, again);
    }
    return () => cancel();
  }

  function pauseFor(delayMs: number, signal: AbortSignal, resume: () => void): void {
    if (signal.aborted) {
      resume();
      return;
    }
    const cancel = clock.after(delayMs, done);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resume();
    }
  }
}

/** One run of a turn: what stays, and the frame that causes the next. */
interface Run {
  readonly turn: TurnRow;
  readonly conversation: ConversationRow;
  readonly message: MessageRow;
  readonly signal: AbortSignal;
  readonly whileWaiting: WhileWaiting;
  lastFrameId: string;
  /** Its beginning is durable; `lastFrameId` holds from then on. */
  readonly begun: Promise<void>;
  /** Its end is recorded already, together with its last step. */
  hasEnded: boolean;
  stopTyping: () => void;
}
