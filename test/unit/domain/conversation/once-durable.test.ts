// What several messages begin, when they share a commit: nothing before it, all of it after, nothing when it fails.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from '../../../../src/main/adapters/storage/open-storage.ts';
import { createOnceDurable } from '../../../../src/main/domain/conversation/once-durable.ts';

function world() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-once-'));
  const storage = openStorage({ file: join(folder, 'test.db'), keyHex: '5a'.repeat(32) });
  onTestFinished(() => {
    storage.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { stores } = storage;
  const begun: string[] = [];
  const { together, onceDurable } = createOnceDurable(stores);
  /** A change of its own, and what it begins: only what is durable then is seen. */
  const take = (name: string): void => {
    stores.transaction(() => stores.settings.put(name, 'taken'));
    onceDurable(() => begun.push(`${name} ${stores.settings.get(name)}`));
  };
  return { stores, begun, together, take };
}

test('a change by itself begins what it begins at once', () => {
  const { begun, take } = world();
  take('one');
  expect(begun).toEqual(['one taken']);
});

test('changes together begin in their order, and only when all are durable', () => {
  const { begun, together, take } = world();
  const seen = together(() => {
    take('one');
    take('two');
    return [...begun];
  });
  expect({ within: seen, after: begun }).toEqual({ within: [], after: ['one taken', 'two taken'] });
});

test('when one of them fails, none is kept and nothing begins; the next begins again by itself', () => {
  const { stores, begun, together, take } = world();
  expect(() =>
    together(() => {
      take('one');
      throw new Error('full');
    }),
  ).toThrow('full');
  expect({ kept: stores.settings.get('one'), begun: [...begun] }).toEqual({ kept: null, begun: [] });
  take('one');
  expect(begun).toEqual(['one taken']);
});
