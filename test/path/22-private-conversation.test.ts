// Stop 22. A private conversation keeps nothing: not in memory, and once it ended not in any page of the file.
import { describe, expect, test } from 'vitest';
import { pairAs, unmarked } from '../worlds/people.ts';
import { inPrivate, pages, privately, SECRET } from '../worlds/private-talk.ts';
import { calls, holds, says } from '../worlds/scripted-model.ts';
import { makeWorld, written } from '../worlds/world.ts';

describe('stop 22: a private conversation', () => {
  test('nothing of it is taken into memory, learned, or remembered by a tool', async () => {
    const { world, say } = await inPrivate();
    world.model.will(
      calls(
        ['remember', { fact: `Plays the ${SECRET}.` }],
        ['edit_memory_page', { find: '', replace: SECRET }],
      ),
    );
    say(`I play the ${SECRET}`);
    await world.settled();
    world.clock.advance(60 * 60_000);
    await world.settled();
    expect(world.learner.requests).toEqual([]);
    expect((await world.agent.memory.people()).length).toBe(0);
    expect(world.agent.memory.core.current().text).toBe('');
    const results = world.model.requests.at(-1)?.messages.filter((one) => one.role === 'tool') ?? [];
    expect(results.map(({ text }) => unmarked(text))).toEqual([
      'This conversation is private: nothing of it is kept.',
      'This conversation is private: nothing of it is kept.',
    ]);
  });

  test('ended, it stands in no page of the file; its frames are there without their words, and verify', async () => {
    const { world, id, say } = await inPrivate();
    world.model.will(calls(['run_command', { argv: ['touch', SECRET] }]));
    say(`play the ${SECRET}`);
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question?.id ?? '', 'once', question?.revision ?? '');
    await world.settled();
    world.storage.checkpoint();
    expect(pages(world)).toBeGreaterThan(0); // or this test could not fail
    expect(await world.agent.endPrivate(id)).toBe(true);
    expect(pages(world)).toBe(0);
    expect(world.agent.views.conversations()).toEqual([]);
    expect(world.agent.ledger.verify().kind).toBe('intact');
    expect([...world.stores.frames.walk()].map(({ kind }) => kind)).toContain('message-received');
    expect([...world.stores.frames.walk()].at(-1)?.kind).toBe('conversation-erased');
    expect(await world.agent.endPrivate(id)).toBe(false);
  });

  test('ended while a turn runs, the turn is stopped and writes nothing afterwards', async () => {
    const { world, id, say } = await inPrivate();
    const held = holds();
    world.model.will(held.answer);
    say(`hold the ${SECRET}`);
    await held.reached;
    await world.agent.endPrivate(id);
    await world.settled();
    expect(world.agent.views.conversations()).toEqual([]);
    world.storage.checkpoint();
    expect(pages(world)).toBe(0);
    expect(world.faults).toEqual([]);
  });

  test('it does not outlive the app: not an ordinary end, and not a kill', async () => {
    const first = await inPrivate();
    first.say(`play the ${SECRET}`);
    await first.world.settled();
    await first.world.agent.stop();
    expect(first.world.stores.conversations.list()).toEqual([]);
    const killed = await inPrivate();
    killed.say(`play the ${SECRET}`);
    await killed.world.settled();
    const world = killed.world.restart();
    await world.start();
    world.storage.checkpoint();
    expect(world.stores.conversations.list()).toEqual([]);
    expect(pages(world)).toBe(0);
  });

  test('an ordinary conversation cannot be ended so', async () => {
    const { world } = await inPrivate();
    const row = world.agent.newOwnConversation('Ordinary');
    await expect(world.agent.endPrivate(row.id)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(world.stores.conversations.get(row.id)).not.toBeNull();
  });

  test('a rule saved from it lives in it and goes with it; none is saved beyond it', async () => {
    const { world, id, say } = await inPrivate('locked');
    world.model.will(calls(['run_command', { argv: ['wc', SECRET] }]));
    say(`play the ${SECRET}`);
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    const { id: asked = '', revision = '' } = question ?? {};
    const offers = question?.kind === 'tool-call' ? question.offers : [];
    expect(offers.map(({ lifetime }) => lifetime)).toEqual(['fifteen-minutes', 'conversation']);
    expect(offers[1]?.sentence).toMatch(/in this private conversation, until it ends\.$/);
    expect(world.agent.approvals.allow(asked, 'always', revision)).toEqual({
      settled: false,
      message:
        'This was asked in a private conversation, so it cannot be allowed for longer than that lasts. Allow it once or in this conversation.',
    });
    expect(world.agent.approvals.allow(asked, 'conversation', revision).settled).toBe(true);
    await world.settled();
    expect(world.stores.rules.standing().some(({ sentence }) => sentence.includes(SECRET))).toBe(true);
    await world.agent.endPrivate(id);
    // Also not where rules are held for deciding.
    expect(JSON.stringify([world.stores.rules.list(), world.stores.rules.standing()])).not.toContain(SECRET);
    expect(pages(world)).toBe(0);
  });

  test('a rule that the owner made for it by hand, and questions about it, go with it', async () => {
    const { world, id } = await inPrivate();
    const draft = {
      decision: 'deny' as const,
      actorKind: null,
      senderId: null,
      conversationId: id,
      channelId: null,
      session: null,
      tool: 'write_file',
      callEffect: null,
      matcher: { kind: 'path' as const, glob: `${SECRET}/*`, workspace: null },
      lifetime: 'always' as const,
    };
    expect(world.agent.rules.save(draft).kind).toBe('applied');
    const allowed = world.agent.rules.save({
      ...draft,
      decision: 'allow',
      actorKind: 'owner',
      tool: 'fetch_url',
      matcher: { kind: 'host', host: `${SECRET}.example` },
      lifetime: 'conversation',
    });
    expect(allowed).toMatchObject({ kind: 'asked' });
    world.storage.checkpoint();
    expect(pages(world)).toBeGreaterThan(0);
    await world.agent.endPrivate(id);
    expect(pages(world)).toBe(0);
    const counts = world.events.filter(({ event }) => event === 'approvals-change');
    expect(counts.at(-1)?.payload).toEqual({ pending: 0 });
    // Nobody waits for it any more, so nothing happens when its time is over.
    world.clock.advance(48 * 60 * 60_000);
    expect(world.faults).toEqual([]);
  });

  test('what it wrote in a folder of the owner’s leaves no word of it in the taint of that folder', async () => {
    const { world, id, say } = await inPrivate();
    world.agent.chooseWorkspace(id, '/home/ada/letters');
    world.files.texts.set(`/home/ada/letters/${SECRET}.txt`, 'Dear all');
    world.model.will(
      calls(['read_file', { path: `${SECRET}.txt` }]),
      calls(['write_file', { path: 'plan.txt', text: 'Buy one.' }]),
    );
    say('plan it');
    await world.settled();
    expect(world.files.texts.get('/home/ada/letters/plan.txt')).toBe('Buy one.');
    await world.agent.endPrivate(id);
    expect(pages(world)).toBe(0);
    // It stays what it was worth: written on words that anybody may have put there.
    expect(world.stores.settings.get('written /home/ada/letters\nplan.txt')).toMatch(/"untrusted":true/);
  });

  test('a tool that the model made up is nobody’s word in a frame', async () => {
    const { world, id, say } = await inPrivate();
    world.model.will(calls([SECRET, {}]));
    say('play');
    await world.settled();
    await world.agent.endPrivate(id);
    expect(pages(world)).toBe(0);
  });

  test('a question asked in it is sent to no chat, where it could not be erased', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    await pairAs(world, 7, 'owner');
    world.model.will(says('Hello.'));
    world.agent.receive(written('hello', { from: 7 }));
    await world.settled();
    const chat = world.stores.conversations.find('telegram', '7', null);
    world.configure({ policy: { preset: 'locked' }, approvals: { forward_to: chat?.id } });
    const { say } = privately(world);
    world.model.will(calls(['run_command', { argv: ['wc', SECRET] }]));
    say('play');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(JSON.stringify(world.telegram.sent)).not.toContain(SECRET);
    expect(world.stores.forwarded.open()).toEqual([]);
  });

  test('words that come late, from what still ran for it, are not written down any more', async () => {
    const { world, id, say } = await inPrivate();
    say('play');
    await world.settled();
    await world.agent.endPrivate(id);
    const frame = world.stores.transaction(() =>
      world.agent.ledger.record({
        kind: 'terminal-ended',
        causeId: null,
        actor: { kind: 'system' },
        conversationId: id,
        payload: { ending: SECRET },
      }),
    );
    expect(frame.commitment).toBeNull();
    world.storage.checkpoint();
    expect(pages(world)).toBe(0);
    expect(world.agent.ledger.verify().kind).toBe('intact');
  });
});
