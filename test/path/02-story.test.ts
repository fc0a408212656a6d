// Stop 2. The story: receive → admit → record → queue → turn → deliver, each step caused by the one before.
import { describe, expect, test } from 'vitest';
import { desk, frameCount, kindsSince, pairAs } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, written } from '../worlds/world.ts';

describe('stop 2: the story of one message', () => {
  test('a paired person writes and is answered, and every step leaves one frame', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const before = frameCount(world);
    world.model.will(says('Good morning, Ada.'));

    world.agent.receive(written('good morning'));
    await world.settled();

    expect(world.telegram.sent.at(-1)).toEqual({
      to: { chatId: '42', threadId: null },
      body: 'Good morning, Ada.',
      buttons: [],
    });
    expect(kindsSince(world, before)).toEqual([
      'message-received',
      'turn-started',
      'step-ended',
      'reply-queued',
      'turn-ended',
      'reply-sent',
    ]);
    expect(world.faults).toEqual([]);
  });

  test('explain walks from the sent reply back to the message, through every step, and the ledger is intact', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]), says('There is one file.'));
    world.agent.receive(written('what is there?'));
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    await world.settled();

    const sent = world.agent.ledger
      .tail({ beforeId: null, limit: 1, conversationId: null, kinds: ['reply-sent'] })
      .at(0);
    expect(world.agent.ledger.explain(sent!.id).map((frame) => frame.kind)).toEqual([
      'message-received',
      'turn-started',
      'step-ended',
      'tool-called',
      'tool-decided',
      'approval-asked',
      'approval-answered',
      'tool-started',
      'tool-ended',
      'step-ended',
      'reply-queued',
      'reply-sent',
    ]);
    expect(world.agent.ledger.verify()).toMatchObject({ kind: 'intact' });
  });

  test('the owner at the desk is answered in the transcript, by the same way', async () => {
    const world = makeWorld();
    await world.start();
    const { conversationId, say } = desk(world);
    world.model.will(says('Here I am.'));
    const turnId = say('are you there?');
    await world.settled();

    expect(world.stores.turns.get(turnId)).toMatchObject({ state: 'done' });
    expect(
      world.agent.views.items(conversationId, null, 10).items.map((item) => 'text' in item && item.text),
    ).toEqual(['are you there?', 'Here I am.']);
  });

  test('every frame but a beginning names a cause that is there', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.model.will(calls(['list_files', {}], ['no_such_tool', {}]), says('Done.'));
    world.agent.receive(written('look around'));
    await world.settled();

    const beginnings = ['app-started', 'message-received', 'message-refused'];
    const frames = [...world.stores.frames.walk()];
    const ids = new Set(frames.map((frame) => frame.id));
    for (const frame of frames) {
      if (frame.causeId === null) expect(beginnings).toContain(frame.kind);
      else expect(ids).toContain(frame.causeId);
    }
  });
});
