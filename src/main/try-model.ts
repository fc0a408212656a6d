// One short model call with the present settings: does it work, and if not, what to do.
import type { Model } from './domain/ports/model.ts';
import type { Clock } from './domain/ports/world.ts';

const DEADLINE_MS = 30_000;

export async function tryModel(model: Model, clock: Clock): Promise<{ works: boolean; message: string }> {
  const abort = new AbortController();
  const cancel = clock.after(DEADLINE_MS, () => abort.abort());
  const request = {
    system: 'Answer with one word.',
    messages: [{ role: 'user' as const, text: 'Say: ready' }],
    tools: [],
    maxOutputTokens: 64,
  };
  try {
    for await (const event of model.stream(request, abort.signal)) {
      if (event.type === 'end') return { works: true, message: `${model.label() ?? 'The model'} answers.` };
      if (event.type === 'failure') {
        const tookTooLong = event.kind === 'aborted';
        return { works: false, message: tookTooLong ? 'The model did not answer in time.' : event.message };
      }
    }
    return { works: false, message: 'The model ended its answer in the middle.' };
  } finally {
    cancel();
  }
}
