// The shapes and sentences that go over the wire: envelopes of answers, people, chats, messages, events.
// Names with an underscore are Slack's own (docs.slack.dev). It knows no state and no HTTP.

export interface WireFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly mode: 'hosted' | 'tombstone';
  readonly url_private: string;
  readonly url_private_download: string;
}

/** A message as it stands in a chat. What Slack says in an event is this and the chat. */
export interface WireMessage {
  readonly type: 'message';
  readonly ts: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly username?: string;
  readonly subtype?: string;
  readonly team?: string;
  readonly user_team?: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  readonly files?: readonly WireFile[];
  readonly thread_ts?: string;
  readonly parent_user_id?: string;
  readonly client_msg_id?: string;
  readonly edited?: { readonly user: string; readonly ts: string };
}

export type ChatType = 'im' | 'mpim' | 'channel' | 'group' | 'app_home';

export interface Chat {
  readonly id: string;
  readonly type: ChatType;
  readonly name: string;
  /** Shared with another workspace by Slack Connect. */
  readonly isShared: boolean;
  readonly messages: WireMessage[];
}

export interface Member {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly displayName: string;
  readonly isBot: boolean;
}

export interface Bot {
  readonly appId: string;
  readonly botId: string;
  readonly userId: string;
  readonly name: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export function good(fields: Readonly<Record<string, unknown>> = {}): Reply {
  return { status: 200, body: { ok: true, ...fields } };
}

/** Slack says no with status 200. */
export function no(error: string, more: Readonly<Record<string, unknown>> = {}): Reply {
  return { status: 200, body: { ok: false, error, ...more } };
}

/** What stands around an event, the same over the socket and by webhook. */
export function callbackOf(
  event: Readonly<Record<string, unknown>>,
  about: { teamId: string; appId: string; botUserId: string; eventId: string; isShared: boolean },
): Readonly<Record<string, unknown>> {
  return {
    token: 'verification-token-no-longer-used',
    team_id: about.teamId,
    context_team_id: about.teamId,
    context_enterprise_id: null,
    api_app_id: about.appId,
    event,
    type: 'event_callback',
    event_id: about.eventId,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: about.teamId,
        user_id: about.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: about.isShared,
    event_context: `4-context-${about.eventId}`,
  };
}
