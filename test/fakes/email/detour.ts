// A proxy on 127.0.0.1 by CONNECT and by SOCKS5 that leads every destination to a port of this computer, so that a test
// can use the names and ports of real mail servers. Remembers what it was asked for.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Detour {
  readonly httpUrl: string;
  readonly socksUrl: string;
  /** `imap.example.net:143`, as asked. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** @param lead from the asked port to one here @param login `user:password`; null: none is asked for */
export async function openDetour(
  lead: (port: number) => number,
  login: string | null = null,
): Promise<Detour> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const join = (client: Socket, host: string, port: number, ready: () => void): void => {
    asked.push(`${host}:${port}`);
    const upstream = connect(lead(port), '127.0.0.1', () => {
      ready();
      upstream.pipe(client);
      client.pipe(upstream);
    });
    keep(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    client.once('data', (first: Buffer) => {
      if (first[0] === 5)
        socks(client, login, (host, port) => join(client, host, port, () => client.write(granted())));
      else {
        const [, host = '', port = ''] = /^CONNECT ([^:\s]+):(\d+)/.exec(first.toString('latin1')) ?? [];
        const basic = login === null ? null : Buffer.from(login).toString('base64');
        if (basic !== null && !first.toString('latin1').includes(`Basic ${basic}`))
          client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        else join(client, host, Number(port), () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    httpUrl: `http://127.0.0.1:${port}`,
    socksUrl: `socks5://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** RFC 1928 with user and password (RFC 1929), names and IPv4; the greeting was read already. */
function socks(client: Socket, login: string | null, open: (host: string, port: number) => void): void {
  const request = (bytes: Buffer): void => {
    const isName = bytes[3] === 3;
    const from = isName ? 5 : 4;
    const end = from + (isName ? (bytes[4] ?? 0) : 4);
    const host = bytes.subarray(from, end);
    open(isName ? host.toString('latin1') : host.join('.'), bytes.readUInt16BE(end));
  };
  if (login === null) {
    client.write(Buffer.from([5, 0]));
    client.once('data', request);
    return;
  }
  client.write(Buffer.from([5, 2]));
  client.once('data', (bytes: Buffer) => {
    const user = bytes.subarray(2, 2 + (bytes[1] ?? 0)).toString();
    const password = bytes.subarray(3 + user.length).toString();
    const isRight = `${user}:${password}` === login;
    client.write(Buffer.from([1, isRight ? 0 : 1]));
    if (isRight) client.once('data', request);
    else client.end();
  });
}

function granted(): Buffer {
  return Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]);
}
