// How the proxy comes to listen inside: a few lines run in the command's own network before the command, make a
// listening socket on its loopback and hand it out to us. A socket stays in the network it was made in, whoever
// accepts on it. So there is no bridge, no program in between, and nothing that could be asked for more.
// Pure: words for a shell. The message is Node's own for handing a server to another process.

/** In its own network nobody else can have it. */
export const PROXY_PORT = 3128;
const MESSAGE = '{"cmd":"NODE_HANDLE","type":"net.Server","msg":"listening"}';
const SENDMSG = { x64: 46, arm64: 211 } as const;

/** Both are part of nearly every system; the first that is there is used. */
export const LISTENER_PROGRAMS = ['/usr/bin/perl', '/usr/bin/python3'] as const;
export type ListenerProgram = (typeof LISTENER_PROGRAMS)[number];

export const NO_LISTENER_PROGRAM =
  'A list of hosts needs perl or python3 on this system, and neither is there. Install one of them, or empty sandbox.allow_hosts.';

/** One shell command that hands a listening socket out through `descriptor`, closes it, and forgets about it. */
export function listenInside(program: ListenerProgram, arch: 'x64' | 'arm64', descriptor: number): string {
  const script = program.endsWith('perl') ? perl(arch, descriptor) : python(descriptor);
  const flag = program.endsWith('perl') ? '-e' : '-Ic';
  return [
    `${program} ${flag} '${script}'`,
    // SECURITY: the command must not find the way on which we take things from it.
    `exec ${descriptor}>&-`,
    'unset NODE_CHANNEL_FD NODE_CHANNEL_SERIALIZATION_MODE',
  ].join(' && ');
}

/** Its structures are those of every 64-bit Linux; perl has no word of its own for handing out a descriptor. */
function perl(arch: 'x64' | 'arm64', descriptor: number): string {
  return [
    'use Socket',
    'socket(my $s, PF_INET, SOCK_STREAM, 0) or die',
    `bind($s, sockaddr_in(${PROXY_PORT}, INADDR_LOOPBACK)) or die`,
    'listen($s, 64) or die',
    `my $text = q(${MESSAGE}) . "\\n"`,
    'my $part = pack("P Q", $text, length $text)',
    'my $rights = pack("Q l l i x4", 20, 1, 1, fileno $s)',
    'my $message = pack("Q L x4 P Q P Q l x4", 0, 0, $part, 1, $rights, length $rights, 0)',
    `syscall(${SENDMSG[arch]}, ${descriptor}, $message, 0) == length $text or die`,
  ].join('; ');
}

function python(descriptor: number): string {
  return [
    'import socket',
    's = socket.socket()',
    `s.bind(("127.0.0.1", ${PROXY_PORT}))`,
    's.listen(64)',
    `socket.send_fds(socket.socket(fileno=${descriptor}), [b"""${MESSAGE}\\n"""], [s.fileno()])`,
  ].join('; ');
}

/** Variables by which programs find the proxy; nothing secret is in them. */
export function proxyEnvironment(): Record<string, string> {
  const address = `http://127.0.0.1:${PROXY_PORT}`;
  return {
    http_proxy: address,
    https_proxy: address,
    HTTP_PROXY: address,
    HTTPS_PROXY: address,
    no_proxy: 'localhost,127.0.0.1,::1',
    NO_PROXY: 'localhost,127.0.0.1,::1',
  };
}
