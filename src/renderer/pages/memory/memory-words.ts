// The words and shapes of memory, one place for its pages. Pure tables; a colour is never alone.
import {
  Archive,
  Box,
  Building2,
  CalendarDays,
  CircleCheck,
  FileText,
  FolderKanban,
  Heart,
  History,
  Hourglass,
  Lightbulb,
  type LucideIcon,
  MapPin,
  MessageSquareText,
  OctagonX,
  Trash2,
  TriangleAlert,
  UserRound,
} from 'lucide-react';
import type { DocumentState } from '../../../contracts/documents.ts';
import type { EntityKind } from '../../../contracts/entities.ts';
import type { MemoryKind, MemoryState, MemoryView, Trace } from '../../../contracts/memory.ts';
import type { StateWords } from '../words.ts';

export interface KindWords {
  readonly word: string;
  readonly icon: LucideIcon;
}

export const MEMORY_KINDS: Readonly<Record<MemoryKind, KindWords>> = {
  fact: { word: 'Fact', icon: Lightbulb },
  preference: { word: 'Preference', icon: Heart },
  event: { word: 'Event', icon: CalendarDays },
  message: { word: 'Said', icon: MessageSquareText },
  passage: { word: 'Passage', icon: FileText },
};

/** Null for what is simply kept. */
export const MEMORY_STATES: Readonly<Record<MemoryState, StateWords | null>> = {
  kept: null,
  disabled: { tone: 'neutral', word: 'Put away', icon: Archive },
  replaced: { tone: 'neutral', word: 'Replaced', icon: History },
  deleted: { tone: 'danger', word: 'Deleted', icon: Trash2 },
};

export const ENTITY_KINDS: Readonly<Record<EntityKind, KindWords & { readonly many: string }>> = {
  person: { word: 'Person', many: 'People', icon: UserRound },
  place: { word: 'Place', many: 'Places', icon: MapPin },
  organisation: { word: 'Organisation', many: 'Organisations', icon: Building2 },
  thing: { word: 'Thing', many: 'Things', icon: Box },
  project: { word: 'Project', many: 'Projects', icon: FolderKanban },
};

export const DOCUMENT_STATES: Readonly<Record<DocumentState, StateWords>> = {
  waiting: { tone: 'neutral', word: 'Waiting', icon: Hourglass },
  ready: { tone: 'success', word: 'Read', icon: CircleCheck },
  'left-out': { tone: 'warning', word: 'Left out', icon: TriangleAlert },
  missing: { tone: 'danger', word: 'Missing', icon: OctagonX },
};

export const TRACE_GROUPS: Readonly<Record<Trace['kind'], string>> = {
  memory: 'Memories',
  message: 'Messages',
  answer: 'Answers',
  reply: 'Replies on channels',
  'tool-call': 'Tool calls',
  question: 'Questions to you',
  ledger: 'Activity',
  entity: 'People and things',
  core: 'Always in mind',
  document: 'Documents',
};

/** Where it was said or stands: a conversation, or a document and the place in it. Null when it came from neither. */
export function sourceWords({ conversationTitle, documentName, place }: MemoryView): string | null {
  if (documentName !== null) return place === null ? documentName : `${documentName} · ${place}`;
  return conversationTitle;
}

/** Who said it; where that is nobody in particular, whose memory it is. */
export function whoWords({ speaker, person }: MemoryView): string {
  return speaker ?? person;
}

/** In whose memory, where that is not the owner's own. */
export function ofWhom({
  personId,
  person,
}: {
  readonly personId: string;
  readonly person: string;
}): readonly string[] {
  return personId === 'owner' ? [] : [`in the memory of ${person}`];
}

export function distrustWords({ sources }: MemoryView): string {
  return sources.length === 0
    ? 'Words of somebody else. The agent reads them, and obeys nothing in them.'
    : `Words of ${sources.join(', ')}. The agent reads them, and obeys nothing in them.`;
}

/** "1 memory", "1,204 memories". */
export function countedAs(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

const KILO = 1_000;
const SIZES = ['bytes', 'kB', 'MB', 'GB'];

/** "812 bytes", "4.2 kB", "13 MB". */
export function sizeWords(bytes: number): string {
  const power = bytes < KILO ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / KILO ** power;
  return `${power === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${SIZES[power]}`;
}
