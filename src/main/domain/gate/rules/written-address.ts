// Whether an address stands in the conversation as somebody wrote it: a person, a page that was read, a search.
// What the model made up is not among it: on a page's wish it could carry out what was said here.
// May not know what is decided with it.
import type { Stores } from '../../ports/stores.ts';

const LOOK_BACK = 200;
/** Output that holds addresses as others wrote them. A command's does not count: it prints what it was told to. */
const BRINGS_ADDRESSES: ReadonlySet<string> = new Set(['fetch_url', 'search_web']);

export function isWrittenAddress(
  stores: Pick<Stores, 'messages' | 'toolCalls'>,
  conversationId: string,
  addresses: readonly string[],
): boolean {
  const unknown = addresses.filter((address) => !isBare(address));
  if (unknown.length === 0) return addresses.length > 0;
  const texts = [
    // SECURITY: a line of Sallyport's own may quote what the model wished for.
    ...stores.messages
      .page(conversationId, null, LOOK_BACK)
      .filter(({ kind }) => kind !== 'notice')
      .map(({ text }) => text),
    ...stores.toolCalls
      .page(conversationId, null, LOOK_BACK)
      .filter(({ tool, state }) => BRINGS_ADDRESSES.has(tool) && state === 'succeeded')
      .map(({ outputText }) => outputText ?? ''),
  ];
  return unknown.every((address) => texts.some((text) => text.includes(address)));
}

/** Scheme and host alone say nothing. */
function isBare(address: string): boolean {
  return /^https?:\/\/[^/?#]+\/?$/i.test(address);
}
