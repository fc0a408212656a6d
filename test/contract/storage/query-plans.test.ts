// No query reads a whole table to find a few rows: the plan of every statement that the stores prepare is looked at.
import { expect, test } from 'vitest';
import type { createStores } from '../../../src/main/adapters/storage/open-storage.ts';
import {
  addStory,
  approvalRow,
  attachmentRow,
  forwardedRow,
  frameRow,
  id,
  memoryRow,
  outboxRow,
  pairingRequestRow,
  payloadRow,
  ruleRow,
  senderRow,
  toolCallRow,
} from './sample-rows.ts';
import { plansOf } from './watched-statements.ts';

/** Scans and sorts on purpose, each with its reason. */
const ON_PURPOSE = [
  // Short tables, and the whole list is what is asked for.
  'FROM rules ORDER BY',
  'DELETE FROM rules WHERE expires_at',
  'DELETE FROM rules WHERE lifetime',
  'FROM pairing_requests ORDER BY',
  'FROM senders ORDER BY',
  // The parts of one reply: a handful, sorted.
  'once_key >= ?',
  // What matched is sorted by rank.
  'memory_words MATCH',
  // A scan by row number that ends at its first row.
  'ORDER BY position DESC LIMIT 1',
];

test('every statement of every store finds its rows by an index', () => {
  const plans = plansOf(useEveryMethod).filter(
    ({ sql }) => /^(SELECT|UPDATE|DELETE)/.test(sql) && !ON_PURPOSE.some((part) => sql.includes(part)),
  );
  const isSlow = (step: string) => /^SCAN (?!json_each)(?!.*USING.*INDEX)|TEMP B-TREE/.test(step);
  const slow = plans.filter(({ plan }) => plan.some(isSlow));
  expect({ enough: plans.length > 40, slow }).toEqual({ enough: true, slow: [] });
});

function useEveryMethod(stores: ReturnType<typeof createStores>): void {
  addStory(stores);
  stores.conversations.find('telegram', '42', null);
  stores.conversations.list();
  stores.conversations.update(id(1), {});
  stores.messages.get(id(10));
  stores.messages.page(id(1), null, 1);
  stores.turns.get(id(20));
  stores.turns.page(id(1), null, 1);
  stores.turns.unfinished();
  stores.turns.setState(id(20), 'done', 1);
  stores.steps.ofTurn(id(20));
  stores.steps.page(id(1), null, 1);
  stores.toolCalls.add(toolCallRow());
  stores.toolCalls.update(id(40), {});
  stores.toolCalls.ofStep(id(30));
  stores.toolCalls.page(id(1), null, 1);
  stores.attachments.add(attachmentRow());
  stores.attachments.update(id(110), {});
  stores.attachments.ofMessage(id(10));
  stores.attachments.since(id(1), id(10), 1);
  stores.attachments.totalBytes(id(1));
  stores.attachments.isKnown(id(1), 'a');
  stores.attachments.forgotten();
  stores.attachments.remove(id(110));
  stores.outbox.undelivered(null, 1);
  stores.outbox.undelivered(id(1), 1);
  stores.outbox.keepBytes(id(80), new Uint8Array(1));
  stores.outbox.bytesOf(id(80));
  stores.outbox.dropBytes(id(80));
  stores.approvals.add(approvalRow());
  stores.approvals.get(id(50));
  stores.approvals.pending();
  stores.approvals.recent(0, 1);
  stores.approvals.repeats('d'.repeat(64), 0);
  stores.approvals.markAskedAgain(id(50), 1);
  stores.forwarded.add(forwardedRow());
  stores.forwarded.byCode('K7M2QXWD');
  stores.forwarded.of(id(50));
  stores.forwarded.open();
  stores.forwarded.update(id(50), { state: 'closed' });
  stores.forwarded.prune(1);
  stores.approvals.settle(id(50), 'denied', 1, null);
  stores.rules.add(ruleRow());
  stores.rules.list();
  stores.rules.standing();
  stores.rules.touch(id(60), 1);
  stores.rules.remove(id(60));
  stores.pairingRequests.add(pairingRequestRow());
  stores.pairingRequests.get(id(70));
  stores.pairingRequests.bySender('telegram', 'x');
  stores.pairingRequests.list();
  stores.pairingRequests.remove(id(70));
  stores.senders.put(senderRow());
  stores.senders.get('telegram', 'x');
  stores.senders.list();
  stores.senders.remove('telegram', 'x');
  stores.outbox.add(outboxRow());
  stores.outbox.update(id(80), {});
  stores.outbox.open();
  stores.outbox.nextPending('telegram', '42', null);
  stores.outbox.statesOf('x');
  stores.frames.append(frameRow(), payloadRow());
  stores.frames.get(id(900));
  stores.frames.payload(id(900));
  stores.frames.erasePayload(id(900));
  stores.frames.head();
  for (const _ of stores.frames.walk()) break;
  for (const conversationId of [null, id(1)]) {
    for (const kinds of [null, ['paused', 'message-received'] as const]) {
      stores.frames.tail({ beforeId: null, limit: 1, conversationId, kinds });
    }
  }
  stores.memories.add(memoryRow());
  stores.memories.search('owner', 'gate', 1);
  stores.settings.get('x');
}
