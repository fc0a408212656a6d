// A copy of any value that is safe to write down: every string masked, errors reduced to name, message, stack and
// causes, everything bounded in depth, number and length. Knows nothing of where it is written.
import type { Redact } from '../../domain/ports/world.ts';

const MAX_DEPTH = 6;
const MAX_ENTRIES = 50;
const MAX_TEXT = 4_000;
/** A longer text is not read through for secrets, and so not written. */
const MAX_MASKED_TEXT = 256_000;
const MASK = '[secret]';
/** Names whose text is a secret whatever it looks like. Numbers pass: a count of tokens is none. */
const SECRET_NAME = /authorization|api[-_]?key|token|passw|passphrase|secret|cookie|credential/i;

export function maskedText(text: string, redact: Redact): string {
  if (text.length > MAX_MASKED_TEXT) return `[a text of ${text.length} characters]`;
  // Masked first and cut then: a secret cut in half would not be known any more.
  const masked = redact(text);
  return masked.length > MAX_TEXT ? `${masked.slice(0, MAX_TEXT)}…` : masked;
}

/** JSON-safe. May throw what a getter of `value` throws. */
export function maskedCopy(value: unknown, redact: Redact, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return maskedText(value, redact);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return value.toString();
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return maskedObject(value, redact, depth);
  }
}

function maskedObject(value: object | null, redact: Redact, depth: number): unknown {
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return maskedError(value, redact, depth);
  if (value instanceof URL) return maskedText(`${value.origin}${value.pathname}`, redact);
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  if (Array.isArray(value))
    return value.slice(0, MAX_ENTRIES).map((item) => maskedCopy(item, redact, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_ENTRIES);
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      // SECURITY: by name, so that a secret nobody told us of is masked too.
      if (typeof inner === 'string' && inner !== '' && SECRET_NAME.test(key))
        return [maskedText(key, redact), MASK];
      return [maskedText(key, redact), maskedCopy(inner, redact, depth + 1)];
    }),
  );
}

/** SECURITY: not an error's other fields. Those of network libraries hold whole requests with their headers. */
function maskedError(error: Error, redact: Redact, depth: number): unknown {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? error.code
      : undefined;
  return {
    name: maskedText(error.name, redact),
    message: maskedText(error.message, redact),
    ...(code !== undefined && { code: maskedCopy(code, redact) }),
    ...(error.stack !== undefined && { stack: maskedText(error.stack, redact) }),
    ...(error.cause !== undefined && { cause: maskedCopy(error.cause, redact, depth + 1) }),
  };
}
