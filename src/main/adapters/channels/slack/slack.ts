// A Slack app as a channel: receiving by connection.ts (socket) and webhook.ts, sending by send.ts, words by render.ts.
// This file only joins them. Tokens are fetched at the moment of use and kept by nobody.
// Import it only when a Slack channel is configured: an app without one then never loads a Markdown parser for it.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import { createCheck } from './check.ts';
import { createConnection, type Mode } from './connection.ts';
import { createFetchAttachment } from './files-in.ts';
import { createSendFile } from './files-out.ts';
import { isChatId, isTimestamp } from './ids.ts';
import { createPeople } from './people.ts';
import { renderForSlack } from './render.ts';
import { createEdit, createSend } from './send.ts';
import { createWebApi } from './web-api.ts';
import { createWebhookRoute } from './webhook.ts';

export interface SlackOptions extends ChannelOptions {
  /** How events come: by a connection that we open (Socket Mode), or by requests to our webhook listener. */
  readonly mode: Mode;
  /** Of the Web API, for instance https://slack.com/api; https, or http on this computer. */
  readonly apiRoot: string;
}

const TYPING_DEADLINE_MS = 5_000;

/** Secrets: `bot-token` (xoxb), `app-token` (xapp, for the socket), `signing-secret` (for the webhook). */
export function createSlackChannel(options: SlackOptions): Channel {
  const { id, mode, secret, clock, log } = options;
  const own = { id, platform: 'slack', render: renderForSlack } as const;
  const checked = safeAddress(options.apiRoot, 'the Slack server');
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  const board = createHealthBoard(log);
  const proxy = createProxyAgent(options);
  const exchange = createExchange(proxy);
  const api = createWebApi({ apiRoot: checked.address, exchange });
  const token = (): string | null => secret('bot-token');
  const onTokenRefused = (): void => connection.reconnect();
  const people = createPeople({ api, token, clock, onTokenRefused });
  const connection = createConnection({ channelId: id, mode, api, proxy, people, secret, clock, log, board });
  const sending = { api, token, onTokenRefused };

  const channel: Channel = {
    ...own,
    ...lifeOf({ options, board, connection, closeIdle: exchange.closeIdle }),
    canSendFiles: true,
    send: createSend({ ...sending, sendFile: createSendFile({ api, exchange }) }),
    edit: createEdit(sending),
    fetchAttachment: createFetchAttachment({ api, exchange, token }),
    check: createCheck({ api, mode, secret }),
    showTyping: ({ chatId, threadId }) => {
      const current = token();
      // Slack shows that an app is at work in threads only, by the status of an assistant (chat:write, since March 2026);
      // it goes with the reply, or after two minutes (docs.slack.dev: assistant.threads.setStatus).
      if (current === null || threadId === null || !isChatId(chatId) || !isTimestamp(threadId)) return;
      void api.ask(
        current,
        'assistant.threads.setStatus',
        { channel_id: chatId, thread_ts: threadId, status: 'is typing…' },
        { signal: new AbortController().signal, deadlineMs: TYPING_DEADLINE_MS },
      );
    },
  };
  if (mode === 'socket') return channel;
  const webhook = createWebhookRoute({
    signingSecret: () => secret('signing-secret'),
    intake: connection.intake,
    onAlive: () => board.set({ lastSeenAtMs: clock.now() }),
  });
  return { ...channel, webhook };
}
