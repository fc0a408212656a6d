// Forgetting: nothing goes that was not shown and chosen, a failure loses nothing, and no text loses a letter by marking.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import type { ForgetPreview, Trace } from '../../../src/contracts/memory.ts';
import type { ChatApi } from '../../../src/contracts/surfaces.ts';
import { createForgetting, groupsOf, markedParts } from '../../../src/renderer/stores/memory/forgetting.ts';
import { idOf } from '../renderer-pages/samples.ts';

const trace = (key: string, kind: Trace['kind'], chosen: boolean): Trace => ({
  key,
  kind,
  text: key,
  at: null,
  where: null,
  chosen,
});
const PREVIEW: ForgetPreview = {
  previewId: idOf(5),
  traces: [trace('c', 'core', false), trace('m', 'memory', true), trace('s', 'message', true)],
  more: 0,
};

function world() {
  const forgot: unknown[] = [];
  let refuses = false;
  let remaining: number | null = 1;
  const memory = {
    previewForget: () => Promise.resolve(PREVIEW),
    forget: (input: unknown) => {
      if (refuses) return Promise.reject(new AppError('not-found', 'This preview is too old. Look again.'));
      forgot.push(input);
      return Promise.resolve({ forgotten: 2, remaining });
    },
  };
  const forgetting = createForgetting({ memory: memory as unknown as ChatApi['memory'] }, () =>
    Promise.resolve(),
  );
  return {
    forgetting,
    forgot,
    refuse: () => {
      refuses = true;
    },
    losesSight: () => {
      remaining = null;
    },
    state: () => forgetting.store.getState(),
  };
}

describe('forgetting', () => {
  it('begins with what main chose, takes and leaves places, and forgets those alone', async () => {
    const { forgetting, forgot, state } = world();
    await forgetting.look({ by: 'words', query: 'Tom' });
    forgetting.toggle(['s'], false);
    forgetting.toggle(['c'], true);
    await forgetting.forget();
    expect(forgot).toEqual([{ previewId: PREVIEW.previewId, keys: ['m', 'c'] }]);
    expect(state()).toMatchObject({ step: 'done', forgotten: 2, remaining: 1 });
  });

  it('is done also when it is not known what is left', async () => {
    const { forgetting, losesSight, state } = world();
    losesSight();
    await forgetting.look({ by: 'words', query: 'Tom' });
    await forgetting.forget();
    expect(state()).toMatchObject({ step: 'done', forgotten: 2, remaining: null });
  });

  it('keeps what was chosen when it fails, with the reason', async () => {
    const { forgetting, refuse, state } = world();
    await forgetting.look({ by: 'words', query: 'Tom' });
    forgetting.toggle(['s'], false);
    refuse();
    await forgetting.forget();
    const now = state();
    if (now.step !== 'choosing') throw new Error('it went on');
    expect(now.problem).toBe('This preview is too old. Look again.');
    expect([...now.keys]).toEqual(['m']);
  });

  it('does nothing with nothing chosen, and a closed dialog stays closed whatever comes late', async () => {
    const { forgetting, forgot, state } = world();
    await forgetting.look({ by: 'words', query: 'Tom' });
    forgetting.toggle(['m', 's'], false);
    await forgetting.forget();
    expect(forgot).toEqual([]);
    const late = forgetting.look({ by: 'words', query: 'Tom' });
    forgetting.close();
    await late;
    expect(state()).toEqual({ step: 'closed' });
  });
});

describe('places', () => {
  it('stand in groups, always in the same order, none left out', () => {
    expect(groupsOf(PREVIEW.traces).map(({ kind }) => kind)).toEqual(['memory', 'message', 'core']);
    const kinds = [
      'memory',
      'message',
      'answer',
      'tool-call',
      'question',
      'ledger',
      'core',
      'entity',
      'reply',
      'document',
    ] as const;
    const all = groupsOf(kinds.map((kind) => trace(kind, kind, true)));
    expect(all.flatMap(({ traces }) => traces)).toHaveLength(kinds.length);
  });

  it('are marked where a sought word stands, whatever its case, and what is a sign in a pattern is a sign', () => {
    expect(markedParts('Tom saw tom.', 'TOM').map(({ text, isMarked }) => [text, isMarked])).toEqual([
      ['Tom', true],
      [' saw ', false],
      ['tom', true],
      ['.', false],
    ]);
    expect(markedParts('It costs (5.00).', '(5.00)').filter(({ isMarked }) => isMarked)).toHaveLength(1);
  });

  it('lose no letter by it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, query) => {
        expect(
          markedParts(text, query)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
