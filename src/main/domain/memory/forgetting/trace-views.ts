// A place where something to be forgotten stands, as its owner is shown it: redacted, with its kind and where it is.
import type { Trace } from '../../../../contracts/memory.ts';
import type { FoundTrace } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';
import { traceKey } from './drawn.ts';

export const CORE_KEY = 'core';

const KINDS: Readonly<Record<FoundTrace['table'], Trace['kind']>> = {
  memories: 'memory',
  memory_labels: 'memory',
  documents: 'document',
  document_sources: 'document',
  messages: 'message',
  attachments: 'message',
  steps: 'answer',
  tool_calls: 'tool-call',
  approvals: 'question',
  forwarded_questions: 'question',
  outbox: 'reply',
  payloads: 'ledger',
  entities: 'entity',
  rules: 'question',
  settings: 'ledger',
  conversations: 'message',
};

export function createTraceViews({ stores, redact }: { stores: Stores; redact: Redact }) {
  return (trace: FoundTrace): Trace => ({
    key: traceKey(trace),
    kind: KINDS[trace.table],
    text: redact(trace.text).trim(),
    at: trace.at === null ? null : new Date(trace.at).toISOString(),
    where: whereOf(stores, trace, redact),
    // A rule says what may be done, and one word may mean something else: both go only when chosen by hand.
    chosen: trace.table !== 'rules' && !trace.isLoose,
  });
}

function whereOf(stores: Stores, { table, id, conversationId }: FoundTrace, redact: Redact): string | null {
  switch (table) {
    case 'memory_labels':
      return 'Whose words a memory is made of; the memory stays';
    case 'documents': {
      const passages = stores.memories.countOf(id);
      return `A document with its ${passages === 1 ? 'passage' : `${passages} passages`}; the file itself stays, and is read again only when you choose it by itself`;
    }
    case 'document_sources': {
      const documents = stores.documents.ofSource(id).length;
      return `What you chose, with ${documents === 1 ? 'its document' : `all ${documents} documents of it`}; the files themselves stay`;
    }
    default: {
      const title = conversationId === null ? undefined : stores.conversations.get(conversationId)?.title;
      return title === undefined ? null : redact(title);
    }
  }
}

export function coreView(lines: readonly string[]): Trace {
  return {
    ...{ key: CORE_KEY, kind: 'core', text: lines.join('\n'), at: null, where: 'MEMORY.md', chosen: true },
  };
}
