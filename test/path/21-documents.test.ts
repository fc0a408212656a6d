// Stop 21. Documents: read into passages that an answer can cite, read anew when they change, gone when they are removed;
// what cannot be read says why, and a kill in the middle loses nothing. They are the owner's alone.
import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../src/main/domain/ledger/sentence.ts';
import { cutText } from '../../src/main/domain/memory/keeping/cut-text.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { documents, read, recalled, states, withFiles } from '../worlds/reading-world.ts';
import { calls } from '../worlds/scripted-model.ts';
import { makeWorld, written } from '../worlds/world.ts';

describe('stop 21: documents', () => {
  test('a passage is found with its file and its place, and the answer says that it was used', async () => {
    const world = await withFiles();
    expect(await documents(world).add(['/docs'])).toMatchObject({ sources: 1, files: 2, leftOut: 0 });
    await read(world);
    const { say, conversationId } = desk(world);
    const found = await recalled(world, 'parcels back', () => void say('until when can I send it back?'));
    expect(found).toContain(
      '(terms.pdf, page 4, “Returns”): Shop › Returns\nParcels go back within thirty days.',
    );
    const answer = world.agent.views.items(conversationId, null, 10).items.at(-1);
    expect(answer).toMatchObject({ kind: 'message', author: 'agent', usedMemories: 1 });
    const turnId = answer?.kind === 'message' ? (answer.turnId ?? '') : '';
    expect(world.agent.memory.usedIn(turnId)).toMatchObject([
      { documentName: 'terms.pdf', place: 'page 4, “Returns”', untrusted: true },
    ]);
  });

  test('a path at which there is nothing is no source', async () => {
    const world = await withFiles();
    expect(await documents(world).add(['/nope', '/docs'])).toMatchObject({ sources: 1, missing: ['/nope'] });
    expect(documents(world).sources()).toMatchObject([{ path: '/docs' }]);
  });

  test('what lies in a chosen folder is read with that folder, and is no source of its own', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    expect(await documents(world).add(['/docs/notes.md'])).toMatchObject({
      sources: 0,
      notes: ['/docs/notes.md is read with /docs already.'],
    });
    expect(documents(world).sources()).toMatchObject([{ path: '/docs' }]);
  });

  test('a folder around a chosen file is a source, also where that file is all there is', async () => {
    const world = await withFiles();
    world.shelf.put('/more/one.md', 'The attic is dry.');
    await documents(world).add(['/more/one.md']);
    expect(await documents(world).add(['/more'])).toMatchObject({ sources: 1, notes: [] });
  });

  test('that a folder was not taken whole is said when it is added and stands beside it', async () => {
    const world = await withFiles();
    const full = 'Only the first 2 files of it were taken; the rest was left out.';
    const { list } = world.shelf;
    world.shelf.list = async (chosen, signal) => ({
      ...(await list(chosen, signal)),
      leftOut: [
        { path: chosen, reason: full },
        { path: `${chosen}/x.exe`, reason: 'It is a program.' },
      ],
    });
    expect(await documents(world).look(['/docs'])).toMatchObject({ files: 2, notes: [full] });
    expect(documents(world).sources()).toEqual([]);
    expect(await documents(world).add(['/docs'])).toMatchObject({ sources: 1, notes: [full] });
    expect(documents(world).sources()).toMatchObject([{ path: '/docs', note: full }]);
  });

  test('that they were chosen stands in the ledger, with how many files they are', async () => {
    const world = await withFiles();
    world.shelf.put('/more/one.md', 'The attic is dry.');
    await documents(world).add(['/docs', '/more']);
    const added = [...world.stores.frames.walk()].filter(({ kind }) => kind === 'document-added');
    expect(added.map((frame) => world.agent.ledger.view(frame).sentence)).toEqual([
      'You chose documents: 2 files.',
      'You chose documents: 1 file.',
    ]);
    expect(sentenceOf({ kind: 'document-added', actor: { kind: 'owner' }, facts: {} })).toBe(
      'You chose documents.',
    );
  });

  test('a paired person never finds them', async () => {
    const world = await withFiles();
    await pairAs(world, 42);
    await documents(world).add(['/docs']);
    await read(world);
    expect(await recalled(world, 'boiler', () => void world.agent.receive(written('boiler?')))).toBe(
      'Nothing was found.',
    );
  });

  test('what stands in a file counts as nobody’s word: what is done on it is asked about', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    await read(world);
    world.model.will(calls(['recall', { query: 'boiler' }]), calls(['remember', { fact: 'Boiler: March.' }]));
    desk(world).say('when was the boiler serviced?');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    expect(world.agent.approvals.questions()[0]).toMatchObject({
      tool: 'remember',
      taint: {
        untrusted: true,
        private: true,
        sources: expect.arrayContaining([{ kind: 'file', label: 'notes.md' }]),
      },
    });
  });

  test('a changed file is read again and replaces what it said; one that did not change is not read again', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    await read(world);
    const before = world.shelf.read_.length;
    world.shelf.put('/docs/notes.md', 'The boiler was replaced in June.');
    const checked = documents(world).check();
    await read(world);
    await checked;
    expect(world.shelf.read_.slice(before)).toEqual(['/docs/notes.md']);
    const { say } = desk(world);
    const found = await recalled(world, 'boiler', () => void say('the boiler?'));
    expect(found).toContain('replaced in June');
    expect(found).not.toContain('serviced in March');
  });

  test('by itself it is looked at every few minutes', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    await read(world);
    world.shelf.put('/docs/new.md', 'The attic is dry.');
    world.clock.advance(60_000);
    await expect.poll(() => states(world).length).toBe(3);
    await read(world);
    expect(states(world).find(([name]) => name === 'new.md')).toEqual(['new.md', 'ready', null, 1]);
  });

  test('removed, nothing of it is left: not in a search, a list or a table', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    await read(world);
    const [source] = documents(world).sources();
    const removing = documents(world).remove(source?.id ?? '');
    world.clock.advance(10);
    await expect
      .poll(() => {
        world.clock.advance(10);
        return documents(world).sources();
      })
      .toEqual([]);
    expect(await removing).toBe(true);
    const { say } = desk(world);
    expect(await recalled(world, 'boiler parcels', () => void say('anything?'))).toBe('Nothing was found.');
    expect(states(world)).toEqual([]);
  });

  test('what cannot be read says why, and the rest is there all the same', async () => {
    const world = await withFiles();
    world.shelf.spoil('/docs/scan.pdf', 'It has no text; it may be scanned pictures.');
    world.shelf.put('/docs/keys.md', 'The PIN is 4711.', 'The gate is blue.');
    await documents(world).add(['/docs']);
    await read(world);
    expect(states(world)).toEqual([
      ['keys.md', 'ready', '1 passage looks like a secret and was left out.', 1],
      ['notes.md', 'ready', null, 1],
      ['scan.pdf', 'left-out', 'It has no text; it may be scanned pictures.', 0],
      ['terms.pdf', 'ready', null, 1],
    ]);
  });

  test('every file is counted as what became of it, and of one that nobody looked at nothing is made up', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    await read(world);
    const { documents: rows } = world.stores;
    const row = rows.byPath('/docs/notes.md');
    if (row === null) throw new Error('It was not listed.');
    const put = (state: 'left-out' | 'missing', name: string, changedAt: number) =>
      rows.put({
        ...{ ...row, state, name, changedAt, path: `/docs/${name}`, id: world.agent.makeId() },
        ...{ bytes: 0, passages: 0, sha256: null, readAt: null },
      });
    put('left-out', 'huge.md', 0);
    put('missing', 'gone.md', 1_000);
    expect(documents(world).sources()).toMatchObject([{ ready: 2, waiting: 0, leftOut: 1, missing: 1 }]);
    const { documents: listed } = documents(world).list({ text: '' }, 0, 10);
    expect(listed.slice(0, 2).map(({ name, bytes, changedAt }) => [name, bytes, changedAt])).toEqual([
      ['gone.md', 0, '1970-01-01T00:00:01.000Z'],
      ['huge.md', null, null],
    ]);
  });

  test('a secret that was cut in two is left out with both its halves', async () => {
    const world = await withFiles();
    // The cut comes between the name and what it names.
    const before = `${'word '.repeat(174)}The password of the boat is`;
    const [first = '', ...rest] = cutText(`${before} Sommer2026! and on`);
    expect([first.endsWith(' is'), rest.length]).toEqual([true, 1]);
    world.shelf.put('/docs/log.md', `${before} Sommer2026! and on`);
    await documents(world).add(['/docs']);
    await read(world);
    expect(states(world)[0]).toEqual([
      'log.md',
      'left-out',
      '2 passages look like secrets and were left out.',
      0,
    ]);
  });

  test('a file that is gone is said to be missing; a disk that is not there loses nothing', async () => {
    const world = await withFiles();
    await documents(world).add(['/docs']);
    await read(world);
    world.shelf.take('/docs/notes.md');
    await documents(world).check();
    expect(states(world).map(([name, state]) => [name, state])).toEqual([
      ['notes.md', 'missing'],
      ['terms.pdf', 'ready'],
    ]);
    world.shelf.put('/docs/notes.md', 'The boiler was serviced in March.');
    const checked = documents(world).check();
    await read(world);
    await checked;
    expect(states(world)[0]).toEqual(['notes.md', 'ready', null, 1]);
  });

  test('a kill in the middle of a document: after the next start it is whole, and nothing stands twice', async () => {
    const before = makeWorld();
    before.shelf.put(
      '/docs/book.md',
      ...Array.from({ length: 300 }, (_, at) => `Chapter ${at} tells of the sea.`),
    );
    await before.start();
    await before.agent.memory.documents.add(['/docs']);
    await expect.poll(() => before.stores.memories.facts('owner', 1).length).toBe(0);
    const id = before.stores.documents.waiting(1)[0]?.id ?? '';
    await expect
      .poll(() => {
        before.clock.advance(5);
        return before.stores.memories.countOf(id);
      })
      .toBeGreaterThan(0);
    expect(before.stores.memories.countOf(id)).toBeLessThan(300);
    const world = before.restart();
    await world.start();
    world.clock.advance(3_000); // it goes on at once, not with the next look
    await read(world);
    await expect.poll(() => states(world)).toEqual([['book.md', 'ready', null, 300]]);
    expect(world.stores.memories.countOf(id)).toBe(300);
  });
});
