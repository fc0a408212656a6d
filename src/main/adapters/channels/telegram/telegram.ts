// A Telegram bot as a channel: receiving by poll.ts, sending by send.ts, words by render.ts, calls by bot-api.ts.
// This file only joins them. The token is fetched at the moment of use; a connection keeps it only to notice a new one.
// Import it only when a Telegram channel is configured: an app without one then never loads a Markdown parser for it.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import { createBotApi } from './bot-api.ts';
import { createFetchFile } from './fetch-file.ts';
import { createPoller } from './poll.ts';
import { renderForTelegram } from './render.ts';
import { createEdit, createSend } from './send.ts';

const TYPING_DEADLINE_MS = 5_000;

/** @param options.apiRoot Telegram's own address or that of another Bot API server; https, or http on this computer */
export function createTelegramChannel(options: ChannelOptions & { readonly apiRoot: string }): Channel {
  const { id, clock, log } = options;
  const own = { id, platform: 'telegram', render: renderForTelegram } as const;
  const board = createHealthBoard(log);
  const checked = safeAddress(options.apiRoot, 'the Telegram server');
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  const token = (): string | null => options.secret('bot-token');
  const exchange = createExchange(createProxyAgent(options));
  const api = createBotApi({ apiRoot: checked.address, clock, exchange });
  const poller = createPoller({ channelId: id, api, token, clock, log, board });

  return {
    ...own,
    ...lifeOf({ options, board, connection: poller, closeIdle: api.closeIdle }),
    canSendFiles: true,
    fetchAttachment: createFetchFile({ api, exchange, apiRoot: checked.address, token }),
    send: createSend({ api, token }),
    edit: createEdit({ api, token }),
    showTyping: (to) => {
      const current = token();
      const chatId = Number(to.chatId);
      if (current === null || !Number.isSafeInteger(chatId)) return;
      const thread = to.threadId === null ? {} : { message_thread_id: Number(to.threadId) };
      void api.ask(
        current,
        (raw, abort) => raw.sendChatAction({ chat_id: chatId, action: 'typing', ...thread }, abort),
        {
          signal: new AbortController().signal,
          deadlineMs: TYPING_DEADLINE_MS,
        },
      );
    },
  };
}
