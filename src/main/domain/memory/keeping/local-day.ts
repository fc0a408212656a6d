// A moment as the day it was on this computer. Pure but for the computer's own time zone.

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** `2026-11-30` */
export function dayOf(ms: number): string {
  const day = new Date(ms);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** Noon of that day: a day may have 23 or 25 hours. */
export function daysLater(ms: number, days: number): number {
  const day = new Date(ms);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 12).getTime();
}

/** `November 2026` */
export function monthNameOf(ms: number): string {
  const day = new Date(ms);
  return `${MONTHS[day.getMonth()]} ${day.getFullYear()}`;
}

/** `Monday 2026-11-30 14:05` */
export function dayAndTimeOf(ms: number): string {
  const day = new Date(ms);
  return `${WEEKDAYS[day.getDay()]} ${dayOf(ms)} ${two(day.getHours())}:${two(day.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
