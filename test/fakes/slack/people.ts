// What people and other programs do in the workspace, and the events that Slack makes of it for the app.
//   write, change, react, press → state, and an event with everything that stands around it
// Fields are those of docs.slack.dev: "message event", "reaction_added", "block_actions payload". It knows no connection.
import { encoded } from './blocks.ts';
import { addFile } from './file-methods.ts';
import { type Chat, callbackOf, type Member, type WireMessage } from './wire.ts';
import { TEAM, type Workspace } from './workspace.ts';

export type Deliver = (type: 'events_api' | 'interactive', payload: unknown) => void;

export interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Deed {
  readonly threadTs?: string;
  /** As Slack marks it, before the words. */
  readonly mention?: boolean;
  readonly files?: readonly SentFile[];
  /** More fields of the message, or other values; undefined takes one away. */
  readonly instead?: Readonly<Record<string, unknown>>;
}

export interface People {
  /** @returns the message and its event, which was not delivered yet */
  say(
    member: Member,
    chat: Chat,
    text: string,
    deed?: Deed,
  ): { readonly ts: string; readonly event: unknown };
  sayAsBot(chat: Chat, text: string): { readonly ts: string; readonly event: unknown };
  change(chat: Chat, ts: string, text: string): unknown;
  react(member: Member, chat: Chat, ts: string, name: string, what?: 'added' | 'removed'): unknown;
  press(member: Member, chat: Chat, ts: string, button: { actionId: string; value: string }): unknown;
  /** The event of any message: Slack tells the app of its own too. */
  eventOf(chat: Chat, message: WireMessage): unknown;
  wrap(event: Readonly<Record<string, unknown>>, isShared?: boolean): unknown;
}

/** Slack cuts what is longer (docs.slack.dev, changelog 2018-04). */
const HARD_LIMIT = 40_000;

export function createPeople(workspace: Workspace, baseUrl: () => string): People {
  const { bot } = workspace;

  function wrap(event: Readonly<Record<string, unknown>>, isShared = false): unknown {
    return callbackOf(event, {
      teamId: TEAM,
      appId: bot.appId,
      botUserId: bot.userId,
      eventId: workspace.nextId('Ev'),
      isShared,
    });
  }

  function eventOf(chat: Chat, message: WireMessage): unknown {
    const event = { ...message, channel: chat.id, event_ts: message.ts, channel_type: chat.type };
    return wrap(event, chat.isShared);
  }

  return {
    wrap,
    eventOf,
    say: (member, chat, text, { threadTs, mention = false, files = [], instead = {} } = {}) => {
      const stored = files.map((file) =>
        addFile(workspace, baseUrl(), { ...file, size: file.bytes.length, bytes: file.bytes }),
      );
      const words = `${mention ? `<@${bot.userId}> ` : ''}${encoded(text)}`.slice(0, HARD_LIMIT);
      const message = {
        type: 'message' as const,
        ts: workspace.nextTs(),
        user: member.id,
        team: member.teamId,
        text: words,
        client_msg_id: `00000000-0000-4000-8000-${workspace.nextId('').slice(-4).padStart(12, '0')}`,
        ...(member.teamId === TEAM ? {} : { user_team: member.teamId }),
        ...(stored.length === 0 ? {} : { subtype: 'file_share', files: stored.map((file) => file.wire) }),
        ...(threadTs === undefined
          ? {}
          : { thread_ts: threadTs, parent_user_id: workspace.message(chat, threadTs)?.user ?? '' }),
        ...instead,
      } satisfies WireMessage;
      workspace.add(chat, message);
      return { ts: message.ts, event: eventOf(chat, message) };
    },
    sayAsBot: (chat, text) => {
      const message: WireMessage = {
        type: 'message',
        subtype: 'bot_message',
        ts: workspace.nextTs(),
        bot_id: 'B0OTHER01',
        username: 'Beeper',
        text: encoded(text),
      };
      workspace.add(chat, message);
      return { ts: message.ts, event: eventOf(chat, message) };
    },
    change: (chat, ts, text) => {
      const before = workspace.message(chat, ts);
      if (before === undefined) throw new Error('There is no such message.');
      const eventTs = workspace.nextTs();
      const message: WireMessage = {
        ...before,
        text: encoded(text),
        edited: { user: before.user ?? '', ts: eventTs },
      };
      workspace.replace(chat, message);
      const event = {
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        channel: chat.id,
        channel_type: chat.type,
        ts: eventTs,
        event_ts: eventTs,
        message,
        previous_message: before,
      };
      return wrap(event, chat.isShared);
    },
    react: (member, chat, ts, name, what = 'added') =>
      wrap(
        {
          type: `reaction_${what}`,
          user: member.id,
          reaction: name,
          item_user: workspace.message(chat, ts)?.user,
          item: { type: 'message', channel: chat.id, ts },
          event_ts: workspace.nextTs(),
        },
        chat.isShared,
      ),
    press: (member, chat, ts, { actionId, value }) => {
      const message = workspace.message(chat, ts);
      return {
        type: 'block_actions',
        user: { id: member.id, username: member.name, name: member.name, team_id: member.teamId },
        api_app_id: bot.appId,
        token: 'verification-token-no-longer-used',
        container: { type: 'message', message_ts: ts, channel_id: chat.id, is_ephemeral: false },
        trigger_id: '12466734323.1395872398',
        team: { id: TEAM, domain: 'home' },
        enterprise: null,
        channel: { id: chat.id, name: chat.name },
        message,
        state: { values: {} },
        response_url: 'https://hooks.slack.com/actions/secret-address',
        actions: [
          {
            type: 'button',
            action_id: actionId,
            block_id: 'block',
            text: { type: 'plain_text', text: 'Choose', emoji: false },
            value,
            action_ts: workspace.nextTs(),
          },
        ],
      };
    },
  };
}
