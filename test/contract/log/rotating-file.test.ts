// Files that are set aside when full, on a real disk: how many, how large, and what a failing disk does.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRotatingFile } from '../../../src/main/adapters/log/rotating-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-rotate-'));
  file = join(folder, 'x.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a rotating file', () => {
  it('is set aside when it is full, and three are kept', () => {
    const rotating = createRotatingFile({ file, maxBytes: 1_000, kept: 3 });
    for (let number = 0; number < 60; number++) rotating.append(`line ${number} ${'é'.repeat(50)}\n`);
    rotating.close();
    expect(readdirSync(folder).sort()).toEqual(['x.log', 'x.log.1', 'x.log.2']);
    for (const name of readdirSync(folder)) {
      const { size, mode } = statSync(join(folder, name));
      expect(size).toBeLessThanOrEqual(1_000);
      if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    }
    const all = ['x.log.2', 'x.log.1', 'x.log']
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    const numbers = Array.from(all.matchAll(/line (\d+)/g), (match) => Number(match[1]));
    expect(numbers).toEqual(
      Array.from({ length: numbers.length }, (_, index) => 60 - numbers.length + index),
    );
  });

  it('goes on in the file it finds, and counts what is in it', () => {
    writeFileSync(file, 'x'.repeat(990));
    const rotating = createRotatingFile({ file, maxBytes: 1_000, kept: 3 });
    rotating.append('twelve bytes');
    rotating.append('more');
    rotating.close();
    expect([readFileSync(file, 'utf8'), statSync(`${file}.1`).size]).toEqual(['twelve bytesmore', 990]);
  });

  it('loses lines rather than throw when it cannot be written, and can be closed and used again', () => {
    mkdirSync(file);
    const rotating = createRotatingFile({ file, maxBytes: 1_000, kept: 3 });
    rotating.append('lost');
    rotating.close();
    const other = createRotatingFile({ file: join(folder, 'y.log'), maxBytes: 1_000, kept: 3 });
    other.append('one ');
    other.close();
    other.append('two');
    other.close();
    expect(readFileSync(join(folder, 'y.log'), 'utf8')).toBe('one two');
  });
});
