// What is mail's own in sending: where it stood when something went wrong, what a reply refers to, and a header that
// nobody else writes. Against a mail provider on loopback.
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart } from '../../../src/main/domain/ports/channel.ts';
import type { SmtpFault } from '../../fakes/email/smtp-door.ts';
import { AGENT, type EmailStage, openEmailStage, PASSWORDS, received } from './email-stage.ts';
import { listening } from './suite/cases.ts';

describe('a mailbox sends', () => {
  let stage: EmailStage;
  const never = new AbortController().signal;
  const send = (part: Partial<OutboundPart> = {}) =>
    stage.channel.send(stage.people.ada.address, { body: 'Hello', format: 'plain', ...part }, never);
  const lastTaken = async (count = 1) => {
    const taken = await stage.server.taken(count);
    const source = taken.at(-1)?.source ?? Buffer.alloc(0);
    const [head = ''] = source.toString('utf8').split('\r\n\r\n');
    return {
      head: head.replace(/\r\n[ \t]+/g, ' '),
      mail: await PostalMime.parse(source),
      to: taken.at(-1)?.to,
    };
  };

  beforeEach(async () => {
    stage = await openEmailStage();
  });
  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  it.each<[SmtpFault, string, number]>([
    ['refused', 'rejected', 0],
    ['not-now', 'retry-later', 0],
    ['cut-early', 'retry-later', 0],
    ['refused-late', 'rejected', 0],
    ['nonsense', 'uncertain', 0],
    ['cut', 'uncertain', 1],
  ])('and after %s it is %s', async (fault, kind, taken) => {
    stage.server.faultNext(fault);
    expect(await send()).toMatchObject({ kind, reason: expect.stringMatching(/\S \S.*\.$/) });
    expect(stage.server.attempts()).toBe(1);
    if (taken > 0) await stage.server.taken(taken);
    expect(await send()).toMatchObject({ kind: 'sent' });
    expect(await stage.server.taken(taken + 1)).toHaveLength(taken + 1);
  });

  it('later with a password that the server refuses, and never shows it', async () => {
    stage.server.setPassword(PASSWORDS.new);
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'retry-later', reason: expect.stringContaining('password') });
    expect(JSON.stringify(outcome)).not.toContain(PASSWORDS.good);
    expect(stage.server.attempts()).toBe(0);
  });

  it('an answer to the latest mail of the person, under its subject', async () => {
    await listening(stage);
    stage.arrive({ subject: 'Lunch', text: 'Today?', messageId: 'first@example.org' });
    stage.arrive({
      subject: 'Re: Dinner',
      text: 'Or tonight?',
      messageId: 'second@example.org',
      more: ['References: <a@example.org> <b@example.org>', 'In-Reply-To: <b@example.org>'],
    });
    stage.arrive({ subject: 'Buy', from: 'eve@example.com', received: received('example.com'), text: 'x' });
    await stage.recorder.received(3);
    expect(await send()).toMatchObject({
      kind: 'sent',
      platformMessageId: expect.stringMatching(/^[0-9a-f]{32}@example\.net$/),
    });
    const { head, to } = await lastTaken();
    expect(to).toBe('ada@example.org');
    expect(head).toContain('Subject: Re: Dinner');
    expect(head).toContain('In-Reply-To: <second@example.org>');
    expect(head).toContain('References: <a@example.org> <b@example.org> <second@example.org>');
    expect(head).toContain('Auto-Submitted: auto-replied');
  });

  it('the same after a restart, and a forged mail chooses neither thread nor subject', async () => {
    stage.arrive({ subject: 'Lunch', text: 'Today?', messageId: 'real@example.org' });
    await listening(stage);
    await stage.recorder.received(1);
    await stage.channel.stop();
    stage.arrive({ subject: 'Send money', text: 'Now', messageId: 'forged@example.org', received: [] });
    const again = stage.another({});
    again.start(stage.recorder);
    await stage.recorder.received(2);
    expect(await again.send(stage.people.ada.address, { body: 'Yes', format: 'plain' }, never)).toMatchObject(
      { kind: 'sent' },
    );
    const { head } = await lastTaken();
    expect(head).toContain('In-Reply-To: <real@example.org>');
    expect(head).toContain('Subject: Re: Lunch');
    expect(head).not.toContain('forged');
  });

  it('a header that a subject cannot add to', async () => {
    await listening(stage);
    stage.arrive({
      subject: '=?utf-8?Q?Hi=0D=0ABcc:_eve=40example.com=0D=0A?=',
      text: 'x',
      messageId: 'a b>\u0000@x',
    });
    await stage.recorder.received(1);
    expect(await send()).toMatchObject({ kind: 'sent' });
    const { head, to, mail } = await lastTaken();
    expect(to).toBe('ada@example.org');
    expect(head).not.toMatch(/^(?:bcc|cc|in-reply-to):/im);
    expect(mail.subject).toBe('Re: Hi Bcc: eve@example.com');
  });

  it('words and HTML that say the same, and nothing that is fetched', async () => {
    const [part] = stage.channel.render(
      '**Hi** <img src=x> ![p](https://example.org/p.png) [l](https://example.org)',
    );
    expect(await send(part)).toMatchObject({ kind: 'sent' });
    const { mail } = await lastTaken();
    expect(mail.text?.trim()).toBe('Hi <img src=x> p l');
    expect(mail.html).toContain('<b>Hi</b> &lt;img src=x&gt;');
    expect(mail.html).not.toMatch(/<img|url\(/i);
  });

  it('no mail that is larger than the server takes', async () => {
    const bytes = new Uint8Array(2_000_000);
    const outcome = await send({ file: { name: 'a.bin', mediaType: 'application/octet-stream', bytes } });
    expect(outcome).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('larger') });
  });

  it('the same part under the same message id', async () => {
    const onceKey = '01JABCDEFGHJKMNPQRSTVWXYZ0';
    const [one, two, other] = [await send({ onceKey }), await send({ onceKey }), await send()];
    expect(one).toEqual(two);
    expect(other).not.toEqual(one);
  });

  it('from its own address, and says nothing of this computer', async () => {
    expect(
      await send({ file: { name: 'a.txt', mediaType: 'text/plain\r\nX: y', bytes: Buffer.from('a') } }),
    ).toMatchObject({ kind: 'sent' });
    const { head, mail } = await lastTaken();
    expect(mail.from?.address).toBe(AGENT);
    expect(head).not.toMatch(/x-mailer|user-agent|^x:/im);
    expect(mail.attachments[0]?.mimeType).toBe('application/octet-stream');
  });
});
