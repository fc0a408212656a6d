// One request from the head to the answer; every route passes the same gates in the same order.
//   target, Host, Origin → route → token → scope → rate → body → schema → route's own lines
// May not know what a route does.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Caller } from '../../../domain/ports/gateway.ts';
import { errorAnswer, errorResponse, placeRefusal, Refusal } from './answers.ts';
import { type Admitted, admitted, type Places } from './door/allowed-places.ts';
import type { Authenticate } from './door/authenticate.ts';
import type { RateLimit } from './door/rate-limit.ts';
import { readJson } from './door/read-body.ts';
import { MAX_BODY_BYTES, MAX_OPEN_BODY_BYTES } from './limits.ts';
import type { Route, RouteDeps } from './routes/route.ts';

type Place = Extract<Admitted, { kind: 'admitted' }>;
type Environment = { Bindings: HttpBindings & { place: Place } };

export interface RequestDeps extends RouteDeps {
  readonly routes: readonly Route[];
  readonly places: () => Places;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  /** Somebody proved who he is on this connection. */
  readonly onProved: (incoming: IncomingMessage) => void;
  readonly onFault: (route: string, cause: unknown) => void;
}

const NOT_KNOWN = 'an unknown route';
/** Never throws; whatever a client sends is answered or cut. */
export function createServeRequests(
  deps: RequestDeps,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { gateway } = deps;
  const placeFrom = new WeakMap<IncomingMessage, Place>();
  const app = new Hono<Environment>();
  for (const route of deps.routes)
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => serve(route, context));
  app.notFound((context) => {
    // SECURITY: what there is and what not is told only to those with a key.
    identify(context, NOT_KNOWN);
    throw new Refusal('not-found', 'There is nothing here.');
  });
  app.onError((cause, context) => {
    if (cause instanceof Refusal) return errorResponse(cause);
    deps.onFault(context.req.path, cause);
    return errorResponse(
      new Refusal('internal', 'Something unexpected went wrong. The log has the details.'),
    );
  });

  async function serve(route: Route, context: Context<Environment>): Promise<Response> {
    const { incoming, outgoing, place } = context.env;
    const name = `${route.method} ${route.path}`;
    const caller = enter(route, name, context);
    const query = route.query === undefined ? undefined : parsed(route.query, queryOf(context));
    const body =
      route.body === undefined
        ? undefined
        : parsed(
            route.body,
            await readJson(incoming, caller === null ? MAX_OPEN_BODY_BYTES : MAX_BODY_BYTES),
          );
    return route.handle(
      { caller, params: context.req.param(), query, body, incoming, outgoing, place },
      deps,
    );
  }

  function enter(route: Route, name: string, context: Context<Environment>): Caller | null {
    const { access } = route;
    if (access === 'open') return null;
    if (access === 'knock') {
      // SECURITY: on a fresh install nothing is served; a page or a code is there only while the owner wants a device.
      if (!gateway.isOpenForDevices()) throw turnedAway(name, 'token-missing', null);
      return null;
    }
    const caller = identify(context, name);
    // SECURITY: scopes as they are held here; nothing a client says adds to them.
    if (!access.some((scope) => caller.scopes.includes(scope)))
      throw turnedAway(name, 'scope-missing', caller);
    return caller;
  }

  function identify(context: Context<Environment>, name: string): Caller {
    const { incoming, place } = context.env;
    // SECURITY: a cookie counts only where the browser says that our own page asks.
    const who = deps.authenticate.request(incoming, name, place.isOwnPage);
    switch (who.kind) {
      case 'missing':
        throw turnedAway(name, 'token-missing', null);
      case 'refused':
        throw turnedAway(name, 'token-refused', null);
      case 'locked':
        throw turnedAway(name, 'locked-out', null);
      case 'known':
        deps.onProved(incoming);
        if (!deps.rateLimit.take(who.caller.id)) throw turnedAway(name, 'rate-limited', who.caller);
        return who.caller;
    }
  }

  function turnedAway(name: string, code: keyof typeof WHY, caller: Caller | null): Refusal {
    gateway.refused({ route: name, reason: code, callerId: caller?.id ?? null });
    return new Refusal(code, WHY[code]);
  }

  const listener = getRequestListener(
    (request, env) => {
      const bindings = env as HttpBindings;
      return app.fetch(request, { ...bindings, place: placeFrom.get(bindings.incoming) });
    },
    {
      overrideGlobalObjects: false,
      autoCleanupIncoming: false,
      errorHandler: (cause) => {
        deps.onFault('a request', cause);
        return errorResponse(new Refusal('bad-request', 'This request cannot be read.'));
      },
    },
  );

  return (incoming, outgoing) => {
    const { socket } = incoming; // a request that was cut has none any more
    outgoing.once('finish', () => {
      // What is left of a refused body is not waited for.
      if (!incoming.complete) socket.destroySoon();
    });
    const place = admitted(deps.places(), incoming);
    if (place.kind === 'refused') {
      gateway.refused({ route: 'the door', reason: place.reason, callerId: null });
      return void write(outgoing, placeRefusal(place.reason));
    }
    if (place.foreignOrigin !== null) allowOrigin(outgoing, place.foreignOrigin);
    if (incoming.method === 'OPTIONS' && place.foreignOrigin !== null)
      return void outgoing.writeHead(204).end();
    if (incoming.method !== 'GET' && incoming.method !== 'POST')
      return void write(outgoing, new Refusal('method-not-allowed', 'Only GET and POST are answered here.'));
    placeFrom.set(incoming, place);
    listener(incoming, outgoing).catch((cause: unknown) => {
      deps.onFault('a request', cause);
      outgoing.destroy();
    });
  };
}

const WHY = {
  'token-missing': 'A key is needed: send it as Authorization: Bearer.',
  'token-refused': 'This key does not work.',
  'scope-missing': 'This key may not do that.',
  'locked-out': 'Too many failed attempts. Wait five minutes.',
  'rate-limited': 'Too many requests. Wait a moment.',
} as const;

function write(outgoing: ServerResponse, refusal: Refusal): void {
  const { status, headers, body } = errorAnswer(refusal);
  outgoing.writeHead(status, { ...headers, connection: 'close' }).end(body);
}

function allowOrigin(outgoing: ServerResponse, origin: string): void {
  outgoing.setHeader('access-control-allow-origin', origin);
  outgoing.setHeader('access-control-allow-methods', 'GET, POST');
  outgoing.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, idempotency-key, last-event-id',
  );
  outgoing.setHeader('vary', 'Origin');
}

function queryOf(context: Context<Environment>): Record<string, string> {
  const all = context.req.queries();
  // SECURITY: each name once; with two, two readers could take two of them.
  for (const [name, values] of Object.entries(all))
    if (values.length > 1) throw new Refusal('bad-request', 'This is given twice.', name);
  return context.req.query();
}

function parsed(schema: NonNullable<Route['body']>, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = issue?.path.join('.') ?? '';
  const isUnsupported = /^(n|tools|functions|messages\.\d+\.(content|role))\b/.test(param);
  throw new Refusal(
    isUnsupported ? 'unsupported-parameter' : 'bad-request',
    `${param || 'The body'}: ${issue?.message ?? 'does not fit.'}`,
    param || null,
  );
}
