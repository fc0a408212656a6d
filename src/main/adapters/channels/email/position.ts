// Our place in the mailbox, kept by us: mails up to it are durable here.
//   account, UIDVALIDITY, UID, time ↔ text
// A server numbers a mailbox anew by giving another UIDVALIDITY (RFC 9051, 2.3.1.1); then only the time still means
// something. Of another account nothing does. Pure.
import { createHash } from 'node:crypto';
import type { Mailbox } from './mailbox.ts';

export interface Position {
  readonly uidValidity: string;
  readonly uid: number;
  /** When it was reached, milliseconds since the epoch. */
  readonly atMs: number;
}

export function positionText(mailbox: Pick<Mailbox, 'user' | 'imapHost'>, position: Position): string {
  return `${accountOf(mailbox)}:${position.uidValidity}:${position.uid}:${position.atMs}`;
}

/** Null: never been there. */
export function positionOf(
  text: string | null,
  mailbox: Pick<Mailbox, 'user' | 'imapHost'>,
): Position | null {
  const [, account, uidValidity, uid, atMs] =
    /^([0-9a-f]{16}):(\d{1,20}):(\d{1,12}):(\d{1,16})$/.exec(text ?? '') ?? [];
  if (account !== accountOf(mailbox) || uidValidity === undefined) return null;
  return { uidValidity, uid: Number(uid), atMs: Number(atMs) };
}

function accountOf({ user, imapHost }: Pick<Mailbox, 'user' | 'imapHost'>): string {
  return createHash('sha256').update(`${user}\n${imapHost.toLowerCase()}`).digest('hex').slice(0, 16);
}
