// Lines out of bytes: whole, in order, whatever the pieces; and never more held than allowed.
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLines } from '../../../src/main/adapters/gateway/lines.ts';

/** What `readLines` uses of a socket, fed by hand. */
function fed(chunks: readonly string[], maxCharacters = 1_000): { lines: string[]; destroyed: boolean } {
  const lines: string[] = [];
  const socket = Object.assign(new EventEmitter(), {
    destroyed: false,
    setEncoding: () => undefined,
    destroy: () => {
      socket.destroyed = true;
    },
  });
  readLines(
    socket as unknown as Socket,
    () => maxCharacters,
    (line) => lines.push(line),
  );
  for (const chunk of chunks) if (!socket.destroyed) socket.emit('data', chunk);
  return { lines, destroyed: socket.destroyed };
}

describe('lines', () => {
  test('come whole and in order, however they were cut; empty ones not at all', () => {
    const texts = fc.array(
      fc.string({ maxLength: 20 }).filter((text) => !text.includes('\n')),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat({ max: 200 }), { maxLength: 10 }), (all, cuts) => {
        const text = all.map((line) => `${line}\n`).join('');
        const at = [0, ...cuts.filter((cut) => cut <= text.length).toSorted((a, b) => a - b), text.length];
        const chunks = at.slice(1).map((end, i) => text.slice(at[i], end));
        expect(fed(chunks)).toEqual({ lines: all.filter((line) => line.trim() !== ''), destroyed: false });
      }),
    );
  });

  test('that are too long end the connection, whole or in pieces, and nothing after them is read', () => {
    expect(fed(['ok\n', `${'x'.repeat(11)}\nlater\n`], 10)).toEqual({ lines: ['ok'], destroyed: true });
    expect(fed(['xxxxx', 'xxxxxx', '\nlater\n'], 10)).toEqual({ lines: [], destroyed: true });
    expect(fed([`${'x'.repeat(10)}\n`], 10)).toEqual({ lines: ['x'.repeat(10)], destroyed: false });
  });
});
