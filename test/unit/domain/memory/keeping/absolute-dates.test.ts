// What is counted from now becomes a date, whatever the clocks do; what only looks so stays as it is.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absoluteDates } from '../../../../../src/main/domain/memory/keeping/absolute-dates.ts';
import { dayAndTimeOf, dayOf, daysLater } from '../../../../../src/main/domain/memory/keeping/local-day.ts';

const zone = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'Europe/Berlin';
});
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const MOMENTS = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });
const moment = (text: string): number => new Date(text).getTime();
/** A Saturday. */
const said = (text: string, at = '2026-01-03T15:00:00'): string => absoluteDates(text, moment(at));

describe('a date that is counted from now', () => {
  test.each([
    ['I see the dentist tomorrow at nine.', 'I see the dentist on 2026-01-04 at nine.'],
    ['Tomorrow I see the dentist.', 'On 2026-01-04 I see the dentist.'],
    ['It rained yesterday, today it is dry.', 'It rained on 2026-01-02, on 2026-01-03 it is dry.'],
    ['The day after tomorrow he flies.', 'On 2026-01-05 he flies.'],
    ['He flies on the day after tomorrow.', 'He flies on 2026-01-05.'],
    ['We met the day before yesterday.', 'We met on 2026-01-01.'],
    ['Tomorrow morning we go.', 'In the morning of 2026-01-04 we go.'],
    ['This evening Ben cooks.', 'In the evening of 2026-01-03 Ben cooks.'],
    ['It is due by tomorrow evening.', 'It is due by the evening of 2026-01-04.'],
    ['Tonight we eat late.', 'In the evening of 2026-01-03 we eat late.'],
    ['Last night it stormed.', 'In the night of 2026-01-02 it stormed.'],
    ['She prepares tomorrow’s talk.', 'She prepares the 2026-01-04 talk.'],
    ['The paper is due by tomorrow.', 'The paper is due by 2026-01-04.'],
    ['It begins a week from today.', 'It begins a week from 2026-01-03.'],
    ['The party is planned for tomorrow.', 'The party is planned for 2026-01-04.'],
    ['He brought what she asked for yesterday.', 'He brought what she asked for on 2026-01-02.'],
  ])('a day: %s', (text, dated) => {
    expect(said(text)).toBe(dated);
  });

  test.each([
    ['Lunch next Friday.', 'Lunch on 2026-01-09.'],
    ['Lunch next Saturday.', 'Lunch on 2026-01-10.'],
    ['The shop closed last Friday.', 'The shop closed on 2026-01-02.'],
    ['The shop closed last Saturday.', 'The shop closed on 2025-12-27.'],
    ['They play this Saturday.', 'They play on 2026-01-03.'],
    ['They play on the coming Sunday.', 'They play on 2026-01-04.'],
    ['He leaves next Monday morning.', 'He leaves in the morning of 2026-01-05.'],
    ['They lost last Sunday’s game.', 'They lost the 2025-12-28 game.'],
  ])('a day of the week: %s', (text, dated) => {
    expect(said(text)).toBe(dated);
  });

  test.each([
    ['School begins next week.', 'School begins in the week of 2026-01-05.'],
    ['It broke last week.', 'It broke in the week of 2025-12-22.'],
    ['They come this weekend.', 'They come on the weekend of 2026-01-03.'],
    ['They come the coming weekend.', 'They come on the weekend of 2026-01-10.'],
    ['He has been ill since last week.', 'He has been ill since the week of 2025-12-22.'],
    ['The course starts next month.', 'The course starts in February 2026.'],
    ['It ended last month.', 'It ended in December 2025.'],
    ['It is valid until next year.', 'It is valid until 2027.'],
    ['They married last year.', 'They married in 2025.'],
    ['Early next year they move.', 'Early in 2027 they move.'],
    ['This year’s budget is spent.', 'The budget of 2026 is spent.'],
    ['He won at last year’s Oscars.', 'He won at the Oscars of 2025.'],
    ['She liked last year’s trip of the choir.', 'She liked the trip of 2025 of the choir.'],
  ])('a week, a month, a year: %s', (text, dated) => {
    expect(said(text)).toBe(dated);
  });

  test.each([
    ['The parcel comes in 3 days.', 'The parcel comes on 2026-01-06.'],
    ['The exam is in two weeks.', 'The exam is around 2026-01-17.'],
    ['He has an exam in a week’s time.', 'He has an exam around 2026-01-10.'],
    ['The exam is scheduled in two months.', 'The exam is scheduled in March 2026.'],
    ['The lease ends in five years.', 'The lease ends in 2031.'],
    ['They met two days ago.', 'They met on 2026-01-01.'],
    ['They met two weeks ago.', 'They met around 2025-12-20.'],
    ['They met a month ago.', 'They met in December 2025.'],
    ['They met twelve years ago.', 'They met in 2014.'],
    ['They met about two weeks ago.', 'They met about two weeks before 2026-01-03.'],
    ['They met two or three weeks ago.', 'They met two or three weeks before 2026-01-03.'],
    ['They met 1.5 years ago.', 'They met 1.5 years before 2026-01-03.'],
    ['They met twenty days ago.', 'They met twenty days before 2026-01-03.'],
    ['They met more than a year ago.', 'They met more than a year before 2026-01-03.'],
  ])('so long from now, or so long ago: %s', (text, dated) => {
    expect(said(text)).toBe(dated);
  });
});

describe('what stays as it is', () => {
  test.each([
    'She read the book in two days.',
    'He ran 20 km in a day.',
    'There are seven days in a week.',
    'It is done in a day or two.',
    'She laughed for the first time in five years.',
    'He can paint it in a week.',
    'The next week was hard.',
    'The last Friday in May is a holiday.',
    'The exam is on the last Friday of the month.',
    'It was in the last week of May.',
    'His last year at school was good.',
    'Grandma’s last year was hard.',
    'She came in on the train.',
    'The light goes on in the evening.',
    'I may march in May, and march I may.',
    'The march of last May was long.',
    'Every last birthday and the next holiday count.',
    'We watched “Tomorrow Never Dies” and "Last Night in Soho".',
    'They sang ‘Yesterday’ and «The Day After Tomorrow».',
    "The script is called `tomorrow`, the song 'Yesterday'.",
    'The film Tomorrow Never Dies is old.',
    'It stood in USA Today and on the Tonight Show.',
    'It was on 2026-01-03, in the week of 2026-01-05.',
  ])('%s', (text) => {
    expect(said(text)).toBe(text);
  });

  test('a title in quotation marks stays, the rest of its sentence does not', () => {
    expect(said('We see “Tomorrow” tomorrow.')).toBe('We see “Tomorrow” on 2026-01-04.');
  });
});

describe('a day of this computer', () => {
  test.each([
    ['before the clocks go forward', 'tomorrow', '2026-03-28T23:30:00', 'on 2026-03-29'],
    ['after the clocks went forward', 'yesterday', '2026-03-30T00:30:00', 'on 2026-03-29'],
    ['over a day of 23 hours', 'the day after tomorrow', '2026-03-28T23:59:00', 'on 2026-03-30'],
    ['before the clocks go back', 'tomorrow', '2026-10-24T23:30:00', 'on 2026-10-25'],
    ['after the clocks went back', 'yesterday', '2026-10-26T00:10:00', 'on 2026-10-25'],
    ['in the hour that comes twice', 'tomorrow', '2026-10-25T02:30:00', 'on 2026-10-26'],
    ['at the end of a month', 'tomorrow', '2026-04-30T12:00:00', 'on 2026-05-01'],
    ['at the end of a year', 'tomorrow', '2026-12-31T23:59:59', 'on 2027-01-01'],
    ['at the beginning of a year', 'yesterday', '2026-01-01T00:00:00', 'on 2025-12-31'],
    ['before a leap day', 'tomorrow', '2028-02-28T09:00:00', 'on 2028-02-29'],
    ['after no leap day', 'tomorrow', '2027-02-28T09:00:00', 'on 2027-03-01'],
    ['on a leap day', 'a year ago', '2028-02-29T09:00:00', 'in 2027'],
    ['on the 31st', 'next month', '2026-01-31T09:00:00', 'in February 2026'],
    ['on the 31st, back', 'last month', '2026-03-31T09:00:00', 'in February 2026'],
    ['over the end of a year', 'in two months', '2026-12-31T09:00:00', 'in February 2027'],
    ['on a Sunday, whose week is over', 'next week', '2026-01-04T20:00:00', 'in the week of 2026-01-05'],
  ])('%s', (_, text, at, dated) => {
    expect(said(text, at)).toBe(dated);
  });

  test('is said with its name and time', () => {
    expect([dayOf(moment('2026-03-29T03:00:00')), dayAndTimeOf(moment('2026-01-03T05:07:00'))]).toEqual([
      '2026-03-29',
      'Saturday 2026-01-03 05:07',
    ]);
  });

  test('is never skipped or counted twice, however many are counted', () => {
    fc.assert(
      fc.property(MOMENTS, fc.integer({ min: -800, max: 800 }), (at, days) => {
        const there = daysLater(at.getTime(), days);
        expect(dayOf(daysLater(there, -days))).toBe(dayOf(at.getTime()));
        expect(dayOf(daysLater(there, 1)) > dayOf(there)).toBe(true);
      }),
    );
  });
});

describe('once is enough', () => {
  const words = fc.constantFrom(
    ...'tomorrow yesterday today tonight this next last coming the day after before in a two 3 days weeks month years ago week weekend year Friday morning night of by on for since about Tomorrow Next ’s , . “ ” and read may'.split(
      ' ',
    ),
  );

  test('twice changes nothing more, and what nobody counts from now is never touched', () => {
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 14 }).map((some) => some.join(' ').replace(' ’s', '’s')),
        MOMENTS,
        (text, at) => {
          const once = absoluteDates(text, at.getTime());
          expect(absoluteDates(once, at.getTime())).toBe(once);
        },
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcd 123.,“”"\n') }), (text) => {
        expect(absoluteDates(text, 0)).toBe(text);
      }),
    );
  });

  test('long and hostile words come to their end soon', () => {
    const begun = performance.now();
    for (const piece of ['tomorrow ', 'in two days ', '"', '‘', "'s ", 'a week ago ', 'the next ', "a' "])
      said(piece.repeat(Math.ceil(2_000 / piece.length)));
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
