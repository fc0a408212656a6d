// The fuzzer itself: it finds what is there to be found, makes it small, and finds the same again.
import { expect, test } from 'vitest';
import { bytesOf, fuzz } from '../../fuzz/engine.ts';

const breaksOn = (word: string) => ({
  name: 'a target that breaks',
  corpus: bytesOf('some words before ', 'and $( after'),
  run: (bytes: Uint8Array) => {
    if (new TextDecoder().decode(bytes).includes(word)) throw new Error('It broke.');
  },
});

test('an input that breaks a target is found and shrunk to what breaks it', async () => {
  const { finding } = await fuzz(breaksOn('$('), 7, 5_000);
  expect([...(finding?.input ?? [])]).toEqual([...'$('].map((letter) => letter.charCodeAt(0)));
  expect(finding?.problem).toContain('It broke.');
});

test('a mutation reaches what no seed holds, and the same seed reaches it again', async () => {
  const first = await fuzz(breaksOn('__proto__'), 7, 10_000);
  const again = await fuzz(breaksOn('__proto__'), 7, 10_000);
  expect(first.finding).not.toBeNull();
  expect(again).toEqual(first);
});

test('a target that holds is run until the time is over', async () => {
  const { inputs, finding } = await fuzz({ name: 'holds', run: () => undefined }, 7, 50);
  expect([finding, inputs > 100]).toEqual([null, true]);
});
