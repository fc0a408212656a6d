// The port of the gateway: all that its HTTP and WebSocket side may ask of the agent. Who asks is decided here from a
// token that the adapter has compared; scopes are held here and nothing a client says adds to them.
//   token → credential → caller → (scope) → one of these calls

import type { Scope } from '../../../contracts/gateway.ts';
import type {
  ApiApproval,
  ApiConversation,
  ApiEvent,
  ApiMessage,
  SayReply,
} from '../../../contracts/gateway-api.ts';
import type { StreamPlace } from '../../../contracts/gateway-socket.ts';

export interface Caller {
  readonly id: string;
  readonly kind: 'api-key' | 'device';
  readonly label: string;
  readonly scopes: readonly Scope[];
}

export interface Credential {
  readonly caller: Caller;
  /** SHA-256 of the whole token, lower-case hex. */
  readonly digest: string;
}

export type SayOutcome =
  | { readonly kind: 'said'; readonly reply: SayReply }
  /** The same key was used for other words, or for a message that is no longer known. */
  | { readonly kind: 'conflict' }
  /** Too many messages wait in this conversation; nothing was recorded. */
  | { readonly kind: 'full' }
  | { readonly kind: 'refused' };

export interface Said {
  /** The caller's own name of the conversation. */
  readonly conversation: string;
  readonly text: string;
  /** The same key with the same words is said once. */
  readonly onceKey: string;
}

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

/** How a turn goes on: its words as they are written, and once how it ended. */
export type TurnEvent =
  | { readonly type: 'text'; readonly delta: string }
  | {
      readonly type: 'end';
      readonly state: 'done' | 'failed' | 'stopped';
      /** Everything the agent said in this turn. */
      readonly text: string;
      /** What Sallyport itself said of it, when it could not be done. */
      readonly notice: string | null;
      readonly inputTokens: number;
      readonly outputTokens: number;
    };

export type ChatOutcome =
  | {
      readonly kind: 'began';
      readonly turnId: string;
      readonly conversationId: string;
      /** From the beginning; the returned function ends listening, not the turn. */
      follow(listener: (event: TurnEvent) => void): () => void;
    }
  | Exclude<SayOutcome, { kind: 'said' }>;

export type Subscription =
  | {
      readonly kind: 'open';
      readonly stream: string;
      /** Number of the last event before those that are told from now on. */
      readonly seq: number;
      /** Events after the place asked for, oldest first, that were told before. */
      readonly missed: readonly NumberedEvent[];
      close(): void;
    }
  /** What came after that place is no longer kept: read the conversation instead, then subscribe anew. */
  | { readonly kind: 'gone' };

export interface NumberedEvent {
  readonly seq: number;
  readonly event: ApiEvent;
}

export type DeviceState = 'waiting' | 'paired' | 'refused';
export interface DeviceClaim {
  readonly digest: string;
  readonly state: DeviceState;
  readonly check: string;
}

export interface Gateway {
  /** By the part of the token that may be known; null: nobody. */
  credential(publicId: string): Credential | null;
  /** It was used just now. */
  used(callerId: string): void;
  /** A key or device does not hold any more: what it has open ends. */
  onRevoked(listener: (callerId: string) => void): () => void;

  conversations(caller: Caller): readonly ApiConversation[];
  conversation(caller: Caller, id: string): ApiConversation | null;
  /** Time order, the newest `limit` before `before`; null when there is no such conversation for this caller. */
  messages(
    caller: Caller,
    conversationId: string,
    before: string | null,
    limit: number,
  ): { readonly messages: readonly ApiMessage[]; readonly hasEarlier: boolean } | null;
  /** Durable when it resolves. */
  say(caller: Caller, said: Said): Promise<SayOutcome>;
  approvals(): readonly ApiApproval[];
  deny(
    caller: Caller,
    id: string,
    reason: string | null,
  ): { readonly settled: boolean; readonly message: string };
  /** `place` null: from now on. */
  subscribe(
    caller: Caller,
    place: StreamPlace | null,
    listener: (numbered: NumberedEvent) => void,
  ): Subscription;
  /** A client that sends its whole history each time. `onceKey`: of a request that may be a repetition. */
  chat(caller: Caller, turns: readonly ChatTurn[], onceKey: string): Promise<ChatOutcome>;

  /** Whether a device may knock: a code is open, or one is waiting or paired. */
  isOpenForDevices(): boolean;
  /** Null: the code is wrong, used or expired, or too many were wrong. The token is for the device alone. */
  claimDevice(code: string, name: string): { readonly token: string; readonly check: string } | null;
  /** By the known part of a token that a device was given. */
  deviceClaim(publicId: string): DeviceClaim | null;

  /** A request was turned away: told in the ledger and the log, not once for each of a flood. */
  refused(refusal: {
    readonly route: string;
    readonly reason: string;
    readonly callerId: string | null;
  }): void;
  lockedOut(route: string): void;
}
