// When an answer may count: properties over any sequence of events and any moment.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ARMING_MS,
  type Arming,
  type ArmingEvent,
  mayAllow,
  mayAnswer,
  msUntilNext,
  nextArming,
} from '../../../src/renderer/pages/approval/arming.ts';

const key = fc.constantFrom('a r1', 'a r2', 'b r1');
const step = fc.record({
  afterMs: fc.integer({ min: 0, max: 2_000 }),
  key,
  type: fc.constantFrom('show' as const, 'note' as const, 'see-end' as const),
});

interface Run {
  readonly events: readonly ArmingEvent[];
  readonly state: Arming | null;
  readonly endMs: number;
}

/** The steps as events in time, and the state that they lead to. */
function run(steps: readonly { afterMs: number; key: string; type: ArmingEvent['type'] }[]): Run {
  let nowMs = 0;
  let state: Arming | null = null;
  const events: ArmingEvent[] = [];
  for (const { afterMs, key: of, type } of steps) {
    nowMs += afterMs;
    const event: ArmingEvent = type === 'see-end' ? { type, key: of } : { type, key: of, atMs: nowMs };
    events.push(event);
    state = nextArming(state, event);
  }
  return { events, state, endMs: nowMs };
}

function lastShow(
  events: readonly ArmingEvent[],
): { at: number; event: ArmingEvent & { type: 'show' } } | null {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event?.type === 'show') return { at, event };
  }
  return null;
}

describe('arming', () => {
  it('lets nothing count before anything is shown', () => {
    expect([mayAnswer(null, 10_000), mayAllow(null, 10_000), msUntilNext(null, 0)]).toEqual([
      false,
      false,
      0,
    ]);
  });

  it('lets an answer count only when the last showing is long enough ago', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 0, max: 4_000 }), (steps, waitMs) => {
        const { events, state, endMs } = run(steps);
        const nowMs = endMs + waitMs;
        const shown = lastShow(events);
        const expected = shown !== null && nowMs - shown.event.atMs >= ARMING_MS;
        expect(mayAnswer(state, nowMs)).toBe(expected);
      }),
    );
  });

  it('lets a yes count only for what main noted long enough ago and whose end was seen since it became what it is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 16 }), fc.integer({ min: 0, max: 4_000 }), (steps, waitMs) => {
        const { events, state, endMs } = run(steps);
        const nowMs = endMs + waitMs;
        if (!mayAllow(state, nowMs)) return;
        const shown = lastShow(events);
        if (shown === null) throw new Error('allowed without a showing');
        const of = shown.event.key;
        const noted = events.slice(shown.at).find((event) => event.type === 'note' && event.key === of);
        expect(nowMs - shown.event.atMs).toBeGreaterThanOrEqual(ARMING_MS);
        expect(noted?.type === 'note' && nowMs - noted.atMs >= ARMING_MS).toBe(true);
        // From the moment at which this key took the place of another, its end was seen.
        let began = shown.at;
        for (let at = shown.at; at >= 0; at -= 1) {
          const event = events[at];
          if (event?.type !== 'show') continue;
          if (event.key !== of) break;
          began = at;
        }
        expect(events.slice(began).some((event) => event.type === 'see-end' && event.key === of)).toBe(true);
      }),
    );
  });

  it('arms in the end when shown, noted and seen', () => {
    const { state, endMs } = run([
      { afterMs: 0, key: 'a r1', type: 'show' },
      { afterMs: 5, key: 'a r1', type: 'note' },
      { afterMs: 5, key: 'a r1', type: 'see-end' },
    ]);
    expect([mayAllow(state, endMs + 1_000), mayAllow(state, 5 + ARMING_MS)]).toEqual([false, true]);
  });

  it('must be read again when the revision changes, and not when the window only comes back', () => {
    const seen = run([
      { afterMs: 0, key: 'a r1', type: 'show' },
      { afterMs: 0, key: 'a r1', type: 'note' },
      { afterMs: 0, key: 'a r1', type: 'see-end' },
    ]).state;
    const back = nextArming(seen, { type: 'show', key: 'a r1', atMs: 9_000 });
    const changed = nextArming(seen, { type: 'show', key: 'a r2', atMs: 9_000 });
    expect([back?.seenWhole, changed?.seenWhole, mayAnswer(back, 9_100)]).toEqual([true, false, false]);
  });

  it('says exactly when time alone will change something', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const { state, endMs } = run(steps);
        const waitMs = msUntilNext(state, endMs);
        if (waitMs === 0) return;
        const before = endMs + waitMs - 1;
        const after = endMs + waitMs;
        expect([mayAnswer(state, endMs), mayAllow(state, endMs)]).toEqual([
          mayAnswer(state, before),
          mayAllow(state, before),
        ]);
        expect(msUntilNext(state, after)).not.toBe(waitMs);
      }),
    );
  });
});
