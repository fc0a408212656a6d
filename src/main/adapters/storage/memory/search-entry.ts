// The program of the thread that searches: opens the database for reading, answers one message after another.
// May not write, and may not know anything but its messages. Ends when the main loop ends it.
import { parentPort, workerData } from 'node:worker_threads';
import { createConnection } from '../connection.ts';
import { openForReading } from '../database-file.ts';
import { createTraces } from '../traces.ts';
import { createBrowse } from './browse.ts';
import { createFindMemories, type WordsFound } from './find-memories.ts';
import type { FromSearch, Reading, SearchOptions, ToRead, ToSearch } from './search-protocol.ts';

const options = workerData as SearchOptions;
const database = openForReading(options);
const connection = createConnection(database, 'the database');
const memories = createFindMemories(connection);
const reading: Reading = { ...createBrowse(connection), traces: createTraces(connection) };
const begun = new Map<number, WordsFound>();

parentPort?.on('message', (message: ToSearch) => {
  try {
    const answer = step(message);
    if (answer !== null) parentPort?.postMessage(answer);
  } catch (failure) {
    begun.delete(message.id);
    const text = failure instanceof Error ? failure.message : 'unknown';
    parentPort?.postMessage({ kind: 'failed', id: message.id, message: text } satisfies FromSearch);
  }
});

function step(message: ToSearch): FromSearch | null {
  if (message.step === 'read') return { kind: 'read', id: message.id, value: read(message) };
  if (message.step === 'words') {
    begun.set(message.id, memories.words(message.area, message.question));
    return null;
  }
  const found = begun.get(message.id);
  begun.delete(message.id);
  if (found === undefined) return null;
  const candidates = memories.finish(found, message.vector, message.modelNumber);
  return { kind: 'found', id: message.id, candidates, rarity: found.rarity };
}

function read(message: ToRead): ReturnType<Reading[keyof Reading]> {
  switch (message.name) {
    case 'list':
      return reading.list(...message.input);
    case 'months':
      return reading.months(...message.input);
    case 'people':
      return reading.people(...message.input);
    case 'traces':
      return reading.traces(...message.input);
  }
}
