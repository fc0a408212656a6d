// A mail provider on 127.0.0.1: one mailbox by IMAP, sending by SMTP, one password for both.
//   people's mails → mail-store.ts → imap-session.ts; smtp-door.ts → taken
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createWatch } from '../loopback/watch.ts';
import { type ImapSeen, serveImap } from './imap-session.ts';
import { createMailStore, type MailStore } from './mail-store.ts';
import { openSmtpDoor, type SmtpDoor, type SmtpFault, type TakenMail } from './smtp-door.ts';

export interface MailServer {
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly store: MailStore;
  readonly seen: ImapSeen;
  taken(count: number): Promise<readonly TakenMail[]>;
  /** Of every mail from now on. */
  onTaken(listener: (mail: TakenMail) => void): void;
  attempts(): number;
  /** Of both kinds, since the start. */
  connections(): number;
  faultNext(fault: SmtpFault): void;
  /** A line that no command asked for, to every IMAP client. */
  say(line: string): void;
  setPassword(password: string): void;
  /** Ends every connection, as when a password was changed. */
  endSessions(): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

export async function startMailServer(account: {
  readonly user: string;
  readonly password: string;
}): Promise<MailServer> {
  const watch = createWatch();
  const store = createMailStore();
  const seen: ImapSeen = { lines: [], broken: new Set() };
  const taken: TakenMail[] = [];
  const listeners: ((mail: TakenMail) => void)[] = [];
  const sessions = new Map<Socket, ReturnType<typeof serveImap>>();
  let password = account.password;
  let imapConnections = 0;
  let attemptsBefore = 0;
  let connectionsBefore = 0;

  function openImap(port: number): Promise<Server> {
    const server = createServer((socket) => {
      imapConnections += 1;
      const session = serveImap(socket, store, { user: account.user, password: () => password }, seen);
      sessions.set(socket, session);
      socket.on('close', () => sessions.delete(socket));
    });
    return new Promise((resolve) => {
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  }
  const openSmtp = (port: number): Promise<SmtpDoor> =>
    openSmtpDoor({ user: account.user, password: () => password, taken, changed: tookOne, port });
  function tookOne(): void {
    const last = taken.at(-1);
    if (last !== undefined) for (const listener of listeners) listener(last);
    watch.changed();
  }

  let imap = await openImap(0);
  let smtp = await openSmtp(0);
  const imapPort = (imap.address() as AddressInfo).port;
  const smtpPort = smtp.port;
  const dropImap = (): void => {
    for (const socket of sessions.keys()) socket.resetAndDestroy();
  };
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      imap.close(() => resolve());
    });
    dropImap();
    await Promise.all([closed, smtp.close()]);
  };

  return {
    imapPort,
    smtpPort,
    store,
    seen,
    taken: (count) =>
      watch.until(() => (taken.length >= count ? [...taken] : undefined), { what: `${count} mails taken` }),
    onTaken: (listener) => {
      listeners.push(listener);
    },
    attempts: () => attemptsBefore + smtp.attempts(),
    connections: () => imapConnections + connectionsBefore + smtp.connections(),
    faultNext: (fault) => smtp.faultNext(fault),
    say: (line) => {
      for (const session of sessions.values()) session.say(line);
    },
    setPassword: (next) => {
      password = next;
    },
    endSessions: () => {
      for (const session of sessions.values()) session.bye();
    },
    goAway: async () => {
      attemptsBefore += smtp.attempts();
      connectionsBefore += smtp.connections();
      await close();
    },
    comeBack: async () => {
      imap = await openImap(imapPort);
      smtp = await openSmtp(smtpPort);
    },
    dropConnections: () => {
      dropImap();
      smtp.dropConnections();
    },
    close,
  };
}
