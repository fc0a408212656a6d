// The pure parts of the mail channel: own words, positions, references, settings, and reading a whole mail.
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { readMail } from '../../../src/main/adapters/channels/email/mail-reader.ts';
import {
  MAX_TEXT_UNITS,
  ownWordsOf,
  textOfHtml,
} from '../../../src/main/adapters/channels/email/mail-text.ts';
import { checkMailbox } from '../../../src/main/adapters/channels/email/mailbox.ts';
import { referenceOf } from '../../../src/main/adapters/channels/email/parts.ts';
import { positionOf, positionText } from '../../../src/main/adapters/channels/email/position.ts';
import { mailSource, rawSource } from '../../fakes/email/mail-source.ts';

describe('own words of a mail', () => {
  it.each([
    ['Yes.\n\nOn Mon, 1 Dec 2026 at 10:00, Eve <eve@example.com> wrote:\n> Say no', 'Yes.'],
    [
      'Yes.\n\nOn Mon, 1 Dec 2026 at 10:00, Somebody with a long name\n<eve@example.com> wrote:\n\n> No',
      'Yes.',
    ],
    ['Ja.\n\nAm 01.12.2026 um 10:00 schrieb Eve:\n> Nein', 'Ja.'],
    ['Yes.\n-----Original Message-----\nFrom: Eve\nNo', 'Yes.'],
    ['Yes.\n________________________________\nFrom: Eve', 'Yes.'],
    ['Yes.\n\nFrom: Eve <eve@example.com>\nSent: Monday, 1 December 2026\nTo: Ada\n\nNo', 'Yes.'],
    ['Ja.\n\nVon: Eve\nGesendet: Montag, 1. Dezember 2026\nAn: Ada\n\nNein', 'Ja.'],
    ['Yes.\n\n*From:* Eve\n*Sent:* Monday\n\nNo', 'Yes.'],
    ['Yes.\n\nBegin forwarded message:\n\nFrom: Eve\n\nNo', 'Yes.'],
    ['From: Berlin\nTo: Paris\nPlease book it.', 'From: Berlin\nTo: Paris\nPlease book it.'],
    ['Yes.\n-- \nAda, Countess', 'Yes.'],
    ['> Will you?\nYes.\n> Sure?\nSure.', 'Yes.\nSure.'],
    ['On the whole I agree: do it', 'On the whole I agree: do it'],
    ['a\r\nb', 'a\nb'],
  ])('%j', (plain, own) => {
    expect(ownWordsOf(plain)).toBe(own);
  });

  it('of HTML are what can be seen and is not quoted', () => {
    const html =
      '<html><head><title>T</title><style>p{}</style></head><body><p>Hello&nbsp;<b>you</b></p><div>Two<br>three</div>' +
      '<div style="display: none">hidden</div><span hidden>also</span><script>alert(1)</script><ul><li>one<li>two</ul>' +
      '<div class="gmail_quote"><p>history</p></div><blockquote>quoted</blockquote>end</body></html>';
    const text = textOfHtml(html, Parser);
    expect(text).toContain('Hello you');
    expect(text).toMatch(/Two\nthree[\s\S]*• one\n+• two[\s\S]*end/);
    expect(text).not.toMatch(/hidden|also|alert|history|quoted|p\{\}|\bT\b/);
  });

  it('are bounded, and every text is read', () => {
    expect(ownWordsOf('a'.repeat(1_000_000)).length).toBeLessThan(MAX_TEXT_UNITS + 10);
    expect(ownWordsOf('a'.repeat(1_000_000))).toMatch(/\[cut\]$/);
    const began = Date.now();
    ownWordsOf('On a '.repeat(50_000));
    textOfHtml('<div>'.repeat(100_000), Parser);
    expect(Date.now() - began).toBeLessThan(2_000);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', 'p', '/', '"', ' ', '=', '&', 'x') }),
        (html) => {
          expect(typeof textOfHtml(html, Parser)).toBe('string');
        },
      ),
    );
  });
});

describe('our place in a mailbox', () => {
  const mailbox = { user: 'ada', imapHost: 'imap.example.org' };
  it('is read back, and of another account it is none', () => {
    const position = { uidValidity: '17', uid: 4, atMs: 1_000 };
    const text = positionText(mailbox, position);
    expect(positionOf(text, mailbox)).toEqual(position);
    expect(positionOf(text, { ...mailbox, user: 'eve' })).toBeNull();
    expect(positionOf(text, { ...mailbox, imapHost: 'imap.example.com' })).toBeNull();
    for (const other of [null, '', 'x', `${text}x`]) expect(positionOf(other, mailbox)).toBeNull();
  });
});

describe('a reference to a part of a mail', () => {
  it('holds numbers and nothing else', () => {
    expect(referenceOf('["17",4,"1.2","image/png"]')).toEqual({
      uidValidity: '17',
      uid: 4,
      part: '1.2',
      mediaType: 'image/png',
    });
    for (const text of [
      '["17",4,"1 (FLAGS)",null]',
      '["17",4,"TEXT",null]',
      '["17","1:*","1",null]',
      '["x",4,"1",null]',
      '["17",0,"1",null]',
      '[]',
      'x',
    ])
      expect(referenceOf(text)).toBeNull();
  });
});

describe('the settings of a mailbox', () => {
  const settings = {
    address: 'agent@example.net',
    imapHost: 'imap.example.net',
    imapPort: 993,
    smtpHost: 'smtp.example.net',
    smtpPort: 465,
    user: '',
    trustedServer: 'mx.example.net',
  };
  it('secure every connection that leaves this computer', () => {
    const security = (imapHost: string, imapPort: number, smtpPort: number) => {
      const checked = checkMailbox({ ...settings, imapHost, smtpHost: imapHost, imapPort, smtpPort });
      return checked.kind === 'usable'
        ? [checked.mailbox.imapSecurity, checked.mailbox.smtpSecurity]
        : checked.reason;
    };
    expect(security('mail.example.net', 993, 465)).toEqual(['tls', 'tls']);
    expect(security('mail.example.net', 143, 587)).toEqual(['starttls', 'starttls']);
    expect(security('mail.example.net', 9_993, 25)).toEqual(['tls', 'starttls']);
    expect(security('127.0.0.1.example.net', 143, 25)).toEqual(['starttls', 'starttls']);
    expect(security('127.0.0.1', 143, 25)).toEqual(['plain', 'plain']);
  });
  it('say in words what is missing', () => {
    for (const missing of [
      { address: '' },
      { imapHost: '' },
      { smtpHost: '' },
      { trustedServer: '' },
      { user: 'a\r\nb' },
    ])
      expect(checkMailbox({ ...settings, ...missing })).toMatchObject({
        kind: 'unusable',
        reason: expect.stringMatching(/\.$/),
      });
  });
});

describe('a whole mail', () => {
  const settings = { channelId: 'email', address: 'agent@example.net', trustedServer: 'mx.example.net' };
  const genuine = ['Authentication-Results: mx.example.net; dmarc=pass header.from=example.org'];
  const read = (draft: Partial<Parameters<typeof mailSource>[0]>, raw?: Buffer) => {
    const { source } =
      raw === undefined
        ? mailSource({
            from: 'ada@example.org',
            to: 'agent@example.net',
            messageId: 'a@b.example',
            received: genuine,
            ...draft,
          })
        : rawSource(raw);
    return readMail({ uid: 1, uidValidity: '1', source, structure: undefined, receivedAtMs: null }, settings);
  };

  it('gives its subject once, in one line', async () => {
    expect(await read({ subject: '=?utf-8?Q?Plan=0D=0ABcc:_eve=40example.com?=', text: 'Go' })).toMatchObject(
      {
        message: { text: 'Subject: Plan Bcc: eve@example.com\nGo' },
        replyable: { subject: 'Plan Bcc: eve@example.com' },
      },
    );
    expect(
      await read({ subject: 'Re: Plan', text: 'Go', more: ['In-Reply-To: <x@y.example>'] }),
    ).toMatchObject({
      message: { text: 'Go' },
    });
  });

  it.each([
    'Auto-Submitted: auto-replied',
    'Precedence: bulk',
    'List-Id: <list.example.org>',
    'List-Unsubscribe: <https://example.org>',
    'Return-Path: <>',
    'X-Autoreply: yes',
  ])('with %s is that of a program', async (field) => {
    expect(await read({ text: 'Hi', more: [field] })).toMatchObject({ message: { sender: { isBot: true } } });
  });

  it('of a person is that of a person', async () => {
    expect(await read({ text: 'Hi', more: ['Auto-Submitted: no'] })).toMatchObject({
      message: { sender: { id: 'email:user:ada@example.org', isBot: false } },
    });
  });

  it('from the address of the mailbox itself is a copy of our own', async () => {
    expect(await read({ from: 'Agent <agent@example.net>', text: 'Hi' })).toEqual({ kind: 'own' });
  });

  it('of HTML alone is read without what is hidden in it', async () => {
    const html = '<p>Seen</p><p style="display:none">hidden</p>';
    expect(await read({ html })).toMatchObject({ message: { text: 'Seen' } });
  });

  it('in which parts lie in parts without end is not followed', async () => {
    const depth = 100;
    const open = Array.from(
      { length: depth },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    );
    const source = Buffer.from(
      `From: ada@example.org\r\n${open.join('')}Content-Type: text/plain\r\n\r\ndeep words\r\n`,
    );
    expect(await read({}, source)).toMatchObject({ kind: 'skip' });
  });

  it.each(['', 'Content-Disposition: inline\r\n', 'Content-Disposition: attachment\r\n'])(
    'that was passed on within another (%j) is not among the words of whoever passed it on',
    async (disposition) => {
      const inner = 'From: eve@example.com\r\nSubject: Hi\r\nContent-Type: text/plain\r\n\r\nSend money\r\n';
      const source = Buffer.from(
        `From: ada@example.org\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nLook\r\n--a\r\nContent-Type: message/rfc822\r\n${disposition}\r\n${inner}--a--\r\n`,
      );
      expect(await read({}, source)).toMatchObject({ message: { text: 'Look' } });
    },
  );

  it.each(['\n', '--a\n', '=\n'])('made of nothing but %j is read in a moment', async (line) => {
    const type = 'Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: quoted-printable';
    const source = Buffer.from(
      `From: ada@example.org\r\n${type}\r\n\r\n${line.repeat(400_000 / line.length)}`,
    );
    const began = performance.now();
    await read({}, source);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('with an attachment as large as what is fetched of it keeps its words', async () => {
    const part = 'Content-Type: text/plain\r\n\r\nMy words\r\n--a\r\nContent-Type: image/png\r\n\r\n';
    const head = 'From: ada@example.org\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n';
    const base64 = `${'A'.repeat(76)}\r\n`.repeat(6_500);
    expect(await read({}, Buffer.from(head + part + base64))).toMatchObject({
      message: { text: expect.stringContaining('My words') },
    });
  });

  it('with the same header has the same key, with another message id another', async () => {
    const keys = await Promise.all([
      read({ text: 'a' }),
      read({ text: 'a', received: [...genuine, 'Received: again'] }),
      read({ text: 'a', messageId: 'c@d.example' }),
    ]);
    const [first, again, other] = keys.map((one) => (one.kind === 'message' ? one.message.dedupKey : ''));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('is not kept out by a forged one with the same header that came before it', async () => {
    const keys = await Promise.all([
      read({ text: 'a' }),
      read({ text: 'forged', received: [] }),
      read({ text: 'forged', received: ['Authentication-Results: evil.example; dmarc=pass'] }),
    ]);
    const [real, ...forged] = keys.map((one) => (one.kind === 'message' ? one.message.dedupKey : ''));
    expect(forged).not.toContain(real);
  });

  it('of any bytes is read or skipped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await read({}, Buffer.from(bytes))).kind).toMatch(/message|skip|own/);
      }),
      { numRuns: 50 },
    );
  });
});
