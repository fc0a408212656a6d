// Dates of many rows: the calendar is asked once for its forms, not once a row, since that costs more than the row.
export interface RowDates {
  /** "12 Mar" in this year, "12 Mar 2025" before it. */
  short(at: string): string;
  /** "Thursday, 12 March 2026": the heading of a day. */
  day(at: string): string;
  /** With the time of day. */
  exact(at: string): string;
}

export interface CalendarPlace {
  readonly locale: string;
  readonly timeZone?: string;
}

export function createRowDates(now: Date, { locale, timeZone }: CalendarPlace): RowDates {
  const form = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone !== undefined && { timeZone }) });
  const year = form({ year: 'numeric' });
  const thisYear = form({ day: 'numeric', month: 'short' });
  const otherYear = form({ day: 'numeric', month: 'short', year: 'numeric' });
  const day = form({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const exact = form({ dateStyle: 'full', timeStyle: 'medium' });
  const current = year.format(now);
  return {
    short: (at) => {
      const date = new Date(at);
      return (year.format(date) === current ? thisYear : otherYear).format(date);
    },
    day: (at) => day.format(new Date(at)),
    exact: (at) => exact.format(new Date(at)),
  };
}
