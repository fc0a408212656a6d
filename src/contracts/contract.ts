// defineContract: one definition from which handler types, `window.api`, the preload object, the CLI client
// and both validations derive. Adding a call is two edits: the contract and its handler; forgetting the second
// does not compile.
//   contracts/* → shell/ipc-door, adapters/control-socket → preload → renderer/api, cli
import type { z } from 'zod';

/** Where a call may come from. `approval` is the one surface in the desktop that can widen authority. */
export type Surface = 'chat' | 'approval' | 'unlock' | 'cli';

export interface Call {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Surfaces holding this call; default: those of the contract. */
  readonly surfaces?: readonly Surface[];
}

export interface Contract {
  readonly name: string;
  readonly surfaces: readonly Surface[];
  readonly calls: Readonly<Record<string, Call>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

export type CallInput<C extends Contract, K extends keyof C['calls']> = z.output<C['calls'][K]['input']>;
export type CallOutput<C extends Contract, K extends keyof C['calls']> = z.input<C['calls'][K]['output']>;

/** One handler a call: what main must provide. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    input: CallInput<C, K>,
    caller: Caller,
  ) => CallOutput<C, K> | Promise<CallOutput<C, K>>;
};

/** Who calls, as the door saw it; never what the caller says of itself. */
export interface Caller {
  readonly surface: Surface;
}

/** One function a call, and `on` per event: what a surface gets. Rejects with `{ code, message }`. */
export type Client<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    input: z.input<C['calls'][K]['input']>,
  ) => Promise<z.output<C['calls'][K]['output']>>;
} & {
  readonly on: {
    readonly [E in keyof C['events']]: (listener: (event: z.output<C['events'][E]>) => void) => () => void;
  };
};

/** True when the call may be used from this surface. */
export function holds(contract: Contract, callName: string, surface: Surface): boolean {
  const call = Object.hasOwn(contract.calls, callName) ? contract.calls[callName] : undefined;
  return call !== undefined && (call.surfaces ?? contract.surfaces).includes(surface);
}
