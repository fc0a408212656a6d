// From a checked target to the provider's own model object. Each SDK is loaded when it is first used, never at start.
// We drive the provider's `doStream` and not the `streamText` above it: no retries but ours, no tool is ever run
// by the SDK, and the JSON of a tool call reaches the gate as the model wrote it. May not know what is asked.
import type { createOpenAI } from '@ai-sdk/openai';
import type { Provider } from '../../../contracts/settings.ts';

/** The language model specification (v4) that the four SDKs share; its package is not a dependency of ours. */
export type ProviderModel = ReturnType<ReturnType<typeof createOpenAI>['responses']>;
export type CallOptions = Parameters<ProviderModel['doStream']>[0];
export type Prompt = CallOptions['prompt'];
export type AssistantPart = Extract<Prompt[number], { role: 'assistant' }>['content'][number];
export type ProviderOptions = NonNullable<CallOptions['providerOptions']>;
export type StreamPart =
  Awaited<ReturnType<ProviderModel['doStream']>>['stream'] extends ReadableStream<infer Part> ? Part : never;

/** Where a request goes, checked. */
export interface Target {
  readonly provider: Provider;
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: string | null;
}

export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  anthropic: 'Anthropic',
  openai: 'OpenAI',
  google: 'Google',
  'openai-compatible': 'The model server',
};

/** The providers' public addresses. Given explicitly, so that no environment variable can send a key elsewhere. */
export const PUBLIC_ADDRESSES: Readonly<Record<Exclude<Provider, 'openai-compatible'>, string>> = {
  anthropic: 'https://api.anthropic.com/v1',
  openai: 'https://api.openai.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
};

/** Opens the model of a target for one call, whose requests go out by `send` and end with `signal`. */
export type OpenProvider = (
  target: Target,
  send: typeof globalThis.fetch,
  signal: AbortSignal,
) => Promise<ProviderModel>;

/**
 * The providers' own models are made anew for each call: that costs well under a millisecond, a changed key holds at
 * once, and no object keeps a key. OpenAI is spoken to by its Responses API, where reasoning can be given back within a
 * tool loop; nothing is stored there. The model of a compatible server, which may be quick and on this computer, is kept:
 * making it and its schemas anew took a third of the time of a call. It keeps no key: that comes with each call's options.
 */
export function createProviders(): OpenProvider {
  const sends = new WeakMap<AbortSignal, typeof globalThis.fetch>();
  let kept: { readonly name: string; readonly baseUrl: string; readonly model: ProviderModel } | null = null;

  const sendOfCall: typeof globalThis.fetch = (input, init) => {
    const send = init?.signal ? sends.get(init.signal) : undefined;
    if (send === undefined) throw new Error('A request belongs to no call');
    return send(input, init);
  };

  return async (target, send, signal) => {
    const { name, baseUrl: baseURL } = target;
    const apiKey = target.apiKey ?? '';
    switch (target.provider) {
      case 'anthropic': {
        const { createAnthropic } = await import('@ai-sdk/anthropic');
        return createAnthropic({ apiKey, baseURL, fetch: send })(name);
      }
      case 'openai': {
        const { createOpenAI: create } = await import('@ai-sdk/openai');
        return create({ apiKey, baseURL, fetch: send }).responses(name);
      }
      case 'google': {
        const { createGoogle } = await import('@ai-sdk/google');
        return createGoogle({ apiKey, baseURL, fetch: send })(name);
      }
      case 'openai-compatible': {
        sends.set(signal, send);
        if (kept !== null && kept.name === name && kept.baseUrl === baseURL) return kept.model;
        const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
        const provider = createOpenAICompatible({
          name: 'compatible',
          baseURL,
          includeUsage: true,
          fetch: sendOfCall,
        });
        kept = { name, baseUrl: baseURL, model: provider(name) };
        return kept.model;
      }
    }
  };
}
