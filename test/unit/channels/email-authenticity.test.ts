// Whether our own server vouches for the sender of a mail: whom the fields name, and what a forger can write into them.
import { describe, expect, it } from 'vitest';
import { isGenuine } from '../../../src/main/adapters/channels/email/authenticity.ts';
import { headerFieldsOf, valuesOf } from '../../../src/main/adapters/channels/email/header-fields.ts';
import { authorOf, mailAddress } from '../../../src/main/adapters/channels/email/mail-address.ts';

const SERVER = 'mx.example.net';

function genuine(...lines: readonly string[]): boolean {
  const fields = headerFieldsOf(Buffer.from(`${lines.join('\r\n')}\r\nFrom: ada@example.org\r\n\r\nHi`));
  return isGenuine(fields ?? [], SERVER, 'example.org');
}
const verdict = (words: string, server = SERVER) => `Authentication-Results: ${server}; ${words}`;

describe('our server vouches', () => {
  it.each([
    [
      'as Gmail writes it',
      'dkim=pass header.i=@example.org header.s=a header.b=x;\r\n spf=pass (google.com: domain of ada@example.org designates 192.0.2.1 as permitted sender) smtp.mailfrom=ada@example.org;\r\n dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.org',
    ],
    [
      'among others, in any order',
      'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass (signature was verified) header.d=example.org;dmarc=pass action=none header.from=example.org;compauth=pass reason=100',
    ],
    ['with spaces around the sign', 'dmarc = pass (why not) header.from = Example.ORG'],
    [
      'by the signature of the domain alone',
      'dkim=pass header.d=example.org; dmarc=none header.from=example.org',
    ],
    [
      'by the signature alone where nothing else was judged',
      'dkim=fail header.d=other.example; dkim=pass header.i=@example.org',
    ],
  ])('%s', (_name, words) => {
    expect(genuine(verdict(words))).toBe(true);
    expect(genuine(verdict(words, 'MX.example.net 1'))).toBe(true);
  });

  it('by any server of a domain that is trusted as a whole', () => {
    const by = (server: string, trusted: string) =>
      isGenuine(
        headerFieldsOf(Buffer.from(`${verdict('dmarc=pass', server)}\r\n\r\n`)) ?? [],
        trusted,
        'example.org',
      );
    expect(by('mx6.mail.example', 'mail.example')).toBe(true);
    expect(by('mail.example', 'MAIL.example')).toBe(true);
    expect(by('evilmail.example', 'mail.example')).toBe(false);
    expect(by('mail.example.evil.example', 'mail.example')).toBe(false);
    expect(by('evil.local', 'local')).toBe(false);
    expect(by('local', 'local')).toBe(true);
  });

  it('for a part of a domain that signs', () => {
    const fields = headerFieldsOf(Buffer.from(`${verdict('dkim=pass header.d=example.org')}\r\n\r\n`)) ?? [];
    expect(isGenuine(fields, SERVER, 'mail.example.org')).toBe(true);
    expect(isGenuine(fields, SERVER, 'notexample.org')).toBe(false);
    expect(isGenuine(fields, SERVER, 'org')).toBe(false);
  });
});

describe('our server does not vouch', () => {
  it.each([
    ['where nothing was judged', 'none'],
    ['where the domain says no', 'dmarc=fail header.from=example.org; dkim=pass header.d=example.org'],
    [
      'where it could not be judged',
      'dmarc=temperror header.from=example.org; dkim=pass header.d=example.org',
    ],
    ['where two judgements differ', 'dmarc=fail header.from=example.org; dmarc=pass header.from=example.org'],
    ['for another domain', 'dmarc=pass header.from=evil.example'],
    ['for the signature of another domain', 'dkim=pass header.d=evil.example'],
    [
      'for a signature whose own words name a second domain',
      'dkim=pass header.d=evil.example header.i=a header.d=example.org x@evil.example',
    ],
    ['where the From field is named twice', 'dmarc=pass header.from=evil.example header.from=example.org'],
    ['for a signer whose end is alike', 'dkim=pass header.d=notexample.org'],
    ['for a signer that is only an ending', 'dkim=pass header.d=org'],
    ['by the address that sent alone', 'spf=pass smtp.mailfrom=ada@example.org'],
    ['in a comment', 'spf=pass (x; dmarc=pass header.from=example.org) smtp.mailfrom=evil.example'],
    ['in a comment within a comment', 'spf=none (a (b) ; dmarc=pass) ; dmarc=fail'],
    ['in a comment with an escaped end', 'spf=none (a \\) ; dmarc=pass header.from=example.org)'],
    ['in a comment that does not end', 'dmarc=pass header.from=example.org; spf=none (never'],
    ['in quotes', 'spf=none reason="; dmarc=pass header.from=example.org ;"'],
    ['in quotes that do not end', 'dmarc=pass header.from=example.org; spf=none reason="never'],
    ['in the value of another', 'spf=none smtp.mailfrom=dmarc=pass'],
    ['in a word that only ends so', 'xdmarc=pass header.from=example.org'],
    ['in part of a word', 'dmarc=passed header.from=example.org'],
  ])('%s', (_name, words) => {
    expect(genuine(verdict(words))).toBe(false);
  });

  it('by the word of another server, or of one with a name alike', () => {
    const pass = 'dmarc=pass header.from=example.org';
    for (const server of [
      'mx.evil.example',
      'mx.example.net.evil.example',
      'xmx.example.net',
      '',
      '"mx.example.net"',
    ])
      expect(genuine(verdict(pass, server))).toBe(false);
    expect(
      isGenuine(headerFieldsOf(Buffer.from(`${verdict(pass, '')}\r\n\r\n`)) ?? [], '', 'example.org'),
    ).toBe(false);
  });

  it('where the line has no name, as Microsoft writes it', () => {
    expect(
      genuine(
        'Authentication-Results: spf=pass smtp.mailfrom=example.org; dmarc=pass header.from=example.org',
      ),
    ).toBe(false);
  });

  it('by what stands below its own word, or below that of another', () => {
    const forged = verdict('dmarc=pass header.from=example.org');
    expect(genuine(verdict('dmarc=fail header.from=example.org'), forged)).toBe(false);
    expect(genuine(verdict('none', 'relay.example.net'), forged)).toBe(false);
    expect(genuine(verdict('spf=pass smtp.mailfrom=x'), 'Received: by x', forged)).toBe(false);
    expect(genuine(`X-Authentication-Results: ${SERVER}; dmarc=pass`, 'Subject: x')).toBe(false);
    expect(genuine('Subject: a', ` ${forged}`)).toBe(false);
  });
});

describe('the author of a mail', () => {
  it.each([
    ['ada@example.org', 'ada@example.org'],
    [' Ada@EXAMPLE.org ', 'Ada@example.org'],
    ['Ada Lovelace <ada@example.org>', 'ada@example.org'],
    ['"Lovelace, Ada <x>" <ada@example.org>', 'ada@example.org'],
    ['=?utf-8?Q?Ada_=22L=22?= <ada@example.org>', 'ada@example.org'],
    ['<ada@example.org>', 'ada@example.org'],
  ])('%s is one', (value, address) => {
    expect(authorOf([value])?.address).toBe(address);
  });

  it.each([
    'ada@example.org, eve@example.com',
    'ada@example.org <eve@example.com>',
    'eve@example.com <ada@example.org>, x <y@example.org>',
    'Group: ada@example.org;',
    'ada@example.org (Ada)',
    '"Ada" <ada@example.org> <eve@example.com>',
    '<ada@example.org',
    'Ada <ada@localhost>',
    'Ada <ada@example.org\r\n>',
    'Ada <"a b"@example.org>',
    'Ada <ada@exämple.org>',
    'Ada "\\" <ada@example.org>',
    '',
  ])('%s is none that can be read in one way only', (value) => {
    expect(authorOf([value])).toBeNull();
  });

  it('is none where there are two', () => {
    expect(authorOf(['ada@example.org', 'ada@example.org'])).toBeNull();
    expect(authorOf([])).toBeNull();
  });

  it('is compared whole, the domain without capitals', () => {
    expect(mailAddress('Ada@Example.ORG')).toBe('Ada@example.org');
    for (const text of [
      'ada@example.org.',
      'ada@@example.org',
      `${'a'.repeat(65)}@example.org`,
      'ada@example.org\n',
    ])
      expect(mailAddress(text)).toBeNull();
  });
});

describe('the header of a mail', () => {
  it('keeps the order of its fields, unfolded, and gives none for what does not end', () => {
    const fields = headerFieldsOf(
      Buffer.from('A: 1\r\nb : two\r\n\tmore\r\nnonsense\r\n continued\r\na: 3\n\nA: body'),
    );
    expect(fields?.map(({ name }) => name)).toEqual(['a', 'b', 'a']);
    expect(valuesOf(fields ?? [], 'a')).toEqual([' 1', ' 3']);
    expect(valuesOf(fields ?? [], 'b')).toEqual([' two\tmore']);
    expect(headerFieldsOf(Buffer.from('A: 1\r\nB: 2'))).toBeNull();
    expect(headerFieldsOf(Buffer.from(`${'A: 1\r\n'.repeat(2_000)}\r\n`))).toBeNull();
  });
});
