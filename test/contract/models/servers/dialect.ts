// What the contract suite needs to know of one provider's protocol: how an answer is written as server-sent events,
// and how a request is read, both in plain terms that are the same for all.
import type { Provider } from '../../../../src/contracts/settings.ts';
import type { SeenRequest } from './scripted-server.ts';

/** One answer of a model. */
export interface ScriptedStep {
  /** A thought with its seal: whatever this protocol wants back. */
  readonly thought?: { readonly text: string; readonly seal: string };
  readonly texts?: readonly string[];
  readonly calls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly inputPieces: readonly string[];
  }[];
  readonly usage?: { readonly input: number; readonly output: number };
  /** Leaves out everything that says the answer is complete. */
  readonly unfinished?: boolean;
}

export type ReadTurn =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly calls: readonly { ref: string; input: unknown }[];
      readonly seal: string | null;
    }
  | { readonly role: 'tool'; readonly ref: string; readonly text: string };

export interface ReadRequest {
  readonly model: string;
  readonly key: string | null;
  readonly system: string;
  readonly tools: readonly string[];
  readonly maxOutputTokens: number;
  readonly turns: readonly ReadTurn[];
}

export interface Dialect {
  readonly provider: Provider;
  readonly model: string;
  /** Appended to the server's address. */
  readonly basePath: string;
  /** Whether a call can carry text that is no JSON. */
  readonly rawInput: boolean;
  frames(step: ScriptedStep): string[];
  /** An error inside a stream that has begun, saying "overloaded" in this protocol's way. */
  overloadedFrame(): string;
  errorBody(status: number, message: string): string;
  /** This provider's sentence for a conversation beyond the model's window. */
  readonly tooLong: { readonly status: number; readonly message: string };
  /** How a call is named in later requests: by id, or by name. */
  refOf(call: { id: string; name: string }): string;
  read(request: SeenRequest): ReadRequest;
}

export function sse(payload: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(payload)}\n\n`;
}

/** JSON as this test reads it; a wrong shape fails loudly where it is used. */
// biome-ignore lint/suspicious/noExplicitAny: the suite reads foreign protocols and asserts on the result
export type Json = any;
