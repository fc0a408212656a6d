// What Settings says of memory's models, beside where they are chosen.
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { LearningWords, MeaningWords } from '../../../src/renderer/pages/settings/memory-state.tsx';

it('a model of meaning that cannot be asked is said with the reason, and how far new vectors are', () => {
  const down = { meaningTrouble: 'The embedding server does not answer.', rebuilding: null };
  expect(renderToStaticMarkup(<MeaningWords {...down} />)).toMatch(
    /Memories are found by words only.*The embedding server does not answer\./,
  );
  const rebuilding = { done: 1_204, total: 50_000 };
  const both = renderToStaticMarkup(<MeaningWords {...down} rebuilding={rebuilding} />);
  expect(both).toMatch(/The new vectors wait.*does not answer\..*1,204 of 50,000 \(2 %\)/);
  expect(renderToStaticMarkup(<MeaningWords meaningTrouble={null} rebuilding={null} />)).toBe('');
});

it('a model for facts that fails, or answers nothing usable, is said with the reason', () => {
  const words = (learning: 'idle' | 'trouble', learningNote: string | null) =>
    renderToStaticMarkup(<LearningWords learning={learning} learningNote={learningNote} />);
  expect(words('trouble', 'It could not be reached.')).toMatch(/Facts wait.*It could not be reached\./);
  expect(words('idle', 'Nothing usable.')).toMatch(/No facts came of it.*Nothing usable\./);
  expect(words('idle', null)).toBe('');
});
