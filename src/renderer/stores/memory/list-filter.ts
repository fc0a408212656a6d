// What the list of memories is narrowed by, as the page keeps it: what goes to main, and each part of it in words
// with the filter that remains when that part is taken away. Pure.
import type { MemoryKind, MemoryState } from '../../../contracts/memory.ts';
import type { ChatApi } from '../../../contracts/surfaces.ts';

/** Something else of the product, with its name as it was when it was chosen. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ListFilter {
  readonly text: string;
  readonly kind: MemoryKind | null;
  readonly person: Named | null;
  /** Null: what is kept, and what was put away. */
  readonly state: MemoryState | null;
  readonly pinned: boolean;
  readonly untrusted: boolean;
  /** Months as `2026-11`, both included; of UTC, as main counts them. */
  readonly fromMonth: string | null;
  readonly toMonth: string | null;
  readonly entity: Named | null;
  readonly document: Named | null;
}

export const NO_FILTER: ListFilter = {
  text: '',
  kind: null,
  person: null,
  state: null,
  pinned: false,
  untrusted: false,
  fromMonth: null,
  toMonth: null,
  entity: null,
  document: null,
};

export type AskedFilter = NonNullable<Parameters<ChatApi['memory']['list']>[0]['filter']>;

export function asAsked(filter: ListFilter): AskedFilter {
  const { text, kind, person, state, pinned, untrusted, fromMonth, toMonth, entity, document } = filter;
  return {
    text: text.trim(),
    ...(kind !== null && { kinds: [kind] }),
    ...(state !== null && { states: [state] }),
    ...(person !== null && { personId: person.id }),
    ...(pinned && { pinned: true }),
    ...(untrusted && { untrusted: true }),
    ...(entity !== null && { entityId: entity.id }),
    ...(document !== null && { documentId: document.id }),
    ...(fromMonth !== null && { from: startOf(fromMonth) }),
    ...(toMonth !== null && { before: startOf(monthAfter(toMonth)) }),
  };
}

export const KIND_FILTERS: Readonly<Record<MemoryKind, string>> = {
  fact: 'Facts',
  preference: 'Preferences',
  event: 'Events',
  message: 'What was said',
  passage: 'Passages',
};

export const STATE_FILTERS: Readonly<Record<MemoryState, string>> = {
  kept: 'Kept',
  disabled: 'Put away',
  replaced: 'Replaced',
  deleted: 'Deleted',
};

export interface Chip {
  readonly key: string;
  readonly words: string;
  /** The filter without it. */
  readonly without: ListFilter;
}

/** One chip a part that narrows; the text that is searched for stands in its own field. */
export function chipsOf(filter: ListFilter): readonly Chip[] {
  const { kind, person, state, pinned, untrusted, fromMonth, toMonth, entity, document } = filter;
  const without = (key: string, words: string, part: Partial<ListFilter>): Chip => ({
    key,
    words,
    without: { ...filter, ...part },
  });
  return [
    ...(kind === null ? [] : [without('kind', KIND_FILTERS[kind], { kind: null })]),
    ...(person === null ? [] : [without('person', `Of ${person.name}`, { person: null })]),
    ...(state === null ? [] : [without('state', STATE_FILTERS[state], { state: null })]),
    ...(pinned ? [without('pinned', 'Pinned', { pinned: false })] : []),
    ...(untrusted ? [without('untrusted', 'Not trusted', { untrusted: false })] : []),
    ...(entity === null ? [] : [without('entity', `About ${entity.name}`, { entity: null })]),
    ...(document === null ? [] : [without('document', `In ${document.name}`, { document: null })]),
    ...(fromMonth === null && toMonth === null
      ? []
      : [without('months', monthsWords(fromMonth, toMonth), { fromMonth: null, toMonth: null })]),
  ];
}

/** Whether anything narrows the list, the searched text included. */
export function isNarrowed(filter: ListFilter): boolean {
  return filter.text.trim() !== '' || chipsOf(filter).length > 0;
}

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11` → "Nov 2026". */
export function monthWords(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${MONTH_NAMES[Number(number) - 1] ?? number} ${year}`;
}

function monthsWords(from: string | null, to: string | null): string {
  if (from === null) return `Until ${monthWords(to ?? '')}`;
  if (to === null) return `Since ${monthWords(from)}`;
  return from === to ? monthWords(from) : `${monthWords(from)} to ${monthWords(to)}`;
}

function startOf(month: string): string {
  return `${month}-01T00:00:00.000Z`;
}

function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
