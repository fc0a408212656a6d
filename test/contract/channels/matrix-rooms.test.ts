// Which rooms the account enters, what it makes of them, and what encryption keeps from it. Against the fake.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IDS, type MatrixStage, openMatrixStage } from './matrix-stage.ts';
import { healthIs, listening, pauseMs, send, stateIs } from './suite/cases.ts';

let stage: MatrixStage;

beforeEach(async () => {
  stage = await openMatrixStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const words = (body: string) => ({ msgtype: 'm.text', body });
const membership = (roomId: string) => stage.server.rooms.membership(roomId, stage.server.account);
const entered = (roomId: string) =>
  stage.server.until(() => (membership(roomId) === 'join' ? true : undefined), 'the account to enter');
const told = async (pattern: RegExp) => {
  await stage.recorder.until(
    () => stage.recorder.skipped.some(({ reason }) => pattern.test(reason)),
    String(pattern),
  );
};

describe('an invitation', () => {
  it('to a direct room is followed; what was written with it comes, what is older does not', async () => {
    const roomId = stage.server.rooms.create({ creator: IDS.eve });
    stage.say(roomId, IDS.eve, words('To myself'));
    const content = { membership: 'invite', is_direct: true };
    const invitation = { type: 'm.room.member', sender: IDS.eve, content, stateKey: stage.server.account };
    stage.server.rooms.append(roomId, invitation);
    stage.say(roomId, IDS.eve, words('May I?'));
    await listening(stage);
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({
      text: 'May I?',
      chat: { id: roomId, kind: 'direct', title: null },
      sender: { id: `matrix:user:${IDS.eve}` },
      addressed: true,
    });
    expect(stage.server.accountData('m.direct')).toMatchObject({ [IDS.eve]: [stage.rooms.eve, roomId] });
    expect(stage.recorder.messages).toHaveLength(1);
  });

  it('once followed leaves the room known as direct, also after a new start', async () => {
    const roomId = stage.invite({ by: IDS.eve });
    await listening(stage);
    await entered(roomId);
    stage.say(roomId, IDS.eve, words('One'));
    await stage.recorder.received(1);
    await stage.channel.stop();
    stage.say(roomId, IDS.eve, words('Two'));
    stage.again(stage.recorder);
    const messages = await stage.recorder.received(2);
    expect(messages.map(({ chat, text }) => [text, chat.kind])).toEqual([
      ['One', 'direct'],
      ['Two', 'direct'],
    ]);
  });

  it('to a room of several is followed only where that room is named, and told otherwise', async () => {
    await stage.close();
    stage = await openMatrixStage({ rules: { groups: ['!named:example.org', '*'] } });
    const named = stage.invite({ isDirect: false, id: '!named:example.org' });
    const other = stage.invite({ isDirect: false, by: IDS.eve });
    await listening(stage);
    await entered(named);
    await told(/@eve:elsewhere\.example invited to the room .* not among the groups/);
    expect(membership(other)).toBe('invite');
    stage.say(named, IDS.ada, words('Welcome'));
    expect((await stage.recorder.received(1))[0]?.chat).toMatchObject({ id: named, kind: 'group' });
  });

  it('of somebody who is not on the list is told and not followed', async () => {
    await stage.close();
    stage = await openMatrixStage({ rules: { directFrom: [IDS.ada] } });
    const [known, unknown] = [stage.invite(), stage.invite({ by: IDS.eve })];
    await listening(stage);
    await entered(known);
    await told(/not on the allow list/);
    expect(membership(unknown)).toBe('invite');
  });

  it('to an encrypted room is not followed; the owner sees why, and all else works', async () => {
    const roomId = stage.invite({ isEncrypted: true });
    await listening(stage);
    await told(/end-to-end encrypted room/);
    expect(membership(roomId)).toBe('invite');
    const health = stage.channel.health();
    expect([health.state, health.lastError]).toEqual(['connected', expect.stringContaining('encrypted')]);
    await stage.write('Here I am readable');
    expect(await stage.recorder.received(1)).toHaveLength(1);
  });

  it('is followed after a new start when the homeserver could not before', async () => {
    stage.server.failNext('join', { kind: 'refuse', status: 502, body: '' }, 2);
    const roomId = stage.invite();
    await listening(stage);
    await stage.server.until(() => stage.server.calls('join')[0], 'an attempt');
    await stage.channel.stop();
    expect(membership(roomId)).toBe('invite');
    stage.again(stage.recorder);
    await entered(roomId);
    stage.say(roomId, IDS.ada, words('At last'));
    expect((await stage.recorder.received(1))[0]).toMatchObject({ chat: { kind: 'direct' } });
  });

  it('that was taken back or cannot be followed is told and forgotten', async () => {
    stage.server.failNext('join', {
      kind: 'refuse',
      status: 403,
      body: { errcode: 'M_FORBIDDEN', error: 'No.' },
    });
    stage.invite();
    await listening(stage);
    await told(/could not be followed: No\./);
    expect([...stage.recorder.cursors.values()].at(-1)).toBeDefined();
    await stage.write('Go on');
    await stage.recorder.received(1);
    expect(JSON.parse(stage.recorder.cursors.get('matrix') ?? '')).toMatchObject({ waiting: [] });
  });

  it('of a flood is one of a few that are followed; the rest is told', async () => {
    await listening(stage);
    for (let index = 0; index < 60; index += 1) stage.invite({ by: `@flood${index}:elsewhere.example` });
    await told(/too many invitations/);
    await pauseMs(500);
    const followed = stage.server.calls('join').length;
    const { waiting } = JSON.parse(stage.recorder.cursors.get('matrix') ?? '') as { waiting: unknown[] };
    expect(followed).toBeLessThanOrEqual(20);
    expect(waiting.length).toBeLessThanOrEqual(10);
    expect(stage.recorder.skipped.filter(({ reason }) => /too many/.test(reason)).length).toBeGreaterThan(20);
  });

  it('after another is followed at most twenty times an hour', async () => {
    await listening(stage);
    for (let index = 0; index < 20; index += 1)
      await entered(stage.invite({ by: `@slow${index}:b.example` }));
    const next = stage.invite({ by: '@slow20:b.example' });
    await stage.write('Meanwhile');
    await stage.recorder.received(1);
    await pauseMs(500);
    expect([membership(next), stage.server.calls('join').length]).toEqual(['invite', 20]);
    expect(JSON.parse(stage.recorder.cursors.get('matrix') ?? '')).toMatchObject({
      waiting: [{ roomId: next }],
    });
  });

  it('with a room id that is none is told, and no request is made of it', async () => {
    await listening(stage);
    stage.server.rooms.create({ creator: IDS.eve, id: '!a/../b c:example.org' });
    const content = { membership: 'invite', is_direct: true };
    stage.server.rooms.append('!a/../b c:example.org', {
      type: 'm.room.member',
      sender: IDS.eve,
      content,
      stateKey: stage.server.account,
    });
    await told(/wrong form/);
    expect(stage.server.calls('join')).toEqual([]);
  });
});

describe('a room', () => {
  it('that a third person enters is no longer direct, and is again when they leave', async () => {
    await listening(stage);
    await stage.write('Between us');
    await stage.recorder.received(1);
    stage.enter(stage.rooms.ada, IDS.eve);
    await stage.write('Before all');
    await stage.recorder.received(2);
    const content = { membership: 'leave' };
    const left = { type: 'm.room.member', sender: IDS.eve, content, stateKey: IDS.eve };
    stage.server.rooms.append(stage.rooms.ada, left);
    await stage.write('Again between us');
    const messages = await stage.recorder.received(3);
    expect(messages.map(({ chat, addressed }) => [chat.kind, addressed])).toEqual([
      ['direct', true],
      ['group', false],
      ['direct', true],
    ]);
  });

  it('entered by hand brings nothing that was said before', async () => {
    await listening(stage);
    const roomId = stage.server.rooms.create({ creator: IDS.ada });
    stage.say(roomId, IDS.ada, words('An old order'));
    stage.enter(roomId, stage.server.account);
    stage.say(roomId, IDS.ada, words('A new one'));
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['A new one']);
  });

  it('has its name as its title, the new one after a change', async () => {
    await listening(stage);
    await stage.write('One', { where: 'group' });
    await stage.recorder.received(1);
    const name = { type: 'm.room.name', sender: IDS.ada, content: { name: 'The team' }, stateKey: '' };
    stage.server.rooms.append(stage.rooms.group, name);
    await stage.write('Two', { where: 'group' });
    const messages = await stage.recorder.received(2);
    expect(messages.map(({ chat }) => chat.title)).toEqual(['Team', 'The team']);
  });

  it('that throws the account out takes no reply, and says so', async () => {
    await listening(stage);
    const content = { membership: 'ban' };
    const banned = { type: 'm.room.member', sender: IDS.ada, content, stateKey: stage.server.account };
    stage.server.rooms.append(stage.rooms.ada, banned);
    expect(await send(stage)).toEqual({
      kind: 'rejected',
      reason: 'The agent may not write in this room, or is no longer in it.',
    });
  });

  it('that was replaced by another is told with the new id', async () => {
    await listening(stage);
    const content = { body: 'Moved', replacement_room: '!next:example.org' };
    stage.server.rooms.append(stage.rooms.group, {
      type: 'm.room.tombstone',
      sender: IDS.ada,
      content,
      stateKey: '',
    });
    await told(/replaced by another, with the id !next:example\.org/);
  });
});

describe('an encrypted room', () => {
  const encryption = {
    type: 'm.room.encryption',
    sender: IDS.ada,
    content: { algorithm: 'm.megolm.v1.aes-sha2' },
    stateKey: '',
  };
  const unreadable = {
    algorithm: 'm.megolm.v1.aes-sha2',
    ciphertext: 'AwgAEnAC',
    session_id: 'x',
    device_id: 'D',
  };

  it('has each of its messages told as skipped, and shown to the owner; nothing is written into it', async () => {
    await listening(stage);
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
    stage.server.rooms.append(stage.rooms.ada, encryption);
    stage.say(stage.rooms.ada, IDS.ada, unreadable, 'm.room.encrypted');
    stage.say(stage.rooms.ada, IDS.ada, unreadable, 'm.room.encrypted');
    await stage.recorder.until(() => stage.recorder.skipped.length === 2, 'both to be told');
    const { lastError } = await healthIs(stage.channel, (health) => health.lastError !== null);
    expect(lastError).toMatch(/end-to-end encrypted, which Sallyport cannot read.*The room is !/);
    expect(stage.channel.health().state).toBe('connected');
    const before = stage.sendRequests();
    expect(await send(stage)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('encrypted'),
    });
    const abort = new AbortController().signal;
    const part = { body: 'Changed', format: 'plain' as const };
    expect(await stage.channel.edit?.(stage.people.ada.address, '$any', part, abort)).toMatchObject({
      kind: 'rejected',
    });
    expect(stage.sendRequests()).toBe(before);
    await stage.write('Elsewhere', { as: 'eve' });
    expect((await stage.recorder.received(1))[0]?.text).toBe('Elsewhere');
  });

  it('is found out before the first message into it, also after a new start', async () => {
    stage.server.rooms.append(stage.rooms.ada, encryption);
    expect(await send(stage)).toMatchObject({ kind: 'rejected' });
    expect(stage.sendRequests()).toBe(0);
  });

  it('is not written into while the homeserver does not say whether it is one', async () => {
    stage.server.failNext('state', { kind: 'refuse', status: 500, body: '' });
    expect(await send(stage)).toMatchObject({ kind: 'retry-later' });
    expect(stage.sendRequests()).toBe(0);
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
  });
});

it('a homeserver that fails at one room does not keep the others from being read', async () => {
  await listening(stage);
  stage.server.failNext('state', { kind: 'refuse', status: 500, body: '' }, 2);
  await stage.write('Which kind of room?');
  await stage.write('And now?');
  const messages = await stage.recorder.received(2);
  expect(messages[0]?.chat.kind).toBe('unknown');
  await stateIs(stage.channel, 'connected');
});
