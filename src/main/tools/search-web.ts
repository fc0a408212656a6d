// search_web: a query to the search service the owner chose. The query goes out; what comes back is others' words.
import { z } from 'zod';
import { PLAIN_CALL, type Tool } from '../domain/ports/tool.ts';
import type { WebSearch } from '../domain/ports/web.ts';
import { defineTool } from './define-tool.ts';
import { done, failed } from './outputs.ts';
import { fromWeb } from './web-outputs.ts';

export function createSearchWeb(search: WebSearch): Tool {
  return defineTool({
    name: 'search_web',
    description: 'Searches the web. Gives titles, addresses and short texts; read a page with fetch_url.',
    input: z.strictObject({
      query: z.string().trim().min(1).max(400),
      results: z.int().min(1).max(20).default(8),
    }),
    effects: ['network'],
    traits: ({ query }) => ({
      ...PLAIN_CALL,
      // SECURITY: a query that looks like data is not merely a search.
      readsOnly: search.carries(query) === null,
      hosts: [search.provider()?.host ?? []].flat(),
    }),
    prepare: async ({ query, results }) => {
      const provider = search.provider();
      if (provider === null) return { kind: 'refused', reason: await reasonWithoutProvider(search) };
      const carries = search.carries(query);
      return {
        kind: 'ready',
        action: {
          summary: `Search the web with ${provider.name}`,
          facts: [
            { label: 'Query', text: query, style: 'code' },
            { label: 'Sent to', text: `${provider.name}\n${provider.host}`, style: 'code' },
            ...(carries === null
              ? []
              : [
                  {
                    label: 'Look at it',
                    text: `The query is sent as it is, and ${carries}.`,
                    style: 'plain' as const,
                  },
                ]),
          ],
          binding: [provider.name, provider.host, query, results],
          mayBecomeRule: carries === null,
          run: async (signal) => {
            // SECURITY: the settings may name another service by now; the query goes where the question said.
            if (search.provider()?.host !== provider.host)
              return failed('The search service was changed meanwhile. Search again.');
            const outcome = await search.search(query, results, signal);
            const taint = fromWeb(provider.host);
            if (outcome.kind === 'refused') return failed(outcome.reason, taint);
            if (outcome.results.length === 0) return done('Nothing was found.', taint);
            const found = outcome.results.map(
              ({ title, url, text }, index) => `${index + 1}. ${title}\n   ${url}\n   ${text}`,
            );
            return done(found.join('\n'), taint);
          },
        },
      };
    },
  });
}

/** The port says why nothing can be asked; nothing is sent then. */
async function reasonWithoutProvider(search: WebSearch): Promise<string> {
  const outcome = await search.search('', 1, new AbortController().signal);
  return outcome.kind === 'refused' ? outcome.reason : 'No web search is chosen.';
}
