// A process of its own that writes until it is killed. Each committed transaction is told on standard output after
// its commit, never before. Started by kill.test.ts: `node writer-process.ts FILE KEYHEX FIRST_NUMBER`.
import { writeSync } from 'node:fs';
import { openStorage } from '../../../src/main/adapters/storage/open-storage.ts';
import { conversationRow, frameRow, id, messageRow, outboxRow, payloadRow, turnRow } from './sample-rows.ts';

/** Ids a transaction uses; id(first) to id(first + 4). */
export const IDS_A_TRANSACTION = 5;
const STDOUT = 1;

function write(file: string, keyHex: string, firstNumber: number): never {
  const { stores } = openStorage({ file, keyHex });
  stores.transaction(() => {
    if (stores.conversations.get(id(1)) === null) stores.conversations.add(conversationRow());
  });
  writeSync(STDOUT, 'open\n');
  for (let number = firstNumber; ; number += IDS_A_TRANSACTION) {
    stores.transaction(() => {
      stores.messages.add(
        messageRow({ id: id(number), text: `message ${number} `.repeat(1 + (number % 200)) }),
      );
      stores.frames.append(frameRow({ id: id(number + 1) }), payloadRow({ frameId: id(number + 1) }));
      stores.turns.add(turnRow({ id: id(number + 2), messageId: id(number) }));
      stores.frames.append(frameRow({ id: id(number + 3) }), payloadRow({ frameId: id(number + 3) }));
      stores.outbox.add(outboxRow({ id: id(number + 4), onceKey: `${number}/0` }));
    });
    writeSync(STDOUT, `${number}\n`);
  }
}

const [file, keyHex, firstNumber] = process.argv.slice(2);
if (file !== undefined && keyHex !== undefined && firstNumber !== undefined)
  write(file, keyHex, Number(firstNumber));
