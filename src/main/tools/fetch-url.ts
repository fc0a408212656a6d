// fetch_url: one page of the web as text. What comes back is another's words, and tainted as such.
import { z } from 'zod';
import { PLAIN_CALL, type Tool } from '../domain/ports/tool.ts';
import type { Web, WebPage } from '../domain/ports/web.ts';
import { defineTool } from './define-tool.ts';
import { done, failed } from './outputs.ts';
import { fromWeb, goingTo, movedTo } from './web-outputs.ts';

/** One call gives so much text; the rest by `offset`. Below what the gate cuts a result at. */
const PAGE_CHARACTERS = 20_000;

export function createFetchUrl(web: Web): Tool {
  return defineTool({
    name: 'fetch_url',
    description:
      'Reads one public web page (HTML as Markdown, PDF, text, JSON). GET only; no log-in, no scripts. Long texts come in parts: go on with offset.',
    input: z.strictObject({
      url: z.string().min(1).max(2_048).describe('A whole address, http or https.'),
      offset: z.int().min(0).max(10_000_000).default(0).describe('Characters to skip.'),
    }),
    effects: ['network'],
    traits: ({ url }) => {
      const read = web.inspect(url);
      if (read.kind === 'refused') return PLAIN_CALL;
      return {
        ...PLAIN_CALL,
        // SECURITY: an address that may carry something out is not merely read.
        readsOnly: read.address.carries === null,
        hosts: [read.address.host],
        addresses: [url],
      };
    },
    prepare: async ({ url, offset }) => {
      const read = web.inspect(url);
      if (read.kind === 'refused') return { kind: 'refused', reason: read.reason };
      const { address } = read;
      return {
        kind: 'ready',
        action: {
          summary: `Fetch a page from ${address.shownHost}`,
          facts: goingTo(address),
          binding: [address.url, offset],
          mayBecomeRule: address.carries === null,
          run: async (signal) => {
            const outcome = await web.readPage(address, offset > 0, signal);
            if (outcome.kind === 'refused') return failed(outcome.reason, fromWeb(address.host));
            if (outcome.kind === 'moved') return movedTo(outcome.to, address.host);
            return done(partOf(outcome.page, offset), fromWeb(address.host));
          },
        },
      };
    },
  });
}

function partOf(page: WebPage, offset: number): string {
  const about = [
    `Address: ${page.url}`,
    ...(page.title === null ? [] : [`Title: ${page.title}`]),
    ...(page.date === null ? [] : [`Date: ${page.date}`]),
    `Size: ${page.bytes} bytes, ${page.text.length} characters of text`,
  ];
  const part = page.text.slice(offset, offset + PAGE_CHARACTERS);
  const next = offset + part.length;
  if (part === '') about.push('There is no more text from here on.');
  else if (next < page.text.length)
    about.push(`Shown: characters ${offset} to ${next}. Go on with offset ${next}.`);
  return `${about.join('\n')}\n\n${part}`;
}
