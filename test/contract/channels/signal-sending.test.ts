// What is Signal's own in sending: an outcome for each recipient, styles as ranges, files as data, ids and nothing else.
// Against a daemon on loopback.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResultType } from '../../fakes/signal/wire.ts';
import { ADA, EVE, openSignalStage, type SignalStage } from './signal-stage.ts';

describe('a Signal account sends', () => {
  let stage: SignalStage;
  const never = new AbortController().signal;
  const send = (address: SignalStage['group'], body = 'Hello') =>
    stage.channel.send(address ?? { chatId: '', threadId: null }, { body, format: 'plain' }, never);

  beforeEach(async () => {
    stage = await openSignalStage({ multiAccount: false });
  });
  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  it.each<[ResultType, string, RegExp]>([
    ['UNREGISTERED_FAILURE', 'rejected', /no longer on Signal/],
    ['IDENTITY_FAILURE', 'rejected', /safety number/],
    ['INVALID_PRE_KEY_FAILURE', 'rejected', /keys/],
    ['RATE_LIMIT_FAILURE', 'retry-later', /pause/],
    ['NETWORK_FAILURE', 'uncertain', /lost the connection/],
  ])('%s as %s', async (type, kind, reason) => {
    stage.server.troubleNext({ type });
    expect(await send(stage.people.ada.address)).toMatchObject({
      kind,
      reason: expect.stringMatching(reason),
    });
  });

  it('to a group once, though one of it did not get it', async () => {
    stage.server.world.trouble.set(EVE.aci, { type: 'NETWORK_FAILURE' });
    expect(await send(stage.group)).toMatchObject({ kind: 'sent' });
    stage.server.world.trouble.set(ADA.aci, { type: 'IDENTITY_FAILURE' });
    expect(await send(stage.group)).toMatchObject({ kind: 'uncertain' });
  });

  it('nothing to a group that signal-cli does not know', async () => {
    const chatId = `${'A'.repeat(43)}=`;
    expect(await send({ chatId, threadId: null })).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('Group not found'),
    });
  });

  it('uncertainly when signal-cli failed inside, and not when something else listens there', async () => {
    stage.server.faultNext('internal-error');
    expect(await send(stage.people.ada.address)).toMatchObject({ kind: 'uncertain' });
    stage.server.faultNext('not-found');
    expect(await send(stage.people.ada.address)).toMatchObject({ kind: 'retry-later' });
  });

  it('formatting as ranges, and every sign of the words as it is', async () => {
    const [part] = stage.channel.render(
      '**b &amp; <i>** ~~s~~ `c<d` [t](https://example.org/?a=1&b=2)\n\n> q1\n> q2',
    );
    expect(part).toBeDefined();
    if (part === undefined) return;
    expect(await stage.channel.send(stage.people.ada.address, part, never)).toMatchObject({ kind: 'sent' });
    const [sent] = await stage.server.sentCount(1);
    expect(sent?.text).toBe('b & <i> s c<d t (https://example.org/?a=1&b=2)\n\n> q1\n> q2');
    expect(sent?.styles).toEqual(['0:7:BOLD', '8:1:STRIKETHROUGH', '10:3:MONOSPACE']);
  });

  it('a file by its bytes, whatever its name', async () => {
    const file = { name: 'a;b,c"+%.txt', mediaType: 'text/plain', bytes: Buffer.from('hello') };
    expect(
      await stage.channel.send(stage.people.ada.address, { body: '', format: 'plain', file }, never),
    ).toMatchObject({ kind: 'sent' });
    const [sent] = await stage.server.sentCount(1);
    expect(sent?.files).toEqual([file]);
  });

  it('no reference that is not one of its attachments to signal-cli', async () => {
    const references = ['', 'null', '["../../etc/passwd","x",null,null]'].concat(
      ['../secret', '.hidden', 'a/b', 'a\\b'].map((id) => JSON.stringify([id, ADA.aci, null, null])),
      JSON.stringify(['a.png', '+15550111', null, null]),
    );
    for (const reference of references)
      expect(await stage.channel.fetchAttachment?.(reference, { maxBytes: 10, signal: never })).toMatchObject(
        {
          kind: 'gone',
        },
      );
    expect(stage.server.calls('getAttachment')).toEqual([]);
  });

  it('less than a sender claims: an attachment that is larger than it says is cut off', async () => {
    stage.server.world.files.set('big.bin', Buffer.alloc(100_000));
    const reference = JSON.stringify(['big.bin', ADA.aci, null, 10]);
    expect(await stage.channel.fetchAttachment?.(reference, { maxBytes: 1_000, signal: never })).toEqual({
      kind: 'too-large',
      sizeBytes: null,
    });
  });

  it('a change of a message of ours only', async () => {
    for (const id of [`${ADA.aci}.1`, 'x', ''])
      expect(
        await stage.channel.edit?.(stage.people.ada.address, id, { body: 'x', format: 'plain' }, never),
      ).toMatchObject({ kind: 'rejected' });
    expect(stage.server.calls('send')).toEqual([]);
  });
});
