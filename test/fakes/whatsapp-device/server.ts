// WhatsApp as the stand-in program of this folder sees it: a phone that scans codes, people who write, messages that
// wait until they were received. A server on 127.0.0.1; the words on it are ours, since nobody publishes WhatsApp's.
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { MessageLine } from '../../../src/main/adapters/channels/whatsapp-device/lines.ts';

export interface SentMessage {
  readonly id: string;
  readonly to: string;
  text: string;
  readonly file: { readonly name: string; readonly mediaType: string; readonly data: string } | null;
}

export type DeviceFault =
  | { readonly kind: 'answer'; readonly outcome: string; readonly code?: number; readonly afterMs?: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

export interface DeviceServer {
  readonly port: number;
  readonly phone: string;
  readonly lid: string;
  readonly sent: readonly SentMessage[];
  readonly typing: readonly string[];
  /** Every secret by which the device was known so far. */
  readonly creds: readonly string[];
  sendRequests(): number;
  deliver(line: MessageLine | object): void;
  again(): void;
  addFile(bytes: Uint8Array): string;
  /** Whether the phone scans each code as soon as it is shown. */
  scans(isScanning: boolean): void;
  unlink(): void;
  failNext(fault: DeviceFault): void;
  offline(isOffline: boolean): Promise<void>;
  cut(): void;
  until<T>(look: () => T | undefined, what: string): Promise<T>;
  close(): Promise<void>;
}

export async function startDeviceServer(): Promise<DeviceServer> {
  const phone = '4915100000001@s.whatsapp.net';
  const lid = '100000000000001@lid';
  const sent: SentMessage[] = [];
  const typing: string[] = [];
  const creds: string[] = [];
  const files = new Map<string, Uint8Array>();
  const waiting = new Map<number, object>();
  const open = new Set<Socket>();
  const asking = new Set<(words: object) => void>();
  const linked = new Set<(words: object) => void>();
  let valid: string | null = null;
  let isScanning = true;
  let fault: DeviceFault | null = null;
  let requests = 0;
  let lastN = 0;
  let isOffline = false;
  let lastLine: object = {};

  const scan = (tell: (words: object) => void): void => {
    valid = `creds-${creds.length}-${Math.random().toString(36).slice(2)}`;
    creds.push(valid);
    asking.delete(tell);
    tell({ op: 'paired', creds: valid });
  };

  const server = createServer((socket) => {
    if (isOffline) return void socket.destroy();
    open.add(socket);
    const tell = (words: object): void => void socket.write(`${JSON.stringify(words)}\n`);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      asking.delete(tell);
      linked.delete(tell);
    });
    createInterface({ input: socket }).on('line', (text) => heard(JSON.parse(text), tell, socket));
  });

  function heard(
    words: { op: string; [field: string]: unknown },
    tell: (words: object) => void,
    socket: Socket,
  ): void {
    const id = Number(words['id']);
    switch (words.op) {
      case 'login':
        if (words['creds'] === null) {
          asking.add(tell);
          tell({ op: 'qr', text: `2@${'Q'.repeat(200)},${creds.length}` });
          if (isScanning) scan(tell);
        } else if (words['creds'] !== valid) tell({ op: 'unlinked' });
        else {
          linked.add(tell);
          tell({ op: 'open', phone, lid });
          for (const [n, line] of waiting) tell({ op: 'deliver', n, line });
        }
        return;
      case 'received':
        waiting.delete(Number(words['n']));
        return;
      case 'typing':
        typing.push(String(words['to']));
        return;
      case 'fetch': {
        const bytes = files.get(String(words['reference']));
        if (bytes === undefined) {
          tell({ op: 'no-file', id, why: 'gone' });
          return;
        }
        if (bytes.length > Number(words['maxBytes'])) {
          tell({ op: 'no-file', id, why: 'too-large' });
          return;
        }
        tell({ op: 'file', id, data: Buffer.from(bytes).toString('base64') });
        return;
      }
      case 'edit':
        for (const message of sent) if (message.id === words['target']) message.text = String(words['text']);
        tell({ op: 'ack', id, outcome: 'sent', messageId: words['target'] });
        return;
      case 'send':
        take(words, id, tell, socket);
        return;
    }
  }

  function take(words: object, id: number, tell: (words: object) => void, socket: Socket): void {
    const { to, text, file } = words as { to: string; text: string; file: SentMessage['file'] };
    requests += 1;
    const now = fault;
    fault = null;
    if (now?.kind === 'answer') {
      tell({ op: 'ack', id, ...now, kind: undefined });
      return;
    }
    const messageId = `3EB0${String(requests).padStart(8, '0')}`;
    sent.push({ id: messageId, to, text, file });
    if (now?.kind === 'cut') socket.destroy();
    if (now === null) tell({ op: 'ack', id, outcome: 'sent', messageId });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };

  const deliver = (line: object): void => {
    lastN += 1;
    lastLine = line;
    waiting.set(lastN, line);
    for (const tell of linked) tell({ op: 'deliver', n: lastN, line });
  };

  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    phone,
    lid,
    sent,
    typing,
    creds,
    sendRequests: () => requests,
    deliver,
    again: () => deliver(lastLine),
    addFile: (bytes) => {
      const reference = `file-${files.size}`;
      files.set(reference, bytes);
      return reference;
    },
    scans: (next) => {
      isScanning = next;
      if (next) for (const tell of [...asking]) scan(tell);
    },
    unlink: () => {
      valid = null;
      for (const tell of linked) tell({ op: 'unlinked' });
    },
    failNext: (next) => {
      fault = next;
    },
    offline: (next) => {
      isOffline = next;
      if (next) cut();
      return Promise.resolve();
    },
    cut,
    until: async (look, what) => {
      for (const began = Date.now(); Date.now() - began < 10_000; ) {
        const found = look();
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`Waited in vain for ${what}`);
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
