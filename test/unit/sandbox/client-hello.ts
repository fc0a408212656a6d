// The first thing that a real TLS client says, as bytes.
import { type AddressInfo, createServer } from 'node:net';
import { connect } from 'node:tls';

/** Null: without a server name. */
export async function clientHello(name: string | null): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const said = new Promise<Buffer>((resolve) =>
    server.once('connection', (socket) =>
      socket.once('data', (bytes: Buffer) => {
        socket.destroy();
        resolve(bytes);
      }),
    ),
  );
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: '127.0.0.1', port, ...(name === null ? {} : { servername: name }) });
  client.on('error', () => undefined);
  const bytes = await said;
  server.close();
  return bytes;
}
