// What tools may do beyond files and programs: keep and find memories, write to a conversation. Interfaces only.
import type { Taint } from '../../../contracts/effects.ts';
import type { ToolContext } from './tool.ts';

export interface Memory {
  /** Keeps one fact for the person of this conversation; refuses what looks like a secret. */
  keep(
    text: string,
    context: ToolContext,
    causeFrameId: string,
  ): { kind: 'kept' } | { kind: 'refused'; reason: string };
  /** Best first; only what belongs to the person of this conversation. */
  recall(
    query: string,
    context: ToolContext,
  ): readonly { readonly text: string; readonly at: string; readonly taint: Taint }[];
}

export interface Recipient {
  readonly conversationId: string;
  /** Title, channel and immutable id, for the owner to read. */
  readonly label: string;
}

export interface Outgoing {
  /** By exact title or id of a conversation that exists; never a new address. Only the owner is told which there are. */
  find(
    to: string,
    context: ToolContext,
  ): { kind: 'found'; recipient: Recipient } | { kind: 'none'; reason: string };
  send(recipient: Recipient, text: string, context: ToolContext, causeFrameId: string): void;
}
