// Beyond the stops: a file on its way out. What leaves is what was shown; its bytes wait encrypted until they were sent;
// a channel that cannot says so before anybody is asked.
import { describe, expect, test } from 'vitest';
import type { OutboundPart, SendOutcome } from '../../src/main/domain/ports/channel.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

interface Out {
  readonly body: string;
  readonly name: string | null;
  readonly text: string | null;
}

/** The owner's own chat on a channel that sends files, with one file in its workspace. */
async function withFile(text = 'total: 42', canSendFiles: true | null = true) {
  const world = makeWorld();
  await world.start();
  await pairAs(world, 42, 'owner');
  world.agent.receive(written('hello'));
  await world.settled();
  const out: Out[] = [];
  Object.assign(world.telegram, {
    canSendFiles: canSendFiles ?? undefined,
    send: async (_to: unknown, { body, file }: OutboundPart): Promise<SendOutcome> => {
      out.push({
        body,
        name: file?.name ?? null,
        text: file === undefined ? null : new TextDecoder().decode(file.bytes),
      });
      return { kind: 'sent', platformMessageId: null };
    },
  });
  const conversation = world.stores.conversations.list()[0]!;
  put(world, 'out/report.csv', text);
  return { world, out, conversation };
}

function put(world: World, path: string, text: string): void {
  const [conversation] = world.stores.conversations.list();
  world.bytes.contents.set(`/workspaces/${conversation?.id}/${path}`, new TextEncoder().encode(text));
}

async function asked(world: World, input: object) {
  world.model.will(calls(['send_file', input]), says('Done.'));
  world.agent.receive(written('send it'));
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  return world.agent.approvals.questions()[0]!;
}

function result(world: World): string {
  return world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'tool')?.text ?? '';
}

describe('send_file', () => {
  test('shows what leaves, byte for byte, and sends exactly that with its words', async () => {
    const { world, out, conversation } = await withFile();
    const question = await asked(world, { path: 'out/report.csv', words: 'Here it is.' });
    expect(question).toMatchObject({
      tool: 'send_file',
      summary: 'Send the file report.csv to telegram:user:42 on telegram',
      effects: ['read', 'send'],
      offers: [],
    });
    world.agent.approvals.allow(question.id, 'once', question.revision);
    await world.settled();
    expect(out).toEqual([
      { body: 'Here it is.', name: 'report.csv', text: 'total: 42' },
      { body: 'Done.', name: null, text: null },
    ]);
    const items = world.agent.views.items(conversation.id, null, 10).items;
    expect(items.find((item) => item.kind === 'message' && item.author === 'notice')).toMatchObject({
      text: 'Here it is.',
      delivery: 'sent',
      attachments: [{ name: 'report.csv', mediaType: 'text/csv', sizeBytes: 9, path: 'out/report.csv' }],
    });
    // Sent, and so no longer kept.
    for (const { id } of world.stores.outbox.open()) expect(world.stores.outbox.bytesOf(id)).toBeNull();
    expect(world.agent.ledger.verify().kind).toBe('intact');
  });

  test('sends nothing when the file changed after it was shown', async () => {
    const { world, out } = await withFile();
    const question = await asked(world, { path: 'out/report.csv' });
    put(world, 'out/report.csv', 'something else');
    world.agent.approvals.allow(question.id, 'once', question.revision);
    await world.settled();
    expect(result(world)).toContain('The file changed since you were allowed to send it.');
    expect(out.filter(({ name }) => name !== null)).toEqual([]);
  });

  test('sends what was there at that moment, also when the file changes before the channel works', async () => {
    const { world, out } = await withFile();
    const { send } = world.telegram;
    Object.assign(world.telegram, {
      send: async (): Promise<SendOutcome> => ({ kind: 'retry-later', afterMs: 5_000, reason: 'Not now.' }),
    });
    const question = await asked(world, { path: 'out/report.csv' });
    world.agent.approvals.allow(question.id, 'once', question.revision);
    await world.settled();
    put(world, 'out/report.csv', 'changed');
    const after = world.restart();
    Object.assign(after.telegram, { send });
    await after.start();
    after.clock.advance(10_000);
    await after.settled();
    expect(out[0]).toEqual({ body: '', name: 'report.csv', text: 'total: 42' });
  });

  test('is not given to a channel that can no longer send files, and its words do not pass for it', async () => {
    const { world, out } = await withFile();
    const question = await asked(world, { path: 'out/report.csv', words: 'Here it is.' });
    Object.assign(world.telegram, { canSendFiles: undefined });
    world.agent.approvals.allow(question.id, 'once', question.revision);
    await world.settled();
    expect(out).toEqual([{ body: 'Done.', name: null, text: null }]);
    expect(world.agent.undelivered.list(null, 10)).toMatchObject([
      { state: 'failed', fileName: 'report.csv', reason: 'This file cannot be sent here.' },
    ]);
  });

  test('on a channel that cannot, asks nobody and says so to the model', async () => {
    const { world, out } = await withFile('x', null);
    world.model.will(calls(['send_file', { path: 'out/report.csv' }]), says('I cannot.'));
    world.agent.receive(written('send it'));
    await world.settled();
    expect(result(world)).toContain('No files can be sent on Telegram.');
    expect(out).toEqual([{ body: 'I cannot.', name: null, text: null }]);
  });

  test('with a secret of ours in it is refused, whatever the owner would say', async () => {
    const { world, out } = await withFile('key = canary-value-0815\n');
    world.secrets.values = ['canary-value-0815'];
    world.model.will(calls(['send_file', { path: 'out/report.csv' }]), says('No.'));
    world.agent.receive(written('send it'));
    await world.settled();
    expect(result(world)).toContain('The file holds a secret of Sallyport');
    expect(out.filter(({ name }) => name !== null)).toEqual([]);
  });

  test('has its words masked, where they are sent and where they are listed', async () => {
    const { world, out } = await withFile();
    world.secrets.values = ['canary-value-0815'];
    const before = 'x'.repeat(130); // so that the list's cut falls into the secret
    const question = await asked(world, { path: 'out/report.csv', words: `${before} canary-value-0815` });
    let listed = '';
    const { send } = world.telegram;
    Object.assign(world.telegram, {
      send: (...given: Parameters<typeof send>) => {
        listed += JSON.stringify(world.stores.conversations.list());
        return send(...given);
      },
    });
    world.agent.approvals.allow(question.id, 'once', question.revision);
    await world.settled();
    expect(listed).toContain(before.slice(0, 100));
    expect(listed).not.toContain('canary');
    expect(out[0]?.body).toBe(`${before} [secret]`);
  });

  test('a rule that allows it does not cover a file that anybody may have written', async () => {
    const { world, out, conversation } = await withFile();
    world.stores.rules.add({
      ...{ id: world.agent.makeId(), decision: 'allow', actorKind: 'owner', senderId: null },
      ...{ conversationId: null, channelId: null, session: null, tool: 'send_file', callEffect: null },
      ...{ matcher: null, lifetime: 'always', sentence: 'You may have files sent.' },
      ...{ createdAt: world.clock.now(), expiresAt: null, lastUsedAt: null },
    });
    const question = await asked(world, { path: 'out/report.csv' });
    expect(question).toMatchObject({
      reason: 'Private content could leave, and words from out/report.csv are involved.',
      taint: { untrusted: true, private: true },
    });
    world.agent.approvals.deny(question.id, null);
    await world.settled();
    expect(out.filter(({ name }) => name !== null)).toEqual([]);
    expect(conversation.id).toBe(world.stores.conversations.list()[0]?.id);
  });

  test('at the desktop it is a row in the transcript', async () => {
    const world = makeWorld();
    await world.start();
    const { conversationId, say } = desk(world);
    world.bytes.contents.set(`/workspaces/${conversationId}/a.pdf`, new Uint8Array([1, 2, 3]));
    world.model.will(calls(['send_file', { path: 'a.pdf' }]), says('There.'));
    say('send it');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    await world.settled();
    const items = world.agent.views.items(conversationId, null, 10).items;
    expect(items.find((item) => item.kind === 'message' && item.author === 'notice')).toMatchObject({
      attachments: [{ name: 'a.pdf', mediaType: 'application/pdf', path: 'a.pdf', state: 'here' }],
      delivery: 'sent',
    });
  });
});
