// A model request of ours → the call options that the provider SDKs share.
// Only function tools without an `execute` are passed: no tool that a provider would run by itself is ever enabled.
// Knows nothing of transport, keys or events.
import type { ModelMessage, ModelRequest } from '../../domain/ports/model.ts';
import { replay } from './provider-state.ts';
import type { AssistantPart, CallOptions, Prompt, ProviderOptions, Target } from './providers.ts';

type PromptMessage = Prompt[number];
type ToolSchema = Extract<NonNullable<CallOptions['tools']>[number], { type: 'function' }>['inputSchema'];

/** Anthropic caches the prefix up to such a mark: once after tools and system text, once after the conversation so far. */
const CACHE_MARK: ProviderOptions = { anthropic: { cacheControl: { type: 'ephemeral' } } };

export function toCallOptions(request: ModelRequest, target: Target, signal: AbortSignal): CallOptions {
  const tools = request.tools.map((tool) => ({
    type: 'function' as const,
    name: tool.name,
    description: tool.description,
    inputSchema: tool.inputSchema as ToolSchema,
  }));
  return {
    prompt: toPrompt(request, target),
    maxOutputTokens: request.maxOutputTokens,
    ...(tools.length > 0 && { tools }),
    ...(request.mustCall !== undefined && {
      toolChoice: { type: 'tool' as const, toolName: request.mustCall },
    }),
    // SECURITY: what people say to their agent is not left stored at the provider.
    ...(target.provider === 'openai' && { providerOptions: { openai: { store: false } } }),
    // A compatible server's model is kept between calls and knows no key; the others were given theirs.
    ...(target.provider === 'openai-compatible' &&
      target.apiKey !== null && { headers: { Authorization: `Bearer ${target.apiKey}` } }),
    abortSignal: signal,
  };
}

function toPrompt(request: ModelRequest, target: Target): Prompt {
  const lastUser = request.messages.findLastIndex((message) => message.role === 'user');
  const prompt: PromptMessage[] = [];
  if (request.system !== '')
    prompt.push({ role: 'system', content: wellFormed(request.system), providerOptions: CACHE_MARK });
  for (const [index, message] of request.messages.entries())
    addMessage(prompt, message, target, index > lastUser);
  const last = prompt.at(-1);
  if (last !== undefined) last.providerOptions = CACHE_MARK;
  return prompt;
}

function addMessage(
  prompt: PromptMessage[],
  message: ModelMessage,
  target: Target,
  inThisTurn: boolean,
): void {
  switch (message.role) {
    case 'user':
      // Providers refuse an empty message; the turn would be lost over nothing.
      prompt.push({
        role: 'user',
        content: [{ type: 'text', text: wellFormed(message.text) || '(empty message)' }],
      });
      return;
    case 'assistant': {
      const content = assistantParts(message, target, inThisTurn);
      if (content.length > 0) prompt.push({ role: 'assistant', content });
      return;
    }
    case 'tool': {
      const value = wellFormed(message.text);
      const result = {
        type: 'tool-result' as const,
        toolCallId: safeId(message.callId),
        toolName: safeToolName(message.tool),
        output: message.isError ? { type: 'error-text' as const, value } : { type: 'text' as const, value },
      };
      // Results of calls made side by side go back together: Google counts them, Anthropic learns from it.
      const last = prompt.at(-1);
      if (last?.role === 'tool') last.content.push(result);
      else prompt.push({ role: 'tool', content: [result] });
    }
  }
}

function assistantParts(
  message: Extract<ModelMessage, { role: 'assistant' }>,
  target: Target,
  inThisTurn: boolean,
): AssistantPart[] {
  const parts = replay(message, {
    label: `${target.provider}/${target.name}`,
    plainThoughts: target.provider === 'openai-compatible' && inThisTurn,
    inputOf,
  }) ?? [
    ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
    ...message.toolCalls.map((call) => ({
      type: 'tool-call' as const,
      toolCallId: call.callId,
      toolName: call.tool,
      input: inputOf(call.inputText),
    })),
  ];
  for (const part of parts) {
    if (part.type === 'text') part.text = wellFormed(part.text);
    if (part.type === 'tool-call') {
      part.toolCallId = safeId(part.toolCallId);
      part.toolName = safeToolName(part.toolName);
    }
  }
  return parts;
}

/** Every provider wants an object here; what the model wrote wrongly is shown to it as it was. */
function inputOf(inputText: string): unknown {
  try {
    const parsed: unknown = JSON.parse(inputText);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Broken JSON is expected here; the gate has told the model so already.
  }
  return { not_a_json_object: wellFormed(inputText) };
}

/** A name invented by one model must not make every later request to another provider invalid (they allow `[\w-]`, 64). */
function safeToolName(name: string): string {
  return name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unnamed';
}

function safeId(id: string): string {
  return id.replace(/[^\w-]/g, '_') || 'unnamed';
}

/** Half a surrogate pair (a cut emoji) is refused by some providers as invalid JSON. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
