// A mailbox as the server keeps it: mails with their numbers, who listens, and what a search finds.
//   mail arrives → numbered, dated, told
// Knows no protocol.
import type { StoredMail } from './mail-source.ts';

export interface NumberedMail extends StoredMail {
  readonly uid: number;
  readonly at: Date;
}

export interface MailStore {
  uidValidity(): number;
  uidNext(): number;
  mails(): readonly NumberedMail[];
  add(mail: StoredMail, at?: Date): number;
  remove(uid: number): void;
  /** As after a restore: the same mails under other numbers. */
  renumber(): void;
  onChange(listener: () => void): () => void;
}

export function createMailStore(): MailStore {
  const listeners = new Set<() => void>();
  let mails: readonly NumberedMail[] = [];
  let next = 1;
  let validity = 1_700_000_000;
  return {
    uidValidity: () => validity,
    uidNext: () => next,
    mails: () => mails,
    add(mail, at = new Date()) {
      const uid = next;
      next += 1;
      mails = [...mails, { ...mail, uid, at }];
      for (const listener of [...listeners]) listener();
      return uid;
    },
    remove(uid) {
      mails = mails.filter((mail) => mail.uid !== uid);
    },
    renumber() {
      validity += 1;
      next = 1 + mails.length;
      mails = mails.map((mail, index) => ({ ...mail, uid: index + 1 }));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
