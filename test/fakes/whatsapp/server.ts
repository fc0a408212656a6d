// Meta's Graph API for one WhatsApp number, on loopback: sends messages, keeps media, and answers as Meta does.
//   HTTP → token → path → fault of the moment → answer
// It never speaks to Meta. What it refuses and how comes from the documentation (graph-api, WhatsApp "Error codes").
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CallFault, createCallFaults } from '../loopback/call-faults.ts';
import { parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { checkMessage, type GraphError, type ShownOnWhatsApp, type UploadedMedia } from './message-checks.ts';
import type { BusinessNumber, WhatsAppPerson } from './payloads.ts';

export type WhatsAppCall = 'account' | 'messages' | 'typing' | 'upload' | 'media' | 'file';

export interface WhatsAppServer {
  readonly url: string;
  /** With the version, as the channel is given it. */
  readonly apiRoot: string;
  readonly token: string;
  readonly number: BusinessNumber;
  /** Who can be written to. */
  addPerson(person: WhatsAppPerson): void;
  /** A message of a person that reached us: it can be marked as read. */
  noteInbound(messageId: string): void;
  /** Keeps a file as one that a person attached; returns its id. */
  keepMedia(file: UploadedMedia): string;
  /** Where the next file is said to lie, instead of here. */
  mediaAddress(url: string): void;
  shown(): readonly ShownOnWhatsApp[];
  /** Resolves when so many messages were shown. */
  shownCount(count: number): Promise<readonly ShownOnWhatsApp[]>;
  typing(): readonly string[];
  typingSeen(): Promise<void>;
  /** How often a kind of call reached us, whatever came of it. */
  calls(kind: WhatsAppCall): number;
  failNext(kind: WhatsAppCall, fault: CallFault): void;
  setToken(token: string): void;
  /** Nobody listens there any more. */
  goAway(): Promise<void>;
  /** At the same address as before. */
  comeBack(): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

const VERSION = 'v26.0';
const MAX_BODY_BYTES = 101 * 1024 * 1024;
/** What the Media API takes, in its own words. */
const MEDIA_TYPES =
  /^(?:audio\/(?:aac|mp4|mpeg|amr|ogg|opus)|image\/(?:jpeg|png|webp)|video\/(?:mp4|3gpp)|text\/plain|application\/(?:pdf|msword|vnd\.ms-(?:excel|powerpoint)|vnd\.openxmlformats-officedocument\.(?:wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)))$/;

export async function startWhatsAppServer(): Promise<WhatsAppServer> {
  const number: BusinessNumber = {
    accountId: '102290129340398',
    phoneNumberId: '106540352242922',
    displayPhoneNumber: '+49 170 9999999',
  };
  let token = 'EAAFakeAccessTokenForLoopbackTestsOnly0000';
  const people: WhatsAppPerson[] = [];
  const media = new Map<string, UploadedMedia>();
  const inboundIds = new Set<string>();
  const shown: ShownOnWhatsApp[] = [];
  const typing: string[] = [];
  const counts = new Map<WhatsAppCall, number>();
  const faults = createCallFaults<WhatsAppCall>();
  const watch = createWatch();
  let lastMediaId = 1_000_000_000;
  let lastMessage = 0;
  let elsewhere: string | null = null;

  function keepMedia(file: UploadedMedia): string {
    lastMediaId += 1;
    media.set(String(lastMediaId), file);
    return String(lastMediaId);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body.kind !== 'read') return reset(response);
    const address = new URL(request.url ?? '/', 'http://127.0.0.1');
    const kind = kindOf(request.method ?? '', address.pathname, body.bytes);
    if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    watch.changed();
    if (request.headers.authorization !== `Bearer ${token}`)
      return refuse(response, {
        status: 401,
        code: 190,
        // Meta repeats what it was given.
        message: `Error validating access token: ${(request.headers.authorization ?? '').slice(7)}`,
      });
    if (kind === null)
      return refuse(response, { status: 404, code: 2_500, message: 'Unknown path components' });
    const fault = faults.take(kind);
    if (fault?.kind === 'answer') return reply(response, fault.status, fault.body, fault.headers);
    if (fault?.kind === 'silence') return;
    const answer = await act(kind, address, request, body.bytes);
    if (fault?.kind === 'cut') return reset(response);
    if ('code' in answer) return refuse(response, answer);
    if ('bytes' in answer) {
      response.writeHead(200, { 'content-type': answer.mediaType, 'content-length': answer.bytes.length });
      response.end(answer.bytes);
      return;
    }
    reply(response, 200, JSON.stringify(answer.json));
  }

  function kindOf(method: string, path: string, bytes: Buffer): WhatsAppCall | null {
    if (method === 'GET' && /^\/files\/\d+$/.test(path)) return 'file';
    const [version, first, second, ...rest] = path.slice(1).split('/');
    if (version !== VERSION || rest.length > 0) return null;
    if (method === 'GET' && second === undefined)
      return first === number.phoneNumberId ? 'account' : /^\d+$/.test(first ?? '') ? 'media' : null;
    if (method !== 'POST' || first !== number.phoneNumberId) return null;
    if (second === 'media') return 'upload';
    if (second !== 'messages') return null;
    return parseObject(bytes.toString('utf8'))?.['status'] === undefined ? 'messages' : 'typing';
  }

  type Acted = { readonly json: object } | GraphError | UploadedMedia;

  async function act(
    kind: WhatsAppCall,
    address: URL,
    request: IncomingMessage,
    bytes: Buffer,
  ): Promise<Acted> {
    switch (kind) {
      case 'account':
        return { json: { ...accountFields(address), id: number.phoneNumberId } };
      case 'messages':
      case 'typing':
        return actOnMessage(bytes);
      case 'upload':
        return await actOnUpload(request, bytes);
      case 'media': {
        const id = address.pathname.split('/').at(-1) ?? '';
        const file = media.get(id);
        if (file === undefined)
          return { status: 400, code: 100, message: `Object with ID '${id}' does not exist` };
        const where = elsewhere ?? `${url}/files/${id}`;
        const facts = { mime_type: file.mediaType, file_size: file.bytes.length, id };
        return { json: { messaging_product: 'whatsapp', url: where, ...facts } };
      }
      case 'file': {
        const file = media.get(address.pathname.split('/').at(-1) ?? '');
        return file ?? { status: 404, code: 100, message: 'Media is gone' };
      }
    }
  }

  function accountFields(address: URL): Readonly<Record<string, string>> {
    const all = { display_phone_number: number.displayPhoneNumber, verified_name: 'Example' };
    const asked = (address.searchParams.get('fields') ?? '').split(',');
    return Object.fromEntries(Object.entries(all).filter(([name]) => asked.includes(name)));
  }

  function actOnMessage(bytes: Buffer): Acted {
    const body = parseObject(bytes.toString('utf8'));
    if (body === null) return { status: 400, code: 100, message: 'Invalid JSON' };
    const checked = checkMessage(body, { people, media, inboundIds });
    if (checked.kind === 'refused') return checked.error;
    if (checked.kind === 'read') {
      if (checked.isTyping) typing.push(checked.messageId);
      watch.changed();
      return { json: { success: true } };
    }
    lastMessage += 1;
    const id = `wamid.ours${lastMessage}`;
    shown.push({ id, ...checked.message });
    watch.changed();
    const { waId, userId } = checked.message.to;
    const contact = {
      input: body['to'] ?? body['recipient'],
      wa_id: waId ?? undefined,
      user_id: userId ?? undefined,
    };
    return { json: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id }] } };
  }

  async function actOnUpload(request: IncomingMessage, bytes: Buffer): Promise<Acted> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(bytes), { headers }).formData().catch(() => null);
    const [file, type] = [form?.get('file'), form?.get('type')];
    if (form?.get('messaging_product') !== 'whatsapp' || !(file instanceof File) || typeof type !== 'string')
      return { status: 400, code: 100, message: '(#100) The parameter file is required.' };
    if (!MEDIA_TYPES.test(type) || file.type !== type)
      return {
        status: 400,
        code: 100,
        message: '(#100) Param file must be a file with one of the following types: …',
      };
    const id = keepMedia({
      name: file.name,
      mediaType: type,
      bytes: new Uint8Array(await file.arrayBuffer()),
    });
    return { json: { id } };
  }

  let server = await listenOnLoopback(handle);
  const { url, port } = server;

  return {
    url,
    apiRoot: `${url}/${VERSION}`,
    get token() {
      return token;
    },
    number,
    addPerson: (person) => {
      people.push(person);
    },
    noteInbound: (messageId) => {
      inboundIds.add(messageId);
    },
    keepMedia,
    mediaAddress: (url) => {
      elsewhere = url;
    },
    shown: () => [...shown],
    shownCount: (count) =>
      watch.until(() => (shown.length >= count ? [...shown] : undefined), { what: `${count} messages` }),
    typing: () => [...typing],
    typingSeen: async () => {
      await watch.until(() => (typing.length > 0 ? true : undefined), { what: 'a typing indicator' });
    },
    calls: (kind) => counts.get(kind) ?? 0,
    failNext: faults.next,
    setToken: (next) => {
      token = next;
    },
    goAway: () => server.close(),
    comeBack: async () => {
      server = await listenOnLoopback(handle, port);
    },
    dropConnections: () => server.dropConnections(),
    close: () => server.close(),
  };
}

function refuse(response: ServerResponse, error: GraphError): void {
  reply(response, error.status, graphErrorBody(error));
}

/** The envelope of every refusal. */
export function graphErrorBody({ code, message }: Omit<GraphError, 'status'>): string {
  const type = code === 190 ? 'OAuthException' : 'GraphMethodException';
  return JSON.stringify({
    error: { message, type, code, error_data: { messaging_product: 'whatsapp', details: message } },
  });
}
