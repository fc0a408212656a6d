// Brings what people wrote while nobody took Twilio's calls: this computer slept, or its tunnel was down.
//   our own note of the time → list of messages since then → handed in, oldest first → note
// Twilio calls for some seconds only, and keeps what came in. What was taken already carries the same key.
// Source: Twilio, "Messages resource: read multiple messages", "Media subresource".
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { isForUs } from './addresses.ts';
import { type OurAccount, readForm } from './messages.ts';
import type { RestApi } from './rest-api.ts';

const DEADLINE_MS = 30_000;
/** Clocks differ, and a call may be under way while the list is made. */
const OVERLAP_MS = 5 * 60_000;
/** Without a note: as far back as somebody may have written while the channel was being set up. */
const FIRST_MS = 60 * 60_000;
/** What is older is told nobody any more; the list would be long, and answers late. */
const LONGEST_MS = 7 * 24 * 60 * 60_000;
const MAX_PAGES = 20;
const PAGE_SIZE = 200;
/** Twilio answers these itself by SMS (Advanced Opt-Out, default words), and the list does not say that it did. */
const ANSWERED_BY_TWILIO = /^\s*(?:stop|stopall|unsubscribe|cancel|end|quit|start|unstop|help|info)\s*$/i;

type Listed = Readonly<Record<string, unknown>>;

export interface Missed {
  /** Rejects never. What could not be brought comes with the next call. */
  bring(inbound: Inbound, signal: AbortSignal): Promise<void>;
}

export function createMissed(deps: { api: RestApi; ours: OurAccount; clock: Clock; log: Log }): Missed {
  const { api, ours, clock, log } = deps;

  /** Null when a page did not come. Newest first. */
  async function list(sinceMs: number, signal: AbortSignal): Promise<readonly Listed[] | null> {
    const since = new Date(sinceMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
    let path: string | null =
      `/Messages.json?${new URLSearchParams({ 'DateSent>': since, PageSize: String(PAGE_SIZE) })}`;
    const found: Listed[] = [];
    for (let page = 0; path !== null && page < MAX_PAGES; page += 1) {
      const answer = await api.ask({ method: 'GET', path, signal, deadlineMs: DEADLINE_MS });
      if (answer.kind !== 'ok') return null;
      found.push(...recordsOf(answer.json['messages']));
      path = nextPath(answer.json['next_page_uri'], ours.accountSid);
    }
    return found.filter(
      (one) =>
        one['direction'] === 'inbound' &&
        isForUs(ours.from, textOf(one['to']), textOf(one['messaging_service_sid']) || null),
    );
  }

  async function mediaOf(sid: string, signal: AbortSignal): Promise<readonly Listed[] | null> {
    if (!/^(?:SM|MM)[0-9a-f]{32}$/i.test(sid)) return [];
    const path = `/Messages/${sid}/Media.json`;
    const answer = await api.ask({ method: 'GET', path, signal, deadlineMs: DEADLINE_MS });
    return answer.kind === 'ok' ? recordsOf(answer.json['media_list']) : null;
  }

  async function handIn(one: Listed, inbound: Inbound, signal: AbortSignal): Promise<boolean> {
    const sid = textOf(one['sid']);
    if (!textOf(one['from']).startsWith('whatsapp:') && ANSWERED_BY_TWILIO.test(textOf(one['body'])))
      return true;
    const media = textOf(one['num_media']) === '0' ? [] : await mediaOf(sid, signal);
    if (media === null || signal.aborted) return false;
    const taken = readForm(formOf(one, media, ours.accountSid), sid, ours);
    if (taken.kind !== 'message') return true;
    const { message } = taken;
    const sentAtMs = Date.parse(textOf(one['date_sent']));
    inbound.receive({
      ...message,
      sentAtMs: Number.isNaN(sentAtMs) ? null : sentAtMs,
      // SECURITY: the list does not say what was forwarded; on WhatsApp it may have been, so it does not count as
      // the sender's own words.
      ...(message.chat.id.startsWith('whatsapp:') ? { quoted: true as const } : {}),
    });
    return true;
  }

  return {
    bring: async (inbound, signal) => {
      try {
        const now = clock.now();
        const note = Date.parse(inbound.cursor(ours.channelId) ?? '');
        const sinceMs = Number.isNaN(note) ? now - FIRST_MS : Math.max(note - OVERLAP_MS, now - LONGEST_MS);
        const found = await list(sinceMs, signal);
        if (found === null) return;
        for (const one of found.toReversed()) if (!(await handIn(one, inbound, signal))) return;
        inbound.saveCursor(ours.channelId, new Date(now).toISOString());
      } catch (cause) {
        log.warn('Messages that were missed could not be brought', { channel: ours.channelId, cause });
      }
    },
  };
}

/** A listed message in the shape in which the webhook tells it. */
function formOf(one: Listed, media: readonly Listed[], accountSid: string): ReadonlyMap<string, string> {
  const sid = textOf(one['sid']);
  const files = media.flatMap((file, at): [string, string][] => [
    [
      `MediaUrl${at}`,
      `https://api.twilio.com/Accounts/${accountSid}/Messages/${sid}/Media/${textOf(file['sid'])}`,
    ],
    [`MediaContentType${at}`, textOf(file['content_type'])],
  ]);
  return new Map([
    ['MessageSid', sid],
    ['AccountSid', textOf(one['account_sid'])],
    ['From', textOf(one['from'])],
    ['To', textOf(one['to'])],
    ['Body', textOf(one['body'])],
    ['NumMedia', String(media.length)],
    ['MessagingServiceSid', textOf(one['messaging_service_sid'])],
    ...files,
  ]);
}

/** `/2010-04-01/Accounts/AC…/Messages.json?…` */
function nextPath(uri: unknown, accountSid: string): string | null {
  const below = `/2010-04-01/Accounts/${accountSid}`;
  // SECURITY: the login goes along; only a further page of the same list is asked for.
  return typeof uri === 'string' && uri.startsWith(`${below}/Messages.json?`)
    ? uri.slice(below.length)
    : null;
}

function recordsOf(value: unknown): readonly Listed[] {
  return Array.isArray(value)
    ? value.filter((one): one is Listed => typeof one === 'object' && one !== null && !Array.isArray(one))
    : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
