// What a question says beyond its words: the stems to look for, the people and the days it names, the kind of answer.
//   text + now → Question
// Pure. English and a few signs that most languages share; what it does not understand it leaves to words and meaning.

export interface Question {
  /** Stem → how rare its word is. */
  readonly stems: ReadonlyMap<string, number>;
  readonly totalRarity: number;
  readonly text: string;
  /** Whole days it names, as [from, before) in milliseconds; null when none. */
  readonly days: readonly [number, number] | null;
  readonly wants: 'time' | 'number' | 'person' | 'place' | 'other';
  /** Asked about oneself: "my", "I". */
  readonly isOwn: boolean;
}

const DAY_MS = 86_400_000;
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

export function readQuestion(text: string, rarity: ReadonlyMap<string, number>, now: number): Question {
  const stems = new Map<string, number>();
  for (const [word, weight] of rarity) {
    const stem = stemOf(word);
    stems.set(stem, Math.max(stems.get(stem) ?? 0, weight));
  }
  const lower = text.toLowerCase();
  return {
    stems,
    totalRarity: [...stems.values()].reduce((sum, weight) => sum + weight, 0),
    text: lower,
    days: daysNamed(lower, now),
    wants: wantedBy(lower),
    isOwn: /\b(?:my|i|mine|me)\b/.test(lower),
  };
}

/** Words of a text with their stems, in order. */
export function stemsOf(text: string, stem: (word: string) => string = stemOf): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(stem);
}

/** Endings off, so that "painted", "paints" and "painting" are one. A coarse cousin of Porter's; both sides use it. */
export function stemOf(word: string): string {
  let stem = /^[a-z0-9]*$/.test(word) ? word : word.normalize('NFD').replace(/\p{M}/gu, '');
  if (stem.length > 4) stem = stem.replace(/(?:ies)$/, 'y').replace(/(?:'s|s)$/, '');
  if (stem.length > 5) stem = stem.replace(/(?:ing|edly|ed|ly|er|est|ment|ation|tion)$/, '');
  if (stem.length > 4) stem = stem.replace(/(.)\1$/, '$1').replace(/[ey]$/, '');
  return stem;
}

function wantedBy(lower: string): Question['wants'] {
  if (/\b(?:when|what (?:time|day|date|year|month)|which (?:day|date|month|year)|how long ago)\b/.test(lower))
    return 'time';
  if (/\bhow (?:much|many|long|old|far|often|big|tall|heavy)\b|\b(?:number|price|cost|code)\b/.test(lower))
    return 'number';
  if (/\b(?:who|whose|whom)\b/.test(lower)) return 'person';
  if (/\bwhere\b/.test(lower)) return 'place';
  return 'other';
}

/** "in March", "on 12 May 2026", "yesterday", "last week", "2026-05-12". The newest such time that is not to come. */
function daysNamed(lower: string, now: number): readonly [number, number] | null {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const iso = /\b(\d{4})-(\d{2})-(\d{2})\b/.exec(lower);
  if (iso !== null) return oneDay(Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])));
  if (/\byesterday\b/.test(lower)) return oneDay(today - DAY_MS);
  if (/\b(?:today|this morning|tonight)\b/.test(lower)) return oneDay(today);
  if (/\blast week\b/.test(lower)) return [today - 10 * DAY_MS, today - 2 * DAY_MS];
  if (/\blast month\b/.test(lower)) return [today - 62 * DAY_MS, today - 20 * DAY_MS];
  const weekday = /\b(?:last|on) (\w+day)\b/.exec(lower)?.[1];
  const dayNumber = weekday === undefined ? -1 : WEEKDAYS.indexOf(weekday);
  if (dayNumber >= 0) {
    const back = (new Date(today).getUTCDay() - dayNumber + 7) % 7 || 7;
    return oneDay(today - back * DAY_MS);
  }
  return monthNamed(lower, now);
}

function monthNamed(lower: string, now: number): readonly [number, number] | null {
  const found = new RegExp(
    `\\b(?:(\\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(?:(?:in|of|on|since|during|back in|last) )?(${MONTHS.join('|')})\\b(?: (\\d{1,2})(?:st|nd|rd|th)?\\b)?(?:,? (\\d{4}))?`,
  ).exec(lower);
  if (found === null) return null;
  const month = MONTHS.indexOf(found[2] ?? '');
  // "may" is a month only after a word that makes it one.
  if (month === 4 && !/(?:in|of|on|since|during|last|\d) may\b|\bmay \d/.test(lower)) return null;
  const thisYear = new Date(now).getUTCFullYear();
  let year = found[4] === undefined ? thisYear : Number(found[4]);
  if (found[4] === undefined && Date.UTC(year, month) > now) year -= 1;
  const day = Number(found[1] ?? found[3] ?? 0);
  if (day >= 1 && day <= 31) return oneDay(Date.UTC(year, month, day));
  return [Date.UTC(year, month), Date.UTC(year, month + 1)];
}

function oneDay(start: number): readonly [number, number] {
  return [start, start + DAY_MS];
}
