// A Signal daemon with many people: it keeps what arrived, and repeats what came after the last event that was named.
import { startSignalServer } from '../signal/server.ts';
import { dataMessage, envelope, type Person } from '../signal/wire.ts';
import type { OpenPlace } from './place.ts';

export const openSignal: OpenPlace = async () => {
  const people: Person[] = [];
  const server = await startSignalServer({ people, groups: new Map() });
  const { world, events } = server;
  const known = new Map<number, Person>();
  const personOf = (person: number): Person => {
    const before = known.get(person);
    if (before !== undefined) return before;
    const number = String(person).padStart(12, '0');
    const made: Person = { aci: `33333333-cccc-4ccc-8ccc-${number}`, number: null, name: `Person ${person}` };
    people.push(made);
    known.set(person, made);
    return made;
  };
  return {
    platform: 'signal',
    recognises: false,
    settings: [`rpc_url = "${server.url}"`, `account = "${world.self.number}"`],
    env: {},
    write: (person, text) => {
      const timestamp = world.nextTimestamp();
      const content = { dataMessage: dataMessage(timestamp, { message: text }) };
      events.arrive({
        envelope: envelope(personOf(person), timestamp, content),
        account: world.self.number,
      });
    },
    answers: () => world.sent.map(({ text }) => text),
    close: server.close,
  };
};
