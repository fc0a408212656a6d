// What tools may do beyond files and programs: keep and find memories, write to a conversation. Interfaces only.
import type { Taint } from '../../../contracts/effects.ts';
import type { MemoryKind } from '../../../contracts/memory.ts';
import type { OutboundFile } from './attachments.ts';
import type { SeenTraces } from './memory-search.ts';
import type { ToolContext } from './tool.ts';

export interface Memory {
  /** Keeps one fact for the person of this conversation; refuses what looks like a secret. */
  keep(
    text: string,
    context: ToolContext,
    causeFrameId: string,
  ): { kind: 'kept' } | { kind: 'refused'; reason: string };
  /** Best first; only what belongs to the person of this conversation. Never fails: words alone still find. */
  recall(query: string, context: ToolContext): Promise<Recalled>;
  /** The page that is always in mind. It is the owner's: refused where somebody else speaks. */
  page(context: ToolContext): { kind: 'page'; text: string } | { kind: 'refused'; reason: string };
  /** Why this cannot be the page, as a sentence; null when it can. */
  pageProblem(text: string): string | null;
  /** `was` is the page that `text` was made from: when it is another one by now, nothing is changed. */
  changePage(
    was: string,
    text: string,
    context: ToolContext,
    causeFrameId: string,
  ): { kind: 'kept' } | { kind: 'refused'; reason: string };
  /** What would be forgotten of this person's, as much as one question shows; changes nothing. */
  previewForget(query: string, context: ToolContext): Promise<ForgetDraft>;
  forget(
    draft: Extract<ForgetDraft, { kind: 'found' }>,
    context: ToolContext,
    causeFrameId: string,
  ): Promise<ForgetOutcome>;
}

export type ForgetOutcome =
  | {
      readonly kind: 'forgotten';
      readonly forgotten: number;
      /** Null: it could not be looked for. */
      readonly remaining: number | null;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export type ForgetDraft =
  | {
      readonly kind: 'found';
      /** What goes: exactly what the lines show, as long as it is still so. */
      readonly seen: SeenTraces;
      /** One a place, as the owner is shown it. */
      readonly lines: readonly string[];
      /** Places beyond those: they stay. */
      readonly more: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

export interface Recalled {
  readonly memories: readonly RecalledMemory[];
  /** What the search could not do, as a sentence; null when it did all. */
  readonly note: string | null;
}

export interface RecalledMemory {
  readonly id: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly kind: MemoryKind;
  readonly speaker: string | null;
  readonly conversationTitle: string | null;
  /** The document it is a passage of, and where in it. */
  readonly document: { readonly name: string; readonly place: string | null } | null;
  readonly messageId: string | null;
  readonly frameId: string;
  /** What was said around it, in order. */
  readonly around: readonly { readonly speaker: string | null; readonly text: string }[];
  readonly taint: Taint;
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

/** Files of the workspace, into the conversation that asks for them and no other. */
export interface FileSending {
  readonly maxBytes: number;
  /** Whether its channel can; `label` names who is written to, for the owner to read. */
  to(
    context: Pick<ToolContext, 'conversationId'>,
  ): { readonly kind: 'can'; readonly label: string } | { readonly kind: 'cannot'; readonly reason: string };
  /** The name and type under which it leaves; refused when it holds a secret of ours. */
  describe(
    path: string,
    bytes: Uint8Array,
  ):
    | { readonly kind: 'described'; readonly name: string; readonly mediaType: string; readonly size: string }
    | { readonly kind: 'refused'; readonly reason: string };
  send(
    file: OutboundFile,
    as: { readonly path: string; readonly words: string },
    context: Pick<ToolContext, 'conversationId' | 'turnId'>,
    causeFrameId: string,
  ): void;
}
