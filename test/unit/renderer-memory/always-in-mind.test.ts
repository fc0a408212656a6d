// The text that is always in mind: what is written is never lost, neither to a refusal nor to a change from elsewhere.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import type { CoreMemoryView, MemoryProgress } from '../../../src/contracts/memory.ts';
import type { ChatApi } from '../../../src/contracts/surfaces.ts';
import {
  createAlwaysInMind,
  isChangedMeanwhile,
  whyNotSaved,
} from '../../../src/renderer/stores/memory/always-in-mind.ts';
import { progressLine } from '../../../src/renderer/stores/memory/progress.ts';

function world() {
  let core: CoreMemoryView = {
    text: 'I live in Lisbon.\n',
    untrustedLines: [],
    maxCharacters: 2_000,
    outside: null,
    problem: null,
  };
  const memory = {
    core: () => Promise.resolve(core),
    saveCore: ({ text, was }: { text: string; was: string }) => {
      if (was !== core.text) return Promise.reject(new AppError('already-settled', 'It changed meanwhile.'));
      core = { ...core, text };
      return Promise.resolve(core);
    },
  };
  const store = createAlwaysInMind({ memory: memory as unknown as ChatApi['memory'] });
  return {
    store,
    elsewhere: (text: string) => {
      core = { ...core, text };
    },
    state: () => store.store.getState(),
  };
}

describe('what is always in mind', () => {
  it('is saved, and what is as it was needs no saving', async () => {
    const { store, state } = world();
    await store.load();
    store.write('I live in Porto.\n');
    store.write('I live in Lisbon.\n');
    expect(state().draft).toBeNull();
    store.write('I live in Porto.\n');
    expect(await store.save()).toBe(true);
    expect(state()).toMatchObject({ draft: null, core: { text: 'I live in Porto.\n' } });
  });

  it('cannot be saved while a change from outside waits, and that is said', () => {
    const core = { text: 'A.\n', untrustedLines: [], maxCharacters: 9, outside: null, problem: null };
    const state = { loading: 'ready', problem: null, draft: 'Mine.\n', was: 'A.\n', isBusy: false } as const;
    expect([
      whyNotSaved({ ...state, core }),
      whyNotSaved({ ...state, core: { ...core, outside: 'B.\n' } }),
      whyNotSaved({ ...state, core, was: 'Before.\n' }),
    ]).toEqual([
      null,
      'Accept the change from outside or put it back, then yours can be saved.',
      'Say above which of the two counts, then it can be saved.',
    ]);
  });

  it('is refused when it changed meanwhile, with both kept; the owner says which counts', async () => {
    const { store, state, elsewhere } = world();
    await store.load();
    store.write('Mine.\n');
    elsewhere('Theirs.\n');
    expect(await store.save()).toBe(false);
    expect(state()).toMatchObject({
      draft: 'Mine.\n',
      core: { text: 'Theirs.\n' },
      problem: 'It changed meanwhile.',
    });
    expect(isChangedMeanwhile(state())).toBe(true);
    store.keepMine();
    expect(isChangedMeanwhile(state())).toBe(false);
    expect(await store.save()).toBe(true);
    expect(state().core?.text).toBe('Mine.\n');
  });

  it('keeps what is written when the text is read again, and says that it changed', async () => {
    const { store, state, elsewhere } = world();
    await store.load();
    store.write('Mine.\n');
    elsewhere('Theirs.\n');
    await store.load();
    expect(state().draft).toBe('Mine.\n');
    expect(isChangedMeanwhile(state())).toBe(true);
    store.dropMine();
    expect(isChangedMeanwhile(state())).toBe(false);
  });
});

describe('the line of progress', () => {
  const quiet: MemoryProgress = {
    waiting: 0,
    isIndexing: false,
    rebuilding: null,
    meaningTrouble: null,
    learning: 'idle',
    learningNote: null,
    documentsWaiting: 0,
  };
  const words = (change: Partial<MemoryProgress>, whole = 0) =>
    progressLine({ progress: { ...quiet, ...change }, whole })?.words ?? null;

  it('says what goes on, trouble first, and nothing when there is nothing to say', () => {
    expect([
      words({}),
      words({ waiting: 48_796, isIndexing: true }, 50_000),
      words({ rebuilding: { done: 40, total: 100 } }),
      words({ learning: 'trouble', learningNote: 'The model could not be reached.' }),
      words({ meaningTrouble: 'The embedding server does not answer.', waiting: 3, isIndexing: true }, 3),
      words({ meaningTrouble: 'The server does not answer.', rebuilding: { done: 0, total: 9 } }),
      words({ learning: 'idle', learningNote: 'The model answered nothing that could be used.' }),
      words({ documentsWaiting: 12 }),
      words({ learning: 'off' }),
    ]).toEqual([
      null,
      'Indexing 1,204 of 50,000',
      'Making new vectors: 40 %',
      'Facts wait: the model could not be reached.',
      'Searching by words only: the embedding server does not answer.',
      'New vectors wait: the server does not answer.',
      'The model answered nothing that could be used.',
      'Reading documents: 12 to go',
      null,
    ]);
  });
});
