// Asks the Secret Service (GNOME Keyring, KWallet, KeePassXC) whether reading or writing an item would succeed
// without a prompt. Reads no secret. Why: libsecret answers "no such item" for a locked keyring, and waits for
// minutes for a prompt (docs/decisions/0002-keychain-access.md).
// Source: Secret Service API draft 0.2, freedesktop.org.
import type { BusReply, SessionBus } from './session-bus.ts';

/**
 * `ready`: the item can be read. `missing`: the keyring is open and has no such item.
 * `no-collection`: there is no keyring yet, the service would ask for a new password.
 * `absent`: no program offers a keyring on this bus.
 */
export type ReadState = 'ready' | 'missing' | 'locked' | 'absent';
export type WriteState = 'ready' | 'locked' | 'no-collection' | 'absent';

const SERVICE = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
const NO_OBJECT = '/';

/** keytar's own schema name: an item without it would not be found by keytar either. */
const SCHEMA = 'org.freedesktop.Secret.Generic';

export async function readState(bus: SessionBus, service: string, account: string): Promise<ReadState> {
  const found = await bus.call({
    destination: SERVICE,
    path: SERVICE_PATH,
    interfaceName: 'org.freedesktop.Secret.Service',
    member: 'SearchItems',
    signature: 'a{ss}',
    writeBody: (body) =>
      body.array(8, () => {
        for (const [key, value] of [
          ['service', service],
          ['account', account],
          ['xdg:schema', SCHEMA],
        ] as const) {
          body.align(8);
          body.string(key);
          body.string(value);
        }
      }),
  });
  if (found.kind === 'error') return stateOf(found);
  const unlocked = found.body.strings();
  const locked = found.body.strings();
  if (unlocked.length > 0) return 'ready';
  if (locked.length > 0) return 'locked';
  // SECURITY: a keyring that was never unlocked since login may not search at all; its silence is not "missing".
  const write = await writeState(bus);
  return write === 'locked' || write === 'absent' ? write : 'missing';
}

/** New items go to the collection with the alias `default`, as keytar's do. */
export async function writeState(bus: SessionBus): Promise<WriteState> {
  const alias = await bus.call({
    destination: SERVICE,
    path: SERVICE_PATH,
    interfaceName: 'org.freedesktop.Secret.Service',
    member: 'ReadAlias',
    signature: 's',
    writeBody: (body) => body.string('default'),
  });
  if (alias.kind === 'error') return stateOf(alias);
  const collection = alias.body.string();
  if (collection === NO_OBJECT) return 'no-collection';
  const locked = await bus.call({
    destination: SERVICE,
    path: collection,
    interfaceName: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    writeBody: (body) => {
      body.string('org.freedesktop.Secret.Collection');
      body.string('Locked');
    },
  });
  if (locked.kind === 'error') return stateOf(locked);
  // Only a plain "not locked" counts as open.
  return locked.body.booleanVariant() === false ? 'ready' : 'locked';
}

/** No such program, or it could not be started: absent. Any other refusal: the keyring is there and does not open. */
function stateOf(error: Extract<BusReply, { kind: 'error' }>): 'absent' | 'locked' {
  const isAbsent = /\.(ServiceUnknown|NameHasNoOwner|Disconnected|Spawn\.[A-Za-z]+)$/.test(error.name);
  return isAbsent ? 'absent' : 'locked';
}
