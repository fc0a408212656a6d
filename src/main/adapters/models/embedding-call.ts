// Texts → vectors by the provider of the settings, over the same addresses, limits, keys and sentences as a model's answer.
//   settings + key → target → provider (loaded on first use) → doEmbed → vectors in the order of the texts | failure
// One request a call, and no retry. The provider's own `doEmbed` is driven, not the `embedMany` above it, which hides the
// order that a server gives its vectors. May not know what the texts are, nor what is done with a vector.
import type { createOpenAI } from '@ai-sdk/openai';
import type { ModelFailureKind } from '../../domain/ports/model.ts';
import type { Log } from '../../domain/ports/world.ts';
import { wellFormed } from './call-options.ts';
import { toFailure } from './failures.ts';
import { type HttpLimits, openConnection } from './http.ts';
import { PROVIDER_NAMES, type Target } from './providers.ts';
import { settleTarget, type TargetSource } from './target.ts';

export interface EmbeddingCallOptions extends TargetSource {
  readonly log: Log;
  readonly limits?: Partial<HttpLimits>;
}

export type EmbeddingAnswer =
  /** As they came: neither their number nor what is in them was looked at. */
  | { readonly kind: 'answered'; readonly vectors: readonly (readonly number[])[] }
  /** `reason` is a sentence for the owner. */
  | { readonly kind: 'failed'; readonly failure: ModelFailureKind; readonly reason: string };

/** Never throws; an abort is a failure like another. */
export type EmbeddingCall = (texts: readonly string[], signal: AbortSignal) => Promise<EmbeddingAnswer>;

type EmbeddingModel = ReturnType<ReturnType<typeof createOpenAI>['embedding']>;
type Made = Awaited<ReturnType<EmbeddingModel['doEmbed']>>;

/** Sixty-four vectors of four thousand numbers take six megabytes, often as one line. */
const MAX_BYTES = 16_000_000;
const TIMEOUT_MS = 30_000;
const LIMITS: HttpLimits = {
  firstByteTimeoutMs: TIMEOUT_MS,
  stallTimeoutMs: TIMEOUT_MS,
  totalTimeoutMs: TIMEOUT_MS,
  maxBytes: MAX_BYTES,
  maxLineBytes: MAX_BYTES,
};

export function createEmbeddingCall(options: EmbeddingCallOptions): EmbeddingCall {
  return async (texts, signal) => {
    if (signal.aborted) return failed('aborted', 'It was called off.');
    const settled = settleTarget(options);
    if (settled.kind === 'failure') return failed(settled.failure.kind, settled.failure.message);
    const { target } = settled;
    const connection = openConnection({ ...LIMITS, ...options.limits }, signal);
    try {
      const model = await openModel(target, connection.send);
      const made = await model.doEmbed({ values: texts.map(asSent), abortSignal: connection.signal });
      const vectors = inOrder(made);
      if (vectors !== null) return { kind: 'answered', vectors };
      const unordered = `${PROVIDER_NAMES[target.provider]} does not say which vector belongs to which text.`;
      report(options.log, 'garbled', target, null);
      return failed('garbled', unordered);
    } catch (error) {
      if (signal.aborted) return failed('aborted', 'It was called off.');
      const scene = { target, trouble: connection.trouble(), sent: connection.sent(), now: Date.now };
      const { kind, message } = toFailure(error, scene);
      report(options.log, kind, target, error);
      const isUnreadable = kind === 'garbled' && scene.trouble === null;
      return failed(
        kind,
        isUnreadable ? `${PROVIDER_NAMES[target.provider]} did not answer with vectors.` : message,
      );
    } finally {
      connection.close();
    }
  };
}

/** Made anew for each call, so that a changed key holds at once and no object keeps one. */
async function openModel(target: Target, send: typeof globalThis.fetch): Promise<EmbeddingModel> {
  const { name, baseUrl: baseURL, apiKey } = target;
  switch (target.provider) {
    case 'openai': {
      const { createOpenAI: create } = await import('@ai-sdk/openai');
      return create({ apiKey: apiKey ?? '', baseURL, fetch: send }).embedding(name);
    }
    case 'google': {
      const { createGoogle } = await import('@ai-sdk/google');
      return createGoogle({ apiKey: apiKey ?? '', baseURL, fetch: send }).embedding(name);
    }
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const key = apiKey === null ? {} : { apiKey };
      return createOpenAICompatible({ name: 'compatible', baseURL, fetch: send, ...key }).embeddingModel(
        name,
      );
    }
    case 'anthropic':
      throw new Error('Anthropic makes no vectors');
  }
}

/** Providers refuse an empty text, and all that came with it. */
function asSent(text: string): string {
  return text.trim() === '' ? '(empty)' : wellFormed(text);
}

/** The SDKs pass on vectors as they came, and a server may give them in any order, each with its index. */
function inOrder({ embeddings, response }: Made): readonly (readonly number[])[] | null {
  const indexes = indexesOf(response?.body);
  if (indexes.length !== embeddings.length || indexes.every((index) => index === undefined))
    return embeddings;
  const ordered = embeddings.map((_, index) => embeddings[indexes.indexOf(index)]);
  return ordered.every((vector) => vector !== undefined) ? ordered : null;
}

function indexesOf(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return [];
  return body.data.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'index' in one ? one.index : undefined,
  );
}

/** What is said to a person who talks does not hold here: it is tried again by itself. */
function failed(kind: ModelFailureKind, message: string): EmbeddingAnswer {
  const reason = message.replace(/[,.] (?:then )?send the message again\.$/i, '.');
  return { kind: 'failed', failure: kind, reason };
}

/** SECURITY: facts only. An SDK's error holds the request, its texts and headers; it is never written down whole. */
function report(log: Log, kind: ModelFailureKind, target: Target, cause: unknown): void {
  log.warn('an embedding call failed', {
    kind,
    provider: target.provider,
    model: target.name,
    error: cause instanceof Error ? cause.name : typeof cause,
  });
}
