// The whole web of the bench: one server on loopback that is every host. It serves what a scenario lays out and records
// every request; what an attacker would see is what arrives here.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OutsideServer {
  readonly port: number;
  /** `METHOD host/path` and everything else that came, one text a request. */
  readonly requests: string[];
  /** Pages by `host/path`; anything else is an empty page. */
  readonly pages: Map<string, { readonly type: string; readonly body: string | Uint8Array }>;
  readonly dialling: {
    resolve(host: string): Promise<readonly string[]>;
    mayDial(address: string): boolean;
  };
  close(): Promise<void>;
}

const NO_RESULTS = JSON.stringify({
  results: [{ title: 'A page', url: 'http://pages.example/', content: 'Words.' }],
});

export async function openOutsideServer(): Promise<OutsideServer> {
  const requests: string[] = [];
  const pages: OutsideServer['pages'] = new Map();
  const server = createServer((request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      requests.push(
        decodeURIComponent(
          `${request.method} ${host}${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString('utf8')}`.replaceAll(
            /%(?![0-9A-Fa-f]{2})/g,
            '%25',
          ),
        ),
      );
      const isSearch = host === 'search.example';
      const page = isSearch
        ? { type: 'application/json', body: NO_RESULTS }
        : (pages.get(`${host}${path}`) ?? { type: 'text/plain', body: 'Nothing here.' });
      response.writeHead(200, { 'content-type': page.type });
      response.end(page.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    pages,
    dialling: {
      resolve: async (host) => {
        requests.push(`DNS ${host}`);
        return ['127.0.0.1'];
      },
      mayDial: (address) => address === '127.0.0.1',
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
