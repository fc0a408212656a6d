// A memory as the owner's pages and the command line see it: with whose it is and whence it came, in words; redacted.
import type { MemoryView } from '../../../../contracts/memory.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { MessageRow } from '../../ports/rows.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';

export interface MemoryViews {
  memory(row: MemoryRow): MemoryView;
  /** Whose memory it is, by the name that they gave themselves. */
  person(scope: string): string;
  /** Who said it. */
  speaker(message: MessageRow): string;
}

const SCOPE_WORDS: Readonly<Record<string, string>> = { owner: 'You', system: 'Sallyport' };

export function createMemoryViews({ stores, redact }: { stores: Stores; redact: Redact }): MemoryViews {
  function person(scope: string): string {
    const known = SCOPE_WORDS[scope];
    if (known !== undefined) return known;
    const sender = stores.senders.list().find((row) => row.senderId === scope);
    return named(sender?.name ?? null, scope);
  }

  function named(name: string | null, id: string): string {
    // SECURITY: a display name is text that anybody chooses; the immutable id stands beside it.
    return name === null || name === '' ? id : `${redact(name)} (${id})`;
  }

  function speaker({ actor, kind, senderName }: MessageRow): string {
    const who = 'senderId' in actor ? named(senderName, actor.senderId) : SCOPE_WORDS[actor.kind];
    return `${who ?? 'Sallyport'}${kind === 'forwarded' ? ', passing on what others said' : ''}`;
  }

  return {
    person,
    speaker,
    memory: (row) => {
      const conversation = row.conversationId === null ? null : stores.conversations.get(row.conversationId);
      const document = row.documentId === null ? null : stores.documents.get(row.documentId);
      return {
        id: row.id,
        kind: row.kind,
        state: row.state,
        pinned: row.pinned,
        text: redact(row.text),
        at: iso(row.createdAt),
        changedAt: row.changedAt === null ? null : iso(row.changedAt),
        personId: row.scope,
        person: person(row.scope),
        speaker: row.speaker === null ? null : redact(row.speaker),
        conversationId: conversation?.id ?? null,
        conversationTitle: conversation === null ? null : redact(conversation.title),
        messageId: row.messageId,
        documentId: document?.id ?? null,
        documentName: document === null ? null : redact(document.name),
        place: row.place === null ? null : redact(row.place),
        frameId: row.frameId,
        untrusted: row.taint.untrusted,
        sources: row.taint.untrusted
          ? [...new Set(row.taint.sources.map((source) => redact(source.label)))]
          : [],
      };
    },
  };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
