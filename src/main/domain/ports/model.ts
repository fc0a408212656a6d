// The port of a model: a request in, events out. A failure is the last event, never a throw.

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema, draft 2020-12. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly toolCalls: readonly ModelToolCall[];
      /** Opaque state that the same provider wants back (signatures and the like), as it gave it. */
      readonly providerState: string | null;
    }
  | {
      readonly role: 'tool';
      readonly callId: string;
      readonly tool: string;
      readonly text: string;
      readonly isError: boolean;
    };

export interface ModelToolCall {
  readonly callId: string;
  readonly tool: string;
  /** JSON text exactly as the model wrote it; may be broken. */
  readonly inputText: string;
}

export interface ModelRequest {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ToolDefinition[];
  /** The one tool the answer has to be a call of. Left out: the model chooses. */
  readonly mustCall?: string;
  readonly maxOutputTokens: number;
}

export interface ModelUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export type ModelFailureKind =
  | 'not-configured'
  | 'unreachable'
  | 'refused-credential'
  | 'rate-limited'
  | 'overloaded'
  | 'bad-request'
  | 'context-too-long'
  | 'garbled'
  | 'timeout'
  | 'aborted';

export type ModelEvent =
  | { type: 'text'; delta: string }
  /** A complete call; the model may make several in one step. */
  | { type: 'tool-call'; call: ModelToolCall }
  /** Last event of a good step. */
  | {
      type: 'end';
      reason: 'stop' | 'tool-calls' | 'length' | 'filtered' | 'other';
      usage: ModelUsage;
      providerState: string | null;
    }
  /** Last event of a failed step. `message` is for a person; no token, no path. */
  | { type: 'failure'; kind: ModelFailureKind; message: string; retryAfterMs: number | null };

export interface Model {
  /** `provider/name` for frames; null when none is configured. */
  label(): string | null;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
