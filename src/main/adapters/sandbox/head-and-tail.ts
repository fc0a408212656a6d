// Keeps the beginning and the end of a command's output and counts what fell between: a model reads the command's
// first words and its last error, never the megabytes in the middle. Memory is bounded by the cap.
// Pure but for its buffers; knows nothing of processes.

export interface HeadAndTail {
  add(chunk: Uint8Array): void;
  /** Text with one line in the middle where bytes were dropped; broken characters at the cut are left out. */
  finish(): { text: string; droppedBytes: number };
}

export function createHeadAndTail(maxBytes: number): HeadAndTail {
  const headRoom = Math.ceil(maxBytes / 2);
  const tailRoom = Math.max(0, maxBytes - headRoom);
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let droppedBytes = 0;

  return {
    add(chunk) {
      const forHead = chunk.subarray(0, Math.max(0, headRoom - headBytes));
      if (forHead.length > 0) {
        head.push(Uint8Array.from(forHead));
        headBytes += forHead.length;
      }
      const rest = chunk.subarray(forHead.length);
      if (rest.length === 0) return;
      tail.push(Uint8Array.from(rest));
      tailBytes += rest.length;
      // Compacted only now and then: joining at every chunk would copy the tail again and again.
      if (tailBytes > 2 * tailRoom + rest.length) compact();
    },
    finish() {
      compact();
      const first = Buffer.concat(head);
      const last = Buffer.concat(tail);
      if (droppedBytes === 0) return { text: decode(Buffer.concat([first, last])), droppedBytes };
      const start = decode(withoutBrokenEnd(first));
      const end = decode(withoutBrokenStart(last));
      return { text: `${start}\n[${droppedBytes} bytes left out]\n${end}`, droppedBytes };
    },
  };

  function compact(): void {
    if (tailBytes <= tailRoom) return;
    const joined = Buffer.concat(tail);
    const kept = joined.subarray(joined.length - tailRoom);
    droppedBytes += joined.length - kept.length;
    tail = [Uint8Array.from(kept)];
    tailBytes = kept.length;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;

function withoutBrokenStart(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < 3 && start < bytes.length && isContinuation(bytes[start] ?? 0)) start += 1;
  return bytes.subarray(start);
}

function withoutBrokenEnd(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
