// Ports of the web: one page, one file, one search. Whoever implements them decides where may be gone to;
// a tool only names the address. Interfaces only.

/** An address that was read strictly. Reading it asks nobody: no name is resolved before the owner was. */
export interface WebAddress {
  /** As it will be asked for: normalised, without fragment. */
  readonly url: string;
  /** Lower case, ASCII (punycode), without port and final dot; IPv6 without brackets. */
  readonly host: string;
  /** The same in its own script; equal to `host` when that says it all. */
  readonly shownHost: string;
  /** Why the address itself may carry something out, as a part of a sentence; null when it is plain. */
  readonly carries: string | null;
}

export type AddressOutcome = { kind: 'address'; address: WebAddress } | { kind: 'refused'; reason: string };

export interface WebPage {
  /** The address that answered, after redirects within the host. */
  readonly url: string;
  readonly title: string | null;
  /** When the page says it was published or changed, as written there; null when it says nothing. */
  readonly date: string | null;
  /** Markdown of an HTML page, the text of a PDF, anything else that is text as it is. */
  readonly text: string;
  readonly kind: 'page' | 'pdf' | 'text';
  /** Size of what came, after decompression. */
  readonly bytes: number;
}

export type WebRefusal =
  /** Nothing was asked for, or what came was not taken. */
  | { kind: 'refused'; reason: string }
  /** It points to another place, which was not gone to. */
  | { kind: 'moved'; to: string };

export interface Web {
  /** Pure: the settings' host lists are asked, the network is not. */
  inspect(address: string): AddressOutcome;
  /** With `again` a page read moments ago is given once more without asking the server. */
  readPage(
    address: WebAddress,
    again: boolean,
    signal: AbortSignal,
  ): Promise<{ kind: 'page'; page: WebPage } | WebRefusal>;
  /** The content must be read to its end or returned; it throws when it breaks off. */
  openFile(address: WebAddress, signal: AbortSignal): Promise<{ kind: 'file'; file: WebFile } | WebRefusal>;
}

export interface WebFile {
  readonly url: string;
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** Why the content broke off, as a sentence; null when it did not. */
  trouble(): string | null;
}

export interface SearchResult {
  readonly title: string;
  readonly url: string;
  readonly text: string;
}

export interface WebSearch {
  /** Who would be asked, with the host the query goes to; null when no search is chosen. */
  provider(): { readonly name: string; readonly host: string } | null;
  /** Why a text is more than a plain query might be, as a part of a sentence; null when it is plain. */
  carries(query: string): string | null;
  search(
    query: string,
    maxResults: number,
    signal: AbortSignal,
  ): Promise<{ kind: 'results'; results: readonly SearchResult[] } | { kind: 'refused'; reason: string }>;
}
