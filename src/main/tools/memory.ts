// remember, recall, forget: facts kept for the person of this conversation. edit_memory_page: what is always in mind.
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
    description:
      'Searches earlier conversations, remembered facts and the owner’s documents. Name file and place of what you use.',
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
            untrusted: found.some((one) => one.taint.untrusted),
            private: true,
            sources: found.flatMap((one) => one.taint.sources).slice(0, 20),
          });
        },
      },
    }),
  });

  const forget = defineTool({
    name: 'forget',
    description: 'Erases for good what was said and kept about something.',
    input: z.strictObject({ about: z.string().min(1).max(500) }),
    effects: ['write', 'irreversible'],
    outlivesConversation: true,
    prepare: async (input, context) => {
      const draft = await memory.previewForget(input.about, context);
      if (draft.kind === 'refused') return draft;
      return {
        kind: 'ready',
        action: {
          summary: `Forget ${draft.lines.length === 1 ? '1 place that speaks' : `${draft.lines.length} places that speak`} of ${input.about}`,
          facts: [
            { label: 'About', text: input.about, style: 'plain' },
            { label: 'Erased for good, each as a whole', text: draft.lines.join('\n'), style: 'plain' },
            ...(draft.more === 0
              ? []
              : [{ label: 'Not shown', text: notShown(draft.more), style: 'plain' } as const]),
          ],
          binding: [input.about, draft.seen.coreLines, draft.seen.places.map(({ digest }) => digest)],
          mayBecomeRule: false,
          run: async (_signal, frameId) => {
            const outcome = await memory.forget(draft, context, frameId);
            if (outcome.kind === 'refused') return failed(`Nothing was erased. ${outcome.reason}`);
            return done(`Forgotten in ${placesOf(outcome.forgotten)}.${restOf(outcome.remaining)}`);
          },
        },
      };
    },
  });

  const editPage = defineTool({
    name: 'edit_memory_page',
    description:
      'Changes MEMORY.md, shown to you with each message of the owner: `find` once, or empty to add a line.',
    input: z.strictObject({ find: z.string().max(2_000), replace: z.string().max(2_000) }),
    effects: ['write'],
    outlivesConversation: true,
    prepare: async (input, context) => {
      const page = memory.page(context);
      if (page.kind === 'refused') return page;
      const after = edited(page.text, input.find, input.replace);
      if (typeof after === 'number')
        return {
          kind: 'refused',
          reason: `The text to replace occurs ${after} times in MEMORY.md. Nothing was changed.`,
        };
      const problem = memory.pageProblem(after);
      if (problem !== null) return { kind: 'refused', reason: problem };
      return {
        kind: 'ready',
        action: {
          summary: 'Change what is always in mind',
          facts: [
            { label: 'Page', text: 'MEMORY.md', style: 'code' },
            { label: 'Change', text: changeOf(input.find, input.replace), style: 'diff' },
          ],
          binding: [page.text, after],
          mayBecomeRule: false,
          run: async (_signal, frameId) => {
            const outcome = memory.changePage(page.text, after, context, frameId);
            return outcome.kind === 'kept' ? done('Changed.') : failed(outcome.reason);
          },
        },
      };
    },
  });

  return [remember, recall, forget, editPage];
}

function notShown(more: number): string {
  return `${more} more places are not shown here. Those that only repeat a place above go with it; the others stay: in a question of their own they can go, or the owner chooses them in the window.`;
}

function placesOf(count: number): string {
  return `${count} ${count === 1 ? 'place' : 'places'}`;
}

function restOf(remaining: number | null): string {
  if (remaining === null) return ' Whether these words still stand anywhere could not be looked for.';
  if (remaining === 0) return '';
  return ` ${placesOf(remaining)} still ${remaining === 1 ? 'holds' : 'hold'} these words: call this again for more of them, or the owner can look at them.`;
}

/** The new text; else how often `find` occurs, when that is not once. */
function edited(text: string, find: string, replace: string): string | number {
  if (find === '') return text.trim() === '' ? replace : `${text.trimEnd()}\n${replace}`;
  const parts = text.split(find);
  return parts.length === 2 ? parts.join(replace) : parts.length - 1;
}

function changeOf(find: string, replace: string): string {
  const lines = (text: string, sign: string): readonly string[] =>
    text === '' ? [] : text.split('\n').map((line) => sign + line);
  return [...lines(find, '- '), ...lines(replace, '+ ')].join('\n');
}

/** Date, source, who said it, what; what was said around it below. */
function asLine(memory: RecalledMemory): string {
  const said = memory.kind === 'message' && memory.speaker !== null ? `${memory.speaker}: ` : '';
  const around = memory.around.map(
    ({ speaker, text }) => `  … ${speaker === null ? '' : `${speaker}: `}${text}`,
  );
  return [`${memory.at.slice(0, 10)}${sourceOf(memory)}: ${said}${memory.text}`, ...around].join('\n');
}

function sourceOf({ document, conversationTitle }: RecalledMemory): string {
  if (document !== null)
    return ` (${[document.name, ...(document.place === null ? [] : [document.place])].join(', ')})`;
  return conversationTitle === null ? '' : ` (${conversationTitle})`;
}
