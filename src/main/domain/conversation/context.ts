// What one model call is shown: system text, the newest turns that fit, tools. Outside text is fenced as data.
//   story + settings → ModelRequest. Pure; may not know how it is sent.

import type { Taint } from '../../../contracts/effects.ts';
import { taintOfNames, toldAttachments } from '../attachments/told-attachments.ts';
import { CLEAN, joinTaint, taintOfMessage } from '../gate/taint.ts';
import type { ModelMessage, ModelRequest, ToolDefinition } from '../ports/model.ts';
import type { MessageRow, ToolCallRow } from '../ports/stores.ts';
import type { Redact } from '../ports/world.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';
import { labelled } from '../untrusted-text/label.ts';
import type { Fence } from './fence.ts';
import type { Story, TurnStory } from './transcript.ts';

export interface Context {
  readonly request: ModelRequest;
  /** Of everything the model is shown, or was shown when it wrote what it is shown now. */
  readonly taint: Taint;
  /** Turns that did not fit. */
  readonly leftOut: number;
}

/** Part of the window that the transcript may fill; the rest is for the answer and tool results to come. */
const TRANSCRIPT_SHARE = 0.75;
/** Part of it that a running turn may fill, before the oldest results of its own tools are shown shortened. */
const TURN_SHARE = 0.9;
const SHORTENED_CHARACTERS = 800;
/** See fence.ts. */
const FENCE_END = /\n<\/outside-text-[0-9a-f]+>$/;
const SHORTENED = '\n[The rest was left out to make room. Call the tool again for it.]';
const MAX_OUTPUT_TOKENS = 8_192;
/** What providers add around a message and around a call, guessed high. */
const MESSAGE_TOKENS = 8;
const CALL_TOKENS = 24;
/** Of the line about one file: its name, its path, and why it is not here. */
const FILE_TOKENS = 700;
const NO_RESULT = 'This call was interrupted. It is not known whether it ran. Check before you do it again.';

export function buildContext(input: {
  readonly system: string;
  readonly story: Story;
  readonly tools: readonly ToolDefinition[];
  readonly windowTokens: number;
  /** With the mark of this context. */
  readonly fence: Fence;
  /** Taint of the page that stands in the system text; absent where it does not. */
  readonly alwaysInMind?: { readonly taint: Taint };
}): Context {
  const fixed = fixedTokensOf(input.system, input.tools);
  let room = Math.max(0, input.windowTokens * TRANSCRIPT_SHARE - fixed);
  const kept: ModelMessage[][] = [];
  // From the newest back: whole turns only, so that a call and its result stay together. The newest always stays.
  const { summary, turns } = input.story;
  const newest = turns.at(-1);
  for (const turn of [...turns].reverse()) {
    const messages = turnMessages(turn, turn === newest, input.fence);
    const size = messages.reduce((sum, message) => sum + tokensOf(message), 0);
    if (kept.length > 0 && size > room) break;
    room -= size;
    kept.push(messages);
  }
  return {
    request: {
      system: input.system,
      messages: withSummary(summary, kept.toReversed().flat(), input.fence),
      tools: input.tools,
      maxOutputTokens: Math.min(MAX_OUTPUT_TOKENS, Math.floor(input.windowTokens / 4)),
    },
    // SECURITY: taint of all that was said, not of the last message only; of turns that no longer fit too, because
    // the answers and the files that came of them are still here.
    taint: joinTaint(input.alwaysInMind?.taint ?? CLEAN, ...turns.map(turnTaint)),
    leftOut: turns.length - kept.length,
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

/** What went before stands in front of the first message: providers want people and model to take turns. */
function withSummary(
  summary: Story['summary'],
  messages: readonly ModelMessage[],
  fence: Fence,
): readonly ModelMessage[] {
  const [first, ...rest] = messages;
  if (summary === null || first?.role !== 'user') return messages;
  // SECURITY: fenced, because a summary holds words of anybody, and is read before everything else.
  const before = fence(summary.message.text, 'a summary of what was said before');
  return [{ role: 'user', text: `${before}\n\n${first.text}` }, ...rest];
}

/** Of what every request of a turn carries beside its messages. */
export function fixedTokensOf(system: string, tools: readonly ToolDefinition[]): number {
  return tokensIn(system) + tokensIn(JSON.stringify(tools));
}

/** Tokens of a turn as it would be shown. */
export function sizeOfTurn(story: TurnStory): number {
  return turnMessages(story, false, (text) => text).reduce((sum, message) => sum + tokensOf(message), 0);
}

/** No fewer than its tokens, and counted at once. */
export function mostTokensOf({ message, attachments, steps }: TurnStory): number {
  return steps.reduce(
    (sum, { step, calls }) =>
      calls.reduce(
        (inner, call) =>
          inner + call.inputText.length + (call.outputText?.length ?? NO_RESULT.length) + CALL_TOKENS * 2,
        sum + step.text.length + MESSAGE_TOKENS,
      ),
    message.text.length + MESSAGE_TOKENS * 4 + attachments.length * FILE_TOKENS,
  );
}

/**
 * The same messages within the window: where a running turn has grown past it, the oldest results of tools are cut to
 * their beginning. Call and result stay together, and the newest result stays whole.
 */
export function fittedMessages(
  messages: readonly ModelMessage[],
  windowTokens: number,
  fixedTokens: number,
): readonly ModelMessage[] {
  // A character is a token at most: most turns are far from the edge, and need no closer look.
  const room = windowTokens * TURN_SHARE - fixedTokens;
  if (messages.reduce((sum, message) => sum + charactersOf(message), 0) <= room) return messages;
  const sizes = messages.map(tokensOf);
  let over = sizes.reduce((sum, size) => sum + size, 0) - room;
  if (over <= 0) return messages;
  const newest = messages.findLastIndex((message) => message.role === 'tool');
  return messages.map((message, index) => {
    if (over <= 0 || message.role !== 'tool' || index === newest) return message;
    if (message.text.length <= SHORTENED_CHARACTERS + SHORTENED.length) return message;
    // SECURITY: the marker that ends outside text stays, or what follows would be read as part of it.
    const end = FENCE_END.exec(message.text)?.[0] ?? '';
    const shorter = { ...message, text: `${message.text.slice(0, SHORTENED_CHARACTERS)}${SHORTENED}${end}` };
    over -= (sizes[index] ?? 0) - tokensOf(shorter);
    return shorter;
  });
}

function turnMessages(story: TurnStory, isNewest: boolean, fence: Fence): ModelMessage[] {
  const { message, attachments, steps, turn } = story;
  const files = toldAttachments(attachments, fence);
  const said = personText(message, fence);
  const messages: ModelMessage[] = [{ role: 'user', text: files === null ? said : `${said}\n\n${files}` }];
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

function turnTaint({ message, attachments, steps }: TurnStory): Taint {
  const results = steps.flatMap(({ calls }) =>
    calls.flatMap((call) => (call.taint === null ? [] : [call.taint])),
  );
  const own = taintOfMessage(message.actor, message.kind === 'forwarded');
  return joinTaint(labelled(own, message.text), taintOfNames(message, attachments), ...results);
}

function tokensOf(message: ModelMessage): number {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  const own = tokensIn(message.text) + MESSAGE_TOKENS;
  return calls.reduce((sum, call) => sum + tokensIn(call.inputText) + CALL_TOKENS, own);
}

function charactersOf(message: ModelMessage): number {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  return calls.reduce(
    (sum, call) => sum + call.inputText.length + CALL_TOKENS,
    message.text.length + MESSAGE_TOKENS,
  );
}

/** A careful guess without the provider's tokenizer: four characters a token in ASCII, one elsewhere. */
export function tokensIn(text: string): number {
  let quarters = 0;
  for (let i = 0; i < text.length; i++) quarters += text.charCodeAt(i) < 128 ? 1 : 4;
  return Math.ceil(quarters / 4);
}
