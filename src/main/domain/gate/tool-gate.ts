// The one place that runs a tool. It cannot be reached without `allow`; whatever goes wrong on the way is a denial.
//   find → parse → decide → prepare → ask → run → cap → record
// May not know the model or the channel.
import type { Actor } from '../../../contracts/actors.ts';
import type { ToolCallState } from '../../../contracts/conversations.ts';
import type { Decision, Taint } from '../../../contracts/effects.ts';
import type { WhileWaiting } from '../conversation/queue.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ConversationRow, FrameRow, Stores, ToolCallChange, ToolCallRow } from '../ports/stores.ts';
import type { ParsedCall, PreparedAction, Tool, ToolOutput } from '../ports/tool.ts';
import type { Clock, Digest, Log, MakeId, Redact } from '../ports/world.ts';
import { labelled, labelSentence } from '../untrusted-text/label.ts';
import { createWrittenFiles, notedTaint } from '../untrusted-text/written-files.ts';
import type { ApprovalAnswer, Approvals } from './approvals.ts';
import { asPrepared } from './as-prepared.ts';
import { createAskOwner } from './ask-owner.ts';
import { capText } from './cap-text.ts';
import { nameInFacts } from './name-in-facts.ts';
import type { Judge } from './rules/judge.ts';
import { CLEAN, fromOutside, joinTaint, shownTaint } from './taint.ts';

export interface GateCall {
  readonly toolCall: ToolCallRow;
  readonly conversation: ConversationRow;
  readonly actor: Actor;
  /** In words, for the owner: who asks and how far they are trusted. */
  readonly asker: string;
  readonly workspace: string;
  /** Of everything the model was shown when it made this call. */
  readonly taint: Taint;
  /** The frame that recorded the call. */
  readonly frameId: string;
  readonly signal: AbortSignal;
  readonly whileWaiting: WhileWaiting;
}

export interface GateAnswer extends ToolOutput {
  /** Last frame of the call: the cause of what comes next. */
  readonly frameId: string;
}

export interface ToolGate {
  call(call: GateCall): Promise<GateAnswer>;
  /** Answers a call that is not to be run at all, and records that. */
  refuse(call: GateCall, reason: string): GateAnswer;
}

/** The model reads at most this much of one result; head and tail are kept. */
const MAX_RESULT_CHARACTERS = 30_000;
const INTERRUPTED =
  'Sallyport was stopped while this ran. It is not known whether it was done. Check before doing it again.';
const UNKNOWN =
  'Something unexpected went wrong while this ran. It is not known whether it was done. Check before doing it again.';
const EXPIRED = 'The owner did not answer in time, so this was denied. It did not run.';
const STOPPED = 'Stopped before it ran. It did not run.';

export function createToolGate(deps: {
  tools: readonly Tool[];
  stores: Stores;
  ledger: Ledger;
  approvals: Approvals;
  judge: Judge;
  clock: Clock;
  digest: Digest;
  makeId: MakeId;
  redact: Redact;
  maskKnown: Redact;
  log: Log;
  isPaused: () => boolean;
  /** Whether this actor is still let in: a revoked sender's waiting call must not run. */
  isStillAdmitted: (conversation: ConversationRow, actor: Actor) => boolean;
  onToolCall: (toolCallId: string) => void;
}): ToolGate {
  const { stores, ledger } = deps;
  const askOwner = createAskOwner({ ...deps, onWait: (id) => update(id, { state: 'waiting' }) });
  const written = createWrittenFiles(stores);
  const definitions = deps.tools.map(({ definition }) => definition);
  const toolsByName = new Map(deps.tools.map((tool) => [tool.definition.name, tool]));

  async function call(gateCall: GateCall): Promise<GateAnswer> {
    try {
      return await decideAndRun(gateCall);
    } catch (cause) {
      // SECURITY: surprise is deny; a fault on the way must never end in a run.
      deps.log.error('A tool call failed unexpectedly', { tool: gateCall.toolCall.tool, cause });
      return finish(
        gateCall,
        gateCall.frameId,
        'failed',
        errorOutput('Something unexpected went wrong, so this was not done.'),
      );
    }
  }

  async function decideAndRun(gateCall: GateCall): Promise<GateAnswer> {
    const { toolCall, conversation, actor, signal } = gateCall;
    // SECURITY: a call that was running when Sallyport was killed may have had its effect; it never runs twice.
    if (toolCall.state === 'running')
      return finish(gateCall, gateCall.frameId, 'interrupted', errorOutput(INTERRUPTED));
    const parsed = find(toolCall);
    if (parsed.kind === 'invalid')
      return finish(gateCall, gateCall.frameId, 'failed', errorOutput(parsed.reason));
    const judged = deps.judge.judge({
      tool: toolCall.tool,
      call: parsed.call,
      actor,
      conversation,
      taint: gateCall.taint,
    });
    let frame = recordDecision(gateCall, judged.decision);
    // SECURITY: deny ends here.
    if (judged.decision.kind === 'deny')
      return finish(gateCall, frame.id, 'denied', errorOutput(`Not allowed: ${judged.decision.reason}`));
    const prepared = await parsed.call.prepare({
      conversationId: conversation.id,
      turnId: toolCall.turnId,
      actor,
      workspace: gateCall.workspace,
      frameId: frame.id,
      taint: gateCall.taint,
      // As it was decided, so it is prepared; left out, it would be confined.
      confined: judged.confined,
    });
    if (prepared.kind === 'refused')
      return finish(gateCall, frame.id, 'failed', errorOutput(prepared.reason));

    const at = { workspace: gateCall.workspace, taint: gateCall.taint, effects: judged.effects };
    const { decision, taint } = asPrepared(judged.decision, prepared.action, at, written);
    if (decision !== judged.decision) frame = recordDecision({ ...gateCall, frameId: frame.id }, decision);
    if (decision.kind === 'ask') {
      const answer = await askOwner(
        { ...gateCall, taint },
        parsed.call,
        prepared.action,
        { ...judged, decision },
        frame.id,
      );
      // SECURITY: anything but an explicit yes ends here.
      if (answer.kind !== 'allowed') return refuse(gateCall, answer, frame.id);
      frame = { ...frame, id: answer.frameId };
    }
    // SECURITY: pause, stop and revocation reach calls that were already allowed.
    if (signal.aborted || deps.isPaused())
      return finish(gateCall, frame.id, 'interrupted', errorOutput(STOPPED));
    if (!deps.isStillAdmitted(conversation, actor)) {
      return finish(
        gateCall,
        frame.id,
        'denied',
        errorOutput('Not allowed: the sender is no longer let in.'),
      );
    }
    return await run(gateCall, parsed.call, prepared.action, frame.id);
  }

  function find(
    toolCall: ToolCallRow,
  ): { kind: 'parsed'; call: ParsedCall } | { kind: 'invalid'; reason: string } {
    const tool = toolsByName.get(toolCall.tool);
    if (tool === undefined) {
      return {
        kind: 'invalid',
        reason: `There is no tool named "${toolCall.tool}". There are: ${[...toolsByName.keys()].join(', ')}.`,
      };
    }
    try {
      return tool.parse(JSON.parse(toolCall.inputText === '' ? '{}' : toolCall.inputText));
    } catch {
      return {
        kind: 'invalid',
        reason: 'The arguments are not valid JSON. Call the tool again with valid JSON.',
      };
    }
  }

  function recordDecision(gateCall: GateCall, decision: Decision): FrameRow {
    const { toolCall } = gateCall;
    return stores.transaction(() => {
      stores.toolCalls.update(toolCall.id, { decisionKind: decision.kind, decisionReason: decision.reason });
      if (decision.ruleId !== undefined) deps.judge.used(decision.ruleId);
      return ledger.record({
        kind: 'tool-decided',
        causeId: gateCall.frameId,
        actor: { kind: 'system' },
        conversationId: toolCall.conversationId,
        turnId: toolCall.turnId,
        facts: {
          toolCallId: toolCall.id,
          tool: toolCall.tool,
          decision: decision.kind,
          ruleId: decision.ruleId ?? null,
        },
        // It may name a file or a person: where it can be forgotten.
        payload: { reason: decision.reason },
      });
    });
  }

  function refuse(
    gateCall: GateCall,
    answer: Exclude<ApprovalAnswer, { kind: 'allowed' }>,
    causeId: string,
  ): GateAnswer {
    if (answer.kind === 'withdrawn') return finish(gateCall, causeId, 'interrupted', errorOutput(STOPPED));
    if (answer.kind === 'expired') return finish(gateCall, answer.frameId, 'denied', errorOutput(EXPIRED));
    const because = answer.reason === null ? '' : ` They said: ${answer.reason}`;
    return finish(
      gateCall,
      answer.frameId,
      'denied',
      errorOutput(`The owner denied this. It did not run.${because}`),
    );
  }

  async function run(
    gateCall: GateCall,
    { effects, outlivesConversation }: ParsedCall,
    action: PreparedAction,
    causeId: string,
  ): Promise<GateAnswer> {
    const { toolCall, conversation } = gateCall;
    const writes =
      !outlivesConversation && effects.some((effect) => effect === 'write' || effect === 'execute');
    const started = stores.transaction(() => {
      stores.toolCalls.update(toolCall.id, { state: 'running' });
      // SECURITY: before it runs: what it leaves in the workspace was made on these words, also when it is killed.
      if (writes) written.wroteSomewhere(gateCall.workspace, notedTaint(conversation, gateCall.taint));
      return ledger.record({
        kind: 'tool-started',
        causeId,
        actor: gateCall.actor,
        conversationId: conversation.id,
        turnId: toolCall.turnId,
        facts: { toolCallId: toolCall.id, tool: toolCall.tool },
        // What is replaced is kept here: many small changes lose nothing for good.
        payload: { summary: action.summary, binding: action.binding, replaced: action.replaces?.text },
      });
    });
    deps.onToolCall(toolCall.id);
    const output = await action.run(gateCall.signal, started.id).catch((cause: unknown) => {
      deps.log.error('A tool failed unexpectedly', { tool: toolCall.tool, cause });
      return errorOutput(UNKNOWN);
    });
    return finish(gateCall, started.id, output.isError ? 'failed' : 'succeeded', output, writes);
  }

  function finish(
    gateCall: GateCall,
    causeId: string,
    state: ToolCallState,
    output: ToolOutput,
    writes = false,
  ): GateAnswer {
    const { toolCall, conversation, workspace } = gateCall;
    const text = capText(deps.redact(output.text), MAX_RESULT_CHARACTERS);
    // SECURITY: what lies in a workspace brings along whose words made it.
    const brought = written.brings(workspace, joinTaint(output.taint), output.file);
    const taint = labelled(shownTaint(brought, deps.redact), text);
    const frame = stores.transaction(() => {
      // SECURITY: what a call brought in from outside may lie in the workspace now.
      if (writes) written.wroteSomewhere(workspace, notedTaint(conversation, fromOutside(taint)));
      if (output.file?.how === 'wrote')
        written.wrote(workspace, output.file, notedTaint(conversation, gateCall.taint));
      stores.toolCalls.update(toolCall.id, { state, outputText: text, taint, endedAt: deps.clock.now() });
      return ledger.record({
        kind: 'tool-ended',
        causeId,
        actor: { kind: 'system' },
        conversationId: toolCall.conversationId,
        turnId: toolCall.turnId,
        facts: {
          toolCallId: toolCall.id,
          tool: nameInFacts(definitions, toolCall.tool),
          outcome: state,
          characters: text.length,
          ...(labelSentence(taint) === null ? {} : { readsLikeInstructions: true }),
        },
        payload: { output: text },
      });
    });
    deps.onToolCall(toolCall.id);
    return { text, isError: output.isError, taint, frameId: frame.id };
  }

  function update(toolCallId: string, change: ToolCallChange): void {
    stores.transaction(() => stores.toolCalls.update(toolCallId, change));
    deps.onToolCall(toolCallId);
  }

  return {
    call,
    refuse: (gateCall, reason) => finish(gateCall, gateCall.frameId, 'failed', errorOutput(reason)),
  };
}

function errorOutput(text: string): ToolOutput {
  return { text, isError: true, taint: CLEAN };
}
