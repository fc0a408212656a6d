// What Discord said about how often it may be asked: until when a route that is used up, or everything, is to be left
// alone.
//   answer → noted · route → milliseconds still to wait
// Asking on while it says no is counted, and too much of it locks the whole address out
// (https://discord.com/developers/docs/topics/rate-limits). That one request came too early is told to whoever made it,
// who waits; only what concerns others is kept here. Knows nothing of what is asked.

import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../../domain/ports/world.ts';
import { keepAtMost } from '../keep-at-most.ts';

export interface RateLimits {
  /** 0: it may be asked now. */
  waitMs(route: string): number;
  note(route: string, answer: NotedAnswer): void;
}

export interface NotedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of a 429: how long to wait; null when it did not say. */
  readonly retryAfterMs: number | null;
  readonly isGlobal: boolean;
}

const WITHOUT_A_WORD_MS = 5_000;
const MOST_ROUTES = 1_000;

export function createRateLimits(clock: Clock): RateLimits {
  const until = new Map<string, number>();
  let allUntil = 0;

  return {
    waitMs: (route) => Math.max(0, Math.max(allUntil, until.get(route) ?? 0) - clock.now()),
    note: (route, answer) => {
      if (answer.status === 429) {
        if (answer.isGlobal) allUntil = clock.now() + (answer.retryAfterMs ?? WITHOUT_A_WORD_MS);
        return;
      }
      const usedUpMs = usedUpFor(answer);
      if (usedUpMs > 0) until.set(route, clock.now() + usedUpMs);
      else until.delete(route);
      keepAtMost(MOST_ROUTES, until);
    },
  };
}

function usedUpFor({ headers }: NotedAnswer): number {
  if (headers['x-ratelimit-remaining'] !== '0') return 0;
  const seconds = Number(headers['x-ratelimit-reset-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
}

/** The part of an address that shares one limit: the channel or server counts, what is within it does not. */
export function routeOf(method: string, path: string): string {
  return `${method} ${path.replace(/\?.*/, '').replace(/\/(messages|interactions)\/.*/, '/$1/:id')}`;
}
