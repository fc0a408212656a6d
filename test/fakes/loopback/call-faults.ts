// What is to go wrong with the next calls of a REST API, one queue for each kind of call.
//   test asks for a fault → the next call of that kind takes it → the server acts on it
// It knows neither platform nor call.

export type CallFault =
  /** The platform's own refusal. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Has its effect; then the connection breaks without an answer. */
  | { readonly kind: 'cut' }
  /** Has no effect and is never answered. */
  | { readonly kind: 'silence' };

export interface CallFaults<Kind extends string> {
  next(kind: Kind, fault: CallFault): void;
  /** Used up by asking; null when all is well. */
  take(kind: Kind): CallFault | null;
}

export function createCallFaults<Kind extends string>(): CallFaults<Kind> {
  const queues = new Map<Kind, CallFault[]>();
  return {
    next: (kind, fault) => {
      queues.set(kind, [...(queues.get(kind) ?? []), fault]);
    },
    take: (kind) => queues.get(kind)?.shift() ?? null,
  };
}
