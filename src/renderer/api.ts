// The renderer's one way to main: `window.api` as the preload made it, each failed reply turned into a rejection
// that carries a code and a sentence for a person. Types come from the contracts; none of their code does.
//   page → store → api → preload → IPC door
import type { Added } from '../contracts/documents.ts';
import { AppError, type Reply } from '../contracts/errors.ts';
import type { ChatApi } from '../contracts/surfaces.ts';

declare global {
  interface Window {
    readonly api?: unknown;
  }
}

/**
 * `ChatApi` as the preload hands it to the page. What was dropped goes in as the browser's own files: the preload makes
 * paths of them (dropped-files.ts), and a page can name none.
 */
export type PageApi = Omit<ChatApi, 'documents'> & {
  readonly documents: Omit<ChatApi['documents'], 'drop'> & {
    readonly drop: (input: { readonly files: readonly File[] }) => Promise<Added | null>;
  };
};

type RawCall = (input: unknown) => Promise<Reply<unknown>>;

const NO_BRIDGE = 'This window has lost its connection. Close it and open it again from the tray.';
const NO_ANSWER = 'Sallyport did not answer. Try again; if it stays so, quit and start it again.';

/**
 * `Api` must be the surface that this window's preload exposes (`ChatApi` or `ApprovalApi`).
 * Throws `AppError('not-ready')` when there is no bridge at all.
 */
export function connect<Api extends object>(bridge: unknown): Api {
  if (typeof bridge !== 'object' || bridge === null) throw new AppError('not-ready', NO_BRIDGE);
  const clients = Object.entries(bridge).map(([name, contract]) => [name, clientOf(contract)]);
  return Object.fromEntries(clients) as Api;
}

/** What a person is told when a call failed. */
export function sentenceOf(cause: unknown): string {
  return cause instanceof AppError ? cause.message : NO_ANSWER;
}

function clientOf(contract: object): Record<string, unknown> {
  const members = Object.entries(contract).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === 'function' ? (input: unknown) => settle(member as RawCall, input) : member,
  ]);
  return Object.fromEntries(members);
}

async function settle(call: RawCall, input: unknown): Promise<unknown> {
  const reply = await call(input).catch((cause: unknown) => {
    throw new AppError('internal', NO_ANSWER, { cause });
  });
  if (reply.ok) return reply.value;
  throw new AppError(reply.error.code, reply.error.message);
}
