// What is to go wrong, and when: the next request whose method and path fit takes it.
// Knows neither HTTP nor Discord's resources.

export type Fault =
  /** Answered so instead of being handled. `raw`: not JSON, as from a proxy. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly raw?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Handled, then the connection is reset without an answer. */
  | { readonly kind: 'cut' }
  /** Reset before anything happened. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'silence' };

export interface Faults {
  /** @param request of `METHOD /path`, without the API's own part */
  next(request: RegExp, fault: Fault, times?: number): void;
  take(request: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let waiting: { request: RegExp; fault: Fault; left: number }[] = [];
  return {
    next: (request, fault, times = 1) => {
      waiting.push({ request, fault, left: times });
    },
    take: (request) => {
      const hit = waiting.find((one) => one.request.test(request));
      if (hit === undefined) return null;
      hit.left -= 1;
      if (hit.left <= 0) waiting = waiting.filter((one) => one !== hit);
      return hit.fault;
    },
    clear: () => {
      waiting = [];
    },
  };
}

/** 429 as Discord words it. */
export function rateLimited(afterMs: number, isGlobal = false): Fault {
  const seconds = afterMs / 1_000;
  return {
    kind: 'answer',
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal },
    headers: {
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': isGlobal ? 'global' : 'user',
      ...(isGlobal ? { 'x-ratelimit-global': 'true' } : {}),
    },
  };
}
