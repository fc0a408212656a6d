// What WhatsApp knows this device by, as baileys wants it, kept by the host. A change counts only once the host has
// confirmed it: baileys tells WhatsApp that a message arrived after that, and not before.
import { BufferJSON, initAuthCreds, proto } from 'baileys';

/** Characters in one line; the host takes four times as many. */
const MAX_LINE = 512 * 1024;
const CREDS = 'creds';

export function createKept(say) {
  const values = new Map();
  const waiting = new Map();
  let lastId = 0;
  let creds = null;

  const read = (name) => {
    const text = values.get(name);
    return text === undefined ? null : JSON.parse(text, BufferJSON.reviver);
  };

  function keepLine(entries) {
    lastId += 1;
    const id = lastId;
    say({ kind: 'keep', id, entries });
    return new Promise((resolve) => waiting.set(id, resolve));
  }

  async function keep(changes) {
    const lines = [];
    let entries = {};
    let size = 0;
    for (const [name, value] of changes) {
      const text = value === null || value === undefined ? null : JSON.stringify(value, BufferJSON.replacer);
      if (text === null) values.delete(name);
      else values.set(name, text);
      const length = name.length + (text?.length ?? 4);
      if (size > 0 && size + length > MAX_LINE) {
        lines.push(keepLine(entries));
        entries = {};
        size = 0;
      }
      entries[name] = text;
      size += length;
    }
    if (size > 0) lines.push(keepLine(entries));
    await Promise.all(lines);
  }

  return {
    load(entries) {
      for (const [name, text] of Object.entries(entries)) values.set(name, text);
    },
    confirmed(id) {
      waiting.get(id)?.();
      waiting.delete(id);
    },
    saveCreds: () => keep([[CREDS, creds]]),
    state() {
      creds ??= read(CREDS) ?? initAuthCreds();
      return {
        creds,
        keys: {
          get(type, ids) {
            const found = {};
            for (const id of ids) {
              const value = read(`${type}:${id}`);
              found[id] =
                type === 'app-state-sync-key' && value !== null
                  ? proto.Message.AppStateSyncKeyData.fromObject(value)
                  : value;
            }
            return found;
          },
          set: (data) =>
            keep(
              Object.entries(data).flatMap(([type, byId]) =>
                Object.entries(byId).map(([id, value]) => [`${type}:${id}`, value]),
              ),
            ),
        },
      };
    },
  };
}
