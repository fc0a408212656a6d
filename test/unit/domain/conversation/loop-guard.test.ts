// The loop guard: a circle is stopped, in whatever clothes it comes; honest polling is left alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLoopGuard, type LoopGuard } from '../../../../src/main/domain/conversation/loop-guard.ts';

const call = (inputText = '{}', tool = 'run_command') => ({ callId: 'c', tool, inputText });
const failed = (text = 'Exit code 1.') => ({ text, isError: true });
const fine = (text = 'pending') => ({ text, isError: false });

interface Made {
  readonly call: ReturnType<typeof call>;
  readonly answer: ReturnType<typeof fine>;
  readonly afterMs?: number;
}

/** What became of each call: it ran, it was refused, the turn was stuck. */
function story(made: Iterable<Made>): string[] {
  let now = 1_000_000;
  const guard: LoopGuard = createLoopGuard(() => now);
  const ends: string[] = [];
  for (const { call: one, answer, afterMs = 10 } of made) {
    now += afterMs;
    const verdict = guard.before(one);
    const end = guard.after(one, verdict.kind === 'go' ? answer : failed(verdict.reason));
    ends.push(end === 'stuck' ? 'stuck' : verdict.kind);
    if (end === 'stuck') break;
  }
  return ends;
}

const times = (count: number, made: (index: number) => Made): Made[] =>
  Array.from({ length: count }, (_, i) => made(i));

describe('the loop guard', () => {
  test('refuses the fourth of the same failing calls, and calls it stuck at the sixth', () => {
    expect(story(times(9, () => ({ call: call(), answer: failed() })))).toEqual([
      ...['go', 'go', 'go'],
      ...['refuse', 'refuse', 'stuck'],
    ]);
  });

  test.each([
    ['in another order', ['{"a":1,"b":"x"}', '{"b":"x","a":1}']],
    ['with other space in the JSON', ['{"a":1,"b":"x"}', '{ "a" : 1,\n "b": "x" }']],
    ['with space around words', ['{"argv":["ls","-la"]}', '{"argv":["ls ","  -la"]}']],
    ['with other space between words', ['{"line":"ls -la"}', '{"line":"ls   -la"}']],
    ['as JSON that is broken the same way', ['{"a":', ' {"a":  ']],
  ])('takes a call for the same when its arguments come %s', (_name, ways) => {
    const ends = story(times(6, (i) => ({ call: call(ways[i % ways.length]), answer: failed() })));
    expect(ends).toEqual(['go', 'go', 'go', 'refuse', 'refuse', 'stuck']);
  });

  test('takes texts of several lines for different when the space within them differs', () => {
    const ends = story(
      times(6, (i) => ({ call: call(JSON.stringify({ find: `a\n${' '.repeat(i)}b` })), answer: failed() })),
    );
    expect(ends).toEqual(Array(6).fill('go'));
  });

  test('lets a call poll as often as it likes while its answers change', () => {
    expect(story(times(60, (i) => ({ call: call(), answer: fine(`${i} of 60`) })))).toEqual(
      Array(60).fill('go'),
    );
    expect(story(times(60, (i) => ({ call: call(), answer: failed(`${60 - i} errors`) })))).toEqual(
      Array(60).fill('go'),
    );
  });

  test('lets a call poll with the same answer while its waits grow', () => {
    for (const answer of [fine(), failed()]) {
      const made = times(12, (i) => ({ call: call(), answer, afterMs: 1_000 * 2 ** i }));
      expect(story(made)).toEqual(Array(12).fill('go'));
    }
  });

  test('ends the same successful call with the same answer, without growing waits, after ten', () => {
    expect(story(times(20, () => ({ call: call(), answer: fine() })))).toEqual([
      ...Array(10).fill('go'),
      ...['refuse', 'refuse', 'stuck'],
    ]);
  });

  test('lets a refused call run again after it has waited', () => {
    const made = times(3, () => ({ call: call(), answer: failed() }));
    const later = { call: call(), answer: fine('done'), afterMs: 5_000 };
    expect(story([...made, { call: call(), answer: failed() }, later])).toEqual([
      'go',
      'go',
      'go',
      'refuse',
      'go',
    ]);
  });

  test.each([2, 3, 4])('stops a circle of %i calls whose answers stay the same', (length) => {
    const made = times(40, (i) => ({ call: call(`{"n":${i % length}}`), answer: fine('Replaced a.txt.') }));
    const ends = story(made);
    expect(ends.slice(0, length * 4)).toEqual(Array(length * 4).fill('go'));
    expect(ends.slice(length * 4)).toEqual([...Array(ends.length - length * 4 - 1).fill('refuse'), 'stuck']);
    expect(ends.length).toBeLessThan(length * 4 + 10);
  });

  test('lets two calls take turns while one of them waits: look, sleep, look, sleep', () => {
    const made = times(16, (i) => ({
      call: call(i % 2 === 0 ? '{"look":1}' : '{"sleep":5}'),
      answer: fine(i % 2 === 0 ? 'pending' : 'slept'),
      afterMs: i % 2 === 0 ? 10 : 5_000,
    }));
    expect(story(made)).toEqual(Array(16).fill('go'));
  });

  test('lets two calls take turns while one of them makes progress', () => {
    const made = times(40, (i) => ({
      call: call(i % 2 === 0 ? `{"edit":${i}}` : '{"test":1}'),
      answer: i % 2 === 0 ? fine('Edited.') : failed(`${40 - i} tests fail`),
    }));
    expect(story(made)).toEqual(Array(40).fill('go'));
  });

  test('counts each call for itself, and forgets when it once answers differently', () => {
    const other = { call: call('{"a":2}'), answer: failed() };
    const made = times(3, () => ({ call: call('{"a":1}'), answer: failed() }));
    expect(story([...made, other, { call: call('{"a":1}', 'other'), answer: failed() }])).toEqual(
      Array(5).fill('go'),
    );
    const once = { call: call('{"a":1}'), answer: fine('done') };
    expect(story([...made.slice(1), once, ...made.slice(1), other])).toEqual(Array(6).fill('go'));
  });

  test('any few calls that never change and never wait come to an end within 60', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (round, isError) => {
          const made = times(60, (i) => ({
            call: call(`{"n":${round[i % round.length]}}`),
            answer: isError ? failed() : fine(),
          }));
          expect(story(made).at(-1)).toBe('stuck');
        },
      ),
    );
  });
});
