// The one place of the product that sends an HTTP request, and the limits that hold for every answer.
//   open → send (once or more) → body counted and timed → close
// Knows nothing of models or providers: they receive `send` and use it in place of the global function.

/** All times in milliseconds, all sizes in bytes after decompression. */
export interface HttpLimits {
  /** From the request to the first byte of the body. */
  readonly firstByteTimeoutMs: number;
  /** Between two pieces of the body, counted only while somebody waits for one. */
  readonly stallTimeoutMs: number;
  /** For the whole connection, however lively it is. */
  readonly totalTimeoutMs: number;
  readonly maxBytes: number;
  /** A line that never ends would be held in memory and scanned again with each piece. */
  readonly maxLineBytes: number;
}

export type HttpTrouble = 'timeout' | 'too-long';

export interface Connection {
  readonly send: typeof globalThis.fetch;
  /** Aborts when the caller stops, a limit is passed, or `close` is called. */
  readonly signal: AbortSignal;
  /** Which limit ended the connection, if one did. */
  trouble(): HttpTrouble | null;
  /** Whether anything was sent yet. */
  sent(): boolean;
  /** Ends what still runs, and its socket; after a body read to its end the socket stays for the next request. */
  close(): void;
}

export function openConnection(limits: HttpLimits, caller?: AbortSignal): Connection {
  const controller = new AbortController();
  let trouble: HttpTrouble | null = null;
  let sent = false;

  const end = (reason: HttpTrouble): void => {
    trouble ??= reason;
    controller.abort();
  };
  const stop = (): void => controller.abort();
  const total = setTimeout(end, limits.totalTimeoutMs, 'timeout');
  if (caller?.aborted) stop();
  caller?.addEventListener('abort', stop, { once: true });

  const send: typeof globalThis.fetch = async (input, init) => {
    sent = true;
    const firstByte = setTimeout(end, limits.firstByteTimeoutMs, 'timeout');
    try {
      // SECURITY: a redirect is refused; followed, it would carry the key header to another host.
      const response = await fetch(input, { ...init, redirect: 'error', signal: controller.signal });
      const onBegin = (): void => clearTimeout(firstByte);
      if (response.body === null) {
        onBegin();
        return response;
      }
      const { status, statusText, headers } = response;
      const body = limitBody(response.body, limits, { end, onBegin });
      return new Response(body, { status, statusText, headers });
    } catch (error) {
      clearTimeout(firstByte);
      throw error;
    }
  };

  return {
    send,
    signal: controller.signal,
    trouble: () => trouble,
    sent: () => sent,
    close: () => {
      clearTimeout(total);
      caller?.removeEventListener('abort', stop);
      controller.abort();
    },
  };
}

interface BodyWatch {
  end(reason: HttpTrouble): void;
  onBegin(): void;
}

function limitBody(
  body: ReadableStream<Uint8Array>,
  limits: HttpLimits,
  watch: BodyWatch,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let begun = false;
  let bytes = 0;
  let lineBytes = 0;

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const stall = begun ? setTimeout(watch.end, limits.stallTimeoutMs, 'timeout') : undefined;
        try {
          const { done, value } = await reader.read();
          if (!begun) watch.onBegin();
          begun = true;
          if (done) {
            controller.close();
            return;
          }
          bytes += value.byteLength;
          const lastBreak = value.lastIndexOf(0x0a);
          lineBytes = lastBreak === -1 ? lineBytes + value.byteLength : value.byteLength - lastBreak - 1;
          // SECURITY: an endless answer must not fill the memory of the process that guards everything.
          if (bytes > limits.maxBytes || lineBytes > limits.maxLineBytes) {
            watch.end('too-long');
            controller.error(new Error('the answer is longer than allowed'));
            return;
          }
          controller.enqueue(value);
        } catch (error) {
          watch.onBegin();
          controller.error(error);
        } finally {
          clearTimeout(stall);
        }
      },
      cancel: (reason) => {
        watch.onBegin();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
