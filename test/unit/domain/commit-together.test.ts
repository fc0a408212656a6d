// Many changes, one commit: each promise settles when its change is durable, and one that fails falls alone.
import { describe, expect, test } from 'vitest';
import { createCommitTogether } from '../../../src/main/domain/commit-together.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';

function committing(): {
  stores: ReturnType<typeof temporaryStorage>['stores'];
  commit: ReturnType<typeof createCommitTogether>;
  flush: () => void;
  transactions: () => number;
} {
  const { stores } = temporaryStorage();
  let count = 0;
  const soon: (() => void)[] = [];
  const counted = {
    ...stores,
    transaction: <T>(work: () => T): T => {
      count += 1;
      return stores.transaction(work);
    },
  };
  return {
    stores,
    commit: createCommitTogether({ stores: counted, soon: (run) => soon.push(run) }),
    flush: () => {
      for (const run of soon.splice(0)) run();
    },
    transactions: () => count,
  };
}

describe('changes that come together', () => {
  test('are committed together, in order, and each is answered with its own result', async () => {
    const { stores, commit, flush, transactions } = committing();
    const results = [1, 2, 3].map((n) =>
      commit(() => {
        stores.settings.put('order', (stores.settings.get('order') ?? '') + n);
        return n;
      }),
    );
    expect(stores.settings.get('order')).toBeNull();
    flush();
    expect(stores.settings.get('order')).toBe('123');
    expect(transactions()).toBe(1);
    expect(await Promise.all(results)).toEqual([1, 2, 3]);
  });

  test('fail each for itself: what fails leaves nothing behind, the others stand', async () => {
    const { stores, commit, flush } = committing();
    const good = commit(() => stores.settings.put('a', 'good'));
    const bad = commit(() => {
      stores.settings.put('b', 'half done');
      throw new Error('planned');
    });
    const late = commit(() => stores.settings.put('c', 'late'));
    flush();
    await expect(bad).rejects.toThrow('planned');
    await Promise.all([good, late]);
    expect(['a', 'b', 'c'].map((key) => stores.settings.get(key))).toEqual(['good', null, 'late']);
  });

  test('that come after a commit wait for the next', async () => {
    const { stores, commit, flush, transactions } = committing();
    const first = commit(() => stores.settings.put('a', '1'));
    flush();
    await first;
    const second = commit(() => stores.settings.put('a', '2'));
    expect(stores.settings.get('a')).toBe('1');
    flush();
    await second;
    expect([stores.settings.get('a'), transactions()]).toEqual(['2', 2]);
  });
});
