// Where we have read up to in each chat and thread, so that what was written meanwhile can be fetched.
//   message taken up → mark of its chat moves on → cursor, kept by us
// A mark that is held does not move: something before it is still missing. Knows nothing of how messages are fetched.
import { keepAtMost } from '../keep-at-most.ts';
import type { Mark } from './events.ts';
import { isChatId, isLater, isTimestamp, justBefore } from './ids.ts';

export interface Marks {
  /** A message was taken up. */
  note(mark: Mark): void;
  /** Something of this chat is missing from `mark` on, that message included. */
  hold(mark: Mark): void;
  /** What came after `mark` is being fetched. */
  holdFrom(mark: Mark): void;
  /** Nothing is missing any more. */
  release(mark: Mark): void;
  all(): readonly Mark[];
  held(): readonly Mark[];
  /** As text, to be kept. */
  cursor(): string;
}

/**
 * The chats where something was said last; older ones are not asked about after a pause. Slack lets us ask about 50 a
 * minute (docs.slack.dev: "Rate limits", tier 3).
 */
const MAX_MARKS = 50;

interface Place {
  readonly mark: Mark;
  /** Latest that was taken up while it was held. */
  readonly latest: string;
  readonly isHeld: boolean;
}

/** @param account of whom the marks are: those of another one count for nothing */
export function createMarks(account: string, cursor: string | null): Marks {
  const places = new Map<string, Place>();
  for (const mark of marksOf(account, cursor)) set({ mark, latest: mark.ts, isHeld: false });

  /** The last one touched stands last. */
  function set(place: Place): void {
    const key = keyOf(place.mark);
    places.delete(key);
    places.set(key, place);
    keepAtMost(MAX_MARKS, places);
  }

  return {
    note: (mark) => {
      if (mark.kind === 'unknown') return;
      const place = places.get(keyOf(mark));
      if (place === undefined) set({ mark, latest: mark.ts, isHeld: false });
      else {
        const latest = isLater(mark.ts, place.latest) ? mark.ts : place.latest;
        set(place.isHeld ? { ...place, latest } : { ...place, latest, mark: { ...mark, ts: latest } });
      }
    },
    hold: (mark) => {
      if (mark.kind === 'unknown') return;
      const place = places.get(keyOf(mark));
      const before = justBefore(mark.ts);
      if (place === undefined) set({ mark: { ...mark, ts: before }, latest: before, isHeld: true });
      else {
        const ts = isLater(before, place.mark.ts) ? place.mark.ts : before;
        set({ mark: { ...place.mark, ts }, latest: place.latest, isHeld: true });
      }
    },
    holdFrom: (mark) => {
      const place = places.get(keyOf(mark));
      if (place !== undefined) places.set(keyOf(mark), { ...place, isHeld: true });
    },
    release: (mark) => {
      const place = places.get(keyOf(mark));
      if (place !== undefined)
        places.set(keyOf(mark), {
          mark: { ...place.mark, ts: place.latest },
          latest: place.latest,
          isHeld: false,
        });
    },
    all: () => [...places.values()].map((place) => place.mark),
    held: () => [...places.values()].filter((place) => place.isHeld).map((place) => place.mark),
    cursor: () => {
      const chats = [...places.values()].map(({ mark }) => [mark.chatId, mark.threadId, mark.kind, mark.ts]);
      return JSON.stringify({ account, chats });
    },
  };
}

function keyOf(mark: Pick<Mark, 'chatId' | 'threadId'>): string {
  return `${mark.chatId}/${mark.threadId ?? ''}`;
}

/** What cannot be read counts as nothing: it was written by an earlier version or cut off. */
function marksOf(account: string, cursor: string | null): readonly Mark[] {
  try {
    const read: unknown = JSON.parse(cursor ?? 'null');
    if (typeof read !== 'object' || read === null || !('account' in read) || !('chats' in read)) return [];
    if (read.account !== account || !Array.isArray(read.chats)) return [];
    return read.chats.flatMap((chat: unknown) => markOf(chat));
  } catch {
    return [];
  }
}

function markOf(chat: unknown): Mark[] {
  if (!Array.isArray(chat)) return [];
  const [chatId, threadId, kind, ts]: unknown[] = chat;
  if (typeof chatId !== 'string' || typeof ts !== 'string' || !isChatId(chatId) || !isTimestamp(ts))
    return [];
  if (kind !== 'direct' && kind !== 'group') return [];
  if (threadId === null) return [{ chatId, threadId, kind, ts }];
  return typeof threadId === 'string' && isTimestamp(threadId) ? [{ chatId, threadId, kind, ts }] : [];
}
