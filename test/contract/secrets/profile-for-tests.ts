// A profile folder with a vault and the Secrets port over it, as the app has them. Removed by the test that made it.
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureEnvironment } from '../../../src/main/adapters/secrets/vault/environment-secrets.ts';
import { createSecrets } from '../../../src/main/adapters/secrets/vault/secrets.ts';
import { openVault } from '../../../src/main/adapters/secrets/vault/vault.ts';
import type { Secrets } from '../../../src/main/domain/ports/secrets.ts';

export interface StoredEntry {
  name: string;
  setAtMs: number;
  nonce: string;
  sealed: string;
}
export interface StoredVault {
  format: number;
  index: { nonce: string; sealed: string };
  entries: StoredEntry[];
}

export function createProfileForTests(environment: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-vault-'));
  const path = join(home, 'vault.json');
  const key = createSecretKey(randomBytes(32));
  const profileId = randomBytes(16).toString('hex');
  const errors: unknown[] = [];
  let nowMs = 1_000;
  const now = () => {
    nowMs += 1;
    return nowMs;
  };
  return {
    home,
    path,
    key,
    profileId,
    errors,
    vault: (other: { key?: typeof key; profileId?: string } = {}) =>
      openVault({ home, profileId, key, now, ...other }),
    secrets: (): Secrets =>
      createSecrets({
        vault: openVault({ home, profileId, key, now }),
        environment: captureEnvironment({ ...environment }),
        knownNames: ['telegram.bot-token', 'model.api-key'],
        onListenerError: (error) => errors.push(error),
      }),
    stored: () => JSON.parse(readFileSync(path, 'utf8')) as StoredVault,
    store: (file: unknown) => writeFileSync(path, JSON.stringify(file)),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
