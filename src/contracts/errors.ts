// The closed list of error codes, and the one error class.
// A code is for programs, a message is for a person: what happened, and what to do.
// Knows nothing of the rest of the product.

/** Every code that may cross a boundary. Adding one is a deliberate act: the renderer and the CLI switch on them. */
export const ERROR_CODES = [
  'invalid-input', // the caller sent something that does not fit the contract
  'not-found', // the thing named does not exist (any more)
  'not-allowed', // this surface, sender or actor may not do this
  'already-settled', // the question was answered, expired or withdrawn before
  'paused', // the agent is paused or stopped by the owner
  'not-ready', // starting, stopping, or a set-up step is missing
  'channel-trouble', // a channel cannot do it now
  'model-trouble', // the model cannot answer now
  'sandbox-unavailable', // commands cannot be confined here, so they are refused
  'keychain-locked', // the key store is there but does not open
  'wrong-passphrase', // passphrase or recovery key does not fit
  'storage-damaged', // a file is not what we wrote
  'storage-full', // no room to write
  'config-invalid', // the settings file cannot be used
  'secret-missing', // a credential has no value
  'internal', // unexpected; details are in the log only
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * For what should not happen. `message` tells a person what happened and what to do, without path, token or SQL.
 * Expected outcomes are returned unions instead.
 */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** What a caller across a boundary gets: never a stack, never a cause. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: { code: ErrorCode; message: string } };

export const INTERNAL_MESSAGE = 'Something unexpected went wrong. The log has the details.';
