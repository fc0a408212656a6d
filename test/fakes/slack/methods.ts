// Methods of the Web API that a bot calls: who am I, post, change, history, people, files, status.
//   fields → checked as Slack checks them → state changed → answer
// Errors are Slack's own codes (docs.slack.dev, "Methods"). It knows no HTTP and no tokens: those are checked before.
import type { Fields } from '../loopback/http-body.ts';
import { readBlocks, readText } from './blocks.ts';
import { createFileMethods } from './file-methods.ts';
import { type Chat, good, no, type Reply, type WireMessage } from './wire.ts';
import { TEAM, type Workspace } from './workspace.ts';

export interface PostedMessage {
  readonly chatId: string;
  readonly threadTs: string | null;
  readonly ts: string;
  /** As people read it. */
  readonly text: string;
  /** What came: blocks as JSON, or the field `text`. */
  readonly raw: string;
  readonly buttons: readonly { readonly label: string; readonly value: string; readonly actionId: string }[];
  readonly files: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
  readonly pings: readonly string[];
  readonly unfurls: boolean;
}

export type Method = (fields: Fields) => Reply;

export interface MethodDeps {
  readonly workspace: Workspace;
  readonly baseUrl: () => string;
  onPosted(posted: PostedMessage, what: 'sent' | 'changed'): void;
  onStatus(chatId: string, threadTs: string, status: string): void;
  /** Slack tells the app of its own messages too. */
  onMessage(chat: Chat, message: WireMessage): void;
}

/** Slack cuts there (docs.slack.dev: chat.postMessage, "Truncating content"). */
const HARD_LIMIT = 40_000;
const MAX_UPDATE_BYTES = 4_000;

export function createMethods(deps: MethodDeps): ReadonlyMap<string, Method> {
  const { workspace } = deps;
  const { bot } = workspace;

  const post: Method = (fields) => {
    const chat = chatOf(fields['channel']);
    if (chat === undefined) return no('channel_not_found');
    const content = contentOf(fields);
    if ('error' in content)
      return no(content.error, content.detail === undefined ? {} : { errors: [content.detail] });
    const threadTs = textOf(fields['thread_ts']);
    if (threadTs !== null && workspace.message(chat, threadTs) === undefined) return no('thread_not_found');
    const ts = workspace.nextTs();
    const message: WireMessage = {
      type: 'message',
      ts,
      user: bot.userId,
      bot_id: bot.botId,
      app_id: bot.appId,
      team: TEAM,
      text: content.field,
      ...(content.blocks === null ? {} : { blocks: content.blocks }),
      ...(threadTs === null
        ? {}
        : { thread_ts: threadTs, parent_user_id: workspace.message(chat, threadTs)?.user ?? '' }),
    };
    workspace.add(chat, message);
    deps.onPosted(
      { chatId: chat.id, threadTs, ts, files: [], ...content.read, ...unfurlsOf(fields) },
      'sent',
    );
    deps.onMessage(chat, message);
    return good({ channel: chat.id, ts, message });
  };

  const update: Method = (fields) => {
    const chat = chatOf(fields['channel']);
    if (chat === undefined) return no('channel_not_found');
    const before = workspace.message(chat, textOf(fields['ts']) ?? '');
    if (before === undefined) return no('message_not_found');
    if (before.bot_id !== bot.botId) return no('cant_update_message');
    if (Buffer.byteLength(textOf(fields['text']) ?? '') > MAX_UPDATE_BYTES) return no('msg_too_long');
    const content = contentOf(fields);
    if ('error' in content) return no(content.error);
    const changed: WireMessage = {
      ...before,
      text: content.field,
      blocks: content.blocks ?? [],
      edited: { user: bot.userId, ts: workspace.nextTs() },
    };
    workspace.replace(chat, changed);
    const threadTs = before.thread_ts ?? null;
    deps.onPosted(
      { chatId: chat.id, threadTs, ts: before.ts, files: [], ...content.read, unfurls: false },
      'changed',
    );
    return good({ channel: chat.id, ts: before.ts, text: content.field, message: changed });
  };

  function history(fields: Fields, belongs: (message: WireMessage) => boolean): Reply {
    const chat = chatOf(fields['channel']);
    if (chat === undefined) return no('channel_not_found');
    const limit = Math.min(200, Number(fields['limit'] ?? 100));
    const oldest = Number(fields['oldest'] ?? 0);
    const from = Number(/^next:(\d+)$/.exec(textOf(fields['cursor']) ?? '')?.[1] ?? 0);
    const all = chat.messages.filter(
      (message) => belongs(message) && (Number(message.ts) > oldest || isRoot(message, fields)),
    );
    const page = [...all].reverse().slice(from, from + limit);
    const hasMore = from + limit < all.length;
    return good({
      messages: page,
      has_more: hasMore,
      response_metadata: { next_cursor: hasMore ? `next:${from + limit}` : '' },
    });
  }

  const info: Method = (fields) => {
    const member = workspace.member(textOf(fields['user']) ?? '');
    if (member === undefined) return no('user_not_found');
    return good({
      user: {
        id: member.id,
        team_id: member.teamId,
        name: member.name,
        is_bot: member.isBot,
        profile: { display_name: member.displayName, real_name: member.name },
      },
    });
  };

  const status: Method = (fields) => {
    const chat = chatOf(fields['channel_id']);
    const threadTs = textOf(fields['thread_ts']);
    if (chat === undefined) return no('channel_not_found');
    if (threadTs === null || workspace.message(chat, threadTs) === undefined) return no('invalid_thread_ts');
    deps.onStatus(chat.id, threadTs, textOf(fields['status']) ?? '');
    return good();
  };

  function chatOf(value: unknown): Chat | undefined {
    return workspace.chat(textOf(value) ?? '');
  }

  return new Map<string, Method>([
    [
      'auth.test',
      () =>
        good({
          url: 'https://home.slack.com/',
          team: workspace.teamName,
          user: bot.name,
          team_id: TEAM,
          user_id: bot.userId,
          bot_id: bot.botId,
          is_enterprise_install: false,
        }),
    ],
    ['chat.postMessage', post],
    ['chat.update', update],
    ['conversations.history', (fields) => history(fields, (message) => message.thread_ts === undefined)],
    [
      'conversations.replies',
      (fields) =>
        history(fields, (message) => isRoot(message, fields) || message.thread_ts === textOf(fields['ts'])),
    ],
    ['users.info', info],
    ['assistant.threads.setStatus', status],
    ...createFileMethods(deps),
  ]);
}

interface Content {
  readonly field: string;
  readonly blocks: readonly unknown[] | null;
  readonly read: Pick<PostedMessage, 'text' | 'raw' | 'buttons' | 'pings'>;
}

export function contentOf(fields: Fields): Content | { readonly error: string; readonly detail?: string } {
  const field = (textOf(fields['text']) ?? '').slice(0, HARD_LIMIT);
  const links = fields['link_names'] === 'true' || fields['parse'] === 'full';
  const said = readText(field, { isMarkup: fields['mrkdwn'] !== 'false', links });
  const sentBlocks = textOf(fields['blocks']);
  if (sentBlocks === null) {
    if (field.trim() === '') return { error: 'no_text' };
    return { field, blocks: null, read: { ...said, raw: field, buttons: [] } };
  }
  const blocks = parsed(sentBlocks);
  const read = readBlocks(blocks);
  if (typeof read === 'string')
    return { error: read === 'msg_blocks_too_long' ? read : 'invalid_blocks', detail: read };
  // Whom a message calls is decided by both.
  return {
    field,
    blocks: blocks as readonly unknown[],
    read: { text: read.text, raw: sentBlocks, buttons: read.buttons, pings: [...said.pings, ...read.pings] },
  };
}

function isRoot(message: WireMessage, fields: Fields): boolean {
  return message.ts === textOf(fields['ts']);
}

function unfurlsOf(fields: Fields): { unfurls: boolean } {
  return { unfurls: fields['unfurl_links'] !== 'false' || fields['unfurl_media'] !== 'false' };
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
