// What the gateway turned away, in the ledger and the log: the first at once, a flood of the same once a minute with its
// number. Knows routes and reasons only; never a token, a header or a body.
import type { Ledger } from '../ledger/ledger.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Log } from '../ports/world.ts';

export interface Refusals {
  refused(refusal: {
    readonly route: string;
    readonly reason: string;
    readonly callerId: string | null;
  }): void;
  lockedOut(route: string): void;
}

const ONCE_MS = 60_000;
/** Different refusals remembered at once; beyond that they count together. */
const MAX_KINDS = 100;
const OTHER = { route: 'several routes', reason: 'more than could be told apart', callerId: null };

export function createRefusals(deps: {
  stores: Pick<Stores, 'transaction'>;
  ledger: Ledger;
  clock: Clock;
  log: Log;
}): Refusals {
  const counted = new Map<string, { since: number; more: number }>();

  function forget(): void {
    const now = deps.clock.now();
    for (const [key, { since, more }] of counted)
      if (more === 0 && now - since >= ONCE_MS) counted.delete(key);
  }

  function record(refusal: Parameters<Refusals['refused']>[0]): void {
    forget();
    const key = JSON.stringify(refusal);
    const now = deps.clock.now();
    const known = counted.get(key);
    // SECURITY: bounded; who sends ever new routes must fill neither the memory nor the ledger.
    if (known === undefined && counted.size >= MAX_KINDS && refusal !== OTHER) return void record(OTHER);
    if (known !== undefined && now - known.since < ONCE_MS) {
      known.more += 1;
      return;
    }
    const count = (known?.more ?? 0) + 1;
    counted.set(key, { since: now, more: 0 });
    const { route, reason, callerId } = refusal;
    deps.log.warn('The gateway refused a request', { route, reason, count });
    deps.stores.transaction(() => {
      deps.ledger.record({
        kind: 'gateway-refused',
        causeId: null,
        actor:
          callerId === null
            ? { kind: 'stranger', senderId: 'gateway:user:unknown' }
            : { kind: 'api-key', senderId: `gateway:user:${callerId}` },
        facts: { route, reason, count },
      });
    });
  }

  return {
    refused: record,
    lockedOut: (route) => {
      deps.log.warn('The gateway locked a route after failed attempts', { route });
      deps.stores.transaction(() => {
        deps.ledger.record({
          kind: 'gateway-locked-out',
          causeId: null,
          actor: { kind: 'stranger', senderId: 'gateway:user:unknown' },
          facts: { route },
        });
      });
    },
  };
}
