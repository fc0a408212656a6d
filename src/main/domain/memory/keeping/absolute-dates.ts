// "Tomorrow" means nothing a month later: days, weeks, months and years that are counted from now become dates.
//   text + when it was said → text
// Pure. English; other languages are asked of the model that draws the facts. Days are those of this computer.
import { dayOf, daysLater, monthNameOf } from './local-day.ts';

const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');

type Unit = 'day' | 'week' | 'month' | 'year';

/** What stands in quotation marks is somebody's name for something. */
const QUOTED = /“[^”]*”|"[^"]*"|«[^»]*»|‘[^’]*’/g;

export function absoluteDates(text: string, saidAt: number): string {
  let done = '';
  let at = 0;
  for (const quoted of text.matchAll(QUOTED)) {
    done += replaced(text.slice(at, quoted.index), saidAt) + quoted[0];
    at = quoted.index + quoted[0].length;
  }
  return done + replaced(text.slice(at), saidAt);
}

function replaced(text: string, at: number): string {
  return text
    .replace(/\b(?:on )?the day after tomorrow\b/gi, () => `on ${dayOf(daysLater(at, 2))}`)
    .replace(/\b(?:on )?the day before yesterday\b/gi, () => `on ${dayOf(daysLater(at, -2))}`)
    .replace(
      /\b(tomorrow|yesterday|this|today) (morning|afternoon|evening|night)\b/gi,
      (_, day: string, part: string) =>
        `in the ${part.toLowerCase()} of ${dayOf(daysLater(at, shiftOf(day)))}`,
    )
    .replace(/\btonight\b/gi, () => `in the evening of ${dayOf(at)}`)
    .replace(/\blast night\b/gi, () => `in the night of ${dayOf(daysLater(at, -1))}`)
    .replace(/\b(tomorrow|yesterday|today)(['’]s)?\b/gi, (_, day: string, of: string | undefined) =>
      of === undefined
        ? `on ${dayOf(daysLater(at, shiftOf(day)))}`
        : `the ${dayOf(daysLater(at, shiftOf(day)))}`,
    )
    .replace(/\b(?:on )?(next|last|this|coming) (\w+day)s?\b/gi, (whole, which: string, day: string) =>
      weekday(whole, which.toLowerCase(), day.toLowerCase(), at),
    )
    .replace(
      /\b(?:in |during )?(next|last|this|the coming) (week|weekend|month|year)\b/gi,
      (_, which: string, unit: string) => span(which.toLowerCase(), unit.toLowerCase(), at),
    )
    .replace(
      /\bin (\d{1,3}|an?|\w+) (day|week|month|year)s?\b(?!['’])/gi,
      (whole, count: string, unit: string) => counted(whole, count, unit.toLowerCase() as Unit, 1, at),
    )
    .replace(/\b(\d{1,3}|an?|\w+) (day|week|month|year)s? ago\b/gi, (whole, count: string, unit: string) =>
      counted(whole, count, unit.toLowerCase() as Unit, -1, at),
    )
    .replace(/\b(on|in) (?:on|in) (?=\d{4}|the |[A-Z])/g, '$1 ');
}

function shiftOf(day: string): number {
  const word = day.toLowerCase();
  return word === 'tomorrow' ? 1 : word === 'yesterday' ? -1 : 0;
}

function weekday(whole: string, which: string, day: string, at: number): string {
  const wanted = WEEKDAYS.indexOf(day);
  if (wanted < 0) return whole;
  const today = new Date(at).getDay();
  const ahead = (wanted - today + 7) % 7;
  const shift = which === 'last' ? ahead - 7 : which === 'this' ? ahead : ahead === 0 ? 7 : ahead;
  return `on ${dayOf(daysLater(at, shift))}`;
}

function span(which: string, unit: string, at: number): string {
  const shift = which === 'last' ? -1 : which === 'this' ? 0 : 1;
  if (unit === 'year') return `in ${new Date(at).getFullYear() + shift}`;
  if (unit === 'month') return `in ${monthNameOf(monthsLater(at, shift))}`;
  const fromMonday = (new Date(at).getDay() + 6) % 7;
  const monday = 7 * shift - fromMonday;
  return unit === 'weekend'
    ? `on the weekend of ${dayOf(daysLater(at, monday + 5))}`
    : `in the week of ${dayOf(daysLater(at, monday))}`;
}

function counted(whole: string, count: string, unit: Unit, direction: 1 | -1, at: number): string {
  const word = count.toLowerCase();
  const number = /^an?$/.test(word) ? 1 : /^\d+$/.test(word) ? Number(word) : NUMBERS.indexOf(word);
  if (number < 1) return whole;
  switch (unit) {
    case 'day':
      return `on ${dayOf(daysLater(at, direction * number))}`;
    case 'week':
      return `around ${dayOf(daysLater(at, direction * number * 7))}`;
    case 'month':
      return `in ${monthNameOf(monthsLater(at, direction * number))}`;
    case 'year':
      return `in ${new Date(at).getFullYear() + direction * number}`;
  }
}

/** The first of the month, so that the 31st of one never falls into the one after next. */
function monthsLater(at: number, months: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth() + months, 1, 12).getTime();
}
