// The model port over the four provider SDKs.
//   settings + key → target → provider (loaded on first use) → doStream → events → end | failure
// Every outcome is an event; nothing is thrown. Retrying is the caller's: it knows what the person has seen.
// Knows nothing of tools, policy or conversations.
import type { Config, Provider } from '../../../contracts/settings.ts';
import type { Model, ModelEvent, ModelRequest } from '../../domain/ports/model.ts';
import type { Log } from '../../domain/ports/world.ts';
import { toCallOptions } from './call-options.ts';
import { ABORTED, type Failure, toFailure } from './failures.ts';
import { type HttpLimits, openConnection } from './http.ts';
import { createProviders, type StreamPart, type Target } from './providers.ts';
import { StreamBroken, toEvents } from './step-events.ts';
import { isLoopback, settleTarget } from './target.ts';

export interface ModelOptions {
  readonly config: () => Config['model'];
  /** Asked at the moment of use, so that a changed key holds for the next call. Null: none is stored. */
  readonly apiKey: () => string | null;
  readonly log: Log;
  readonly limits?: Partial<HttpLimits>;
  /** Other addresses than the providers' public ones (a company's relay, a test). */
  readonly addresses?: Partial<Record<Provider, string>>;
}

export interface ReadyModel extends Model {
  /** Loads the configured provider's code, so that the first message need not wait for it. Never fails. */
  warmUp(): Promise<void>;
}

/**
 * A remote service answers or pings within a minute. 32 MB is several times the longest answer known
 * (128 thousand tokens, each in its own event); the longest single event repeats a whole answer once.
 */
const LIMITS: HttpLimits = {
  firstByteTimeoutMs: 60_000,
  stallTimeoutMs: 60_000,
  totalTimeoutMs: 900_000,
  maxBytes: 32_000_000,
  maxLineBytes: 8_000_000,
};

/** A model on this computer may have to be read from disk first, and reads a long prompt slowly. */
const LOOPBACK_FIRST_BYTE_MS = 240_000;

/** How long the rest of a finished answer may take, so that its connection can serve the next request. */
const DRAIN_MS = 2_000;

export function createModel(options: ModelOptions): ReadyModel {
  const { log } = options;
  const openProvider = createProviders();

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    if (signal.aborted) {
      yield ABORTED;
      return;
    }
    const settled = settleTarget(options);
    if (settled.kind === 'failure') {
      yield settled.failure;
      return;
    }
    const { target } = settled;
    const connection = openConnection(limitsFor(target, options.limits), signal);
    let reader: ReadableStreamDefaultReader<StreamPart> | null = null;
    let finished = false;
    // A reader that is cancelled answers at once, whatever the layers below are waiting for.
    const onAbort = (): void => void reader?.cancel().catch(() => undefined);
    connection.signal.addEventListener('abort', onAbort, { once: true });
    try {
      const provider = await openProvider(target, connection.send, connection.signal);
      const { stream: parts } = await provider.doStream(toCallOptions(request, target, connection.signal));
      reader = parts.getReader();
      if (connection.signal.aborted) onAbort();
      for await (const event of toEvents(reader, `${target.provider}/${target.name}`)) {
        finished = event.type === 'end';
        yield event;
      }
    } catch (error) {
      const cause = error instanceof StreamBroken ? error.error : error;
      const scene = { target, trouble: connection.trouble(), sent: connection.sent(), now: Date.now };
      const outcome = signal.aborted ? ABORTED : toFailure(cause, scene);
      if (outcome !== ABORTED) report(log, outcome, target, cause);
      yield outcome;
    } finally {
      connection.signal.removeEventListener('abort', onAbort);
      if (finished && reader !== null) void drain(reader).finally(connection.close);
      else connection.close();
    }
  }

  return {
    stream,
    label() {
      const { provider, name } = options.config();
      return provider === undefined || name === undefined || name === '' ? null : `${provider}/${name}`;
    },
    async warmUp() {
      const settled = settleTarget(options);
      if (settled.kind === 'failure') return;
      try {
        await openProvider(settled.target, globalThis.fetch, new AbortController().signal);
      } catch (error) {
        log.warn('a model provider could not be loaded ahead', {
          provider: settled.target.provider,
          error: nameOf(error),
        });
      }
    },
  };
}

function limitsFor(target: Target, given: Partial<HttpLimits> | undefined): HttpLimits {
  const local = isLoopback(new URL(target.baseUrl).hostname)
    ? { firstByteTimeoutMs: LOOPBACK_FIRST_BYTE_MS }
    : {};
  return { ...LIMITS, ...local, ...given };
}

/** Reads what follows the end (closing markers), bounded in time; the answer is already given. */
async function drain(reader: ReadableStreamDefaultReader<StreamPart>): Promise<void> {
  const stop = setTimeout(() => void reader.cancel().catch(() => undefined), DRAIN_MS);
  try {
    while (!(await reader.read()).done);
  } catch {
    // The connection broke after the answer was complete: nothing is lost.
  } finally {
    clearTimeout(stop);
  }
}

/** SECURITY: facts only. An SDK's error holds the request and its headers; it must never be written down whole. */
function report(log: Log, outcome: Failure, target: Target, cause: unknown): void {
  log.warn('a model call failed', {
    kind: outcome.kind,
    provider: target.provider,
    model: target.name,
    error: nameOf(cause),
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
