// What the tests of the embedding server share: the server on loopback, an embedder that asks it, and what was logged.
// The key is a canary of no telling shape: no reason and no line of the log may ever show it.
import { beforeEach, expect, onTestFinished } from 'vitest';
import { createEndpointEmbedder } from '../../../src/main/adapters/embedding/endpoint-embedder.ts';
import {
  createEmbeddingCall,
  type EmbeddingCallOptions,
} from '../../../src/main/adapters/models/embedding-call.ts';
import type { Embedder } from '../../../src/main/domain/ports/embedding.ts';
import {
  type EmbeddingReply,
  type EmbeddingServer,
  startEmbeddingServer,
} from '../../fakes/openai/embeddings.ts';

export const KEY = 'canary.5d1e77b20c9f4a61';
export const never = new AbortController().signal;

export interface Stage {
  server: EmbeddingServer;
  logged: string[];
  now: number;
  /** Against the server of the test as an OpenAI-compatible one, unless told otherwise. */
  embedderFor(more?: Partial<EmbeddingCallOptions>): Embedder;
  /** What the owner is told when this server answers so. */
  reasonFor(...replies: EmbeddingReply[]): Promise<string>;
  reasonOf(embedder: Embedder, texts?: readonly string[]): Promise<string>;
}

/** One whose server is new for each test. */
export function stageForEach(): Stage {
  const stage: Stage = {
    server: null as never,
    logged: [],
    now: 1_000,
    embedderFor: (more = {}) => {
      const write = (message: string, facts?: unknown): void =>
        void stage.logged.push(`${message} ${JSON.stringify(facts)}`);
      const ask = createEmbeddingCall({
        config: () => ({ provider: 'openai-compatible', name: 'words', base_url: stage.server.baseUrl }),
        apiKey: () => KEY,
        log: { info: write, warn: write, error: write },
        ...more,
      });
      const embedder = createEndpointEmbedder({
        model: 'openai-compatible:words',
        ask,
        now: () => stage.now,
      });
      onTestFinished(() => embedder.close());
      return embedder;
    },
    reasonFor: async (...replies) => {
      stage.server.next(...replies);
      return await stage.reasonOf(stage.embedderFor());
    },
    reasonOf: async (embedder, texts = ['one', 'two']) => {
      const made = await embedder.embed(texts, never);
      expect(JSON.stringify([made, stage.logged])).not.toContain(KEY);
      return made.kind === 'unavailable' ? made.reason : 'embedded';
    },
  };
  beforeEach(async () => {
    stage.server = await startEmbeddingServer();
    stage.logged = [];
    stage.now = 1_000;
    return () => stage.server.close();
  });
  return stage;
}

export async function vectorsOf(
  embedder: Embedder,
  texts: readonly string[],
): Promise<readonly Float32Array[]> {
  const made = await embedder.embed(texts, never);
  if (made.kind !== 'embedded') throw new Error(made.reason);
  return made.vectors;
}

/** Where OpenAI and compatible servers want the key, and where Google does. */
export function keyIn(headers: Record<string, unknown>): unknown {
  return headers['x-goog-api-key'] ?? headers['authorization'];
}
