// A moment in a person's words: how long ago, and exactly when. Pure: the clock is a parameter.
// Words are English; the order of day and month and the clock of 12 or 24 hours follow `locale`.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface Place {
  /** BCP 47, English: `en-GB`, `en-US`. */
  readonly locale: string;
  /** IANA name; the system's own when left out. */
  readonly timeZone?: string;
}

/** "now", "5 min ago", "in 3 min", "14:05", "Yesterday", "Mon", "12 Mar", "12 Mar 2025". */
export function timeWords(at: Date, now: Date, place: Place): string {
  const distanceMs = now.getTime() - at.getTime();
  if (Math.abs(distanceMs) < 45_000) return 'now';
  if (Math.abs(distanceMs) < HOUR_MS) {
    const minutes = Math.max(1, Math.round(Math.abs(distanceMs) / MINUTE_MS));
    return distanceMs > 0 ? `${minutes} min ago` : `in ${minutes} min`;
  }
  const days = daysBetween(at, now, place);
  if (days === 0) return format(at, place, { hour: '2-digit', minute: '2-digit' });
  if (days === 1) return 'Yesterday';
  if (days === -1) return 'Tomorrow';
  if (days > 1 && days < 7) return format(at, place, { weekday: 'short' });
  const sameYear = format(at, place, { year: 'numeric' }) === format(now, place, { year: 'numeric' });
  return format(at, place, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** "12 March 2026", for what lasts. */
export function dayWords(at: Date, place: Place): string {
  return format(at, place, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** "Monday, 12 March 2026 at 14:05:09", for the title and for those who need it exactly. */
export function exactTime(at: Date, place: Place): string {
  return format(at, place, { dateStyle: 'full', timeStyle: 'medium' });
}

/** Calendar days from `at` to `now` in the person's own time zone. */
function daysBetween(at: Date, now: Date, place: Place): number {
  const dayOf = (date: Date) =>
    Date.parse(
      `${format(date, { ...place, locale: 'sv-SE' }, { year: 'numeric', month: '2-digit', day: '2-digit' })}T00:00:00Z`,
    );
  return Math.round((dayOf(now) - dayOf(at)) / DAY_MS);
}

function format(date: Date, place: Place, options: Intl.DateTimeFormatOptions): string {
  const zone = place.timeZone === undefined ? {} : { timeZone: place.timeZone };
  return new Intl.DateTimeFormat(place.locale, { ...options, ...zone }).format(date);
}
