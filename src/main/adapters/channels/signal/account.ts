// Which account we speak as, asked of signal-cli once a connection.
//   listAccounts → number, ACI | what the owner has to set
// Knows no message.
import type { AbortLike } from '../exchange.ts';
import { isAci } from './daemon-address.ts';
import { accountsOf, contactsOf } from './envelope-shape.ts';
import type { Self } from './envelopes.ts';
import { RPC, type Rpc, type RpcAnswer } from './rpc.ts';

export type FoundAccount =
  /** `named`: signal-cli serves several, so each call says which. */
  | { readonly kind: 'found'; readonly self: Self; readonly named: string | null }
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'failed'; readonly answer: Exclude<RpcAnswer, { kind: 'ok' }> };

const DEADLINE_MS = 15_000;

/** @param account as set; empty leaves it to signal-cli where that serves only one */
export async function findAccount(rpc: Rpc, account: string, signal: AbortLike): Promise<FoundAccount> {
  const limits = { signal, deadlineMs: DEADLINE_MS };
  const wanted = isAci(account) ? { number: null, aci: account } : { number: account || null, aci: null };
  const answer = await rpc.call('listAccounts', {}, limits);
  // Started for one account (-a) it does not know this call, and takes every other without a name.
  if (answer.kind === 'refused' && answer.code === RPC.noMethod)
    return { kind: 'found', self: await withAci(rpc, wanted, {}, limits), named: null };
  if (answer.kind !== 'ok') return { kind: 'failed', answer };
  const accounts = accountsOf(answer.result);
  if (accounts === null)
    return {
      kind: 'unclear',
      reason: "The answer was not one that signal-cli gives. Is the port another program's?",
    };
  const ours = accounts.filter(
    ({ number, aci }) => account === '' || number === account || (aci !== null && aci === account),
  );
  const [only] = ours;
  if (only === undefined)
    return {
      kind: 'unclear',
      reason:
        account === ''
          ? 'signal-cli has no account yet. Link it to your phone first: signal-cli link -n Sallyport.'
          : 'signal-cli does not know the account that is set for this channel. Set account to the number that signal-cli was linked with.',
    };
  if (ours.length > 1)
    return {
      kind: 'unclear',
      reason: 'signal-cli serves several accounts. Set account to the number of the one that is meant.',
    };
  const named = only.number ?? only.aci;
  return { kind: 'found', self: await withAci(rpc, only, { account: named }, limits), named };
}

/** An older signal-cli does not say our ACI; among the people that it knows are we. */
async function withAci(
  rpc: Rpc,
  known: Self,
  more: Readonly<Record<string, unknown>>,
  limits: { readonly signal: AbortLike; readonly deadlineMs: number },
): Promise<Self> {
  if (known.aci !== null || known.number === null) return known;
  const answer = await rpc.call(
    'listContacts',
    { ...more, recipient: [known.number], allRecipients: true },
    limits,
  );
  if (answer.kind !== 'ok') return known;
  const found = contactsOf(answer.result)
    .find(({ number }) => number === known.number)
    ?.uuid?.toLowerCase();
  return { number: known.number, aci: found !== undefined && isAci(found) ? found : null };
}
