// Ports to the world at large: time, randomness, hashes, the log. Interfaces only.
// Everything the domain needs and may not touch itself comes through here.

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. */
  after(delayMs: number, run: () => void): () => void;
}

export interface Random {
  /** From a cryptographically secure generator. */
  bytes(length: number): Uint8Array;
}

export interface Digest {
  /** SHA-256 of UTF-8 text, lower-case hex. */
  sha256(text: string): string;
  /** HMAC-SHA-256 of UTF-8 text under the ledger's own subkey, lower-case hex. */
  ledgerMac(text: string): string;
}

/** Fields are small facts; values of known secrets are masked by the adapter before anything is written. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields & { cause?: unknown }): void;
}
export type LogFields = Readonly<Record<string, unknown>>;

/** Makes sortable ids (contracts/scalars `idSchema`), strictly increasing within one process. */
export type MakeId = () => string;

/** Masks known secrets by value and token shapes by pattern, wherever they stand in the text. */
export type Redact = (text: string) => string;
