// Builds `window.api` from the contracts of one surface and exposes nothing else: no generic send, no path, no event name
// that is not in a contract.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Contract, holds, type Surface } from '../contracts/contract.ts';
import type { Reply } from '../contracts/errors.ts';
import { contracts } from '../contracts/surfaces.ts';
import { droppedPaths } from './dropped-files.ts';

const CALL = 'sallyport:call';
const EVENT = 'sallyport:event';

type Listener = (payload: unknown) => void;

export function exposeApi(surface: Surface): void {
  const listeners = new Map<string, Set<Listener>>();
  ipcRenderer.on(EVENT, (_event, contract: string, name: string, payload: unknown) => {
    for (const listener of listeners.get(`${contract} ${name}`) ?? []) listener(payload);
  });

  const held: Contract[] = Object.values(contracts).filter((contract: Contract) =>
    contract.surfaces.includes(surface),
  );
  const api = Object.fromEntries(held.map((contract) => [contract.name, clientOf(contract)]));
  contextBridge.exposeInMainWorld('api', api);

  function clientOf(contract: Contract): Record<string, unknown> {
    const calls = Object.keys(contract.calls)
      .filter((name) => holds(contract, name, surface))
      .map((name) => [
        name,
        (input: unknown): Promise<Reply<unknown>> =>
          ipcRenderer.invoke(CALL, contract.name, name, asSent(contract.name, name, input)),
      ]);
    const on = Object.keys(contract.events).map((name) => [
      name,
      (listener: Listener) => subscribe(contract.name, name, listener),
    ]);
    return { ...Object.fromEntries(calls), on: Object.fromEntries(on) };
  }

  function subscribe(contract: string, name: string, listener: Listener): () => void {
    const key = `${contract} ${name}`;
    const set = listeners.get(key) ?? new Set();
    set.add(listener);
    listeners.set(key, set);
    return () => set.delete(listener);
  }
}

/** Everything goes as it is, but for what was dropped. */
function asSent(contract: string, call: string, input: unknown): unknown {
  return contract === 'documents' && call === 'drop'
    ? droppedPaths(input, (file) => webUtils.getPathForFile(file))
    : input;
}
