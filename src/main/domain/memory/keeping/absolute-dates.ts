// "Tomorrow" means nothing a month later: days, weeks, months and years that are counted from now become dates.
//   text + when it was said → text;  the same once more → the same
// Pure. English; other languages are asked of the model that draws the facts. Days are those of this computer.
// What stands in quotation marks, and what is written like a name in the middle of a sentence, is somebody's name for
// something. "In two days" may as well say how long it took: then it stays.
import { dayOf, daysLater, monthNameOf } from './local-day.ts';

const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

type Unit = 'day' | 'week' | 'month' | 'year';

/** A date and the word before it, where the text has none that fits. */
interface Dated {
  readonly preposition: 'on' | 'in' | 'around' | 'the';
  readonly date: string;
}

type Groups = Readonly<Record<string, string | undefined>>;

interface Phrase {
  readonly words: string;
  /** Gives way to the date's own. */
  readonly taken?: string;
  /** Null leaves it as it is. */
  readonly dated: (groups: Groups, at: number) => Dated | null;
}

const QUOTED =
  /[“„][^”“]*[”“]|"[^"]*"|«[^»]*»|‘[^’]*’|「[^」]*」|`[^`]*`|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu;

/** After these a date stands without a word of its own: "by tomorrow", "a week from today". */
const BEFORE = '(?:by|until|till|since|from|before|after|than|between|as of|of|starting|for|to)';
const WEEKDAY = `(?<weekday>${WEEKDAYS.join('|')})`;
const PART = '(?<part>morning|afternoon|evening|night)';
const UNIT = '(?<unit>day|week|month|year)';
/** Not the last week of something, nor somebody's last year somewhere. */
const COUNTED_FROM_NOW =
  "(?<!\\b(?:the|a|an|every|each|any|past|very|this|these|those|my|your|his|her|its|our|their) |['’]s )";

const PHRASES: readonly Phrase[] = [
  { words: '(?:the )?day after tomorrow', taken: 'on', dated: (_, at) => onDay(at, 2) },
  { words: '(?:the )?day before yesterday', taken: 'on', dated: (_, at) => onDay(at, -2) },
  {
    words: `(?<day>tomorrow|yesterday|this|today) ${PART}`,
    dated: ({ day, part }, at) => inPart(at, shiftOf(day), part),
  },
  { words: 'tonight', dated: (_, at) => inPart(at, 0, 'evening') },
  { words: `${COUNTED_FROM_NOW}last night`, dated: (_, at) => inPart(at, -1, 'night') },
  {
    words: "(?<day>tomorrow|yesterday|today)(?<of>['’]s)?(?!-)",
    dated: ({ day, of }, at) => onDay(at, shiftOf(day), of),
  },
  {
    words: `(?:the (?=coming )|${COUNTED_FROM_NOW})(?<which>next|last|this|coming) ${WEEKDAY}(?: ${PART})?(?<of>['’]s)?(?! of)`,
    taken: 'on',
    dated: ({ which, weekday, part, of }, at) => {
      const shift = weekdayShift(which, weekday, at);
      return part === undefined ? onDay(at, shift, of) : inPart(at, shift, part);
    },
  },
  {
    words: `(?:the (?=coming )|${COUNTED_FROM_NOW})(?<which>next|last|this|coming) (?<span>week|weekend|month|year)(?:['’]s (?<noun>[a-z-]+)|(?!['’]| of| or| and a))`,
    taken: 'in|during|on',
    dated: ({ which, span, noun }, at) => inSpan(which, span, noun, at),
  },
  {
    words: `(?<count>\\d{1,3}|[a-z]+) ${UNIT}s? ago`,
    dated: ({ count, unit }, at) => counted(count, unit as Unit, -1, at),
  },
  {
    words: `in (?<count>\\d{1,3}|[a-z]+) ${UNIT}s?(?:['’]s? time)?(?!['’]| or| of| and a)`,
    dated: ({ count, unit }, at) => counted(count, unit as Unit, 1, at),
  },
];

/** Before "two weeks ago" these make it something that cannot be counted. */
const HEDGED =
  /(?:\b(?:about|around|roughly|approximately|almost|nearly|over|under|than|least|most|some|or|to|and|a|half|within)|[\d.,/–-]) ?$/i;
/** Before "in two days" these say that it is how long something takes. */
const TAKES_SO_LONG =
  /\b(?:was|were|did|had|took|takes?|ran|read|made|built|wrote|won|lost|came|went|got|grew|learnt|did|done|can|could|first|best|worst|longest|only|not|never|once|twice|times|days|weeks|months|hours)\b|n['’]t\b|\d ?(?:km|kg|miles?|pages?|steps|euros?|%|litres?|words?)\b|(?<!\b(?:is|are|be|am|get|gets) (?:\w+ )?)\b(?!need\b|speed\b|indeed\b|seed\b|feed\b)\w{2,}ed\b/i;

export function absoluteDates(text: string, saidAt: number): string {
  let done = '';
  let at = 0;
  for (const quoted of text.matchAll(QUOTED)) {
    done += replaced(text.slice(at, quoted.index), saidAt) + quoted[0];
    at = quoted.index + quoted[0].length;
  }
  return done + replaced(text.slice(at), saidAt);
}

/** What stood beside another such word may only be told when that one is a date: "last Friday’s coming Friday". */
function replaced(text: string, at: number): string {
  let now = text;
  for (let times = 0; times < MOST_TIMES; times++) {
    const next = replacedOnce(now, at);
    if (next === now) break;
    now = next;
  }
  return now;
}

const MOST_TIMES = 8;

function replacedOnce(text: string, at: number): string {
  const dated = PHRASES.reduce((now, phrase) => replacedPhrase(now, phrase, at), text);
  // What cannot be counted is before that day all the same: "more than a year ago".
  return dated.replace(/\b(days?|weeks?|months?|years?) ago\b/gi, (_, unit) => `${unit} before ${dayOf(at)}`);
}

function replacedPhrase(text: string, { words, taken, dated }: Phrase, at: number): string {
  const pattern = new RegExp(`\\b(?:(?<before>${taken ?? '(?!)'}|${BEFORE}) )?(?<phrase>${words})\\b`, 'gi');
  return text.replace(pattern, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Groups;
    const { before = '', phrase = '' } = groups;
    const earlier = text.slice(0, (rest.at(-3) as number) + (before === '' ? 0 : before.length + 1));
    if (isName(phrase, earlier) || isUncounted(phrase, earlier)) return whole;
    const found = dated(lowered(groups), at);
    if (found === null) return whole;
    const own = `${found.preposition} ${found.date}`;
    if (before === '' || (taken !== undefined && new RegExp(`^(?:${taken})$`, 'i').test(before)))
      return /^[A-Z]/.test(whole) ? own.charAt(0).toUpperCase() + own.slice(1) : own;
    // "What he asked for yesterday" is not asked for a day.
    const standsApart = /^(?:for|to)$/i.test(before) && /^(?:yesterday|last)|ago$/i.test(phrase);
    const standsAlone = !standsApart && /^(?:on|in)$/.test(found.preposition);
    return `${before} ${standsAlone ? found.date : own}`;
  });
}

function lowered(groups: Groups): Groups {
  const { noun, ...words } = groups;
  return {
    ...Object.fromEntries(Object.entries(words).map(([name, text]) => [name, text?.toLowerCase()])),
    noun,
  };
}

/** "USA Today", "the Tonight Show": a capital where no sentence begins. */
function isName(phrase: string, earlier: string): boolean {
  if (!/^(?:the )?[A-Z][a-z]/.test(phrase)) return false;
  return !/(?:^|[.!?:;\n•*>(–-])[\s"“„‘']*$/u.test(earlier);
}

function isUncounted(phrase: string, earlier: string): boolean {
  if (/ ago$/i.test(phrase)) return HEDGED.test(earlier);
  if (!/^in (?!the\b)/i.test(phrase)) return false;
  const sentence = /[^.!?\n;]*$/.exec(earlier)?.[0] ?? '';
  return TAKES_SO_LONG.test(sentence);
}

function shiftOf(day: string | undefined): number {
  return day === 'tomorrow' ? 1 : day === 'yesterday' ? -1 : 0;
}

function onDay(at: number, days: number, of?: string): Dated {
  return { preposition: of === undefined ? 'on' : 'the', date: dayOf(daysLater(at, days)) };
}

function inPart(at: number, days: number, part: string | undefined): Dated {
  return { preposition: 'in', date: `the ${part} of ${dayOf(daysLater(at, days))}` };
}

function weekdayShift(which: string | undefined, weekday: string | undefined, at: number): number {
  const ahead = (WEEKDAYS.indexOf(weekday ?? '') - new Date(at).getDay() + 7) % 7;
  return which === 'last' ? ahead - 7 : which === 'this' ? ahead : ahead === 0 ? 7 : ahead;
}

function inSpan(
  which: string | undefined,
  span: string | undefined,
  noun: string | undefined,
  at: number,
): Dated {
  const shift = which === 'last' ? -1 : which === 'this' ? 0 : 1;
  const dated = spanOf(span, shift, at);
  return noun === undefined ? dated : { preposition: 'the', date: `${noun} of ${dated.date}` };
}

function spanOf(span: string | undefined, shift: number, at: number): Dated {
  if (span === 'year') return { preposition: 'in', date: `${new Date(at).getFullYear() + shift}` };
  if (span === 'month') return { preposition: 'in', date: monthNameOf(monthsLater(at, shift)) };
  const fromMonday = (new Date(at).getDay() + 6) % 7;
  const monday = 7 * shift - fromMonday;
  return span === 'weekend'
    ? { preposition: 'on', date: `the weekend of ${dayOf(daysLater(at, monday + 5))}` }
    : { preposition: 'in', date: `the week of ${dayOf(daysLater(at, monday))}` };
}

function counted(count: string | undefined, unit: Unit, direction: 1 | -1, at: number): Dated | null {
  const word = count ?? '';
  const number = /^an?$/.test(word) ? 1 : /^\d+$/.test(word) ? Number(word) : NUMBERS.indexOf(word);
  if (number < 1) return null;
  switch (unit) {
    case 'day':
      return onDay(at, direction * number);
    case 'week':
      return { preposition: 'around', date: dayOf(daysLater(at, direction * number * 7)) };
    case 'month':
      return { preposition: 'in', date: monthNameOf(monthsLater(at, direction * number)) };
    case 'year':
      return { preposition: 'in', date: `${new Date(at).getFullYear() + direction * number}` };
  }
}

/** The first of the month, so that the 31st of one never falls into the one after next. */
function monthsLater(at: number, months: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth() + months, 1, 12).getTime();
}
