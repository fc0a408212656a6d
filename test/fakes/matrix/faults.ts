// What is to go wrong, and when: one queue of faults a call, taken in order.
//   test asks for a fault → the next call of that name takes it → the server acts on it
// Knows neither HTTP nor calls; it only keeps and hands out.

export type Fault =
  | {
      readonly kind: 'refuse';
      readonly status: number;
      /** An object is sent as JSON, a text as it is. */
      readonly body: Readonly<Record<string, unknown>> | string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Never answered. */
  | { readonly kind: 'silence' }
  /** The connection is reset: before anything happened, or after the call had its full effect. */
  | { readonly kind: 'cut'; readonly afterHandling: boolean };

export interface Faults {
  /** `call`: `send`, `sync`, `whoami`, … as in calls.ts. */
  failNext(call: string, fault: Fault, times?: number): void;
  take(call: string): Fault | null;
  /** Takes back all that were not used up. */
  clear(): void;
}

export function createFaults(): Faults {
  const waiting = new Map<string, Fault[]>();
  return {
    failNext: (call, fault, times = 1) => {
      waiting.set(call, [...(waiting.get(call) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    take: (call) => waiting.get(call)?.shift() ?? null,
    clear: () => waiting.clear(),
  };
}
