// The search port: which provider the settings name. Asking it is loaded with the first search.
//   settings → provider → ask-provider.ts
// Keeps no key: it is asked for at the moment of use.
import type { WebSearch } from '../../../domain/ports/web.ts';
import { queryCarries } from '../what-it-carries.ts';
import { brave, type SearchOptions, type SearchProvider, searxng, tavily } from './providers.ts';

const NONE_CHOSEN =
  'No web search is chosen. The owner can choose one in the settings: [web] search = "brave", "searxng" or "tavily".';

export function createSearch(options: SearchOptions): WebSearch {
  function chosen(): SearchProvider | null {
    const { search, searxng_url } = options.config();
    switch (search) {
      case 'none':
        return null;
      case 'brave':
        return brave(options.bases?.brave);
      case 'tavily':
        return tavily(options.bases?.tavily);
      case 'searxng':
        return searxng_url === undefined ? null : searxng(new URL(searxng_url));
    }
  }

  return {
    provider() {
      const provider = chosen();
      return provider === null
        ? null
        : { name: provider.name, host: provider.base.hostname.replace(/^\[|\]$/g, '') };
    },
    carries: queryCarries,
    async search(query, maxResults, signal) {
      const provider = chosen();
      if (provider === null) return { kind: 'refused', reason: NONE_CHOSEN };
      const { askProvider } = await import('./ask-provider.ts');
      return askProvider(options, provider, query, maxResults, signal);
    },
  };
}
