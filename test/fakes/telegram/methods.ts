// The bot methods that do not handle messages, and the table in which all methods are found.
//   method name (any case) → handler → envelope
// It knows no HTTP. Names and refusals: Bot API, each under its own heading.
import type { Fields, Files } from '../loopback/http-body.ts';
import { isObject } from '../loopback/http-body.ts';
import type { Chats } from './chats.ts';
import { createFileMethods, type PlatformFiles } from './file-methods.ts';
import type { MessageWorld } from './message-methods.ts';
import { createFindChat, createMessageMethods } from './message-methods.ts';
import type { Updates } from './updates.ts';
import type { BotReply, WireUser } from './wire.ts';
import { badRequest, done, refused, structured, wholeNumber } from './wire.ts';

export type Method = (fields: Fields, gone: AbortSignal, files: Files) => BotReply | Promise<BotReply>;

export interface CallbackAnswer {
  readonly queryId: string;
  readonly text: string | null;
  readonly showAlert: boolean;
  readonly atMs: number;
}

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}

export interface MethodWorld extends MessageWorld {
  readonly updates: Updates;
  readonly chats: Chats;
  readonly bot: WireUser;
  readonly canReadAllGroupMessages: boolean;
  readonly files: PlatformFiles;
  /** Ids of pressed buttons not answered yet. */
  readonly openQueries: Set<string>;
  onCallbackAnswer(answer: CallbackAnswer): void;
}

export interface Methods {
  find(name: string): Method | undefined;
  /** As the bot last set them. */
  commands(): readonly BotCommand[];
}

export function createMethods(world: MethodWorld): Methods {
  const findChat = createFindChat(world);
  let commands: readonly BotCommand[] = [];
  let webhookUrl = '';

  const table: Readonly<Record<string, Method>> = {
    ...createMessageMethods(world, findChat),
    ...createFileMethods(world, findChat),

    getme: () =>
      done({
        ...world.bot,
        can_join_groups: true,
        can_read_all_group_messages: world.canReadAllGroupMessages,
        supports_inline_queries: false,
        can_connect_to_business: false,
        has_main_web_app: false,
      }),

    getupdates(fields, gone) {
      if (webhookUrl === '') return world.updates.get(fields, gone);
      const advice = 'use deleteWebhook to delete the webhook first';
      return refused(409, `Conflict: can't use getUpdates method while webhook is active; ${advice}`);
    },

    // Kept and reported, never called: enough to meet a token whose webhook is still set somewhere else.
    setwebhook(fields) {
      webhookUrl = typeof fields['url'] === 'string' ? fields['url'] : '';
      world.updates.endPoll(refused(409, 'Conflict: terminated by setWebhook request'));
      return { ok: true, result: true };
    },

    deletewebhook(fields) {
      webhookUrl = '';
      if (isTrue(fields['drop_pending_updates'])) world.updates.clear();
      return done(true);
    },

    getwebhookinfo: () =>
      done({
        url: webhookUrl,
        has_custom_certificate: false,
        pending_update_count: world.updates.pendingCount(),
      }),

    setmycommands(fields) {
      const given = structured(fields['commands']);
      if (!Array.isArray(given)) return badRequest("can't parse commands JSON object");
      if (!given.every(isCommand)) return badRequest('BOT_COMMAND_INVALID');
      commands = given.map(({ command, description }) => ({ command, description }));
      return done(true);
    },

    getmycommands: () => done(commands),

    deletemycommands() {
      commands = [];
      return done(true);
    },

    getchat(fields) {
      const chat = world.chats.find(fields['chat_id']);
      if (chat === undefined) return badRequest('chat not found');
      return done({ ...chat.wire, accent_color_id: 0, max_reaction_count: 11 });
    },

    answercallbackquery(fields) {
      const queryId = String(fields['callback_query_id'] ?? '');
      if (!world.openQueries.delete(queryId)) {
        return badRequest('query is too old and response timeout expired or query ID is invalid');
      }
      const text = typeof fields['text'] === 'string' ? fields['text'] : null;
      if (text !== null && text.length > 200) return badRequest('MESSAGE_TOO_LONG');
      world.onCallbackAnswer({ queryId, text, showAlert: isTrue(fields['show_alert']), atMs: world.now() });
      return done(true);
    },

    logout: () => done(true),
    close: () => done(true),
  };

  return {
    find(name) {
      const key = name.toLowerCase();
      return Object.hasOwn(table, key) ? table[key] : undefined;
    },
    commands: () => commands,
  };
}

/** A flag as JSON has it, or as a form spells it. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 'True' || wholeNumber(value) === 1;
}

// Bot API "BotCommand": 1-32 of lowercase letters, digits and underscores; description 1-256 characters.
function isCommand(value: unknown): value is BotCommand {
  if (!isObject(value)) return false;
  const { command, description } = value;
  const named = typeof command === 'string' && /^\/?[a-z0-9_]{1,32}$/.test(command);
  return named && typeof description === 'string' && description.length >= 1 && description.length <= 256;
}
