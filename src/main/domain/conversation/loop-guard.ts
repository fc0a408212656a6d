// Notices a model that runs in circles: the same call with the same answer, also in turns with others, also written a
// little differently. Honest polling, whose answers change or whose waits grow, is left alone.
// State of one turn; knows nothing of what tools do.
import { canonicalJson } from '../canonical-json.ts';
import type { ModelToolCall } from '../ports/model.ts';

export interface LoopGuard {
  before(call: ModelToolCall): { kind: 'go' } | { kind: 'refuse'; reason: string };
  after(call: ModelToolCall, answer: { text: string; isError: boolean }): 'go-on' | 'stuck';
}

/** The same call with the same answer is refused from the next time on: failing sooner than succeeding. */
const SAME_FAILURES = 3;
const SAME_SUCCESSES = 10;
/** So often round the same few calls with the same answers, and each round quicker than this, is a circle. */
const SAME_ROUNDS = 4;
const LONGEST_ROUND = 4;
const WAITING_ROUND_MS = 2_000;
/** A wait this long, and this much longer than the one before, is polling that holds itself back. */
const LEAST_WAIT_MS = 1_000;
const GROWTH = 1.5;
/** Refused this often, the same call or any, the turn is stuck. */
const REFUSALS_OF_ONE = 3;
const REFUSALS_OF_ALL = 6;

interface Past {
  readonly answer: string;
  /** How often in a row with this answer; repeats after a growing wait are not counted. */
  readonly count: number;
  readonly limit: number;
  readonly at: number;
  readonly waitMs: number;
  readonly refusals: number;
}

export function createLoopGuard(now: () => number): LoopGuard {
  const pastOf = new Map<string, Past>();
  /** Every call that ran, in order. */
  const story: { readonly key: string; readonly answer: string; readonly at: number }[] = [];
  const refused = new Set<string>();
  /** Calls of a circle that was found, until another call brings something new. */
  let circle: ReadonlySet<string> = new Set();
  let refusals = 0;

  function before(call: ModelToolCall): ReturnType<LoopGuard['before']> {
    const key = keyOf(call);
    const past = pastOf.get(key);
    refused.delete(key);
    const problem =
      past !== undefined && past.count >= past.limit && !hasWaited(past)
        ? `This call was made ${past.count} times with the same answer`
        : isInCircle(key)
          ? 'These calls went round in a circle with the same answers'
          : null;
    if (problem === null) return { kind: 'go' };
    refused.add(key);
    return {
      kind: 'refuse',
      reason: `${problem}, so it was not run again. Do something else, or say that it cannot be done.`,
    };
  }

  function after(call: ModelToolCall, answer: { text: string; isError: boolean }): 'go-on' | 'stuck' {
    const key = keyOf(call);
    const past = pastOf.get(key);
    if (refused.delete(key)) {
      refusals += 1;
      const ofThis = (past?.refusals ?? 0) + 1;
      if (past !== undefined) pastOf.set(key, { ...past, refusals: ofThis });
      return ofThis >= REFUSALS_OF_ONE || refusals >= REFUSALS_OF_ALL ? 'stuck' : 'go-on';
    }
    const answered = `${answer.isError} ${answer.text}`;
    const at = now();
    const isSame = past?.answer === answered;
    story.push({ key, answer: answered, at });
    if (!isSame) circle = new Set();
    pastOf.set(key, {
      answer: answered,
      count: past === undefined || !isSame ? 1 : hasWaited(past) ? past.count : past.count + 1,
      limit: answer.isError ? SAME_FAILURES : SAME_SUCCESSES,
      at,
      waitMs: past === undefined ? 0 : at - past.at,
      refusals: isSame ? past.refusals : 0,
    });
    return 'go-on';
  }

  function hasWaited(past: Past): boolean {
    const waitMs = now() - past.at;
    return waitMs >= LEAST_WAIT_MS && waitMs >= past.waitMs * GROWTH;
  }

  function isInCircle(key: string): boolean {
    const last = story.at(-1);
    if (last === undefined || now() - last.at >= WAITING_ROUND_MS) return false;
    if (!circle.has(key)) circle = foundCircle();
    return circle.has(key);
  }

  /** The last calls were the same round several times, quickly. */
  function foundCircle(): ReadonlySet<string> {
    for (let length = 2; length <= LONGEST_ROUND; length++) {
      const rounds = story.slice(-length * SAME_ROUNDS);
      const [first] = rounds;
      if (first === undefined || rounds.length < length * SAME_ROUNDS) continue;
      const isRound = rounds.every((call, index) => {
        const other = rounds[index % length];
        return call.key === other?.key && call.answer === other.answer;
      });
      const keys = new Set(rounds.map(({ key }) => key));
      if (isRound && keys.size > 1 && now() - first.at < WAITING_ROUND_MS * SAME_ROUNDS) return keys;
    }
    return new Set();
  }

  return { before, after };
}

/** The same for calls that differ only in the order of their arguments or in space around their words. */
function keyOf(call: ModelToolCall): string {
  return `${call.tool}\n${plain(call.inputText)}`;
}

function plain(inputText: string): string {
  try {
    return canonicalJson(JSON.parse(inputText, (_name, value: unknown) => withoutSpare(value)));
  } catch {
    return String(withoutSpare(inputText));
  }
}

/** Texts of several lines keep the space within them: there it can be what the call is about. */
function withoutSpare(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text.includes('\n') ? text : text.replace(/\s+/g, ' ');
}
