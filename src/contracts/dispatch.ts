// One call from a surface to its handler, through doors two to four: held by this surface, strict input parse,
// handler, output parse. Door one (who is calling) belongs to the transport. Unexpected errors become `internal`.
import type { Caller, Contract } from './contract.ts';
import { holds } from './contract.ts';
import { AppError, INTERNAL_MESSAGE, type Reply } from './errors.ts';
import { type AllHandlers, contracts, type UnlockHandlers } from './surfaces.ts';

export type OnFault = (call: string, cause: unknown) => void;

/** Never throws. `contractName`, `callName` and `input` are whatever the other side sent. */
export async function dispatch(
  handlers: AllHandlers | UnlockHandlers,
  caller: Caller,
  contractName: unknown,
  callName: unknown,
  input: unknown,
  onFault: OnFault,
): Promise<Reply<unknown>> {
  const contract = contractNamed(contractName);
  // SECURITY: a surface reaches only what its contracts hold; the chat page must not settle its own questions.
  if (contract === null || typeof callName !== 'string' || !holds(contract, callName, caller.surface)) {
    return refused('not-allowed', 'This is not available here.');
  }
  const call = contract.calls[callName];
  const handler: unknown = Reflect.get(Reflect.get(handlers, contract.name) ?? {}, callName);
  if (call === undefined || typeof handler !== 'function')
    return refused('not-allowed', 'This is not available here.');

  // SECURITY: strict input; unknown members are refused, not passed on.
  const parsed = call.input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refused(
      'invalid-input',
      `${issue?.path.join('.') || 'The input'}: ${issue?.message ?? 'does not fit.'}`,
    );
  }
  try {
    const value: unknown = await handler(parsed.data, caller);
    // SECURITY: output parse; a value with one member too many cannot carry a secret out.
    const output = call.output.safeParse(value);
    if (!output.success) {
      onFault(`${contract.name}.${callName}`, output.error);
      return refused('internal', INTERNAL_MESSAGE);
    }
    return { ok: true, value: output.data };
  } catch (cause) {
    if (cause instanceof AppError) return refused(cause.code, cause.message);
    onFault(`${contract.name}.${callName}`, cause);
    return refused('internal', INTERNAL_MESSAGE);
  }
}

/** An event on its way out: parsed like an output. Null when no such surface may see it or it does not fit. */
export function eventFor(
  surface: Caller['surface'],
  contractName: string,
  eventName: string,
  payload: unknown,
  onFault: OnFault,
): { contract: string; event: string; payload: unknown } | null {
  const contract = contractNamed(contractName);
  // SECURITY: events reach only surfaces that hold the contract.
  if (contract === null || !contract.surfaces.includes(surface)) return null;
  const event = Object.hasOwn(contract.events, eventName) ? contract.events[eventName] : undefined;
  const parsed = event?.safeParse(payload);
  if (parsed?.success === true) return { contract: contractName, event: eventName, payload: parsed.data };
  onFault(`${contractName}.${eventName}`, parsed?.error);
  return null;
}

function contractNamed(name: unknown): Contract | null {
  return typeof name === 'string' && Object.hasOwn(contracts, name)
    ? (contracts[name as keyof typeof contracts] as Contract)
    : null;
}

function refused(code: AppError['code'], message: string): Reply<never> {
  return { ok: false, error: { code, message } };
}
