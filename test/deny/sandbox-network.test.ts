// Promise: a confined command reaches nobody. Not this computer's own servers, not a socket file, not an abstract
// socket, not the host of a virtual machine; and the ways around a socket call are closed too.
// perl is on every Debian and Ubuntu; its syscall() says exactly what the kernel answers.
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
const open: Server[] = [];
let reached = 0;

beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(async () => {
  for (const server of open) await new Promise((done) => server.close(done));
  world.dispose();
});

async function listen(where: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer((socket) => {
    reached += 1;
    socket.end('reached');
  });
  await new Promise<void>((resolve) => server.listen(where, resolve));
  open.push(server);
  return server;
}

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

describe('a confined command', () => {
  it('cannot reach a server on this computer, by any of its addresses', async () => {
    const port = portOf(await listen({ port: 0, host: '0.0.0.0' }));
    const tries = ['127.0.0.1', 'localhost', '0.0.0.0', '169.254.169.254', '192.168.0.1', '1.1.1.1', '::1'];
    const script =
      'port=$1; shift; for a; do (exec 3<>"/dev/tcp/$a/$port") 2>/dev/null && echo "reached $a"; done; true';
    expect(await world.output(['bash', '-c', script, 'bash', String(port), ...tries])).toBe('');
    expect(reached).toBe(0);
  });

  it('has no interface but its own loopback', async () => {
    const interfaces = await world.output(['sh', '-c', "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '"]);
    expect(interfaces).toBe('lo');
  });

  it('sends no datagram that arrives', async () => {
    const socket = createSocket('udp4');
    let arrived = 0;
    socket.on('message', () => {
      arrived += 1;
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    await world.output(['bash', '-c', `echo x > /dev/udp/127.0.0.1/${socket.address().port}; true`]);
    expect(arrived).toBe(0);
    socket.close();
  });

  it('cannot connect to a socket that somebody left in the workspace', async () => {
    await listen({ path: join(world.workspace, 'service.sock') });
    expect(await world.output(['perl', '-e', unixConnect('service.sock')])).toMatch(/^no: /);
    expect(reached).toBe(0);
  });

  it('cannot connect to an abstract socket', async () => {
    const name = `sandbox-test-${process.pid}`;
    await listen({ path: `\0${name}` });
    expect(await world.output(['perl', '-e', unixConnect(`\\0${name}`)])).toMatch(/^no: /);
    expect(reached).toBe(0);
  });

  it('can still use what only it can see: its own loopback and pairs of sockets', async () => {
    const script = `use Socket; socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or die "pair";
      socket(my $s, PF_INET, SOCK_STREAM, 0) or die "tcp"; bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die "bind"; print "fine"`;
    expect(await world.output(['perl', '-e', script])).toBe('fine');
  });

  it.runIf(process.arch === 'x64')(
    'is refused the system calls that go around namespaces and mounts',
    async () => {
      const calls: Record<string, [number, ...(number | string)[]]> = {
        'unix socket': [41, 1, 1, 0],
        'vm socket': [41, 40, 1, 0],
        'kernel crypto socket': [41, 38, 5, 0],
        'packet socket': [41, 17, 3, 0],
        'vm socket pair': [53, 40, 1, 0, 0],
        io_uring_setup: [425, 1, 0],
        keyctl: [250, 0, 0xfffffffd, 0],
        add_key: [248, 0, 0, 0, 0, 0xfffffffe],
        unshare_user: [272, 0x10000000],
        clone_user: [56, 0x10000011, 0, 0, 0, 0],
        clone3: [435, 0, 0],
        setns: [308, 0, 0],
        mount: [165, 0, 0, 0, 0, 0],
        ptrace: [101, 0, 0, 0, 0],
        bpf: [321, 0, 0, 0],
        open_by_handle_at: [304, 0, 0, 0],
        'typing into a terminal': [16, 0, 0x5412, 0],
        'socket by its x32 number': [0x40000000 + 41, 1, 1, 0],
      };
      const script = `use Errno; while (@ARGV) { my ($name, @n) = split /,/, shift; $! = 0;
      my $r = syscall($n[0], map { $_ + 0 } @n[1..$#n]); print "$name: ", ($r == -1 ? (grep { $!{$_} } keys %!)[0] : "went through"), "\\n" }`;
      const words = Object.entries(calls).map(([name, numbers]) => [name, ...numbers].join(','));
      expect((await world.output(['perl', '-e', script, ...words])).split('\n')).toEqual([
        'unix socket: EPERM',
        'vm socket: EAFNOSUPPORT',
        'kernel crypto socket: EAFNOSUPPORT',
        'packet socket: EAFNOSUPPORT',
        'vm socket pair: EAFNOSUPPORT',
        'io_uring_setup: EPERM',
        'keyctl: EPERM',
        'add_key: EPERM',
        'unshare_user: EPERM',
        'clone_user: EPERM',
        'clone3: ENOSYS',
        'setns: EPERM',
        'mount: EPERM',
        'ptrace: EPERM',
        'bpf: EPERM',
        'open_by_handle_at: EPERM',
        'typing into a terminal: EPERM',
        'socket by its x32 number: ENOSYS',
      ]);
    },
  );
});

function unixConnect(path: string): string {
  return `use Socket; socket(my $s, PF_UNIX, SOCK_STREAM, 0) or do { print "no: $!"; exit };
    connect($s, pack_sockaddr_un("${path}")) ? print "reached" : print "no: $!"`;
}
