// Server-sent events of signal-cli (GET /api/v1/events), one at a time, as the HTML standard writes them.
//   connection → lines → events, and a sign of life for each line
// The next event is read only when the one before was dealt with: the connection waits meanwhile, nothing piles up.
// Bounded, whatever comes. Knows no envelope.
import type { IncomingMessage } from 'node:http';

// Not imported: an import reads every export of the module, and one of http's loads the platform's whole HTTP client.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

export interface StreamEvent {
  /** By which the stream can be taken up again behind it; null from a signal-cli that gives none. */
  readonly id: string | null;
  readonly type: string;
  readonly data: string;
  /** It was longer than `MAX_EVENT_UNITS`; `data` is its beginning. */
  readonly cut: boolean;
}

export type StreamEnd =
  /** Not the stream: what listens there answered otherwise. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'failed'; readonly code: string }
  /** It ended or broke, or nobody said anything for too long. */
  | { readonly kind: 'ended'; readonly code: string };

/** UTF-16 units. The longest message of Signal's apps has 64 KiB; names of attachments come on top. */
export const MAX_EVENT_UNITS = 1_000_000;

/**
 * Reads until the connection ends or `signal` aborts. Never rejects.
 * @param asked.silentMs without a line for so long the connection counts as dead; signal-cli says something every 15 s
 */
export async function readEvents(
  asked: {
    readonly url: string;
    readonly lastEventId: string | null;
    readonly silentMs: number;
    readonly signal: AbortSignal;
  },
  heard: {
    /** The stream stands. */
    opened(): void;
    alive(): void;
    event(event: StreamEvent): Promise<void>;
  },
): Promise<StreamEnd> {
  const answer = await open(asked);
  if (answer.kind !== 'open') return answer;
  const { response } = answer;
  let quiet = setTimeout(() => response.destroy(), asked.silentMs);
  const abort = (): void => void response.destroy();
  asked.signal.addEventListener('abort', abort);
  try {
    heard.opened();
    const reader = createReader();
    response.setEncoding('utf8');
    for await (const piece of response) {
      clearTimeout(quiet);
      heard.alive();
      for (const event of reader.add(String(piece))) {
        if (asked.signal.aborted) break;
        await heard.event(event);
      }
      quiet = setTimeout(() => response.destroy(), asked.silentMs);
    }
    return { kind: 'ended', code: 'ENDED' };
  } catch (error) {
    return { kind: 'ended', code: codeOf(error) };
  } finally {
    clearTimeout(quiet);
    asked.signal.removeEventListener('abort', abort);
    response.destroy();
  }
}

function open(asked: {
  readonly url: string;
  readonly lastEventId: string | null;
  readonly silentMs: number;
  readonly signal: AbortSignal;
}): Promise<StreamEnd | { readonly kind: 'open'; readonly response: IncomingMessage }> {
  return new Promise((resolve) => {
    if (asked.signal.aborted) return resolve({ kind: 'failed', code: 'ABORTED' });
    const headers = {
      accept: 'text/event-stream',
      ...(asked.lastEventId === null ? {} : { 'last-event-id': asked.lastEventId }),
    };
    const door = asked.url.startsWith('https:') ? https : http;
    const request = door.request(asked.url, { method: 'GET', agent: false, headers });
    const abort = (): void => void request.destroy();
    const late = setTimeout(() => request.destroy(), asked.silentMs);
    const release = (): void => {
      clearTimeout(late);
      asked.signal.removeEventListener('abort', abort);
    };
    asked.signal.addEventListener('abort', abort);
    request.on('error', (error) => {
      release();
      resolve({ kind: 'failed', code: codeOf(error) });
    });
    request.on('response', (response) => {
      release();
      const isStream = /^text\/event-stream\b/i.test(response.headers['content-type'] ?? '');
      if (response.statusCode === 200 && isStream) return resolve({ kind: 'open', response });
      response.destroy();
      resolve({ kind: 'status', status: response.statusCode ?? 0 });
    });
    request.end();
  });
}

export function createReader(): { add(piece: string): StreamEvent[] } {
  let line = '';
  let skipLineFeed = false;
  let id: string | null = null;
  let type = '';
  let data: string[] = [];
  let units = 0;
  let cut = false;

  function append(text: string): void {
    const room = Math.max(0, MAX_EVENT_UNITS - units - line.length);
    if (text.length > room) cut = true;
    // SECURITY: what has no end must not fill the memory: its beginning is kept, the rest is passed over.
    line += text.slice(0, room);
  }

  function finish(): StreamEvent[] {
    const event = { id, type: type === '' ? 'message' : type, data: data.join('\n'), cut };
    const empty = data.length === 0;
    type = '';
    data = [];
    units = 0;
    cut = false;
    return empty ? [] : [event];
  }

  function take(whole: string): StreamEvent[] {
    if (whole === '') return finish();
    const colon = whole.indexOf(':');
    const field = colon === -1 ? whole : whole.slice(0, colon);
    const value = colon === -1 ? '' : whole.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      units += value.length;
      data.push(value);
    } else if (field === 'event') type = value.slice(0, 100);
    // Only what may stand in a header again.
    else if (field === 'id' && /^[\x21-\x7e]{1,100}$/.test(value)) id = value;
    return [];
  }

  return {
    add: (piece) => {
      const events: StreamEvent[] = [];
      if (piece === '') return events;
      let from = skipLineFeed && piece.startsWith('\n') ? 1 : 0;
      skipLineFeed = false;
      for (const { index, 0: end } of piece.matchAll(/\r\n|\r|\n/g)) {
        if (index < from) continue;
        append(piece.slice(from, index));
        const whole = line;
        line = '';
        from = index + end.length;
        skipLineFeed = end === '\r' && from === piece.length;
        events.push(...take(whole));
      }
      append(piece.slice(from));
      return events;
    },
  };
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN';
}
