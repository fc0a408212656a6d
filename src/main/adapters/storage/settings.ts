// Table `settings`: small facts of the app itself. May not know which ones.
import type { SettingStore } from '../../domain/ports/stores.ts';
import type { Connection } from './connection.ts';

export function createSettingStore(connection: Connection): SettingStore {
  const get = connection.one<{ readonly value: string }>('SELECT value FROM settings WHERE key = ?');
  const put = connection.change(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    get: (key) => get(key)?.value ?? null,
    put: (key, value) => {
      put(key, value);
    },
  };
}
