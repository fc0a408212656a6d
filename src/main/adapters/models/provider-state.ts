// What a provider wants back with the next request: signatures of thoughts, encrypted reasoning, item ids.
//   stream parts → recorder → JSON text in the transcript → replay → parts of the next request
// The text of the answer is not repeated in it, only measured: what was said has one home, the message.
import type { ModelMessage } from '../../domain/ports/model.ts';
import type { AssistantPart, ProviderOptions } from './providers.ts';

type Metadata = Record<string, Record<string, unknown>>;

type Piece =
  | { kind: 'text'; id: string; length: number; metadata: Metadata }
  | { kind: 'thought'; id: string; text: string; metadata: Metadata }
  | { kind: 'call'; id: string; metadata: Metadata };

/** More than any provider sends in one step; beyond it the step is kept without its state. */
const MAX_STATE_CHARACTERS = 2_000_000;

export interface StateRecorder {
  text(id: string, delta: string, metadata: unknown): void;
  thought(id: string, delta: string, metadata: unknown): void;
  call(callId: string, metadata: unknown): void;
  /** JSON text, or null when there is nothing to give back. `label` is `provider/model`. */
  finish(label: string): string | null;
}

export function createStateRecorder(): StateRecorder {
  const pieces: Piece[] = [];
  let orderly = true;

  const open = <Kind extends 'text' | 'thought'>(kind: Kind, id: string): Extract<Piece, { kind: Kind }> => {
    const known = pieces.find(
      (piece): piece is Extract<Piece, { kind: Kind }> => piece.kind === kind && piece.id === id,
    );
    if (known !== undefined) return known;
    const piece = (
      kind === 'text' ? { kind, id, length: 0, metadata: {} } : { kind, id, text: '', metadata: {} }
    ) as Extract<Piece, { kind: Kind }>;
    pieces.push(piece);
    return piece;
  };

  return {
    text(id, delta, metadata) {
      const piece = open('text', id);
      // Text is cut out of the message by order and length; blocks that interleave could not be told apart again.
      if (delta !== '' && pieces.findLast((other) => other.kind === 'text') !== piece) orderly = false;
      piece.length += delta.length;
      merge(piece.metadata, metadata);
    },
    thought(id, delta, metadata) {
      const piece = open('thought', id);
      piece.text += delta;
      merge(piece.metadata, metadata);
    },
    call(callId, metadata) {
      const piece: Piece = { kind: 'call', id: callId, metadata: {} };
      merge(piece.metadata, metadata);
      pieces.push(piece);
    },
    finish(label) {
      const worth = pieces.some(
        (piece) => piece.kind === 'thought' || Object.keys(piece.metadata).length > 0,
      );
      if (!worth || !orderly) return null;
      const state = JSON.stringify({ label, pieces });
      return state.length > MAX_STATE_CHARACTERS ? null : state;
    },
  };
}

/** Later values win, but an empty one never erases what came before (OpenAI sends null until the thought is sealed). */
function merge(into: Metadata, from: unknown): void {
  if (!isRecord(from)) return;
  for (const [provider, values] of Object.entries(from)) {
    if (!isRecord(values)) continue;
    for (const [key, value] of Object.entries(values)) {
      if (value === null || value === undefined) continue;
      into[provider] = { ...into[provider], [key]: value };
    }
  }
}

export interface ReplayOptions {
  readonly label: string;
  /** Whether thoughts without a seal are wanted back too (open servers, within one turn). */
  readonly plainThoughts: boolean;
  inputOf(inputText: string): unknown;
}

/**
 * The parts of an earlier answer as the provider wants them back, or null when the state is absent, damaged,
 * from another model, or no longer fits the message: then text and calls are sent without it.
 */
export function replay(
  message: Extract<ModelMessage, { role: 'assistant' }>,
  options: ReplayOptions,
): AssistantPart[] | null {
  const pieces = readPieces(message.providerState, options.label);
  if (pieces === null) return null;
  const sealed = sealedThoughts(pieces);
  const parts: AssistantPart[] = [];
  let position = 0;
  let calls = 0;
  for (const piece of pieces) {
    const providerOptions = piece.metadata as ProviderOptions;
    switch (piece.kind) {
      case 'text': {
        const text = message.text.slice(position, position + piece.length);
        position += piece.length;
        if (text !== '' || Object.keys(piece.metadata).length > 0)
          parts.push({ type: 'text', text, providerOptions });
        break;
      }
      case 'thought':
        if (options.plainThoughts || sealed.has(thoughtId(piece))) {
          parts.push({ type: 'reasoning', text: piece.text, providerOptions });
        }
        break;
      case 'call': {
        const call = message.toolCalls[calls++];
        if (call === undefined || call.callId !== piece.id) return null;
        const input = options.inputOf(call.inputText);
        parts.push({
          type: 'tool-call',
          toolCallId: call.callId,
          toolName: call.tool,
          input,
          providerOptions,
        });
        break;
      }
    }
  }
  return position === message.text.length && calls === message.toolCalls.length ? parts : null;
}

/**
 * OpenAI spreads one thought over several parts and seals only the last; a thought it did not seal cannot be
 * given back, as nothing is stored there. A thought of others is sealed by its signature.
 */
function sealedThoughts(pieces: readonly Piece[]): ReadonlySet<string> {
  const sealed = new Set<string>();
  for (const piece of pieces) {
    if (piece.kind !== 'thought') continue;
    const { anthropic, google, openai } = piece.metadata;
    const seal =
      anthropic?.['signature'] ??
      anthropic?.['redactedData'] ??
      google?.['thoughtSignature'] ??
      openai?.['reasoningEncryptedContent'];
    if (seal !== undefined) sealed.add(thoughtId(piece));
  }
  return sealed;
}

function thoughtId(piece: Extract<Piece, { kind: 'thought' }>): string {
  return String(piece.metadata['openai']?.['itemId'] ?? piece.id);
}

function readPieces(state: string | null, label: string): readonly Piece[] | null {
  if (state === null) return null;
  try {
    const parsed: unknown = JSON.parse(state);
    if (!isRecord(parsed) || parsed['label'] !== label || !Array.isArray(parsed['pieces'])) return null;
    return parsed['pieces'].every(isPiece) ? parsed['pieces'] : null;
  } catch {
    return null;
  }
}

function isPiece(value: unknown): value is Piece {
  if (!isRecord(value) || typeof value['id'] !== 'string' || !isRecord(value['metadata'])) return false;
  if (!Object.values(value['metadata']).every(isRecord)) return false;
  switch (value['kind']) {
    case 'text':
      return Number.isSafeInteger(value['length']) && Number(value['length']) >= 0;
    case 'thought':
      return typeof value['text'] === 'string';
    default:
      return value['kind'] === 'call';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
