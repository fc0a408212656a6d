// The port of a webhook: what a channel says to requests that reach it from outside.
//   listener (host, path, caps) → verify (signature, before anything else) → take (durable) → answer
// The listener knows no platform; a route knows neither ports nor other routes.

export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  /** The address that the platform called, as configured: `public_url` and the path. Signatures may cover it. */
  readonly publicUrl: string;
  /** As it came, without the question mark. */
  readonly query: string;
  /** Lower-case names; a header that came twice is not here. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly the bytes that came. */
  readonly rawBody: Uint8Array;
  readonly receivedAtMs: number;
}

export type WebhookVerdict =
  | { readonly kind: 'genuine' }
  /** Nothing was read and nothing is done. `why` goes into the ledger and to nobody else. */
  | {
      readonly kind: 'refused';
      readonly why: 'no-key' | 'unsigned' | 'wrong-signature' | 'stale' | 'malformed';
      /** 401 unless the platform expects another. */
      readonly status?: 400 | 401 | 403;
    };

export interface WebhookAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string;
}

export interface WebhookRoute {
  /** Which methods the platform uses; all others are refused before anything is read. */
  readonly methods: readonly ('GET' | 'POST')[];
  readonly maxBodyBytes: number;
  /** Judges the signature over the raw bytes, in constant time. Changes nothing. No key is a refusal. */
  verify(request: WebhookRequest): WebhookVerdict;
  /** Only for what is genuine. What is acknowledged (200) is durable; throws when it could not be made so. */
  take(request: WebhookRequest): WebhookAnswer | Promise<WebhookAnswer>;
  /** What would be accepted, in words for `sallyport webhook check`: which key is set, which is missing. */
  explain(): { readonly ready: boolean; readonly lines: readonly string[] };
}
