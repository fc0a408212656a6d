// How the whole agent is, and the switches that only narrow: pause, resume, stop everything.
import { createStore, type StoreApi } from 'zustand';
import type { Status } from '../../contracts/status.ts';
import type { ChatApi } from '../../contracts/surfaces.ts';

export interface StatusStore {
  readonly store: StoreApi<{ readonly status: Status | null }>;
  load(): Promise<void>;
  apply(status: Status): void;
  /** Pauses when it runs, resumes when it is paused. */
  togglePause(): Promise<void>;
  stopAll(): Promise<void>;
}

/** Rejects as the calls do; whoever presses the button says so. */
export function createStatus(api: Pick<ChatApi, 'status'>): StatusStore {
  const store = createStore<{ readonly status: Status | null }>(() => ({ status: null }));
  const apply = (status: Status): void => store.setState({ status });
  return {
    store,
    apply,
    load: async () => apply(await api.status.get({})),
    togglePause: async () =>
      apply(
        store.getState().status?.paused === true ? await api.status.resume({}) : await api.status.pause({}),
      ),
    stopAll: async () => apply(await api.status.stopAll({})),
  };
}
