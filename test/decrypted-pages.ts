// The raw bytes of an encrypted database file and its log, decrypted page by page without SQLite: what a free page, a
// slack space or the log still holds is seen, which no query would show.
// Format: SQLCipher 4, raw key: AES-256-CBC, the last 80 bytes of a page are its vector (16) and its MAC (64); the first
// 16 bytes of the file are the salt. Source: zetetic.net/sqlcipher/design, sqlite.org/fileformat2 (the log).
import { createDecipheriv } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

const PAGE = 4_096;
const RESERVED = 80;
const SALT = 16;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

export function decryptedPages(file: string, keyHex: string): readonly Buffer[] {
  const bytes = readFileSync(file);
  const pages: Buffer[] = [];
  for (let at = 0; at + PAGE <= bytes.length; at += PAGE)
    pages.push(decrypted(bytes.subarray(at, at + PAGE), at === 0, keyHex));
  const log = `${file}-wal`;
  if (existsSync(log)) {
    const frames = readFileSync(log);
    for (let at = LOG_HEADER; at + FRAME_HEADER + PAGE <= frames.length; at += FRAME_HEADER + PAGE) {
      const isFirst = frames.readUInt32BE(at) === 1;
      pages.push(decrypted(frames.subarray(at + FRAME_HEADER, at + FRAME_HEADER + PAGE), isFirst, keyHex));
    }
  }
  return pages;
}

/** How many pages hold the text, whatever its case, in UTF-8. */
export function pagesHolding(file: string, keyHex: string, text: string): number {
  const sought = text.toLowerCase();
  return decryptedPages(file, keyHex).filter((page) =>
    page.toString('latin1').toLowerCase().includes(Buffer.from(sought, 'utf8').toString('latin1')),
  ).length;
}

function decrypted(page: Buffer, isFirst: boolean, keyHex: string): Buffer {
  const vector = page.subarray(PAGE - RESERVED, PAGE - RESERVED + 16);
  const decipher = createDecipheriv('aes-256-cbc', Buffer.from(keyHex, 'hex'), vector).setAutoPadding(false);
  return Buffer.concat([
    decipher.update(page.subarray(isFirst ? SALT : 0, PAGE - RESERVED)),
    decipher.final(),
  ]);
}
