// What is received by /sync: the position, gaps, what comes twice, and who may change what. Against the fake.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IDS, type MatrixStage, openMatrixStage } from './matrix-stage.ts';
import type { Recorder } from './recorder.ts';
import { listening, send, stateIs } from './suite/cases.ts';

let stage: MatrixStage;

beforeEach(async () => {
  stage = await openMatrixStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const words = (body: string) => ({ msgtype: 'm.text', body });
const texts = (recorder: Recorder) => recorder.messages.map(({ text }) => text);
const told = async (pattern: RegExp) => {
  const isTold = () => stage.recorder.skipped.some(({ reason }) => pattern.test(reason));
  await stage.recorder.until(isTold, String(pattern));
};

describe('the position', () => {
  it('begins with now: what was said before the first connection was not said to it', async () => {
    stage.say(stage.rooms.ada, IDS.ada, words('An old order'));
    await listening(stage);
    await stage.write('A new one');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['A new one']);
  });

  it('moves only after everything before it is durable', async () => {
    await listening(stage);
    await stage.channel.stop();
    const before = stage.recorder.cursors.get('matrix');
    const moved: boolean[] = [];
    stage.recorder.onReceive(() => moved.push(stage.recorder.cursors.get('matrix') !== before));
    for (let index = 0; index < 45; index += 1) stage.say(stage.rooms.ada, IDS.ada, words(`number ${index}`));
    stage.again(stage.recorder);
    await stage.recorder.received(45);
    await stage.recorder.until(() => stage.recorder.cursors.get('matrix') !== before, 'the position to move');
    expect(moved).toEqual(Array.from({ length: 45 }, () => false));
  });

  it('of another account is not used', async () => {
    const cursor = JSON.stringify({ user: '@other:example.org', since: 's1', waiting: [] });
    stage.recorder.saveCursor('matrix', cursor);
    await listening(stage);
    expect(stage.server.calls('sync')[0]?.query.get('since')).toBeNull();
    const { user } = JSON.parse(stage.recorder.cursors.get('matrix') ?? '') as { user: string };
    expect(user).toBe(stage.server.account);
  });

  it('that the homeserver does not know is given up, and said so', async () => {
    const cursor = JSON.stringify({ user: stage.server.account, since: 's999999', waiting: [] });
    stage.recorder.saveCursor('matrix', cursor);
    await listening(stage);
    await told(/no longer knows how far was read/);
    await stage.write('Here');
    expect(await stage.recorder.received(1)).toHaveLength(1);
  });

  it('damaged, is as none', async () => {
    stage.recorder.saveCursor('matrix', '{"user":');
    await listening(stage);
    expect(stage.channel.health().state).toBe('connected');
  });
});

describe('a gap', () => {
  it('of more than one sync gives is filled, in order and once', async () => {
    await listening(stage);
    await stage.write('first');
    await stage.recorder.received(1);
    await stage.channel.stop();
    const missed = Array.from({ length: 230 }, (_, index) => `missed ${index}`);
    for (const text of missed) stage.say(stage.rooms.group, IDS.ada, words(text));
    stage.again(stage.recorder);
    await stage.recorder.received(231);
    expect(texts(stage.recorder)).toEqual(['first', ...missed]);
    expect(stage.server.calls('messages').length).toBeGreaterThan(1);
    expect(stage.recorder.messages.at(1)?.sender.name).toBe('ada');
  });

  it('since an invitation goes back to it and not further', async () => {
    const roomId = stage.server.rooms.create({ creator: IDS.eve });
    for (let index = 0; index < 80; index += 1) stage.say(roomId, IDS.eve, words('before'));
    stage.server.rooms.append(roomId, {
      type: 'm.room.member',
      sender: IDS.eve,
      content: { membership: 'invite', is_direct: true },
      stateKey: stage.server.account,
    });
    for (let index = 0; index < 120; index += 1) stage.say(roomId, IDS.eve, words('after'));
    await listening(stage);
    await stage.recorder.received(120);
    expect(new Set(texts(stage.recorder))).toEqual(new Set(['after']));
    expect(stage.recorder.messages).toHaveLength(120);
  });

  it('that cannot be filled is told', async () => {
    await listening(stage);
    await stage.channel.stop();
    for (let index = 0; index < 70; index += 1) stage.say(stage.rooms.ada, IDS.ada, words(`missed ${index}`));
    stage.server.failNext('messages', { kind: 'refuse', status: 502, body: '' });
    stage.again(stage.recorder);
    await told(/the oldest of it is missing/);
    expect((await stage.recorder.received(50)).at(-1)?.text).toBe('missed 69');
  });

  it('that the homeserver does not speak of now is asked for again, and nothing is lost', async () => {
    await listening(stage);
    await stage.channel.stop();
    for (let index = 0; index < 70; index += 1) stage.say(stage.rooms.ada, IDS.ada, words(`missed ${index}`));
    const body = { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 50 };
    stage.server.failNext('messages', { kind: 'cut', afterHandling: false });
    stage.server.failNext('messages', { kind: 'refuse', status: 429, body });
    stage.again(stage.recorder);
    await stage.recorder.received(70);
    expect(new Set(texts(stage.recorder)).size).toBe(70);
    expect(stage.recorder.messages).toHaveLength(70);
  });
});

describe('what could not be saved', () => {
  it('comes again without what was saved before it in the same sync', async () => {
    await listening(stage);
    await stage.channel.stop();
    for (let index = 0; index < 30; index += 1) stage.say(stage.rooms.ada, IDS.ada, words(`number ${index}`));
    stage.recorder.onReceive(({ text }) => {
      if (text === 'number 25') stage.recorder.onReceive(() => {});
      if (text === 'number 25') throw new Error('SQLITE_FULL');
    });
    stage.again(stage.recorder);
    await stage.recorder.received(30);
    expect(texts(stage.recorder)).toEqual(Array.from({ length: 30 }, (_, index) => `number ${index}`));
  });

  it('in one commit with others is tried each for itself', async () => {
    await listening(stage);
    await stage.channel.stop();
    for (let index = 0; index < 25; index += 1) stage.say(stage.rooms.ada, IDS.ada, words(`number ${index}`));
    let commits = 0;
    const recorder: Recorder = {
      ...stage.recorder,
      together: (work) => {
        commits += 1;
        if (commits === 1) throw new Error('SQLITE_BUSY');
        return work();
      },
    };
    stage.again(recorder);
    await stage.recorder.received(25);
    expect(stage.recorder.messages).toHaveLength(25);
    expect(commits).toBeGreaterThan(1);
  });
});

describe('another person', () => {
  it('cannot change a message that is not theirs', async () => {
    await listening(stage);
    const id = await stage.write('Pay Ada', { where: 'group' });
    await stage.recorder.received(1);
    const change = {
      ...words('* Pay Eve'),
      'm.new_content': words('Pay Eve'),
      'm.relates_to': { rel_type: 'm.replace', event_id: id },
    };
    stage.say(stage.rooms.group, IDS.eve, change);
    await told(/not theirs/);
    stage.say(stage.rooms.group, IDS.eve, {
      ...change,
      'm.relates_to': { rel_type: 'm.replace', event_id: '$none' },
    });
    await told(/cannot be told whose it was/);
    expect(texts(stage.recorder)).toEqual(['Pay Ada']);
  });

  it('is not taken for the author because the homeserver gave another message than was asked for', async () => {
    await listening(stage);
    await stage.channel.stop();
    const id = stage.say(stage.rooms.group, IDS.ada, words('Pay Ada'));
    const other = stage.server.rooms.append(stage.rooms.group, {
      type: 'm.room.message',
      sender: IDS.eve,
      content: words('Of Eve'),
    });
    for (let index = 0; index < 60; index += 1) stage.say(stage.rooms.group, IDS.ada, words(`${index}`));
    stage.again(stage.recorder);
    await stage.recorder.received(62);
    stage.server.failNext('event', { kind: 'refuse', status: 200, body: { ...other } });
    const change = {
      ...words('* Pay Eve'),
      'm.new_content': words('Pay Eve'),
      'm.relates_to': { rel_type: 'm.replace', event_id: `${id}x` },
    };
    stage.say(stage.rooms.group, IDS.eve, change);
    await told(/cannot be told whose it was/);
    expect(stage.recorder.messages).toHaveLength(62);
  });

  it('is not quoted as if the words were the sender’s', async () => {
    await listening(stage);
    const id = await stage.write('Delete everything', { as: 'eve', where: 'group' });
    stage.say(stage.rooms.group, IDS.ada, {
      ...words(`> <${IDS.eve}> Delete everything\n> and more\n\nNo!\n> This is mine`),
      'm.relates_to': { 'm.in_reply_to': { event_id: id } },
    });
    stage.say(stage.rooms.group, IDS.ada, words('> <@a:b.example> I quote myself\n\nSo'));
    await stage.recorder.received(3);
    expect(texts(stage.recorder)).toEqual([
      'Delete everything',
      'No!\n> This is mine',
      '> <@a:b.example> I quote myself\n\nSo',
    ]);
  });

  it('who points to messages that do not exist costs a bounded number of questions', async () => {
    await listening(stage);
    await stage.channel.stop();
    for (let index = 0; index < 180; index += 1)
      stage.say(
        stage.rooms.group,
        IDS.eve,
        { 'm.relates_to': { rel_type: 'm.annotation', event_id: `$none${index}`, key: '👍' } },
        'm.reaction',
      );
    stage.again(stage.recorder);
    await stage.recorder.received(180);
    expect(stage.server.calls('event').length).toBeLessThanOrEqual(100);
  });
});

it('a change within a thread belongs to the thread, a reaction to ours addresses us, also after a new start', async () => {
  await listening(stage);
  const id = await stage.write('In the thread', { where: 'thread' });
  await stage.recorder.received(1);
  const sent = await send(stage, {}, 'group');
  await stage.channel.stop();
  await stage.change(id, 'Changed in the thread');
  await stage.react(sent.kind === 'sent' ? (sent.platformMessageId ?? '') : '', '👍', 'eve');
  stage.again(stage.recorder);
  const [, edit, reaction] = await stage.recorder.received(3);
  expect(edit).toMatchObject({ kind: 'edit', chat: { threadId: stage.thread?.threadId } });
  expect(reaction).toMatchObject({
    kind: 'reaction',
    addressed: true,
    sender: { id: `matrix:user:${IDS.eve}` },
  });
});

it('an answer that is too large to read is asked for in smaller pieces', async () => {
  await listening(stage);
  stage.server.failNext('sync', { kind: 'refuse', status: 200, body: 'x'.repeat(33 * 1024 * 1024) });
  await stage.write('One'); // ends the open sync; the next one is too large
  const limitOf = (filter: string | null) =>
    (JSON.parse(filter ?? '{}') as { room: { timeline: { limit: number } } }).room.timeline.limit;
  await stage.server.until(
    () => stage.server.calls('sync').some(({ query }) => limitOf(query.get('filter')) === 12) || undefined,
    'a smaller question',
  );
  await stage.write('Two');
  await stage.recorder.received(2);
  await stateIs(stage.channel, 'connected');
});

it('asks as nobody who is online, and with the token in no address', async () => {
  await listening(stage);
  const query = stage.server.calls('sync')[0]?.query;
  expect(query?.get('set_presence')).toBe('offline');
  for (const call of stage.server.calls())
    expect(`${call.path}?${call.query}`).not.toContain(stage.server.token);
});
