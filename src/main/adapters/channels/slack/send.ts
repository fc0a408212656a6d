// One part of a reply → one message → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// What may have been delivered is never sent again by itself: Slack documents no key by which it would know a repeat
// (`client_msg_id` occurs in its list of errors, but is no documented argument).
// Knows nothing of order in a chat or of what else waits: that is the caller's.
import type { Address, Channel, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { createBackoff } from '../backoff.ts';
import type { SendFile } from './files-out.ts';
import { isChatId, isTimestamp } from './ids.ts';
import { type Element, escaped, fallbackOf, fromBody, plainElements } from './rich-text.ts';
import { type ApiAnswer, isTokenError, type WebApi } from './web-api.ts';

export type SendPart = (to: Address, part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome>;
export type EditPart = NonNullable<Channel['edit']>;

export interface SendDeps {
  readonly api: WebApi;
  /** Never throws; null: none is set. */
  readonly token: () => string | null;
  /** Slack took our token no longer: the connection should find out and say so. */
  readonly onTokenRefused: () => void;
}

const SEND_DEADLINE_MS = 30_000;
/** Nothing that we do brings a token; a new one is used with the next attempt. */
const NO_TOKEN_RETRY_MS = 60_000;
const EDIT_RETRY_MS = 5_000;
/** docs.slack.dev: Button element: `text` 75 characters, `value` 2,000; Actions block: 25 elements. */
const MAX_LABEL = 75;
const MAX_VALUE = 2_000;
const MAX_BUTTONS = 25;
/** chat.update takes no longer `text` than 4,000 bytes (`msg_too_long`); it is only the notification, the block has all. */
const MAX_UPDATE_TEXT = 1_000;

export function createSend(deps: SendDeps & { sendFile: SendFile }): SendPart {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  return async (to, part, signal) => {
    const refusal = wrongAddress(to);
    if (refusal !== null) return refusal;
    if (tooMuch(part))
      return { kind: 'rejected', reason: 'These buttons do not fit into a message of Slack.' };
    const token = deps.token();
    if (token === null) return NO_TOKEN;
    if (part.file !== undefined)
      return concluded(await deps.sendFile(token, to, part.file, elementsOf(part), signal), null);
    const elements = elementsOf(part);
    const post = (content: object): Promise<ApiAnswer> =>
      deps.api.ask(
        token,
        'chat.postMessage',
        {
          channel: to.chatId,
          ...content,
          ...(to.threadId === null ? {} : { thread_ts: to.threadId }),
          // SECURITY: Slack fetches a link to preview it; a link made of stolen words would leave without a click.
          unfurl_links: false,
          unfurl_media: false,
          // SECURITY: with these on, a plain `@here` or the name of a channel in the text would become a ping.
          link_names: false,
          parse: 'none',
        },
        { signal, deadlineMs: SEND_DEADLINE_MS },
      );
    const first = await post({ text: fallbackOf(elements), blocks: [block(elements), ...actionsOf(part)] });
    // Refused before anything was delivered, so the same words may go again, without formatting.
    const answer =
      first.kind === 'refused' &&
      /^invalid_blocks|^msg_blocks_too_long/.test(first.error) &&
      actionsOf(part).length === 0
        ? await post({ text: fallbackOf(elements), mrkdwn: false })
        : first;
    return concluded(answer, answer.kind === 'ok' ? timestampOf(answer.result['ts']) : null);
  };

  function concluded(answer: ApiAnswer | SendOutcome, sentAs: string | null): SendOutcome {
    if (answer.kind === 'ok') {
      backoff.reset();
      return { kind: 'sent', platformMessageId: sentAs };
    }
    if (answer.kind === 'refused' && isTokenError(answer.error)) deps.onTokenRefused();
    return outcomeOf(answer, backoff.nextMs);
  }
}

/** Changes the words of a message of ours; its buttons go, as none are named. */
export function createEdit(deps: SendDeps): EditPart {
  return async (to, platformMessageId, part, signal) => {
    const refusal = wrongAddress(to);
    if (refusal !== null) return refusal;
    if (!isTimestamp(platformMessageId))
      return { kind: 'rejected', reason: 'This is not a message on Slack.' };
    const token = deps.token();
    if (token === null) return NO_TOKEN;
    const elements = elementsOf(part);
    const answer = await deps.api.ask(
      token,
      'chat.update',
      {
        channel: to.chatId,
        ts: platformMessageId,
        text: fallbackOf(elements)
          .slice(0, MAX_UPDATE_TEXT)
          .replace(/&[a-z]{0,3}$/, ''),
        blocks: [block(elements)],
        link_names: false,
        parse: 'none',
      },
      { signal, deadlineMs: SEND_DEADLINE_MS },
    );
    switch (answer.kind) {
      case 'ok':
        return { kind: 'sent', platformMessageId };
      // The same change twice is the same as once: what may have arrived can be tried again.
      case 'no-answer':
      case 'not-sent':
        return { kind: 'retry-later', afterMs: EDIT_RETRY_MS, reason: answer.reason };
      default:
        if (answer.kind === 'refused' && isTokenError(answer.error)) deps.onTokenRefused();
        return outcomeOf(answer, () => EDIT_RETRY_MS);
    }
  };
}

const NO_TOKEN: SendOutcome = {
  kind: 'retry-later',
  afterMs: NO_TOKEN_RETRY_MS,
  reason: 'No bot token is set for Slack.',
};

function wrongAddress(to: Address): SendOutcome | null {
  // SECURITY: ids only; Slack would also take a name here, and names can change hands.
  if (!isChatId(to.chatId)) return { kind: 'rejected', reason: 'This is not a chat on Slack.' };
  if (to.threadId !== null && !isTimestamp(to.threadId))
    return { kind: 'rejected', reason: 'This is not a thread on Slack.' };
  return null;
}

function elementsOf(part: OutboundPart): readonly Element[] {
  return (part.format === 'html' ? fromBody(part.body) : null) ?? plainElements(part.body);
}

function block(elements: readonly Element[]): object {
  return { type: 'rich_text', elements };
}

function tooMuch({ buttons = [] }: OutboundPart): boolean {
  return buttons.length > MAX_BUTTONS || buttons.some(({ data }) => data.length > MAX_VALUE);
}

function actionsOf({ buttons }: OutboundPart): object[] {
  if (buttons === undefined || buttons.length === 0) return [];
  const elements = buttons.map(({ label, data }, index) => ({
    type: 'button',
    action_id: `sallyport-${index}`,
    text: { type: 'plain_text', text: label.slice(0, MAX_LABEL), emoji: false },
    value: data,
  }));
  return [{ type: 'actions', elements }];
}

function timestampOf(value: unknown): string | null {
  return typeof value === 'string' && isTimestamp(value) ? value : null;
}

function outcomeOf(
  answer: Exclude<ApiAnswer, { kind: 'ok' }> | SendOutcome,
  nextMs: () => number,
): SendOutcome {
  switch (answer.kind) {
    case 'limited':
      return {
        kind: 'retry-later',
        afterMs: answer.afterMs,
        reason: 'Slack asks for a pause: there were too many messages.',
      };
    case 'not-sent':
      return { kind: 'retry-later', afterMs: nextMs(), reason: answer.reason };
    case 'no-answer':
      return { kind: 'uncertain', reason: answer.reason };
    case 'refused':
      if (isTokenError(answer.error))
        return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'Slack refused the bot token.' };
      return { kind: 'rejected', reason: reasonOf(answer.error, answer.needed) };
    default:
      return answer;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  channel_not_found: 'Slack does not know this chat, or the app was not invited to it.',
  not_in_channel: 'The app is not in this channel. Invite it there with /invite.',
  is_archived: 'This channel was archived.',
  restricted_action: 'A setting of the workspace does not let the app write here.',
  restricted_action_read_only_channel: 'The app is not allowed to write in this channel.',
  restricted_action_thread_only_channel: 'In this channel only threads may be written to.',
  restricted_action_thread_locked: 'This thread is locked.',
  cannot_reply_to_message: 'This message takes no replies.',
  thread_not_found: 'This thread no longer exists.',
  message_not_found: 'This message no longer exists.',
  cant_update_message: 'This message is not ours to change.',
  edit_window_closed: 'This message can be changed no longer.',
  messages_tab_disabled:
    'The app takes no direct messages. Switch on its Messages tab (App Home in its settings).',
  user_disabled: 'This account was deactivated.',
  msg_too_long: 'The message is too long for Slack.',
};

/** @param error a code of Slack's own; shown only where there is no sentence for it */
export function reasonOf(error: string, needed: string | null): string {
  if (error === 'missing_scope')
    return `The app lacks a permission${needed === null ? '' : ` (${needed})`}. Add it in the settings of the app and install it again.`;
  return REASONS[error] ?? `Slack refused it (${escaped(error)}).`;
}
