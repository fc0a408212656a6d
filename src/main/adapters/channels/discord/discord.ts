// A Discord bot as a channel: receiving by receive.ts, sending by send.ts, words by render.ts, calls by rest.ts.
// This file only joins them. The token is fetched at the moment of use; a connection keeps it only while it stands.
// Import it only when a Discord channel is configured.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createConnectionHealth } from '../connection-health.ts';
import { createExchange } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { checkApiRoot } from './addresses.ts';
import { createCheck } from './check.ts';
import { createFetchAttachment } from './fetch-attachment.ts';
import { createPlaces } from './places.ts';
import { createReceiver } from './receive.ts';
import { renderForDiscord } from './render.ts';
import { createRest } from './rest.ts';
import { createSender, REPEAT_WINDOW_MS } from './send.ts';
import { isSnowflake } from './snowflake.ts';
import { createStanding } from './standing.ts';

const ANSWER_DEADLINE_MS = 20_000;

/**
 * @param options.apiRoot Discord's own address, `https://discord.com/api/v10`, or that of another server that speaks the
 * same; https, or http on this computer
 * @param options.server id of the one server whose channels count; empty: direct messages only
 */
export function createDiscordChannel(
  options: ChannelOptions & { readonly apiRoot: string; readonly server: string },
): Channel {
  const { id, clock, log, server } = options;
  const own = { id, platform: 'discord', render: renderForDiscord } as const;
  const checked = checkApiRoot(options.apiRoot);
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  // SECURITY: it becomes part of addresses.
  if (server !== '' && !isSnowflake(server))
    return unusableChannel(own, 'The server is not written by its id, a long number.');
  const apiRoot = checked.address;
  const proxy = createProxyAgent(options);
  const exchange = createExchange(proxy);
  const rest = createRest({ apiRoot, exchange, clock });
  const token = (): string | null => options.secret('bot-token');
  const places = createPlaces(async (channelId, signal) => {
    const current = token();
    if (current === null) return { kind: 'not-sent', reason: 'No bot token is set.' };
    const call = { method: 'GET', path: `/channels/${channelId}` } as const;
    return rest.ask(current, call, { signal, deadlineMs: ANSWER_DEADLINE_MS });
  });
  const board = createHealthBoard(log);
  const receiver = createReceiver({
    channelId: id,
    apiRoot,
    server,
    rest,
    places,
    proxy,
    token,
    clock,
    log,
    health: createConnectionHealth({ board, clock }),
    standing: createStanding(board, clock),
  });
  const sender = createSender({ rest, token });

  return {
    ...own,
    ...lifeOf({ options, board, connection: receiver, closeIdle: exchange.closeIdle }),
    canSendFiles: true,
    repeatWindowMs: REPEAT_WINDOW_MS,
    ...sender,
    fetchAttachment: createFetchAttachment({ apiRoot, rest, exchange, token }),
    check: createCheck({ rest, token, server }),
  };
}
