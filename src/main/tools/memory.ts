// remember and recall: facts kept for the person of this conversation.
import { z } from 'zod';
import type { Memory } from '../domain/ports/abilities.ts';
import type { Tool } from '../domain/ports/tool.ts';
import { defineTool } from './define-tool.ts';
import { done, failed } from './outputs.ts';

export function createMemoryTools(memory: Memory): readonly Tool[] {
  const remember = defineTool({
    name: 'remember',
    description: 'Keeps one fact for later conversations with this person. Not for secrets.',
    input: z.strictObject({ fact: z.string().min(1).max(2_000) }),
    effects: ['write'],
    outlivesConversation: true,
    prepare: async (input, context) => ({
      kind: 'ready',
      action: {
        summary: `Remember: ${input.fact}`,
        facts: [{ label: 'Fact', text: input.fact, style: 'plain' }],
        binding: input.fact,
        mayBecomeRule: false,
        run: async (_signal, frameId) => {
          const outcome = memory.keep(input.fact, context, frameId);
          return outcome.kind === 'kept' ? done('Remembered.') : failed(outcome.reason);
        },
      },
    }),
  });

  const recall = defineTool({
    name: 'recall',
    description: 'Searches what was remembered for this person, by words.',
    input: z.strictObject({ query: z.string().min(1).max(500) }),
    effects: ['read'],
    prepare: async (input, context) => ({
      kind: 'ready',
      action: {
        summary: `Recall: ${input.query}`,
        facts: [{ label: 'Query', text: input.query, style: 'plain' }],
        binding: input.query,
        mayBecomeRule: true,
        run: async () => {
          const found = memory.recall(input.query, context);
          if (found.length === 0) return done('Nothing was found.');
          const text = found.map((memory) => `${memory.at.slice(0, 10)}: ${memory.text}`).join('\n');
          return done(text, {
            untrusted: found.some((memory) => memory.taint.untrusted),
            private: true,
            sources: found.flatMap((memory) => memory.taint.sources).slice(0, 20),
          });
        },
      },
    }),
  });

  return [remember, recall];
}
