// One connection of an IMAP client (RFC 9051): greeting, LOGIN, EXAMINE, UID SEARCH, UID FETCH, IDLE, LOGOUT.
//   command → untagged answers, then the tagged one
// Reading only: a command that would change something is refused, as in a mailbox opened by EXAMINE.
import type { Socket } from 'node:net';
import { createLineReader, type Word, wordsOf } from './imap-words.ts';
import type { MailStore, NumberedMail } from './mail-store.ts';

export interface ImapAccount {
  readonly user: string;
  password(): string;
}

export interface ImapSeen {
  /** Every command, passwords included: a test looks for what must not be here. */
  readonly lines: string[];
  /** Mails that the server has and cannot give. */
  readonly broken: Set<number>;
}

export function serveImap(
  socket: Socket,
  store: MailStore,
  account: ImapAccount,
  seen: ImapSeen,
): { bye(): void; say(line: string): void } {
  let isIn = false;
  let isOpen = false;
  let idleTag: string | null = null;
  let told = 0;
  const write = (text: string | Buffer): void => {
    if (socket.writable) socket.write(text);
  };
  const say = (line: string): void => write(`${line}\r\n`);
  const tellNews = (): void => {
    const count = store.mails().length;
    if (!isOpen || count === told) return;
    told = count;
    say(`* ${count} EXISTS`);
  };
  const forget = store.onChange(() => {
    if (idleTag !== null) tellNews();
  });
  socket.on('close', forget);
  socket.on('error', () => socket.destroy());
  socket.on(
    'data',
    createLineReader(take, () => say('+ go ahead')),
  );
  say('* OK [CAPABILITY IMAP4rev1 IDLE ID] ready');

  function take(line: string): void {
    seen.lines.push(line);
    if (idleTag !== null) {
      const tag = idleTag;
      idleTag = line.toUpperCase() === 'DONE' ? null : tag;
      say(idleTag === null ? `${tag} OK done` : '* BAD expected DONE');
      return;
    }
    const [tag, command, ...args] = wordsOf(line);
    if (typeof tag !== 'string' || typeof command !== 'string') {
      say('* BAD no command');
      return;
    }
    const status = answer(tag, command.toUpperCase(), args);
    if (status !== null) say(`${tag} ${status}`);
    if (command.toUpperCase() === 'LOGOUT') socket.end();
  }

  /** Says what comes untagged; the status for the tagged line, null when that comes later. */
  function answer(tag: string, command: string, args: readonly Word[]): string | null {
    switch (command) {
      case 'CAPABILITY':
        say('* CAPABILITY IMAP4rev1 IDLE ID');
        return 'OK done';
      case 'ID':
        say('* ID NIL');
        return 'OK done';
      case 'NOOP':
        tellNews();
        return 'OK done';
      case 'LOGOUT':
        say('* BYE');
        return 'OK done';
      case 'LOGIN':
        isIn = args[0] === account.user && args[1] === account.password();
        return isIn ? 'OK done' : 'NO [AUTHENTICATIONFAILED] Invalid credentials';
      default:
        return isIn ? answerWithin(tag, command, args) : 'BAD log in first';
    }
  }

  function answerWithin(tag: string, command: string, args: readonly Word[]): string | null {
    if (command === 'LIST') {
      say('* LIST (\\HasNoChildren) "/" INBOX');
      return 'OK done';
    }
    if (command === 'EXAMINE') {
      isOpen = true;
      told = store.mails().length;
      say('* FLAGS (\\Seen \\Answered \\Deleted)');
      say(`* ${told} EXISTS`);
      say(`* OK [UIDVALIDITY ${store.uidValidity()}] as ever`);
      say(`* OK [UIDNEXT ${store.uidNext()}] next`);
      return 'OK [READ-ONLY] done';
    }
    if (!isOpen) return 'BAD open a mailbox first';
    if (command === 'IDLE') {
      idleTag = tag;
      say('+ idling');
      tellNews();
      return null;
    }
    const [what, ...more] = args;
    if (command !== 'UID' || (what !== 'SEARCH' && what !== 'FETCH'))
      return 'NO [CANNOT] not in a mailbox opened for reading';
    if (what === 'FETCH' && seen.broken.has(Number(more[0]))) return 'NO [SERVERBUG] Internal error';
    if (what === 'SEARCH') say(`* SEARCH ${search(store.mails(), more).join(' ')}`.trimEnd());
    else fetch(String(more[0]), more[1] ?? []);
    tellNews();
    return 'OK done';
  }

  function fetch(uids: string, items: Word): void {
    for (const [index, mail] of store.mails().entries()) {
      if (!inSet(uids, mail.uid, store.mails().at(-1)?.uid ?? 0)) continue;
      const pieces = (typeof items === 'string' ? [items] : items).map((item) => itemOf(mail, String(item)));
      const joined = pieces.flatMap((piece, at) => (at === 0 ? [piece] : [Buffer.from(' '), piece]));
      write(Buffer.concat([Buffer.from(`* ${index + 1} FETCH (`), ...joined, Buffer.from(')\r\n')]));
    }
  }

  return {
    say,
    bye: () => {
      say('* BYE your password was changed');
      socket.end();
    },
  };
}

function itemOf(mail: NumberedMail, item: string): Buffer {
  const name = item.toUpperCase();
  if (name === 'UID') return Buffer.from(`UID ${mail.uid}`);
  if (name === 'BODYSTRUCTURE') return Buffer.from(`BODYSTRUCTURE ${mail.structure}`);
  if (name === 'RFC822.SIZE') return Buffer.from(`RFC822.SIZE ${mail.source.length}`);
  if (name === 'FLAGS') return Buffer.from('FLAGS ()');
  if (name === 'INTERNALDATE') return Buffer.from(`INTERNALDATE "${internalDate(mail.at)}"`);
  const [, section = '', start, length] = /^BODY\.PEEK\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/.exec(name) ?? [];
  const whole = sectionOf(mail, section);
  const bytes = start === undefined ? whole : whole.subarray(Number(start), Number(start) + Number(length));
  const origin = start === undefined ? '' : `<${start}>`;
  return Buffer.concat([Buffer.from(`BODY[${section}]${origin} {${bytes.length}}\r\n`), bytes]);
}

function sectionOf(mail: NumberedMail, section: string): Buffer {
  if (section === '') return mail.source;
  if (section.endsWith('.MIME')) return mail.parts.get(section.slice(0, -5))?.mime ?? Buffer.alloc(0);
  return mail.parts.get(section)?.body ?? Buffer.alloc(0);
}

function search(mails: readonly NumberedMail[], criteria: readonly Word[]): readonly number[] {
  const [key, value] = criteria.map(String);
  const last = mails.at(-1)?.uid ?? 0;
  const fits = (mail: NumberedMail): boolean => {
    switch (key?.toUpperCase()) {
      case 'UID':
        return inSet(value ?? '', mail.uid, last);
      case 'SINCE':
        return mail.at.getTime() >= new Date(`${value} UTC`).getTime();
      case 'FROM':
        return /^From: (.*)$/m.exec(mail.source.toString('latin1'))?.[1]?.includes(value ?? '') === true;
      default:
        return false;
    }
  };
  return mails.filter(fits).map(({ uid }) => uid);
}

/** `5:*` always holds the last one, also when that is less than 5. */
function inSet(set: string, uid: number, last: number): boolean {
  return set.split(',').some((range) => {
    const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? last : Number(end)));
    return uid >= Math.min(from, to) && uid <= Math.max(from, to);
  });
}

function internalDate(at: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? [];
  return `${day}-${month}-${year} ${time} +0000`;
}
