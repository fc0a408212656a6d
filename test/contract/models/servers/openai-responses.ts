// OpenAI's Responses API with `stream: true`, as far as the suite needs it.
// Output items are added and done; a thought is sealed by its encrypted content, and nothing is stored there.
import { type Dialect, type Json, type ReadTurn, type ScriptedStep, sse } from './dialect.ts';

export const openaiResponses: Dialect = {
  provider: 'openai',
  model: 'gpt-5',
  basePath: '/v1',
  rawInput: true,
  tooLong: {
    status: 400,
    message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
  },
  refOf: (call) => call.id,
  errorBody: (status, message) =>
    JSON.stringify({
      error: {
        message,
        type: status === 429 ? 'rate_limit_exceeded' : 'invalid_request_error',
        param: null,
        code: null,
      },
    }),
  overloadedFrame: () =>
    frame({
      type: 'error',
      sequence_number: 9,
      error: { type: 'server_error', code: 'server_error', message: 'The server had an error', param: null },
    }),
  frames,
  read(request) {
    const body: Json = request.body;
    const system = body.input.filter((item: Json) => item.role === 'developer' || item.role === 'system');
    return {
      model: body.model,
      key: request.headers.authorization?.replace('Bearer ', '') ?? null,
      system: system.map((item: Json) => item.content).join(''),
      tools: body.tools.map((tool: Json) => tool.name),
      maxOutputTokens: body.max_output_tokens,
      turns: readInput(body.input),
    };
  },
};

function frames(step: ScriptedStep): string[] {
  const usage = step.usage ?? { input: 11, output: 7 };
  const response = { id: 'resp_1', created_at: 1_760_000_000, model: 'gpt-5' };
  const out = [frame({ type: 'response.created', response })];
  let index = 0;
  const item = (added: Json, deltas: readonly Json[], done: Json): void => {
    out.push(frame({ type: 'response.output_item.added', output_index: index, item: added }));
    for (const delta of deltas) out.push(frame({ output_index: index, ...delta }));
    if (!step.unfinished)
      out.push(frame({ type: 'response.output_item.done', output_index: index, item: done }));
    index++;
  };
  if (step.thought) {
    const thought = { type: 'reasoning', id: 'rs_1', summary: [] };
    item({ ...thought, encrypted_content: null }, [], { ...thought, encrypted_content: step.thought.seal });
  }
  if (step.texts) {
    const message = { type: 'message', id: 'msg_1', role: 'assistant', content: [] };
    item(
      message,
      step.texts.map((delta) => ({
        type: 'response.output_text.delta',
        item_id: 'msg_1',
        content_index: 0,
        delta,
      })),
      message,
    );
  }
  for (const call of step.calls ?? []) {
    const id = `fc_${call.id}`;
    const added = {
      type: 'function_call',
      id,
      call_id: call.id,
      name: call.name,
      arguments: '',
      status: 'in_progress',
    };
    const done = { ...added, arguments: call.inputPieces.join(''), status: 'completed' };
    item(
      added,
      call.inputPieces.map((delta) => ({
        type: 'response.function_call_arguments.delta',
        item_id: id,
        delta,
      })),
      done,
    );
  }
  if (step.unfinished) return out;
  const completed = { ...response, usage: { input_tokens: usage.input, output_tokens: usage.output } };
  out.push(frame({ type: 'response.completed', response: completed }));
  return out;
}

function frame(payload: { type: string } & Record<string, unknown>): string {
  return sse(payload, payload.type);
}

function readInput(input: Json): ReadTurn[] {
  const turns: ReadTurn[] = [];
  let open: {
    role: 'assistant';
    text: string;
    calls: { ref: string; input: unknown }[];
    seal: string | null;
  } | null = null;
  for (const item of input) {
    if (item.type === 'reasoning' || item.type === 'function_call' || item.role === 'assistant') {
      if (open === null) {
        open = { role: 'assistant', text: '', calls: [], seal: null };
        turns.push(open);
      }
      if (item.type === 'reasoning') open.seal = item.encrypted_content;
      else if (item.type === 'function_call')
        open.calls.push({ ref: item.call_id, input: JSON.parse(item.arguments) });
      else
        open.text +=
          typeof item.content === 'string'
            ? item.content
            : item.content.map((part: Json) => part.text).join('');
      continue;
    }
    open = null;
    if (item.type === 'function_call_output')
      turns.push({ role: 'tool', ref: item.call_id, text: item.output });
    else if (item.role === 'user')
      turns.push({ role: 'user', text: item.content.map((part: Json) => part.text).join('') });
  }
  return turns;
}
