// Ports of storage for the gateway: who may come in, what was asked once, where a client's own chat goes on.
// Times are milliseconds since the epoch.
import type { Scope } from '../../../contracts/gateway.ts';

/** An API key or a paired device that holds now. Revoking removes the row; the ledger remembers. */
export interface CallerRow {
  readonly id: string;
  readonly kind: 'api-key' | 'device';
  /** The part of the token that may be known: by it the row is found. */
  readonly publicId: string;
  /** SHA-256 of the whole token, lower-case hex. */
  readonly digest: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly frameId: string;
}

export interface GatewayRequestRow {
  readonly callerId: string;
  readonly onceKey: string;
  /** Over what was asked: the same key with other words is a conflict. */
  readonly requestSha256: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly turnId: string;
  readonly at: number;
}

export interface CallerStore {
  add(row: CallerRow): void;
  get(id: string): CallerRow | null;
  byPublicId(publicId: string): CallerRow | null;
  /** Oldest first. */
  list(): readonly CallerRow[];
  touch(id: string, at: number): void;
  remove(id: string): boolean;
}

export interface GatewayRequestStore {
  get(callerId: string, onceKey: string): GatewayRequestRow | null;
  add(row: GatewayRequestRow): void;
  /** Removes those from before this. */
  prune(beforeMs: number): void;
}

/** The chats of clients that send their whole history each time: where the history that ends so goes on. */
export interface GatewayChatStore {
  /** `headSha256` stands for everything said so far in it, as the client will send it. */
  put(conversationId: string, callerId: string, headSha256: string): void;
  /** Takes the place out, so that only one request can go on from it. Null: nowhere. */
  take(callerId: string, headSha256: string): string | null;
}
