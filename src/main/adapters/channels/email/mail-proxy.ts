// The proxy of a mail account: its address with the login of now, and a connection through it for what speaks no HTTP.
//   setting, login → URL; URL, host, port → socket | error, and never around it
// HTTP CONNECT (RFC 9110, 9.3.6) and SOCKS5 (RFC 1928, 1929). The proxy resolves the name of the mail server.
import type { Socket } from 'node:net';

const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');
const net = process.getBuiltinModule('node:net');

export type ProxyUrl =
  | { readonly kind: 'usable'; readonly url: string | null }
  | { readonly kind: 'unusable'; readonly reason: string };

export class ProxyRefusal extends Error {
  constructor() {
    super('The proxy refused to connect to the mail server. Does it ask for a login?');
    this.name = 'ProxyRefusal';
  }
}

/** @param login `user:password` */
export function proxyUrl(proxy: string, login: string | null): ProxyUrl {
  if (proxy === '') return { kind: 'usable', url: null };
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  // SECURITY: a password in the settings file would be readable in clear; it is refused there and here.
  if (
    url === null ||
    !/^(?:https?|socks5):$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== ''
  )
    return {
      kind: 'unusable',
      reason: 'The address of the proxy is not one. It begins with http, https or socks5 and holds no login.',
    };
  if (login !== null) {
    const colon = login.indexOf(':');
    url.username = encodeURIComponent(colon === -1 ? login : login.slice(0, colon));
    url.password = colon === -1 ? '' : encodeURIComponent(login.slice(colon + 1));
  }
  return { kind: 'usable', url: url.href };
}

/** A connection to `host` through the proxy. Rejects with ProxyRefusal or a system error; ends with `signal`. */
export async function connectThrough(
  proxy: string,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const url = new URL(proxy);
  const socket = await (url.protocol === 'socks5:'
    ? bySocks(url, host, port, signal)
    : byConnect(url, host, port, signal));
  // SECURITY: it may break before anybody uses it; an error that nobody hears would end the app.
  socket.on('error', () => {});
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop);
  socket.once('close', () => signal.removeEventListener('abort', stop));
  return socket;
}

function loginOf(url: URL): { readonly user: string; readonly password: string } | null {
  return url.username === ''
    ? null
    : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

function byConnect(url: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const login = loginOf(url);
  const basic = login === null ? null : Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request({
      method: 'CONNECT',
      host: url.hostname,
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
      path: `${host}:${port}`,
      agent: false,
      signal,
      headers: {
        host: `${host}:${port}`,
        ...(basic === null ? {} : { 'proxy-authorization': `Basic ${basic}` }),
      },
    });
    request.on('error', reject);
    request.on('response', () => {
      request.destroy();
      reject(new ProxyRefusal());
    });
    request.on('connect', (answer, socket, head) => {
      if (answer.statusCode === 200) {
        // A mail server speaks first, and its greeting may come in one piece with the proxy's answer.
        if (head.length > 0) socket.unshift(head);
        return resolve(socket as Socket);
      }
      socket.destroy();
      reject(new ProxyRefusal());
    });
    request.end();
  });
}

async function bySocks(url: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = net.connect({ host: url.hostname, port: url.port === '' ? 1080 : Number(url.port), signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const login = loginOf(url);
    socket.write(Buffer.from(login === null ? [5, 1, 0] : [5, 2, 0, 2]));
    const [, method] = await read(socket, 2);
    if (method === 2 && login !== null) {
      const [user, password] = [Buffer.from(login.user), Buffer.from(login.password)];
      socket.write(
        Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]),
      );
      if ((await read(socket, 2))[1] !== 0) throw new ProxyRefusal();
    } else if (method !== 0) throw new ProxyRefusal();
    const name = Buffer.from(host);
    socket.write(
      Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 255])]),
    );
    const [, reply, , kind] = await read(socket, 4);
    if (reply !== 0) throw new ProxyRefusal();
    const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
    await read(socket, length + 2);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Exactly so many bytes; what follows stays in the socket. */
function read(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const release = (): void => {
      socket.off('readable', look);
      socket.off('error', fail);
      socket.off('close', fail);
    };
    const look = (): void => {
      const bytes: unknown = socket.read(count);
      if (!(bytes instanceof Buffer)) return;
      release();
      resolve(bytes);
    };
    const fail = (): void => {
      release();
      reject(new ProxyRefusal());
    };
    socket.on('readable', look);
    socket.on('error', fail);
    socket.on('close', fail);
    look();
  });
}
