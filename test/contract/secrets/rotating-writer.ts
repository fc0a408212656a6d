// Rotates one credential as fast as it can and says each value once it is stored, until it is killed.
//   node rotating-writer.ts HOME PROFILE_ID KEY_HEX [once]
import { createSecretKey } from 'node:crypto';
import { AppError } from '../../../src/contracts/errors.ts';
import { openVault } from '../../../src/main/adapters/secrets/vault/vault.ts';

const [home = '', profileId = '', keyHex = '', mode = 'forever'] = process.argv.slice(2);
const key = createSecretKey(Buffer.from(keyHex, 'hex'));

try {
  const vault = openVault({ home, profileId, key, now: Date.now });
  let count = Number(vault.get('rotating.value') ?? 0);
  do {
    count += 1;
    vault.set('rotating.value', String(count));
    // Written before the next rotation begins: what was said is stored.
    process.stdout.write(`${count}\n`);
  } while (mode !== 'once');
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? error.code : String(error)}\n`);
}
