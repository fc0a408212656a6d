// Shapes and refusals as a Matrix homeserver gives them. Source: client-server API v1.11, "API Standards".
//   code → status and words
// Knows no room and no request.

export type Content = Readonly<Record<string, unknown>>;

export interface RoomEvent {
  readonly type: string;
  readonly event_id: string;
  readonly room_id: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: Content;
  readonly state_key?: string;
  readonly unsigned?: Content;
}

export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mediaType: string };

export function given(body: unknown): Reply {
  return { kind: 'json', status: 200, body };
}

const STATUS: Readonly<Record<string, number>> = {
  M_UNKNOWN_TOKEN: 401,
  M_MISSING_TOKEN: 401,
  M_FORBIDDEN: 403,
  M_NOT_FOUND: 404,
  M_UNRECOGNIZED: 404,
  M_BAD_JSON: 400,
  M_NOT_JSON: 400,
  M_INVALID_PARAM: 400,
  M_UNKNOWN: 400,
  M_TOO_LARGE: 413,
  M_LIMIT_EXCEEDED: 429,
};

export function refused(errcode: string, error: string, more: Content = {}): Reply {
  return { kind: 'json', status: STATUS[errcode] ?? 400, body: { errcode, error, ...more } };
}

/** What an event with everything that a homeserver adds may have at most ("Size limits"). */
export const MAX_EVENT_BYTES = 65_536;
