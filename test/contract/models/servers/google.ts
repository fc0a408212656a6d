// Google's `streamGenerateContent?alt=sse`, as far as the suite needs it.
// Arguments come as JSON values, not as text; the seal is a `thoughtSignature` on the first call.
import { type Dialect, type Json, type ReadTurn, type ScriptedStep, sse } from './dialect.ts';

export const google: Dialect = {
  provider: 'google',
  model: 'gemini-2.5-flash',
  basePath: '/v1beta',
  rawInput: false,
  tooLong: {
    status: 400,
    message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  },
  refOf: (call) => call.name,
  errorBody: (status, message) =>
    JSON.stringify({
      error: { code: status, message, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'INVALID_ARGUMENT' },
    }),
  overloadedFrame: () =>
    sse({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
  frames,
  read(request) {
    const body: Json = request.body;
    return {
      model: /models\/([^:]+):/.exec(request.path)?.[1] ?? '',
      key: (request.headers['x-goog-api-key'] as string | undefined) ?? null,
      system: body.systemInstruction.parts.map((part: Json) => part.text).join(''),
      tools: body.tools.flatMap((tool: Json) =>
        tool.functionDeclarations.map((declared: Json) => declared.name),
      ),
      maxOutputTokens: body.generationConfig.maxOutputTokens,
      turns: body.contents.flatMap(readContent),
    };
  },
};

function frames(step: ScriptedStep): string[] {
  const usage = step.usage ?? { input: 11, output: 7 };
  const parts: Json[] = (step.texts ?? []).map((text) => ({ text }));
  (step.calls ?? []).forEach((call, index) => {
    parts.push({
      functionCall: { name: call.name, args: JSON.parse(call.inputPieces.join('')) },
      ...(index === 0 && step.thought && { thoughtSignature: step.thought.seal }),
    });
  });
  const out = parts.map((part) =>
    sse({ candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }], responseId: 'r1' }),
  );
  if (step.unfinished) return out;
  out.push(
    sse({
      candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: usage.input,
        candidatesTokenCount: usage.output,
        totalTokenCount: usage.input + usage.output,
      },
    }),
  );
  return out;
}

function readContent(content: Json): ReadTurn[] {
  if (content.role === 'model') {
    const calls = content.parts.filter((part: Json) => part.functionCall);
    return [
      {
        role: 'assistant',
        text: content.parts.map((part: Json) => part.text ?? '').join(''),
        calls: calls.map((part: Json) => ({ ref: part.functionCall.name, input: part.functionCall.args })),
        seal: calls.find((part: Json) => part.thoughtSignature)?.thoughtSignature ?? null,
      },
    ];
  }
  return content.parts.map(
    (part: Json): ReadTurn =>
      part.functionResponse
        ? { role: 'tool', ref: part.functionResponse.name, text: part.functionResponse.response.content }
        : { role: 'user', text: part.text },
  );
}
