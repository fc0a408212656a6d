// What waits for the owner: approvals and pairing requests, what expired in the last day, and who is known.
// Here one may look, open the approval window, and narrow; nothing here settles in favour of anybody.
import { createStore, type StoreApi } from 'zustand';
import type { ApprovalView } from '../../contracts/approvals.ts';
import type { UndeliveredView } from '../../contracts/outbox.ts';
import type { InvitationView, KnownSenderView, PairingRequestView } from '../../contracts/pairing.ts';
import type { ChatApi } from '../../contracts/surfaces.ts';
import { sentenceOf } from '../api.ts';

export interface WaitingState {
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly approvals: readonly ApprovalView[];
  readonly pairings: readonly PairingRequestView[];
  readonly senders: readonly KnownSenderView[];
  /** Codes that the owner gave away and nobody has used yet. */
  readonly invitations: readonly InvitationView[];
  /** Parts of replies that did not arrive, or may not have. */
  readonly undelivered: readonly UndeliveredView[];
}

export interface Waiting {
  readonly store: StoreApi<WaitingState>;
  loadApprovals(): Promise<void>;
  loadPairings(): Promise<void>;
  loadUndelivered(): Promise<void>;
}

export function createWaiting(api: Pick<ChatApi, 'approvals' | 'outbox' | 'pairing'>): Waiting {
  const store = createStore<WaitingState>(() => ({
    loading: 'loading',
    problem: null,
    approvals: [],
    pairings: [],
    senders: [],
    invitations: [],
    undelivered: [],
  }));
  const fail = (cause: unknown) => store.setState({ loading: 'failed', problem: sentenceOf(cause) });
  return {
    store,
    loadApprovals: async () => {
      try {
        const approvals = await api.approvals.list({});
        store.setState({ approvals, loading: 'ready', problem: null });
      } catch (cause) {
        fail(cause);
      }
    },
    loadPairings: async () => {
      try {
        const [pairings, senders, invitations] = await Promise.all([
          api.pairing.list({}),
          api.pairing.senders({}),
          api.pairing.invitations({}),
        ]);
        store.setState({ pairings, senders, invitations, loading: 'ready', problem: null });
      } catch (cause) {
        fail(cause);
      }
    },
    loadUndelivered: async () => {
      try {
        store.setState({ undelivered: await api.outbox.list({}) });
      } catch (cause) {
        fail(cause);
      }
    },
  };
}
