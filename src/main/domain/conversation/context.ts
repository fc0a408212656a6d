// What one model call is shown: system text, the newest turns that fit, tools. Outside text is fenced as data.
//   story + settings → ModelRequest. Pure; may not know how it is sent.

import type { Taint } from '../../../contracts/effects.ts';
import { CLEAN, joinTaint, taintOfMessage } from '../gate/taint.ts';
import type { ModelMessage, ModelRequest, ToolDefinition } from '../ports/model.ts';
import type { MessageRow, ToolCallRow } from '../ports/stores.ts';
import type { Redact } from '../ports/world.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';
import { labelled } from '../untrusted-text/label.ts';
import type { Fence } from './fence.ts';
import type { TurnStory } from './transcript.ts';

export interface Context {
  readonly request: ModelRequest;
  /** Of everything the model is shown, or was shown when it wrote what it is shown now. */
  readonly taint: Taint;
  /** Turns that did not fit. */
  readonly leftOut: number;
}

/** Part of the window that the transcript may fill; the rest is for the answer and tool results to come. */
const TRANSCRIPT_SHARE = 0.6;
const MAX_OUTPUT_TOKENS = 8_192;
/** What providers add around a message and around a call, guessed high. */
const MESSAGE_TOKENS = 8;
const CALL_TOKENS = 24;
const NO_RESULT = 'This call was interrupted. It is not known whether it ran. Check before you do it again.';

export function buildContext(input: {
  readonly system: string;
  readonly story: readonly TurnStory[];
  readonly tools: readonly ToolDefinition[];
  readonly windowTokens: number;
  /** With the mark of this context. */
  readonly fence: Fence;
}): Context {
  const fixed = tokensIn(input.system) + tokensIn(JSON.stringify(input.tools));
  let room = Math.max(0, input.windowTokens * TRANSCRIPT_SHARE - fixed);
  const kept: ModelMessage[][] = [];
  // From the newest back: whole turns only, so that a call and its result stay together. The newest always stays.
  const newest = input.story.at(-1);
  for (const turn of [...input.story].reverse()) {
    const messages = turnMessages(turn, turn === newest, input.fence);
    const size = messages.reduce((sum, message) => sum + tokensOf(message), 0);
    if (kept.length > 0 && size > room) break;
    room -= size;
    kept.push(messages);
  }
  return {
    request: {
      system: input.system,
      messages: kept.toReversed().flat(),
      tools: input.tools,
      maxOutputTokens: Math.min(MAX_OUTPUT_TOKENS, Math.floor(input.windowTokens / 4)),
    },
    // SECURITY: taint of all that was said, not of the last message only; of turns that no longer fit too, because
    // the answers and the files that came of them are still here.
    taint: joinTaint(CLEAN, ...input.story.map(turnTaint)),
    leftOut: input.story.length - kept.length,
  };
}

/** The same request with every known secret and token shape masked: what the model may be sent. */
export function maskedRequest(request: ModelRequest, redact: Redact): ModelRequest {
  return {
    ...request,
    system: redact(request.system),
    // What a provider gave for itself (`providerState`) goes back as it came, or it would not be accepted.
    messages: request.messages.map((message) =>
      message.role === 'assistant'
        ? {
            ...message,
            text: redact(message.text),
            toolCalls: message.toolCalls.map((call) => ({ ...call, inputText: redact(call.inputText) })),
          }
        : { ...message, text: redact(message.text) },
    ),
  };
}

function turnMessages({ message, steps, turn }: TurnStory, isNewest: boolean, fence: Fence): ModelMessage[] {
  const messages: ModelMessage[] = [{ role: 'user', text: personText(message, fence) }];
  const isOver =
    !isNewest || (turn.state !== 'queued' && turn.state !== 'running' && turn.state !== 'waiting');
  steps.forEach(({ step, calls }, index) => {
    // A call without a result would be refused by providers; in the last step of a running turn it is still to come.
    const answered = calls.filter((call) => call.outputText !== null || isOver || index < steps.length - 1);
    const toolCalls = calls.map((call) => ({
      callId: call.callId,
      tool: call.tool,
      inputText: call.inputText,
    }));
    if (step.text === '' && toolCalls.length === 0) return;
    messages.push({ role: 'assistant', text: step.text, toolCalls, providerState: step.providerState });
    for (const call of answered) messages.push(toolMessage(call, fence));
  });
  return messages;
}

function personText(message: MessageRow, fence: Fence): string {
  const text = cleanText(message.text);
  const kind =
    message.kind === 'edit' ? '[changed message] ' : message.kind === 'button' ? '[pressed a button] ' : '';
  // SECURITY: what somebody else wrote is fenced: a forwarded message, and in a group everything, with who wrote it.
  if (message.kind === 'forwarded') return fence(text, 'a forwarded message');
  return message.actor.kind === 'group-member'
    ? kind + fence(text, `${message.senderName ?? 'someone'} (${message.actor.senderId})`)
    : kind + text;
}

function toolMessage(call: ToolCallRow, fence: Fence): Extract<ModelMessage, { role: 'tool' }> {
  return {
    role: 'tool',
    callId: call.callId,
    tool: call.tool,
    text: fencedResult(call.tool, call.outputText ?? NO_RESULT, call.taint, fence),
    isError: call.state !== 'succeeded',
  };
}

/** What a tool brought from somewhere is data; what the gate itself says of a call is not. */
export function fencedResult(tool: string, text: string, taint: Taint | null, fence: Fence): string {
  // SECURITY: everything that came from a file, a program or a memory is fenced, also when the call failed.
  return taint !== null && taint.sources.length > 0 ? fence(text, tool) : cleanText(text);
}

function turnTaint({ message, steps }: TurnStory): Taint {
  const results = steps.flatMap(({ calls }) =>
    calls.flatMap((call) => (call.taint === null ? [] : [call.taint])),
  );
  const own = taintOfMessage(message.actor, message.kind === 'forwarded');
  return joinTaint(labelled(own, message.text), ...results);
}

function tokensOf(message: ModelMessage): number {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  const own = tokensIn(message.text) + MESSAGE_TOKENS;
  return calls.reduce((sum, call) => sum + tokensIn(call.inputText) + CALL_TOKENS, own);
}

/** A careful guess without the provider's tokenizer: four characters a token in ASCII, one elsewhere. */
export function tokensIn(text: string): number {
  let quarters = 0;
  for (let i = 0; i < text.length; i++) quarters += text.charCodeAt(i) < 128 ? 1 : 4;
  return Math.ceil(quarters / 4);
}
