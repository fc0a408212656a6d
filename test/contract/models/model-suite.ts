// What the model suite shares: a model of one dialect against a scripted server, and an answer read to its end.
// The key used is a canary of no telling shape: no event and no line of the log may ever show it.

import { createModel, type ModelOptions } from '../../../src/main/adapters/models/create-model.ts';
import type { Model, ModelEvent, ModelRequest } from '../../../src/main/domain/ports/model.ts';
import type { Dialect } from './servers/dialect.ts';

export const KEY = 'canary.7f3a91d0c2b84e66a5';

export interface Setting {
  readonly model: Model;
  readonly logged: string[];
}

export function modelFor(dialect: Dialect, url: string, more: Partial<ModelOptions> = {}): Setting {
  const logged: string[] = [];
  const write = (message: string, fields?: unknown): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const address = `${url}${dialect.basePath}`;
  const model = createModel({
    config: () => ({
      provider: dialect.provider,
      name: dialect.model,
      base_url: address,
      context_tokens: 100_000,
    }),
    apiKey: () => KEY,
    log: { info: write, warn: write, error: write },
    addresses: { [dialect.provider]: address },
    ...more,
  });
  return { model, logged };
}

export const REQUEST: ModelRequest = {
  system: 'You are Sallyport.',
  messages: [{ role: 'user', text: 'What time is it?' }],
  tools: [
    {
      name: 'run_command',
      description: 'Runs a command.',
      inputSchema: {
        type: 'object',
        properties: { argv: { type: 'array', items: { type: 'string' } } },
        required: ['argv'],
      },
    },
  ],
  maxOutputTokens: 4_096,
};

export async function collect(
  model: Model,
  request = REQUEST,
  signal = new AbortController().signal,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.stream(request, signal)) events.push(event);
  return events;
}

export function kinds(events: readonly ModelEvent[]): string[] {
  return events.map((event) => (event.type === 'failure' ? `failure: ${event.kind}` : event.type));
}
