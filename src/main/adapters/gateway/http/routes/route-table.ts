// Every route there is. The server serves these and no other; tests try each of them.
import { type Attempts, chatRoutes } from './chat-completions.ts';
import { openApiRoute } from './openapi.ts';
import { pairingRoutes } from './pairing.ts';
import { readingRoutes } from './reading.ts';
import type { Route } from './route.ts';
import { sayingRoutes } from './saying.ts';

export function routeTable(attempts: Attempts): readonly Route[] {
  const routes: readonly Route[] = [
    ...readingRoutes,
    ...sayingRoutes,
    ...chatRoutes(attempts),
    ...pairingRoutes,
    openApiRoute(() => routes),
  ];
  return routes;
}
