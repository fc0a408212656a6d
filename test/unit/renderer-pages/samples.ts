// Questions and transcript items as main would send them, for the tests of the pages.
import type { Question } from '../../../src/contracts/approvals.ts';
import type { ConversationView, TranscriptItem } from '../../../src/contracts/conversations.ts';

type ToolCallQuestion = Extract<Question, { kind: 'tool-call' }>;
type PairingQuestion = Extract<Question, { kind: 'pairing' }>;

export const CONVERSATION = '01JZX0000000AAAA0000000001';

/** A sortable id that ends in this number. */
export function idOf(number: number): string {
  return `01JZX0000000AAAA${String(number).padStart(10, '0')}`;
}

const TIMES = { createdAt: '2026-03-12T10:00:00.000Z', expiresAt: '2099-03-12T10:30:00.000Z' };

export function toolCall(change: Partial<ToolCallQuestion> = {}): ToolCallQuestion {
  return {
    kind: 'tool-call',
    id: idOf(1),
    ...TIMES,
    state: 'pending',
    asker: 'Ada (telegram:user:42), paired by the owner',
    summary: 'Run wc -l report.md',
    facts: [{ label: 'Command', text: '0  wc\n1  -l\n2  report.md', style: 'code' }],
    revision: 'r1',
    conversationId: CONVERSATION,
    conversationTitle: 'Ada',
    actor: { kind: 'paired-sender', senderId: 'telegram:user:42' },
    tool: 'run_command',
    effects: ['execute', 'read'],
    taint: { untrusted: false, private: false, sources: [] },
    reason: 'No rule covers this.',
    unreadable: null,
    waiting: 1,
    repeated: 1,
    offers: [],
    ...change,
  };
}

export function pairing(wanted: 'person' | 'owner'): PairingQuestion {
  return {
    kind: 'pairing',
    id: idOf(2),
    ...TIMES,
    state: 'pending',
    asker: 'Grace, on telegram',
    summary: 'Let Grace talk with your agent',
    facts: [{ label: 'Account', text: 'telegram:user:7', style: 'code' }],
    revision: `${idOf(2)} ${wanted}`,
    channelId: 'telegram',
    senderId: 'telegram:user:7',
    senderName: 'Grace',
    code: 'K7M2QXWD',
    wanted,
  };
}

export function message(number: number, text: string, author: 'agent' | 'person' = 'agent'): TranscriptItem {
  return {
    kind: 'message',
    id: idOf(number),
    turnId: idOf(900),
    at: TIMES.createdAt,
    author,
    senderName: null,
    text,
    edited: false,
    delivery: null,
    usedMemories: 0,
  };
}

export function conversation(number: number, change: Partial<ConversationView> = {}): ConversationView {
  return {
    id: idOf(number),
    channelId: 'telegram',
    platform: 'telegram',
    chatKind: 'direct',
    title: `Conversation ${number}`,
    trust: 'paired',
    workspaceLabel: 'Own workspace',
    isPrivate: false,
    state: 'idle',
    preview: '',
    lastAt: TIMES.createdAt,
    ...change,
  };
}
