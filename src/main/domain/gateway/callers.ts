// Keys and devices: who may come in through the gateway, with which scopes. Made after the owner agreed, revoked at once.
// A token's value leaves here once, to whoever shows it to the owner; what is kept is its digest.
import type { DeviceView, KeyView, Scope } from '../../../contracts/gateway.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Caller, Credential } from '../ports/gateway.ts';
import type { CallerRow } from '../ports/gateway-stores.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Digest, MakeId, Random } from '../ports/world.ts';
import { beginningOf, makeToken } from './gateway-token.ts';

export interface Callers {
  /** In the caller's transaction, where there is one. */
  makeKey(label: string, scopes: readonly Scope[], causeId: string | null): { key: KeyView; token: string };
  addDevice(device: { publicId: string; digest: string; label: string; causeId: string | null }): void;
  keys(): readonly KeyView[];
  devices(): readonly DeviceView[];
  revoke(kind: CallerRow['kind'], id: string): { settled: boolean; message: string };
  credential(publicId: string): Credential | null;
  used(callerId: string): void;
  onRevoked(listener: (callerId: string) => void): () => void;
  /** Sender ids that are let in now. */
  admitted(): ReadonlyMap<string, CallerRow['kind']>;
}

/** What a paired device may do: chat, in conversations of its own. */
export const DEVICE_SCOPES: readonly Scope[] = ['conversations:read', 'messages:write'];
/** How often it is written down that somebody was here. */
const TOUCH_EVERY_MS = 60_000;

export function senderIdOf(callerId: string): string {
  return `gateway:user:${callerId}`;
}

export function createCallers(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  random: Random;
  digest: Digest;
  makeId: MakeId;
  /** The lists changed. */
  onChange: () => void;
  /** Ends what still runs for it. */
  endTurnsOf: (senderId: string) => void;
}): Callers {
  const { stores, ledger, clock } = deps;
  const listeners = new Set<(callerId: string) => void>();
  const touchedAt = new Map<string, number>();
  /** Asked with each message and each call; made anew when a key or device comes or goes. */
  let admitted: ReadonlyMap<string, CallerRow['kind']> | null = null;

  function add(row: Omit<CallerRow, 'id' | 'createdAt' | 'lastUsedAt' | 'frameId'>, causeId: string | null) {
    const id = deps.makeId();
    const made = stores.transaction((): CallerRow => {
      const frame = ledger.record({
        kind: row.kind === 'device' ? 'gateway-device-paired' : 'gateway-key-made',
        causeId,
        actor: { kind: 'owner' },
        facts: { callerId: id, scopes: row.scopes.join(' ') },
        payload: { label: row.label },
      });
      const caller = { ...row, id, createdAt: clock.now(), lastUsedAt: null, frameId: frame.id };
      stores.callers.add(caller);
      return caller;
    });
    admitted = null;
    deps.onChange();
    return made;
  }

  return {
    makeKey: (label, scopes, causeId) => {
      const { publicId, token } = makeToken(deps.random);
      const digest = deps.digest.sha256(token);
      const row = add({ kind: 'api-key', publicId, digest, label, scopes: [...new Set(scopes)] }, causeId);
      return { key: keyView(row), token };
    },
    addDevice: ({ causeId, ...device }) => {
      add({ kind: 'device', ...device, scopes: DEVICE_SCOPES }, causeId);
    },
    keys: () =>
      stores.callers
        .list()
        .filter(({ kind }) => kind === 'api-key')
        .map(keyView),
    devices: () =>
      stores.callers
        .list()
        .filter(({ kind }) => kind === 'device')
        .map((row) => ({ id: row.id, label: row.label, ...timesOf(row) })),
    revoke: (kind, id) => {
      const row = stores.callers.get(id);
      const what = kind === 'device' ? 'device' : 'key';
      if (row === null || row.kind !== kind)
        return { settled: false, message: `That ${what} was revoked before. Nothing was changed.` };
      stores.transaction(() => {
        stores.callers.remove(id);
        ledger.record({
          kind: kind === 'device' ? 'gateway-device-revoked' : 'gateway-key-revoked',
          causeId: row.frameId,
          actor: { kind: 'owner' },
          facts: { callerId: id },
        });
      });
      // SECURITY: from now on it is not let in; without this what waits for a turn would still begin.
      admitted = null;
      // SECURITY: what is open ends now, and what runs for it too; without this an open socket would go on.
      for (const listener of listeners) listener(id);
      deps.endTurnsOf(senderIdOf(id));
      deps.onChange();
      return { settled: true, message: `The ${what} no longer works.` };
    },
    credential: (publicId) => {
      const row = stores.callers.byPublicId(publicId);
      return row === null ? null : { caller: callerOf(row), digest: row.digest };
    },
    used: (callerId) => {
      const now = clock.now();
      if (now - (touchedAt.get(callerId) ?? 0) < TOUCH_EVERY_MS) return;
      touchedAt.set(callerId, now);
      stores.transaction(() => stores.callers.touch(callerId, now));
    },
    onRevoked: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    admitted: () => {
      admitted ??= new Map(stores.callers.list().map(({ id, kind }) => [senderIdOf(id), kind]));
      return admitted;
    },
  };
}

function callerOf({ id, kind, label, scopes }: CallerRow): Caller {
  return { id, kind, label, scopes };
}

function keyView(row: CallerRow): KeyView {
  return {
    id: row.id,
    label: row.label,
    begins: beginningOf(row.publicId),
    scopes: [...row.scopes],
    ...timesOf(row),
  };
}

function timesOf({ createdAt, lastUsedAt }: CallerRow): { createdAt: string; lastUsedAt: string | null } {
  return {
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  };
}
