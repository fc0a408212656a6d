// What came in for an account at Twilio, as its list of messages shows it: newest first, page by page.
//   fields of an incoming message → Message → GET Messages.json, GET Messages/{sid}/Media.json
// Twilio, "Messages resource: read multiple messages" (2026). Knows no HTTP.
import type { Fields } from './forms.ts';

export interface Inbox {
  keep(fields: Fields): void;
  /** @param url path and query of the request */
  list(url: string): object;
  mediaOf(path: string): object;
}

const MAX_PAGE_SIZE = 1_000;

export function createInbox(root: string): Inbox {
  const kept: { fields: Fields; atMs: number }[] = [];

  return {
    keep: (fields) => {
      kept.push({ fields, atMs: Date.now() });
    },
    list: (url) => {
      const asked = new URL(url, 'http://127.0.0.1').searchParams;
      const after = Date.parse(asked.get('DateSent>') ?? '');
      const size = Math.min(Number(asked.get('PageSize') ?? 50), MAX_PAGE_SIZE);
      const page = Number(asked.get('Page') ?? 0);
      const fitting = kept
        .filter(({ atMs }) => Number.isNaN(after) || atMs >= after)
        .filter(({ fields }) => asked.get('To') === null || fields['To'] === asked.get('To'))
        .toReversed();
      const isLast = fitting.length <= (page + 1) * size;
      asked.set('Page', String(page + 1));
      return {
        messages: fitting.slice(page * size, (page + 1) * size).map(messageOf),
        page,
        page_size: size,
        next_page_uri: isLast ? null : `${root}/Messages.json?${asked}`,
      };
    },
    mediaOf: (path) => {
      const sid = /\/Messages\/([^/]+)\/Media\.json$/.exec(path)?.[1];
      const fields = kept.find((one) => one.fields['MessageSid'] === sid)?.fields ?? {};
      const count = Number(fields['NumMedia'] ?? 0);
      return {
        media_list: Array.from({ length: count }, (_, at) => ({
          sid: fields[`MediaUrl${at}`]?.split('/').at(-1),
          content_type: fields[`MediaContentType${at}`],
          parent_sid: sid,
        })),
      };
    },
  };
}

function messageOf({ fields, atMs }: { fields: Fields; atMs: number }): object {
  return {
    sid: fields['MessageSid'],
    account_sid: fields['AccountSid'],
    from: fields['From'],
    to: fields['To'],
    body: fields['Body'],
    num_media: fields['NumMedia'],
    direction: 'inbound',
    status: 'received',
    messaging_service_sid: fields['MessagingServiceSid'] ?? null,
    date_sent: new Date(atMs).toUTCString().replace('GMT', '+0000'),
    error_code: null,
  };
}
