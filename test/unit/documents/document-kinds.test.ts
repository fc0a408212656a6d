// What a file is by its name, and which hold keys instead of words.
import { describe, expect, it } from 'vitest';
import { kindOf, sizeProblem } from '../../../src/main/adapters/documents/document-kinds.ts';
import { holdsPrivateKey, isKeyStoreBytes } from '../../../src/main/adapters/documents/key-stores.ts';

const formatOf = (path: string) => {
  const kind = kindOf(path.split('/'));
  return kind.kind === 'document' ? kind.format : kind.reason;
};
const SECRETS = 'It looks like a key store; secrets are not taken in.';
const BODY = `${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'.repeat(3)}\n`;

describe('the kind of a file', () => {
  it.each([
    ['a/Report.PDF', 'pdf'],
    ['a/letter.docx', 'docx'],
    ['a/notes.md', 'markdown'],
    ['a/notes.txt', 'text'],
    ['a/README', 'text'],
    ['a/table.tsv', 'csv'],
    ['a/page.htm', 'html'],
    ['a/main.rs', 'code'],
    ['a/Makefile', 'code'],
    ['a/settings.toml', 'code'],
    ['a/two.dots.md', 'markdown'],
    ['a/.notes.md', 'markdown'],
    ['a/photo.jpg', 'It is of a kind that is not read: .jpg.'],
    ['a/old.doc', 'It is of a kind that is not read: .doc.'],
    ['a/program', 'It is of a kind that is not read: its name has no known ending.'],
    ['a/.md', 'It is of a kind that is not read: its name has no known ending.'],
    ['a/package-lock.json', 'It is made by a program for programs.'],
    ['a/app.min.js', 'It is made by a program for programs.'],
  ])('%s: %s', (path, what) => expect(formatOf(path)).toBe(what));

  it('sets its limit, said in words', () => {
    const limit = (path: string, bytes: number) => {
      const kind = kindOf([path]);
      return kind.kind === 'document' ? sizeProblem(kind.format, kind.maxBytes, bytes) : kind.reason;
    };
    const MB = 1024 * 1024;
    expect([
      limit('a.pdf', 64 * MB),
      limit('a.pdf', 500 * MB),
      limit('a.docx', 64 * MB + 1),
      limit('a.txt', 16 * MB),
      limit('a.csv', 17 * MB),
    ]).toEqual([
      null,
      'It is larger than 64 MB, the most that is read of a PDF.',
      'It is larger than 64 MB, the most that is read of a Word document.',
      null,
      'It is larger than 16 MB, the most that is read of a file of text.',
    ]);
  });
});

describe('what holds keys or passwords is not read', () => {
  it.each([
    'home/id_rsa',
    'home/id_ed25519.txt',
    'home/server.pem',
    'home/server.key',
    'home/all.kdbx',
    'home/.env',
    'home/.env.local.txt',
    'home/production.env',
    'home/.netrc',
    'home/.npmrc',
    'home/credentials',
    'home/credentials.json',
    'home/secring.gpg',
    'home/.ssh/config.txt',
    'home/.gnupg/notes.md',
    'home/.AWS/config.ini',
    'home/x.agilekeychain/data.json',
  ])('by name: %s', (path) => expect(formatOf(path)).toBe(SECRETS));

  it('by name, and no more than that', () => {
    expect(
      ['a/id_rsa.pub', 'a/keys.md', 'a/environment.md', 'a/ssh/notes.md', 'a/credential-theft.txt'].map(
        formatOf,
      ),
    ).toEqual(['It is of a kind that is not read: .pub.', 'markdown', 'markdown', 'markdown', 'text']);
  });

  it('by how it begins', () => {
    expect(isKeyStoreBytes(Uint8Array.of(0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb))).toBe(true);
    expect(isKeyStoreBytes(Buffer.from('\0\0\0\x20\x01\x01\0\x02KBXf'))).toBe(true);
    expect(isKeyStoreBytes(Buffer.from('Plain words'))).toBe(false);
    expect(isKeyStoreBytes(Uint8Array.of())).toBe(false);
  });

  it.each([
    `-----BEGIN PRIVATE KEY-----\n${BODY}-----END PRIVATE KEY-----`,
    `notes before it\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  ${BODY}`,
    `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${BODY}`,
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n${BODY}`,
    'PuTTY-User-Key-File-3: ssh-ed25519',
    'AGE-SECRET-KEY-1QQPQYQYQYQYQYQYQYQYQYQYQYQYQYQYQYQ',
  ])('by a key that stands in its text: %#', (text) => expect(holdsPrivateKey(text)).toBe(true));

  it.each([
    'It begins with -----BEGIN PRIVATE KEY----- and ends so too.',
    '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    `-----BEGIN PUBLIC KEY-----\n${BODY}`,
    `-----BEGIN CERTIFICATE-----\n${BODY}`,
  ])('but not by words about one: %#', (text) => expect(holdsPrivateKey(text)).toBe(false));
});
