// The Chat Completions protocol as Ollama, LM Studio, llama.cpp and others speak it, as far as the suite needs it.
// Thoughts come as `reasoning_content`, unsealed, and are wanted back within one turn.
import { type Dialect, type Json, type ReadTurn, type ScriptedStep, sse } from './dialect.ts';

export const chatCompletions: Dialect = {
  provider: 'openai-compatible',
  model: 'qwen3:8b',
  basePath: '/v1',
  rawInput: true,
  tooLong: {
    status: 400,
    message:
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
  },
  refOf: (call) => call.id,
  errorBody: (status, message) =>
    JSON.stringify({
      error: {
        message,
        type: status >= 500 ? 'server_error' : 'invalid_request_error',
        param: null,
        code: null,
      },
    }),
  overloadedFrame: () =>
    sse({ error: { message: 'Service overloaded', type: 'overloaded_error', param: null, code: null } }),
  frames,
  read(request) {
    const body: Json = request.body;
    return {
      model: body.model,
      key: request.headers.authorization?.replace('Bearer ', '') ?? null,
      system: body.messages
        .filter((message: Json) => message.role === 'system')
        .map((message: Json) => message.content)
        .join(''),
      tools: body.tools.map((tool: Json) => tool.function.name),
      maxOutputTokens: body.max_tokens,
      turns: body.messages.filter((message: Json) => message.role !== 'system').map(readMessage),
    };
  },
};

function frames(step: ScriptedStep): string[] {
  const usage = step.usage ?? { input: 11, output: 7 };
  const chunk = (delta: Json, finish: string | null = null): string =>
    sse({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1_760_000_000,
      model: 'qwen3:8b',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const out = [chunk({ role: 'assistant', content: '' })];
  if (step.thought) out.push(chunk({ reasoning_content: step.thought.seal }));
  for (const text of step.texts ?? []) out.push(chunk({ content: text }));
  (step.calls ?? []).forEach((call, index) => {
    out.push(
      chunk({
        tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }],
      }),
    );
    for (const piece of call.inputPieces)
      out.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
  });
  if (step.unfinished) return out;
  // As Ollama does: `stop` even when calls were made.
  out.push(chunk({}, 'stop'));
  out.push(
    sse({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'qwen3:8b',
      choices: [],
      usage: {
        prompt_tokens: usage.input,
        completion_tokens: usage.output,
        total_tokens: usage.input + usage.output,
      },
    }),
  );
  out.push('data: [DONE]\n\n');
  return out;
}

function readMessage(message: Json): ReadTurn {
  if (message.role === 'tool') return { role: 'tool', ref: message.tool_call_id, text: message.content };
  if (message.role === 'user') return { role: 'user', text: message.content };
  const calls = (message.tool_calls ?? []).map((call: Json) => ({
    ref: call.id,
    input: JSON.parse(call.function.arguments),
  }));
  return { role: 'assistant', text: message.content ?? '', calls, seal: message.reasoning_content ?? null };
}
