// The latest mail of each person, to which a reply refers: what was received in this run, else what the server has.
//   address → message id, references, subject | null
// Bounded. A reply goes out all the same when nothing is found; it only begins a thread of its own.

import type { ImapFlow } from 'imapflow';
import { keepAtMost } from '../keep-at-most.ts';
import { type MailSettings, type Replyable, readMail } from './mail-reader.ts';

export interface LatestMails {
  set(address: string, replyable: Replyable): void;
  of(address: string, client: ImapFlow | null): Promise<Replyable | null>;
}

const MAX_PEOPLE = 500;
/** Of one person the last few: some may be forged, and those do not count. */
const MAX_LOOKED_AT = 5;
/** Headers only. */
const MAX_SOURCE_BYTES = 64 * 1024;
const LOOK_MS = 5_000;

export function createLatestMails(settings: MailSettings): LatestMails {
  const known = new Map<string, Replyable>();

  function set(address: string, replyable: Replyable): void {
    known.delete(address);
    known.set(address, replyable);
    keepAtMost(MAX_PEOPLE, known);
  }

  async function lookUp(address: string, client: ImapFlow): Promise<Replyable | null> {
    const found = await client.search({ from: address }, { uid: true });
    const newest = (Array.isArray(found) ? found : [])
      .toSorted((one, other) => other - one)
      .slice(0, MAX_LOOKED_AT);
    for (const uid of newest) {
      const wanted = { uid: true, source: { start: 0, maxLength: MAX_SOURCE_BYTES } };
      const mail = await client.fetchOne(String(uid), wanted, { uid: true });
      if (mail === false || mail.source === undefined) continue;
      const read = await readMail(
        { uid, uidValidity: '0', source: mail.source, structure: undefined, receivedAtMs: null },
        settings,
      );
      // SECURITY: a forged mail must not choose the subject and the thread of what we write.
      if (read.kind === 'message' && read.message.sender.id === `email:user:${address}`)
        return read.replyable;
    }
    return null;
  }

  return {
    set,
    of: async (address, client) => {
      const remembered = known.get(address);
      if (remembered !== undefined || client === null) return remembered ?? null;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), LOOK_MS);
      });
      try {
        const found = await Promise.race([lookUp(address, client), late]);
        if (found !== null) set(address, found);
        return found;
      } catch {
        return null;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
