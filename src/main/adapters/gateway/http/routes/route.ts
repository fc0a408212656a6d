// What a route is: method, path, who may use it, what it takes and gives. The server, the OpenAPI document and the tests
// that try every route read the same list.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Scope } from '../../../../../contracts/gateway.ts';
import type { Caller, Gateway } from '../../../../domain/ports/gateway.ts';
import type { Admitted } from '../door/allowed-places.ts';
import type { Streams } from '../live/streams.ts';

export interface Asked {
  /** Null on open routes and for devices that are not paired yet. */
  readonly caller: Caller | null;
  readonly params: Readonly<Record<string, string>>;
  /** As parsed by the route's schema. */
  readonly query: unknown;
  readonly body: unknown;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly place: Extract<Admitted, { kind: 'admitted' }>;
}

export interface RouteDeps {
  readonly gateway: Gateway;
  readonly streams: Streams;
  readonly now: () => number;
  /** In which an answer of the agent is waited for, in milliseconds. */
  readonly answerWithinMs: number;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** With `{name}` for a part that varies. */
  readonly path: string;
  /** `open`: health. `knock`: what a device needs to be paired, while it may. A list: any one of these scopes. */
  readonly access: 'open' | 'knock' | readonly Scope[];
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly reply?: z.ZodType;
  /** Headers that it needs, for the document. */
  readonly headers?: readonly string[];
  /** A WebSocket: the upgrade is answered elsewhere, and a plain request is told so. */
  readonly isSocket?: true;
  readonly handle: (asked: Asked, deps: RouteDeps) => Response | Promise<Response>;
}

/** On a route that needs a scope there is a caller; anything else is a defect of ours. */
export function callerOf(asked: Asked): Caller {
  if (asked.caller === null) throw new Error('A route with a scope was reached without a caller');
  return asked.caller;
}
