// Anthropic's Messages API with `stream: true` (docs: "Streaming messages"), as far as the suite needs it.
// Blocks have indexes; a thought ends with a signature that must come back unchanged.
import { type Dialect, type Json, type ReadTurn, type ScriptedStep, sse } from './dialect.ts';

export const anthropic: Dialect = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  basePath: '/v1',
  rawInput: true,
  tooLong: { status: 400, message: 'prompt is too long: 205000 tokens > 200000 maximum' },
  refOf: (call) => call.id,
  errorBody: (status, message) => {
    const types: Record<number, string> = {
      401: 'authentication_error',
      404: 'not_found_error',
      429: 'rate_limit_error',
      529: 'overloaded_error',
    };
    const type = types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
    return JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' });
  },
  overloadedFrame: () => named({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  frames,
  read(request) {
    const body: Json = request.body;
    return {
      model: body.model,
      key: (request.headers['x-api-key'] as string | undefined) ?? null,
      system: body.system.map((block: Json) => block.text).join(''),
      tools: body.tools.map((tool: Json) => tool.name),
      maxOutputTokens: body.max_tokens,
      turns: body.messages.flatMap(readMessage),
    };
  },
};

function frames(step: ScriptedStep): string[] {
  const usage = step.usage ?? { input: 11, output: 7 };
  const out = [
    named({
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: usage.input, output_tokens: 1 },
      },
    }),
    named({ type: 'ping' }),
  ];
  let index = 0;
  const block = (start: Json, deltas: readonly Json[]): void => {
    out.push(named({ type: 'content_block_start', index, content_block: start }));
    for (const delta of deltas) out.push(named({ type: 'content_block_delta', index, delta }));
    if (!step.unfinished) out.push(named({ type: 'content_block_stop', index }));
    index++;
  };
  if (step.thought) {
    const { text, seal } = step.thought;
    block({ type: 'thinking', thinking: '', signature: '' }, [
      { type: 'thinking_delta', thinking: text },
      { type: 'signature_delta', signature: seal },
    ]);
  }
  if (step.texts)
    block(
      { type: 'text', text: '' },
      step.texts.map((text) => ({ type: 'text_delta', text })),
    );
  for (const call of step.calls ?? []) {
    const deltas = call.inputPieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
    block({ type: 'tool_use', id: call.id, name: call.name, input: {} }, deltas);
  }
  if (step.unfinished) return out;
  const stopReason = step.calls ? 'tool_use' : 'end_turn';
  out.push(
    named({
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: usage.output },
    }),
  );
  out.push(named({ type: 'message_stop' }));
  return out;
}

function named(payload: { type: string } & Record<string, unknown>): string {
  return sse(payload, payload.type);
}

function readMessage(message: Json): ReadTurn[] {
  const results: ReadTurn[] = message.content
    .filter((block: Json) => block.type === 'tool_result')
    .map((block: Json) => ({ role: 'tool', ref: block.tool_use_id, text: textOf(block.content) }));
  const texts = message.content
    .filter((block: Json) => block.type === 'text')
    .map((block: Json) => block.text);
  if (message.role === 'user')
    return [...results, ...texts.map((text: string): ReadTurn => ({ role: 'user', text }))];
  const calls = message.content
    .filter((block: Json) => block.type === 'tool_use')
    .map((block: Json) => ({ ref: block.id, input: block.input }));
  const seal = message.content.find((block: Json) => block.type === 'thinking')?.signature ?? null;
  return [{ role: 'assistant', text: texts.join(''), calls, seal }];
}

function textOf(content: Json): string {
  return typeof content === 'string' ? content : content.map((block: Json) => block.text).join('');
}
