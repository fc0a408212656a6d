// The sending side of a mail provider on 127.0.0.1, by smtp-server: takes mails after a login, and can fail at each step.
//   EHLO, AUTH, MAIL, RCPT, DATA, final dot → taken | refused | cut | silence
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type SmtpFault =
  /** 550 to RCPT. */
  | 'refused'
  /** 451 to RCPT. */
  | 'not-now'
  /** Something that is no answer, after the whole mail. */
  | 'nonsense'
  /** 554 after the whole mail. */
  | 'refused-late'
  /** Taken, then the connection breaks without an answer. */
  | 'cut'
  /** Taken, and never answered. */
  | 'silence'
  /** The connection breaks at RCPT, before the mail. */
  | 'cut-early';

/** Said to every client (RFC 1870). */
const LARGEST_BYTES = 2_000_000;

export interface TakenMail {
  readonly from: string;
  readonly to: string;
  readonly source: Buffer;
}

export interface SmtpDoor {
  readonly port: number;
  readonly taken: readonly TakenMail[];
  /** Clients that said MAIL FROM. */
  attempts(): number;
  connections(): number;
  faultNext(fault: SmtpFault): void;
  dropConnections(): void;
  close(): Promise<void>;
}

export async function openSmtpDoor(account: {
  readonly user: string;
  readonly password: () => string;
  readonly taken: TakenMail[];
  readonly changed: () => void;
  readonly port: number;
}): Promise<SmtpDoor> {
  const sockets = new Set<Socket>();
  const faults: SmtpFault[] = [];
  let attempts = 0;
  let connections = 0;
  const takeFault = (...some: readonly SmtpFault[]): SmtpFault | undefined =>
    some.some((fault) => fault === faults[0]) ? faults.shift() : undefined;
  const refusal = (code: number, words: string): Error =>
    Object.assign(new Error(words), { responseCode: code });
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = new SMTPServer({
    logger: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    authMethods: ['PLAIN'],
    size: LARGEST_BYTES,
    onAuth: ({ username, password }, _session, done) =>
      username === account.user && password === account.password()
        ? done(null, { user: username })
        : done(refusal(535, '5.7.8 Invalid credentials')),
    onMailFrom: (_address, _session, done) => {
      attempts += 1;
      done();
    },
    onRcptTo: (_address, _session, done) => {
      switch (takeFault('refused', 'not-now', 'cut-early')) {
        case 'refused':
          return done(refusal(550, '5.1.1 No such user here'));
        case 'not-now':
          return done(refusal(451, '4.7.1 Greylisted, come back later'));
        case 'cut-early':
          return cut();
        default:
          return done();
      }
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const fault = takeFault('nonsense', 'refused-late', 'cut', 'silence');
        if (fault === 'refused-late') return done(refusal(554, '5.7.1 Looks like spam'));
        if (fault === 'nonsense') return done(refusal(600, 'What?'));
        const { mailFrom, rcptTo } = session.envelope;
        account.taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address).join(','),
          source: Buffer.concat(pieces),
        });
        account.changed();
        if (fault === 'cut') return cut();
        if (fault === 'silence') return;
        done();
      });
    },
  });
  server.on('error', () => {}); // clients that went away
  server.server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(account.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    taken: account.taken,
    attempts: () => attempts,
    connections: () => connections,
    faultNext: (fault) => faults.push(fault),
    dropConnections: cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
