// What signal-cli writes and reads, as its manual and the records of its package `json` have it. Types and small makers.
// Knows no server.

export interface WireAttachment {
  readonly contentType: string;
  readonly filename: string | null;
  readonly id: string;
  readonly size: number;
  readonly width: null;
  readonly height: null;
  readonly caption: null;
  readonly uploadTimestamp: number;
}

export interface Person {
  readonly aci: string;
  readonly number: string | null;
  readonly name: string;
}

/** What the daemon keeps of a message that it sent, with the words as people see them. */
export interface SentMessage {
  readonly timestamp: number;
  /** ACI of the recipient, or the id of the group. */
  readonly to: string;
  readonly text: string;
  readonly styles: readonly string[];
  readonly files: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
}

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

export type RpcResult =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: RpcError };

export function result(value: unknown): RpcResult {
  return { kind: 'result', result: value };
}

export function failure(code: number, message: string, data: unknown = null): RpcResult {
  return { kind: 'error', error: { code, message, data } };
}

export type ResultType =
  | 'SUCCESS'
  | 'NETWORK_FAILURE'
  | 'UNREGISTERED_FAILURE'
  | 'IDENTITY_FAILURE'
  | 'RATE_LIMIT_FAILURE'
  | 'INVALID_PRE_KEY_FAILURE';

/** JsonSendMessageResult. */
export function recipientResult(person: Person, type: ResultType, retryAfterSeconds?: number): object {
  return {
    recipientAddress: { uuid: person.aci, number: person.number, username: null },
    type,
    ...(retryAfterSeconds === undefined ? {} : { token: 'challenge', retryAfterSeconds }),
  };
}

export interface DataMessage {
  readonly message?: string | null;
  readonly [field: string]: unknown;
}

/** JsonMessageEnvelope around a data message, as the account of `self` receives it. */
export function envelope(
  from: Pick<Person, 'name'> & { readonly aci: string | null; readonly number: string | null },
  timestamp: number,
  content: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    source: from.number ?? from.aci,
    sourceNumber: from.number,
    sourceUuid: from.aci,
    sourceName: from.name,
    sourceDevice: 1,
    timestamp,
    serverReceivedTimestamp: timestamp,
    serverDeliveredTimestamp: timestamp,
    ...content,
  };
}

export function dataMessage(timestamp: number, data: DataMessage): Record<string, unknown> {
  return {
    timestamp,
    message: null,
    expiresInSeconds: 0,
    isExpirationUpdate: false,
    viewOnce: false,
    ...data,
  };
}
