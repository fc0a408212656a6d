// remember and recall: facts kept for the person of this conversation.
import { z } from 'zod';
import type { Memory, RecalledMemory } from '../domain/ports/abilities.ts';
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
    description: 'Searches what was remembered for this person, by words and by meaning.',
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
          const { memories: found, note } = await memory.recall(input.query, context);
          const text = [...found.map(asLine), ...(note === null ? [] : [`(${note})`])].join('\n');
          if (found.length === 0)
            return done(note === null ? 'Nothing was found.' : `Nothing was found.\n${text}`);
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

/** Date, source, who said it, what; what was said around it below. */
function asLine(memory: RecalledMemory): string {
  const from = memory.conversationTitle === null ? '' : ` (${memory.conversationTitle})`;
  const said = memory.kind === 'message' && memory.speaker !== null ? `${memory.speaker}: ` : '';
  const around = memory.around.map(
    ({ speaker, text }) => `  … ${speaker === null ? '' : `${speaker}: `}${text}`,
  );
  return [`${memory.at.slice(0, 10)}${from}: ${said}${memory.text}`, ...around].join('\n');
}
