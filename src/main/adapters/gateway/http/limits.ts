// The caps of the gateway in one place, each with its reason. Values before authentication are small on purpose: behind
// a tunnel anybody can knock.

/** Header bytes of a request. An ordinary browser sends one to two kilobytes. */
export const MAX_HEADER_BYTES = 8 * 1_024;
export const MAX_TARGET_CHARACTERS = 2_048;
/** The whole head must have come by then; a slow loris is cut. */
export const HEADERS_TIMEOUT_MS = 5_000;
/** And the whole request by then. */
export const REQUEST_TIMEOUT_MS = 20_000;
/** How often Node looks for requests that are late. */
export const CHECK_EVERY_MS = 500;
export const KEEP_ALIVE_MS = 5_000;
/** Nothing was read or written for this long; streams say something more often. */
export const SILENCE_MS = 120_000;
export const MAX_CONNECTIONS = 2_048;
/** Of them, those on which nobody has proved himself yet. */
export const MAX_UNPROVED_CONNECTIONS = 256;
/** Sockets and event streams of one caller at once. */
export const MAX_STREAMS_PER_CALLER = 128;
/** A request body with a key; a long chat history fits. */
export const MAX_BODY_BYTES = 4 * 1_024 * 1_024;
/** A body that comes without one: a pairing code and a name. */
export const MAX_OPEN_BODY_BYTES = 1_024;

/** Failed tokens a minute until a lock, and how long it holds. Source: capabilities E2. */
export const MAX_FAILURES = 10;
export const FAILURE_WINDOW_MS = 60_000;
export const LOCKED_MS = 5 * 60_000;

/** Requests a caller may make at once, and how many come back a second. */
export const BURST_REQUESTS = 240;
export const REQUESTS_A_SECOND = 20;

/** Bytes that may wait for a reader before it is cut off. */
export const MAX_UNREAD_BYTES = 1_024 * 1_024;
export const PING_EVERY_MS = 15_000;
/** How long an answer of the agent is waited for. */
export const ANSWER_WITHIN_MS = 10 * 60_000;
