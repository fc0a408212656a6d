// Twilio's REST API for one account, on loopback: sends messages, keeps media, and answers as Twilio does.
//   HTTP → login → path → fault of the moment → answer
// It never speaks to Twilio. Twilio, "Messages resource", "Media subresource", "Error and warning dictionary" (2026).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CallFault, createCallFaults } from '../loopback/call-faults.ts';
import { readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import type { Fields, TwilioAccount } from './forms.ts';
import { createInbox } from './inbox.ts';

export type TwilioCall = 'account' | 'messages' | 'list' | 'media-list' | 'media' | 'file';

export interface ShownByTwilio {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly text: string;
  /** Where we want to be told what becomes of it. */
  readonly statusCallback: string | null;
}

export interface KeptMedia {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface TwilioServer {
  readonly url: string;
  readonly account: TwilioAccount;
  readonly serviceSid: string;
  /** A message that came in, whether or not it was taken: it stands in the list from now on. */
  keepInbound(fields: Fields): void;
  /** Keeps a file that a person attached; returns its address below the account. */
  keepMedia(messageSid: string, file: KeptMedia): string;
  /** Where the next files are said to lie, instead of here. */
  mediaAddress(url: string): void;
  shown(): readonly ShownByTwilio[];
  shownCount(count: number): Promise<readonly ShownByTwilio[]>;
  /** How often a kind of call reached us, whatever came of it. */
  calls(kind: TwilioCall): number;
  /** Calls with the right login to what is not there. */
  strangeCalls(): number;
  failNext(kind: TwilioCall, fault: CallFault): void;
  setToken(token: string): void;
  setStatus(status: 'active' | 'suspended'): void;
  /** Nobody listens there any more. */
  goAway(): Promise<void>;
  /** At the same address as before. */
  comeBack(): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const MAX_BODY_BYTES = 1024 * 1024;
const E164 = /^\+\d{7,15}$/;

export async function startTwilioServer(): Promise<TwilioServer> {
  let account: TwilioAccount = {
    accountSid: `AC${'0123456789abcdef'.repeat(2)}`,
    authToken: 'fedcba9876543210fedcba9876543210',
    number: '+4915700000000',
  };
  const serviceSid = `MG${'0123456789abcdef'.repeat(2)}`;
  const root = `/2010-04-01/Accounts/${account.accountSid}`;
  let status = 'active';
  let elsewhere: string | null = null;
  let strangeCalls = 0;
  const media = new Map<string, KeptMedia>();
  const inbox = createInbox(root);
  const shown: ShownByTwilio[] = [];
  const counts = new Map<TwilioCall, number>();
  const faults = createCallFaults<TwilioCall>();
  const watch = createWatch();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body.kind !== 'read') return reset(response);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const kind = kindOf(request.method ?? '', path);
    if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    watch.changed();
    if (kind === 'file') {
      sendFile(path, request, response);
      return;
    }
    const login = Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64');
    if (request.headers.authorization !== `Basic ${login}`)
      return refuse(response, { status: 401, code: 20_003, message: 'Authenticate' });
    if (kind === null) {
      strangeCalls += 1;
      return refuse(response, {
        status: 404,
        code: 20_404,
        message: `The requested resource ${path} was not found`,
      });
    }
    const fault = faults.take(kind);
    if (fault?.kind === 'answer') return reply(response, fault.status, fault.body, fault.headers);
    if (fault?.kind === 'silence') return;
    if (kind === 'list') return reply(response, 200, JSON.stringify(inbox.list(request.url ?? '')));
    if (kind === 'media-list') return reply(response, 200, JSON.stringify(inbox.mediaOf(path)));
    act(kind, path, body.bytes.toString('utf8'), response, fault?.kind === 'cut');
  }

  function act(
    kind: 'account' | 'messages' | 'media',
    path: string,
    body: string,
    response: ServerResponse,
    isCut: boolean,
  ): void {
    switch (kind) {
      case 'account':
        reply(
          response,
          200,
          JSON.stringify({ sid: account.accountSid, friendly_name: 'Example', status, type: 'Full' }),
        );
        return;
      case 'messages': {
        const sent = send(new URLSearchParams(body));
        if (isCut) reset(response);
        else if ('code' in sent) refuse(response, sent);
        else reply(response, 201, JSON.stringify({ sid: sent.sid, status: 'queued', error_code: null }));
        return;
      }
      case 'media': {
        const sid = path.split('/').at(-1) ?? '';
        if (!media.has(sid)) {
          refuse(response, { status: 404, code: 20_404, message: 'Not found' });
          return;
        }
        response.writeHead(307, { location: elsewhere ?? `${url}/files/${sid}`, 'content-length': 0 });
        response.end();
        return;
      }
    }
  }

  function kindOf(method: string, path: string): TwilioCall | null {
    if (method === 'GET' && /^\/files\/ME[0-9a-f]{32}$/.test(path)) return 'file';
    if (!path.startsWith(root)) return null;
    const below = path.slice(root.length);
    if (method === 'GET' && below === '.json') return 'account';
    if (method === 'POST' && below === '/Messages.json') return 'messages';
    if (method === 'GET' && below === '/Messages.json') return 'list';
    if (method === 'GET' && /^\/Messages\/(?:SM|MM)[0-9a-f]{32}\/Media\.json$/.test(below))
      return 'media-list';
    return method === 'GET' && /^\/Messages\/(?:SM|MM)[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}$/.test(below)
      ? 'media'
      : null;
  }

  /** Where files are kept a login is refused, as by stores of signed addresses. */
  function sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
    const file = media.get(path.split('/').at(-1) ?? '');
    if (request.headers.authorization !== undefined) {
      reply(response, 400, 'Only one auth mechanism allowed');
    } else if (file === undefined) {
      reply(response, 404, 'NoSuchKey');
    } else {
      response.writeHead(200, { 'content-type': file.mediaType, 'content-length': file.bytes.length });
      response.end(file.bytes);
    }
  }

  function send(form: URLSearchParams): ShownByTwilio | Refusal {
    const [to, text] = [form.get('To') ?? '', form.get('Body') ?? ''];
    const from = form.get('From') ?? form.get('MessagingServiceSid') ?? '';
    const isWhatsApp = to.startsWith('whatsapp:');
    const number = to.replace(/^whatsapp:/, '');
    if (!E164.test(number) && !(isWhatsApp && /^[A-Z]{2}\.[A-Za-z0-9]+$/.test(number)))
      return { status: 400, code: 21_211, message: `Invalid 'To' Phone Number: ${to}` };
    if (text.trim() === '') return { status: 400, code: 21_602, message: 'Message body is required' };
    if (text.length > 1_600)
      return {
        status: 400,
        code: 21_617,
        message: 'The concatenated message body exceeds the 1600 character limit',
      };
    const ours = isWhatsApp ? `whatsapp:${account.number}` : account.number;
    if (from !== ours && from !== serviceSid)
      return isWhatsApp
        ? {
            status: 400,
            code: 63_007,
            message: 'Twilio could not find a Channel with the specified From address',
          }
        : { status: 400, code: 21_659, message: `'From' ${from} is not a Twilio phone number` };
    const statusCallback = form.get('StatusCallback');
    const one = { sid: sidOf('SM', shown.length + 1), to, from, text, statusCallback };
    shown.push(one);
    watch.changed();
    return one;
  }

  let server = await listenOnLoopback(handle);
  const { url, port } = server;

  return {
    url,
    get account() {
      return account;
    },
    serviceSid,
    keepInbound: inbox.keep,
    keepMedia: (messageSid, file) => {
      const sid = sidOf('ME', media.size + 1);
      media.set(sid, file);
      return `https://api.twilio.com${root}/Messages/${messageSid}/Media/${sid}`;
    },
    mediaAddress: (address) => {
      elsewhere = address;
    },
    shown: () => [...shown],
    shownCount: (count) =>
      watch.until(() => (shown.length >= count ? [...shown] : undefined), { what: `${count} messages` }),
    calls: (kind) => counts.get(kind) ?? 0,
    strangeCalls: () => strangeCalls,
    failNext: faults.next,
    setToken: (authToken) => {
      account = { ...account, authToken };
    },
    setStatus: (next) => {
      status = next;
    },
    goAway: () => server.close(),
    comeBack: async () => {
      server = await listenOnLoopback(handle, port);
    },
    dropConnections: () => server.dropConnections(),
    close: () => server.close(),
  };
}

/** `SM`, `MM` or `ME` and 32 hexadecimal digits. */
export function sidOf(prefix: 'SM' | 'MM' | 'ME', number: number): string {
  return prefix + number.toString(16).padStart(32, '0');
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  reply(response, refusal.status, twilioErrorBody(refusal));
}

export function twilioErrorBody({ status, code, message }: Refusal): string {
  return JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
