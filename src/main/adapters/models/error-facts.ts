// Reads the few facts we use out of an error of unknown make: the SDKs' API errors, errors inside a stream,
// Node's network errors under any number of causes. Judges nothing, throws nothing.

export interface ErrorFacts {
  /** HTTP status, or what the provider says it would be. */
  readonly status: number | null;
  /** Codes of the error and of its causes, outermost first. */
  readonly codes: readonly string[];
  readonly type: string;
  /** The provider's or the SDK's sentence; unclean. */
  readonly message: string;
  readonly retryAfterMs: number | null;
  readonly redirected: boolean;
}

/** Deeper chains of causes than this are not looked into. */
const MAX_DEPTH = 8;
const LONGEST_RETRY_AFTER_MS = 3_600_000;

export function readErrorFacts(error: unknown, nowMs: number): ErrorFacts {
  let status: number | null = null;
  let type = '';
  let message = '';
  let body = '';
  let headers: Record<string, unknown> = {};
  let redirected = false;
  const codes: string[] = [];

  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  for (let depth = 0; depth < MAX_DEPTH && queue.length > 0; depth++) {
    const current = queue.shift();
    if (typeof current === 'string' && message === '') message = current;
    if (!isRecord(current) || seen.has(current)) continue;
    seen.add(current);
    const { statusCode, status: named, code } = current;
    status ??= asStatus(statusCode) ?? asStatus(named) ?? asStatus(code);
    if (typeof code === 'string') codes.push(code);
    if (typeof named === 'string') codes.push(named);
    if (type === '' && typeof current['type'] === 'string') type = current['type'];
    const words = typeof current['message'] === 'string' ? current['message'] : '';
    if (message === '') message = words;
    redirected ||= /unexpected redirect/i.test(words);
    if (body === '' && typeof current['responseBody'] === 'string') body = current['responseBody'];
    if (isRecord(current['responseHeaders'])) headers = { ...current['responseHeaders'], ...headers };
    queue.push(current['error'], current['cause'], current['data']);
    if (Array.isArray(current['errors'])) queue.push(current['errors'][0]);
  }
  return { status, codes, type, message, redirected, retryAfterMs: retryAfter(headers, body, nowMs) };
}

/** From `retry-after-ms`, `retry-after` (seconds or a date), or Google's `retryDelay` in the body. */
function retryAfter(headers: Record<string, unknown>, body: string, nowMs: number): number | null {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(exact)) return bound(exact);
  const plain = headers['retry-after'];
  if (typeof plain === 'string' && plain.trim() !== '') {
    const seconds = Number(plain);
    if (Number.isFinite(seconds)) return bound(seconds * 1000);
    const date = Date.parse(plain);
    if (Number.isFinite(date)) return bound(date - nowMs);
  }
  const google = /"retryDelay"\s*:\s*"(\d{1,6}(?:\.\d{1,9})?)s"/.exec(body);
  return google === null ? null : bound(Number(google[1]) * 1000);
}

function bound(delayMs: number): number {
  return Math.min(Math.max(Math.round(delayMs), 0), LONGEST_RETRY_AFTER_MS);
}

function asStatus(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 100 && number < 600
    ? number
    : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
