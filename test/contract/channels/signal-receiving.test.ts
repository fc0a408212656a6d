// What is Signal's own in receiving: events of signal-cli that are no messages, its two ways of keeping our place, and
// accounts. Against a daemon on loopback.
import { afterEach, describe, expect, it } from 'vitest';
import { dataMessage } from '../../fakes/signal/wire.ts';
import { createRecorder } from './recorder.ts';
import { ADA, EVE, GROUP_ID, openSignalStage, type SignalStage } from './signal-stage.ts';
import { healthIs } from './suite/cases.ts';

describe('a Signal account receives', () => {
  const stages: SignalStage[] = [];

  const open = async (options: Parameters<typeof openSignalStage>[0] = {}) => {
    const stage = await openSignalStage(options);
    stages.push(stage);
    return stage;
  };
  const listen = async (stage: SignalStage) => {
    const connected = healthIs(stage.channel, ({ state }) => state === 'connected');
    stage.channel.start(stage.recorder);
    await connected;
  };

  afterEach(async () => {
    for (const stage of stages.splice(0)) {
      await stage.channel.stop();
      await stage.close();
    }
  });

  it('nothing from receipts, typing, calls, timers of a chat and what we wrote ourselves', async () => {
    const stage = await open();
    await listen(stage);
    const { self } = stage.server.world;
    stage.arrive(ADA, { receiptMessage: { when: 1, isDelivery: true, timestamps: [1] } });
    stage.arrive(ADA, { typingMessage: { action: 'STARTED', timestamp: 1 } });
    stage.arrive(ADA, { callMessage: { hangupMessage: { id: 1 } } });
    stage.arrive(ADA, { dataMessage: dataMessage(1, { isExpirationUpdate: true, expiresInSeconds: 60 }) });
    stage.arrive(ADA, {
      dataMessage: dataMessage(1, { groupInfo: { groupId: GROUP_ID, groupName: 'New', type: 'UPDATE' } }),
    });
    stage.arrive(self, { syncMessage: { sentMessage: { message: 'Written on the phone', timestamp: 1 } } });
    stage.arrive(self, { dataMessage: dataMessage(1, { message: 'Note to self' }) });
    await stage.write('After all that');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['After all that']);
    expect(stage.recorder.skipped).toEqual([]);
  });

  it('the reason when somebody took a message back or signal-cli could not read one', async () => {
    const stage = await open();
    await listen(stage);
    stage.arrive(ADA, { dataMessage: dataMessage(1, { remoteDelete: { timestamp: 5 } }) });
    stage.server.events.arrive({
      account: stage.server.world.self.number,
      exception: { type: 'UntrustedIdentityException', message: 'secret words' },
    });
    await stage.write('On');
    await stage.recorder.received(1);
    expect(stage.recorder.skipped.map(({ reason }) => reason)).toEqual([
      'Somebody took a message back.',
      expect.stringContaining('UntrustedIdentityException'),
    ]);
  });

  it('a view-once message without what was in it, and a placeholder for what has no words', async () => {
    const stage = await open();
    await listen(stage);
    const picture = { contentType: 'image/png', filename: 'a.png', id: 'a.png', size: 3 };
    stage.arrive(ADA, { dataMessage: dataMessage(1, { viewOnce: true, attachments: [picture] }) });
    stage.arrive(ADA, { dataMessage: dataMessage(2, { sticker: { packId: 'a', stickerId: 1 } }) });
    stage.arrive(ADA, { dataMessage: dataMessage(3, { message: 'Look', attachments: [picture] }) });
    const messages = await stage.recorder.received(3);
    expect(messages.map(({ text }) => text)).toEqual(['[view-once message]', '[sticker]', 'Look\n[photo]']);
    expect(messages.map(({ attachments }) => attachments?.length ?? 0)).toEqual([0, 0, 1]);
  });

  it('mentions as words that tell no number', async () => {
    const stage = await open();
    await listen(stage);
    const { self } = stage.server.world;
    stage.arrive(EVE, {
      dataMessage: dataMessage(1, {
        message: '\uFFFC ask \uFFFC please',
        mentions: [
          { name: self.number, number: self.number, uuid: self.aci, start: 0, length: 1 },
          { name: ADA.number, number: ADA.number, uuid: ADA.aci, start: 6, length: 1 },
        ],
        groupInfo: { groupId: GROUP_ID, groupName: 'Engine builders', type: 'DELIVER' },
      }),
    });
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({ text: '@you ask @someone please', addressed: true });
  });

  it('a number in the place of ours as nobody’s: only the ACI tells who was mentioned', async () => {
    const stage = await open();
    await listen(stage);
    const { self } = stage.server.world;
    const groupInfo = { groupId: GROUP_ID, groupName: 'Engine builders', type: 'DELIVER' };
    const mention = { name: self.number, number: self.number, uuid: ADA.aci, start: 0, length: 1 };
    stage.arrive(EVE, {
      dataMessage: dataMessage(1, { message: '\uFFFC hi', mentions: [mention], groupInfo }),
    });
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({ addressed: false });
  });

  it('a message in a room whose id is none as one of an unknown kind', async () => {
    const stage = await open();
    await listen(stage);
    const groupInfo = { groupId: ADA.aci, groupName: 'Ada', type: 'DELIVER' };
    stage.arrive(EVE, { dataMessage: dataMessage(1, { message: 'Hi', groupInfo }) });
    expect(await stage.recorder.received(1)).toMatchObject([{ chat: { kind: 'unknown' } }]);
  });

  it('from where it left off, named to signal-cli by its own number', async () => {
    const stage = await open();
    await listen(stage);
    await stage.write('First');
    await stage.recorder.received(1);
    await stage.channel.stop();
    const other = createRecorder();
    const cursor = stage.recorder.cursor('signal');
    expect(cursor).toBe('1-1');
    other.saveCursor('signal', cursor ?? '');
    await stage.write('While away');
    stage.another({ recorder: other });
    expect((await other.received(1)).map(({ text }) => text)).toEqual(['While away']);
    expect(stage.server.events.lastNamedId()).toBe('1-1');
  });

  it('once what a signal-cli without numbers gave and could not be saved, also over a broken connection', async () => {
    const stage = await open({ numbered: false });
    await listen(stage);
    stage.recorder.failing(true);
    await stage.write('Keep me');
    await stage.recorder.until(() => stage.recorder.failures() > 0, 'a failure');
    expect(stage.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringContaining('disk'),
    });
    stage.cutConnections();
    await stage.server.deserted();
    stage.channel.reconnect?.();
    stage.recorder.failing(false);
    await stage.server.listening();
    await stage.write('And me');
    expect((await stage.recorder.received(2)).map(({ text }) => text)).toEqual(['Keep me', 'And me']);
    await healthIs(stage.channel, ({ state }) => state === 'connected');
  });

  it('again what is kept after signal-cli was started anew, with the same keys', async () => {
    const stage = await open();
    await listen(stage);
    await stage.write('Before');
    await stage.recorder.received(1);
    await stage.goAway();
    await healthIs(stage.channel, ({ state }) => state === 'trouble');
    stage.server.events.restart();
    await stage.write('Meanwhile');
    await stage.comeBack();
    expect((await stage.recorder.received(2)).map(({ text }) => text)).toEqual(['Before', 'Meanwhile']);
  });

  it('passes over an event that never ends, and takes the next', async () => {
    const stage = await open();
    await listen(stage);
    stage.server.events.raw(`event:receive\ndata:{"a":"${'x'.repeat(3_000_000)}"}\n\n`);
    await stage.write('Next');
    await stage.recorder.received(1);
    expect(stage.recorder.skipped).toMatchObject([{ reason: expect.stringContaining('longer than any') }]);
  });

  it('for the only account of a signal-cli that serves several or was started for one', async () => {
    for (const options of [{ multiAccount: false }, { multiAccount: true }, { saysAci: false }]) {
      const stage = await open(options);
      await listen(stage);
      await stage.write('Mentioned', { where: 'group', mention: true });
      expect(await stage.recorder.received(1)).toMatchObject([{ addressed: true }]);
      expect(
        await stage.channel.send(
          stage.people.ada.address,
          { body: 'Yes', format: 'plain' },
          new AbortController().signal,
        ),
      ).toMatchObject({ kind: 'sent' });
    }
  });

  it('nothing until it is clear which account is meant', async () => {
    const many = await open({ otherAccounts: [ADA] });
    many.channel.start(many.recorder);
    expect(await healthIs(many.channel, ({ state }) => state === 'trouble')).toMatchObject({
      lastError: expect.stringContaining('several accounts'),
    });
    const wrong = await open({ account: '+15559999' });
    wrong.channel.start(wrong.recorder);
    expect(await healthIs(wrong.channel, ({ state }) => state === 'trouble')).toMatchObject({
      lastError: expect.stringContaining('does not know the account'),
    });
    const right = await open({ account: '+15550100', otherAccounts: [ADA] });
    await listen(right);
    expect(right.channel.health().account).toBe('+15550100');
  });

  it('says how signal-cli is started when it does not run', async () => {
    const stage = await open({ account: '+15550100' });
    await stage.goAway();
    stage.channel.start(stage.recorder);
    const { port } = new URL(stage.server.url);
    expect(await healthIs(stage.channel, ({ state }) => state === 'trouble')).toMatchObject({
      lastError: `signal-cli is not running. Start it with: signal-cli -a +15550100 daemon --http 127.0.0.1:${port} --receive-mode on-connection`,
    });
    expect(await stage.channel.check?.(new AbortController().signal)).toMatchObject({
      works: false,
      message: expect.stringContaining('--receive-mode on-connection'),
    });
  });

  it('only from this computer, and not through a proxy', async () => {
    const stage = await open();
    for (const rpcUrl of [
      'http://192.0.2.1:8080',
      'https://signal.example:8080',
      'http://127.0.0.1.example:80',
      `${stage.server.url}/api`,
    ]) {
      const channel = stage.another({ rpcUrl, recorder: createRecorder() });
      expect(channel.health()).toMatchObject({
        state: 'trouble',
        lastError: expect.stringMatching(/this computer|after the port/),
      });
      expect(
        await channel.send(
          stage.people.ada.address,
          { body: 'Hi', format: 'plain' },
          new AbortController().signal,
        ),
      ).toMatchObject({ kind: 'rejected' });
    }
    const proxied = stage.another({ proxy: 'http://127.0.0.1:1', recorder: createRecorder() });
    expect(proxied.health()).toMatchObject({ state: 'trouble', lastError: expect.stringContaining('proxy') });
    const spliced = stage.another({ account: '+1555; rm -rf', recorder: createRecorder() });
    expect(spliced.health()).toMatchObject({ lastError: expect.stringContaining('country code') });
    expect(stage.server.calls('listAccounts')).toEqual([]);
  });

  it('a plain answer to a check', async () => {
    const stage = await open();
    expect(await stage.channel.check?.(new AbortController().signal)).toEqual({
      works: true,
      message: 'signal-cli answers for +15550100.',
    });
  });
});
