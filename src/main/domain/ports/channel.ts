// The port of a channel: one configured connection to a platform.
//   platform update → InboundMessage → Inbound.receive (durable) → confirmed to the platform
// A channel knows nothing of agent, policy or storage. Only immutable ids are ever used to tell people apart.

import type { ChannelId, Platform } from '../../../contracts/scalars.ts';
import type { ChannelState } from '../../../contracts/status.ts';
import type { FetchedAttachment, InboundAttachment, OutboundFile } from './attachments.ts';
import type { WebhookRoute } from './webhooks.ts';

export interface InboundSender {
  /** `telegram:user:42`; null when the platform gave no usable id: such a message is refused. */
  readonly id: string | null;
  /** For showing only; untrusted text. */
  readonly name: string | null;
  readonly isBot: boolean;
}

export interface InboundMessage {
  readonly channelId: ChannelId;
  readonly platform: Platform;
  /** Unique within the channel; the same update delivered twice carries the same key. */
  readonly dedupKey: string;
  /** `edit`: a changed earlier message; `button`: a press on one of our buttons; `reaction`: an emoji on a message. */
  readonly kind: 'text' | 'edit' | 'button' | 'reaction';
  readonly sender: InboundSender;
  readonly chat: {
    /** Platform id of the room or direct chat. */
    readonly id: string;
    /** An unknown chat type gets the strictest rule. */
    readonly kind: 'direct' | 'group' | 'unknown';
    readonly threadId: string | null;
    readonly title: string | null;
  };
  /** Words, and for each attachment a placeholder such as `[photo]`; file names are others' words and not in it. */
  readonly text: string;
  readonly attachments?: readonly InboundAttachment[];
  /** The words are not the sender's own: forwarded, or made by another bot. Untrusted, whoever sent them. */
  readonly quoted?: true;
  /** Group: the agent was addressed by mention or reply. Direct: always true. */
  readonly addressed: boolean;
  /** Id of the message itself on the platform, or of the one edited, pressed or reacted to. */
  readonly platformMessageId: string | null;
  /** Milliseconds since the epoch, as the platform says; null when it does not. */
  readonly sentAtMs: number | null;
}

/** An update that did not fit any known shape: recorded and skipped. */
export interface SkippedUpdate {
  readonly channelId: ChannelId;
  readonly dedupKey: string;
  readonly reason: string;
}

export type Received = { kind: 'recorded' } | { kind: 'duplicate' } | { kind: 'paused' };

/** What a channel calls. Returns only after the message is durable; throws when it could not be made so. */
export interface Inbound {
  receive(message: InboundMessage): Received;
  skip(update: SkippedUpdate): void;
  /**
   * Several calls of `receive` and `skip` in one commit: all are durable when it returns. When it throws, none is, and
   * nothing was begun; each can then be given again for itself.
   */
  together?<T>(work: () => T): T;
  /** Largest confirmed position, kept by us so that a restart does not depend on the platform. */
  cursor(channelId: ChannelId): string | null;
  saveCursor(channelId: ChannelId, cursor: string): void;
}

/** Where a reply goes. */
export interface Address {
  readonly chatId: string;
  readonly threadId: string | null;
}

/** One platform message: text already in the platform's own formatting, within its limits. */
export interface OutboundPart {
  readonly body: string;
  readonly format: 'plain' | 'html';
  /** Shown under it where the platform can; a press comes back as a message of kind `button` with this text. */
  readonly buttons?: readonly { readonly label: string; readonly data: string }[];
  /** Sent as an attachment, with `body` (which may be empty) as its words. */
  readonly file?: OutboundFile;
  /** At most 26 letters and digits; the same part tried again carries the same one. A platform that can is given it. */
  readonly onceKey?: string;
}

export type SendOutcome =
  | { kind: 'sent'; platformMessageId: string | null }
  /** Certainly not delivered, and trying again will not help. */
  | { kind: 'rejected'; reason: string }
  /** Certainly not delivered; may work later. */
  | { kind: 'retry-later'; afterMs: number; reason: string }
  /** May have been delivered: never sent blindly again. */
  | { kind: 'uncertain'; reason: string };

export interface ChannelHealth {
  readonly state: ChannelState;
  /** Milliseconds since the epoch when the platform last answered properly; null: never in this run. */
  readonly lastSeenAtMs: number | null;
  readonly lastError: string | null;
  readonly account: string | null;
}

export interface Channel {
  readonly id: ChannelId;
  readonly platform: Platform;
  /**
   * How long the platform itself recognises a part by its `onceKey`, in milliseconds: within it what may have been
   * delivered is sent again, and arrives once. Absent where the platform cannot.
   */
  readonly repeatWindowMs?: number;
  /** It sends `OutboundPart.file`. Absent: it cannot; no part with a file is then given to it, and the model is told. */
  readonly canSendFiles?: true;
  /** Absent where nothing comes by webhook. Served while the channel is started. */
  readonly webhook?: WebhookRoute;
  /** Begins receiving; resolves at once, reconnects with backoff on its own until stopped. */
  start(inbound: Inbound): void;
  /** Ends receiving; resolves when no further `receive` can come. */
  stop(): Promise<void>;
  /** Pure: Markdown → parts within the platform's limits, code fences balanced. Empty text gives no parts. */
  render(markdown: string): readonly OutboundPart[];
  /** Sends one part. Never throws. `signal` ends waiting; an aborted send that may have left is `uncertain`. */
  send(to: Address, part: OutboundPart, signal: AbortSignal): Promise<SendOutcome>;
  /** Replaces an earlier message of ours, and takes its buttons away. Never throws. Absent where nothing can be changed. */
  edit?(
    to: Address,
    platformMessageId: string,
    part: OutboundPart,
    signal: AbortSignal,
  ): Promise<SendOutcome>;
  /** Brings what was attached to a message, by the reference that came with it. Never throws. Absent: nothing can be. */
  fetchAttachment?(
    reference: string,
    limits: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<FetchedAttachment>;
  /**
   * Asks the platform now whether it takes our credentials, and says in a sentence what it answered. Never throws, shows
   * no secret. Absent where connecting says it already.
   */
  check?(signal: AbortSignal): Promise<{ readonly works: boolean; readonly message: string }>;
  /** Connects anew at once: after sleep or a change of network. Channels without a connection have none. */
  reconnect?(): void;
  /**
   * The code that a phone scans to link this computer to its account, while one is asked for: rows of `1` (dark) and
   * `0` (light). Absent where nothing is linked.
   */
  linkCode?(): readonly string[] | null;
  /** Shows "typing" once; failures are ignored. */
  showTyping(to: Address): void;
  health(): ChannelHealth;
  /** Called on every change of health. */
  onHealth(listener: (health: ChannelHealth) => void): () => void;
}
