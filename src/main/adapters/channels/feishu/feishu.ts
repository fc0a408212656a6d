// A Feishu or Lark app with a bot as a channel: connection.ts, intake.ts, webhook.ts, send.ts, words by post.ts.
// This file only joins them. Secrets are fetched at the moment of use. Import it only when such a channel is configured.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { createOwnMessages } from '../own-messages.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import { createConnection } from './connection.ts';
import { createEndpoint } from './endpoint.ts';
import { meOf } from './event-shape.ts';
import { createFeishuApi, type FeishuApi } from './feishu-api.ts';
import { createHistory } from './history.ts';
import { createIntake } from './intake.ts';
import { createLookups } from './lookups.ts';
import { renderForFeishu } from './post.ts';
import { createFetchAttachment } from './resources.ts';
import { createSending, REPEAT_WINDOW_MS } from './send.ts';
import { createTenantToken } from './tenant-token.ts';
import { createWebhook } from './webhook.ts';

export interface FeishuOptions extends ChannelOptions {
  /** `socket`: we open a long connection. `webhook`: Feishu calls us. */
  readonly mode: 'socket' | 'webhook';
  /** `https://open.feishu.cn` or `https://open.larksuite.com`; https, or http on this computer. */
  readonly apiRoot: string;
  /** `cli_…`; empty: none is set. */
  readonly appId: string;
}

const CHECK_DEADLINE_MS = 15_000;

/** Secrets: `app-secret`, and for webhooks `encrypt-key` and `verification-token`. */
export function createFeishuChannel(options: FeishuOptions): Channel {
  const { id, clock, log, mode, appId } = options;
  const named = { id, platform: 'feishu', render: renderForFeishu } as const;
  const checked = safeAddress(options.apiRoot, 'the Feishu server');
  if (checked.kind === 'unusable') return unusableChannel(named, checked.reason);
  const apiRoot = checked.address;
  const board = createHealthBoard(log);
  const proxy = createProxyAgent(options);
  const exchange = createExchange(proxy);
  const api = createFeishuApi({
    apiRoot,
    exchange,
    tenant: createTenantToken({ options, exchange, apiRoot, appId }),
  });
  const own = createOwnMessages();
  const intake = createIntake({
    channelId: id,
    appId,
    lookups: createLookups({ api, appId, own, clock }),
    onReceived: (inbound, message) => history.received(inbound, message),
    me: () => connection.me(),
    running: () => connection.running(),
  });
  const history = createHistory({ channelId: id, appId, api, clock, log, take: intake.take });
  const connection = createConnection({
    options,
    mode,
    appId,
    api,
    endpoint: createEndpoint({ options, exchange, apiRoot, appId }),
    proxy,
    board,
    clock,
    log,
    onEvent: intake.take,
    history,
  });
  const { send, edit } = createSending({ api, connection, own });

  return {
    ...named,
    ...lifeOf({ options, board, connection, closeIdle: exchange.closeIdle }),
    canSendFiles: true,
    repeatWindowMs: REPEAT_WINDOW_MS,
    ...(mode === 'webhook' ? { webhook: createWebhook({ options, intake, connection }) } : {}),
    send,
    edit,
    fetchAttachment: createFetchAttachment(api),
    check: (signal) => check(options, api, signal),
    // Feishu has no sign of typing for apps.
    showTyping: () => {},
  };
}

async function check(
  options: FeishuOptions,
  api: FeishuApi,
  signal: AbortSignal,
): Promise<{ works: boolean; message: string }> {
  const failed = (message: string) => ({ works: false, message });
  if (options.appId === '') return failed('No app id is set.');
  const info = await api.ask({ method: 'GET', path: '/bot/v3/info', signal, deadlineMs: CHECK_DEADLINE_MS });
  switch (info.kind) {
    case 'no-secret':
      return failed('No app secret is set.');
    case 'bad-secret':
      return failed('Feishu refused the app id or the app secret.');
    case 'not-sent':
    case 'no-answer':
      return failed(info.reason);
    case 'refused':
      return failed(`Feishu refused: ${info.words || 'error'} (${info.code ?? info.answer.status}).`);
    case 'ok': {
      const me = meOf(info.json);
      if (me === null) return failed('The app has no bot. Add the bot feature in the developer console.');
      const name = me.name ?? options.appId;
      const lacking = ['encrypt-key', 'verification-token'].filter((one) => options.secret(one) === null);
      if (options.mode === 'webhook' && lacking.length > 0)
        return failed(
          `Feishu knows the bot ${name}, but these credentials are missing: ${lacking.join(', ')}.`,
        );
      return { works: true, message: `Feishu takes the app secret and knows the bot ${name}.` };
    }
  }
}
