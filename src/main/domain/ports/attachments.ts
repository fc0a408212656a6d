// What is attached to messages, both ways. Bytes are fetched only for messages that were let in.
// Names and types are the sender's words: untrusted, for showing and for choosing a file name after cleaning.

export interface InboundAttachment {
  readonly kind: 'image' | 'audio' | 'video' | 'file';
  /** As the sender named it; null when it has no name. */
  readonly name: string | null;
  /** As the platform says, for instance `image/png`; null when it does not. */
  readonly mediaType: string | null;
  readonly sizeBytes: number | null;
  /** What the channel needs to fetch it later, also after a restart; holds no secret. */
  readonly reference: string;
}

export type FetchedAttachment =
  | { readonly kind: 'fetched'; readonly bytes: Uint8Array; readonly mediaType: string | null }
  /** Will not come: deleted, expired, refused. `reason` is a sentence. */
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly sizeBytes: number | null }
  /** May come later. */
  | { readonly kind: 'trouble'; readonly reason: string };

export interface OutboundFile {
  /** A plain file name: no folder, no control characters, at most 100 characters. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}
