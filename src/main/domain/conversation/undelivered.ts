// Parts that were given up: listed with the reason, sent again when the owner says so, dismissed. Never by themselves.
//   failed | uncertain → retry → pending, in the order of its chat;  → dismiss → no longer listed, its file gone
// May not know how anything is sent.
import type { UndeliveredView } from '../../../contracts/outbox.ts';
import { cutText } from '../gate/cap-text.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { OutboxRow, Stores } from '../ports/stores.ts';
import type { Clock, Redact } from '../ports/world.ts';
import type { Delivery } from './deliver.ts';

export interface Settled {
  readonly settled: boolean;
  readonly message: string;
}

export interface Undelivered {
  /** Newest first. */
  list(conversationId: string | null, limit: number): readonly UndeliveredView[];
  retry(id: string, mayArriveTwice: boolean): Settled;
  dismiss(id: string): Settled;
  /** Something was given up, or sent after all. */
  changed(): void;
}

const MOST_COUNTED = 500;
const PREVIEW_CHARACTERS = 200;
const OVER: Settled = {
  settled: false,
  message: 'This was sent or dismissed already; nothing was changed.',
};
const TWICE: Settled = {
  settled: false,
  message: 'It may have arrived. Sent again, it may arrive twice: say so if you want that.',
};

export function createUndelivered(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  redact: Redact;
  announce: Announce;
  delivery: Pick<Delivery, 'pump'>;
  onItem: (conversationId: string, itemId: string) => void;
}): Undelivered {
  const { stores, ledger, clock } = deps;

  function open(id: string): OutboxRow | null {
    const row = stores.outbox.get(id);
    const isOpen = row?.state === 'failed' || row?.state === 'uncertain';
    return isOpen && row.dismissedAt === null ? row : null;
  }

  function record(kind: 'reply-retried' | 'reply-dismissed', row: OutboxRow): string {
    return ledger.record({
      kind,
      causeId: row.causeFrameId,
      actor: { kind: 'owner' },
      conversationId: row.conversationId,
      turnId: row.turnId,
      facts: { channel: row.channelId, state: row.state },
    }).id;
  }

  function tell(row: OutboxRow): void {
    if (row.conversationId !== null) deps.onItem(row.conversationId, itemOf(row));
    changed();
  }

  function changed(): void {
    const undelivered = stores.outbox.undelivered(null, MOST_COUNTED).length;
    deps.announce('outbox', 'outbox-change', { undelivered });
  }

  function view(row: OutboxRow): UndeliveredView {
    const title =
      row.conversationId === null ? null : (stores.conversations.get(row.conversationId)?.title ?? null);
    return {
      id: row.id,
      itemId: itemOf(row),
      conversationId: row.conversationId,
      conversationTitle: title === null ? null : deps.redact(title),
      channelId: row.channelId,
      state: row.state === 'uncertain' ? 'uncertain' : 'failed',
      // SECURITY: masked before it is cut; half a secret is not recognised any more.
      preview: cutText(deps.redact(plainOf(row)), PREVIEW_CHARACTERS),
      fileName: row.file?.name ?? null,
      reason: deps.redact(row.error ?? 'The reason is not known.'),
      at: new Date(row.settledAt ?? row.createdAt).toISOString(),
    };
  }

  return {
    list: (conversationId, limit) => stores.outbox.undelivered(conversationId, limit).map(view),
    retry: (id, mayArriveTwice) => {
      const row = open(id);
      if (row === null) return OVER;
      // SECURITY: what may have arrived is sent again only by somebody who knows that.
      if (row.state === 'uncertain' && !mayArriveTwice) return TWICE;
      if (row.file !== null && stores.outbox.bytesOf(id) === null)
        return { settled: false, message: 'The file is no longer kept, so this cannot be sent again.' };
      stores.transaction(() => {
        stores.outbox.update(id, {
          ...{ state: 'pending', attempts: 0, notBefore: 0, error: null, repeatUntil: null },
          ...{ queuedAt: clock.now(), settledAt: null, causeFrameId: record('reply-retried', row) },
        });
      });
      tell(row);
      deps.delivery.pump(row);
      return { settled: true, message: 'It is being sent again.' };
    },
    dismiss: (id) => {
      const row = open(id);
      if (row === null) return OVER;
      stores.transaction(() => {
        stores.outbox.update(id, { dismissedAt: clock.now() });
        stores.outbox.dropBytes(id);
        record('reply-dismissed', row);
      });
      tell(row);
      return { settled: true, message: 'Dismissed. It stays as not delivered in its conversation.' };
    },
    changed,
  };
}

function itemOf(row: OutboxRow): string {
  return row.onceKey.split('/')[0] ?? '';
}

/** The words of it; formatting is the platform's, and these are read by a person. */
function plainOf({ body, format }: OutboxRow): string {
  const words = format === 'html' ? body.replace(/<[^>]*>/g, '') : body;
  return words
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
