// Memory that keeps and finds nothing: for tests of tools that are about something else. Stands at the Memory port.
import type { Memory } from '../../src/main/domain/ports/abilities.ts';

export function createNoMemory(): Memory {
  return {
    keep: () => ({ kind: 'kept' }),
    recall: async () => ({ memories: [], note: null }),
    page: () => ({ kind: 'page', text: '' }),
    pageProblem: () => null,
    changePage: () => ({ kind: 'kept' }),
    previewForget: async () => ({ kind: 'refused', reason: 'Nothing is kept here.' }),
    forget: async () => ({ kind: 'forgotten', forgotten: 0, remaining: 0 }),
  };
}
