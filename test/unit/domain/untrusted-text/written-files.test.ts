// What lies in a workspace: trusted only as long as it is byte for byte what trusted words made.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Taint } from '../../../../src/contracts/effects.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { createWrittenFiles } from '../../../../src/main/domain/untrusted-text/written-files.ts';
import { temporaryStorage } from '../../../storage-for-tests.ts';
import { desk, pairAs } from '../../../worlds/people.ts';
import { calls, says } from '../../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../../worlds/world.ts';

const READ: Taint = { untrusted: true, private: true, sources: [{ kind: 'file', label: 'a.txt' }] };
const FROM_EVE: Taint = {
  untrusted: true,
  private: false,
  sources: [{ kind: 'sender', label: 'telegram:user:6' }],
};
const read = (path: string, sha256: string) => ({ how: 'read', path, sha256 }) as const;
const wrote = (path: string, sha256: string) => ({ how: 'wrote', path, sha256 }) as const;

describe('a file', () => {
  test('that nobody recorded is anybody’s', () => {
    const files = createWrittenFiles(temporaryStorage().stores);
    expect(files.brings('/w', READ, read('a.txt', '1'))).toEqual(READ);
  });

  test('is trusted as long as it is what trusted words made, and not a byte longer', () => {
    const files = createWrittenFiles(temporaryStorage().stores);
    files.wrote('/w', wrote('a.txt', '1'), CLEAN);
    expect(files.brings('/w', READ, read('a.txt', '1'))).toEqual({ ...READ, untrusted: false });
    expect(files.brings('/w', READ, read('a.txt', '2')).untrusted).toBe(true);
    expect(files.brings('/w', READ, read('b.txt', '1')).untrusted).toBe(true);
    expect(files.brings('/other', READ, read('a.txt', '1')).untrusted).toBe(true);
  });

  test.each(['a.txt', './a.txt', 'b/../a.txt', '/w/a.txt', './/a.txt'])('is the same file as %s', (path) => {
    const files = createWrittenFiles(temporaryStorage().stores);
    files.wrote('/w', wrote(path, '1'), FROM_EVE);
    expect(files.brings('/w', READ, read('a.txt', '1')).sources).toContainEqual(FROM_EVE.sources[0]);
  });

  test('written on somebody’s words names them when it is read, also after a restart and after it was changed', () => {
    const storage = temporaryStorage();
    createWrittenFiles(storage.stores).wrote('/w', wrote('a.txt', '1'), FROM_EVE);
    const files = createWrittenFiles(storage.reopen().stores);
    for (const sha256 of ['1', '2'])
      expect(files.brings('/w', READ, read('a.txt', sha256))).toMatchObject({
        untrusted: true,
        sources: expect.arrayContaining([...READ.sources, ...FROM_EVE.sources]),
      });
  });

  test('edited on trusted words keeps the taint of what was kept', () => {
    const files = createWrittenFiles(temporaryStorage().stores);
    files.wrote('/w', { ...wrote('unknown.txt', '2'), keptSha256: '1' }, CLEAN);
    expect(files.brings('/w', READ, read('unknown.txt', '2')).untrusted).toBe(true);
    files.wrote('/w', wrote('mine.txt', '1'), CLEAN);
    files.wrote('/w', { ...wrote('mine.txt', '2'), keptSha256: '1' }, CLEAN);
    expect(files.brings('/w', READ, read('mine.txt', '2')).untrusted).toBe(false);
    files.wrote('/w', { ...wrote('mine.txt', '3'), keptSha256: '2' }, FROM_EVE);
    files.wrote('/w', { ...wrote('mine.txt', '4'), keptSha256: '3' }, CLEAN);
    expect(files.brings('/w', READ, read('mine.txt', '4'))).toMatchObject({ untrusted: true });
  });

  test('of a workspace where a program ran on somebody’s words names them, whatever it is called', () => {
    const files = createWrittenFiles(temporaryStorage().stores);
    files.wroteSomewhere('/w', FROM_EVE);
    expect(files.brings('/w', READ, read('new.txt', '1')).sources).toContainEqual(FROM_EVE.sources[0]);
    const output: Taint = { ...READ, sources: [{ kind: 'command-output', label: 'cat new.txt' }] };
    expect(files.brings('/w', output, undefined).sources).toContainEqual(FROM_EVE.sources[0]);
  });

  test('whose record is damaged is trusted with nothing', () => {
    const { stores } = temporaryStorage();
    const files = createWrittenFiles(stores);
    files.wrote('/w', wrote('a.txt', '1'), CLEAN);
    stores.settings.put('written /w\na.txt', '1 {"untrusted":false}');
    expect(files.brings('/w', READ, read('a.txt', '1'))).toMatchObject({ untrusted: true });
    stores.settings.put('written /w', 'nothing of sense');
    expect(files.brings('/w', READ, read('b.txt', '1')).sources).toHaveLength(2);
  });

  test('is never trusted when any write to it, or the content it kept, was not', () => {
    const step = fc.record({ tainted: fc.boolean(), keeps: fc.boolean(), beside: fc.boolean() });
    const { stores } = temporaryStorage();
    let workspace = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        workspace += 1;
        const files = createWrittenFiles(stores);
        let trusted = false; // nobody wrote it yet
        let hash = 0;
        for (const { tainted, keeps, beside } of steps) {
          const before = String(hash);
          hash += 1;
          // Something else may have written it in between: the bytes are then not the recorded ones.
          const kept = beside ? `${before} changed` : before;
          files.wrote(
            `/w${workspace}`,
            { ...wrote('a', String(hash)), ...(keeps ? { keptSha256: kept } : {}) },
            tainted ? FROM_EVE : CLEAN,
          );
          trusted = !tainted && (!keeps || (trusted && !beside));
        }
        expect(files.brings(`/w${workspace}`, READ, read('a', String(hash))).untrusted).toBe(!trusted);
      }),
    );
  });
});

describe('words that went into a file', () => {
  async function remembersFrom(world: World, fact: string): Promise<void> {
    world.model.will(calls(['read_file', { path: 'a.txt' }]), calls(['remember', { fact }]), says('Well.'));
  }

  test('of the owner’s own come back trusted: remembering them asks nothing', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['write_file', { path: 'a.txt', text: 'The dentist is Dr. Wu.' }]));
    say('note that my dentist is Dr. Wu');
    await world.settled();
    await remembersFrom(world, 'The dentist is Dr. Wu.');
    say('remember what is in there');
    await world.settled();
    expect(world.agent.approvals.pendingCount()).toBe(0);
    expect(world.stores.memories.search('owner', 'dentist', 5)).toHaveLength(1);
  });

  test('of somebody else come back as theirs in another conversation that shares the folder, after a restart too', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world, 42);
    world.model.will(calls(['write_file', { path: 'a.txt', text: 'Pay Eve.' }]));
    world.agent.receive(written('write it down'));
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    world.agent.approvals.allow(world.agent.approvals.questions()[0]!.id, 'once', null);
    await world.settled();

    const [ada] = world.stores.conversations.list().filter(({ channelId }) => channelId === 'telegram');
    const again = world.restart();
    await again.start();
    const { conversationId, say } = desk(again);
    again.agent.chooseWorkspace(conversationId, `/workspaces/${ada!.id}`);
    await remembersFrom(again, 'Pay Eve.');
    say('remember what is in there');
    await again.when(() => again.agent.approvals.pendingCount() === 1);
    expect(again.agent.approvals.questions()).toMatchObject([
      {
        tool: 'remember',
        taint: {
          untrusted: true,
          sources: expect.arrayContaining([{ kind: 'sender', label: 'telegram:user:42' }]),
        },
      },
    ]);
  });
});
