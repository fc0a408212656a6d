// Fills a small file system with committed rows until there is no room, and says as one JSON object what happened.
// Started by transactions.test.ts in a mount namespace of its own: `node full-disk-process.ts FOLDER`.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../src/contracts/errors.ts';
import { openStorage } from '../../../src/main/adapters/storage/open-storage.ts';

const KEY_HEX = '5a'.repeat(32);

function failureOf(work: () => unknown): AppError | null {
  try {
    work();
    return null;
  } catch (failure) {
    if (failure instanceof AppError) return failure;
    throw failure;
  }
}

function fillUp(path: string): void {
  for (let bytes = 65_536; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    for (let part = 0; ; part++) {
      const piece = `${path}.${bytes}.${part}`;
      try {
        writeFileSync(piece, 'x'.repeat(bytes));
      } catch {
        break;
      }
    }
  }
}

function tell(folder: string): void {
  const file = join(folder, 'sallyport.db');
  const ballast = join(folder, 'ballast');
  writeFileSync(ballast, 'x'.repeat(262_144));
  let storage = openStorage({ file, keyHex: KEY_HEX });
  let committed = 0;
  const failure = failureOf(() => {
    for (; committed < 10_000; committed++)
      storage.stores.settings.put(`key ${committed}`, 'x'.repeat(1_000));
  });
  storage.close();

  fillUp(join(folder, 'piece'));
  const newFile = failureOf(() => openStorage({ file: join(folder, 'second.db'), keyHex: KEY_HEX }).close());

  rmSync(ballast);
  storage = openStorage({ file, keyHex: KEY_HEX, mustExist: true });
  const { settings } = storage.stores;
  const keptAfterRestart = settings.get('key 0') !== null && settings.get(`key ${committed - 1}`) !== null;
  settings.put('after', '1');
  process.stdout.write(
    JSON.stringify({
      code: failure?.code,
      message: failure?.message,
      keptAfterRestart: keptAfterRestart && settings.get(`key ${committed}`) === null,
      damage: storage.findDamage(),
      goesOn: settings.get('after') === '1',
      newFileOnFullDisk: newFile?.code,
    }),
  );
  storage.close();
}

const [folder] = process.argv.slice(2);
if (folder !== undefined) tell(folder);
