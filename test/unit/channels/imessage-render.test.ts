// Markdown as plain words for Messages: nothing lost, and where a link leads stands beside its words.
import { expect, test } from 'vitest';
import { plainWords, renderForMessages } from '../../../src/main/adapters/channels/imessage/render.ts';

const said = (markdown: string) =>
  renderForMessages(markdown)
    .map(({ body }) => body)
    .join('|');

test('marks go, words stay', () => {
  expect(said('# Plan\n\nThis is **bold**, _so_ and `code`.\n\n- one\n- two')).toBe(
    'Plan\n\nThis is bold, so and code.\n\n• one\n• two',
  );
});

test('a link shows where it leads, unless its words say that', () => {
  expect(said('See [our **page**](https://example.com/a) now')).toBe(
    'See our page (https://example.com/a) now',
  );
  expect(said('See https://example.com/a, www.example.com and <mail@example.com>')).toBe(
    'See https://example.com/a, www.example.com and mail@example.com',
  );
  expect(said('[https://bank.example](https://evil.example)')).toBe(
    'https://bank.example (https://evil.example)',
  );
  expect(said('[a](https://one.example)[b](https://two.example)')).toBe(
    'a (https://one.example)b (https://two.example)',
  );
});

test('a quote is marked on each line', () => {
  expect(said('> one\n> **two**\n\nthree')).toBe('> one\n> two\n\nthree');
});

test('no part is longer than the limit, whatever links add', () => {
  const address = `https://example.com/${'x'.repeat(80)}`;
  const markdown = Array.from({ length: 60 }, (_, index) => `[w${index}](${address})`).join(' ');
  const parts = renderForMessages(markdown);
  expect(parts.length).toBeGreaterThan(1);
  expect(Math.max(...parts.map(({ body }) => body.length))).toBeLessThanOrEqual(4_000);
  const words = parts.map(({ body }) => body).join(' ');
  expect(
    Array.from({ length: 60 }, (_, index) => `w${index}`).filter((one) => !words.includes(`${one} (`)),
  ).toEqual([]);
});

test('an argument has no zero byte and no half character', () => {
  expect(plainWords('a\0b \ud83d c')).toBe('ab \uFFFD c');
  expect(said('a\0b')).toBe('ab');
});
