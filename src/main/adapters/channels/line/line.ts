// A LINE official account as a channel: receiving by webhook.ts, sending by send.ts, health by account.ts.
// This file only joins them. Secrets are fetched at the moment of use. Import it only when such a channel is configured.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createHealthBoard } from '../health-board.ts';
import { createOwnMessages } from '../own-messages.ts';
import { safeAddress } from '../safe-address.ts';
import { createAccount } from './account.ts';
import { createCheck } from './check.ts';
import { createFetchAttachment } from './content.ts';
import { isLineId } from './event-shape.ts';
import { createLineApi } from './line-api.ts';
import { createNames } from './names.ts';
import { renderForLine } from './plain.ts';
import { createSend, REPEAT_WINDOW_MS } from './send.ts';
import { createWebhook } from './webhook.ts';

export interface LineOptions extends ChannelOptions {
  /** `https://api.line.me`; https, or http on this computer. */
  readonly apiRoot: string;
  /** `https://api-data.line.me`: where the contents of messages are. */
  readonly dataApiRoot: string;
}

const TYPING_DEADLINE_MS = 5_000;
/** How long the animation shows unless a message comes first; LINE takes 5 to 60 in steps of 5. */
const TYPING_SECONDS = 20;

/** Secrets: `channel-access-token`, `channel-secret`. */
export function createLineChannel(options: LineOptions): Channel {
  const { id, clock, log } = options;
  const own = { id, platform: 'line', render: renderForLine } as const;
  const api = safeAddress(options.apiRoot, 'the LINE server');
  const data = safeAddress(options.dataApiRoot, 'the LINE server for contents');
  if (api.kind === 'unusable') return unusableChannel(own, api.reason);
  if (data.kind === 'unusable') return unusableChannel(own, data.reason);
  const board = createHealthBoard(log);
  const line = createLineApi(options, { api: api.address, data: data.address });
  const account = createAccount({ options, api: line, board, clock, log });
  const sent = createOwnMessages();

  return {
    ...own,
    ...lifeOf({ options, board, connection: account, closeIdle: line.closeIdle }),
    repeatWindowMs: REPEAT_WINDOW_MS,
    webhook: createWebhook({
      options,
      account,
      names: createNames({ api: line, clock }),
      isOurs: sent.has,
    }),
    send: createSend({ api: line, account, own: sent }),
    fetchAttachment: createFetchAttachment(line),
    check: createCheck({ options, api: line }),
    showTyping: (to) => {
      // LINE shows it to one person only: never in a group.
      if (!isLineId(to.chatId) || !to.chatId.startsWith('U')) return;
      void line.ask({
        method: 'POST',
        path: '/v2/bot/chat/loading/start',
        body: { chatId: to.chatId, loadingSeconds: TYPING_SECONDS },
        signal: new AbortController().signal,
        deadlineMs: TYPING_DEADLINE_MS,
      });
    },
  };
}
