// A Signal account as a channel, by the signal-cli that its owner runs on this computer: receiving by receive.ts,
// sending by send.ts, words by render.ts, calls by rpc.ts. This file only joins them.
// There is no secret here: the keys of the account are signal-cli's own, and its port is open to this computer alone.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { findAccount } from './account.ts';
import { daemonAddress } from './daemon-address.ts';
import { createFetchAttachment } from './fetch-attachment.ts';
import { createReceiver } from './receive.ts';
import { renderForSignal } from './render.ts';
import { createRpc } from './rpc.ts';
import { createSend } from './send.ts';

export interface SignalOptions extends ChannelOptions {
  /** `http://127.0.0.1:8080`: only on this computer. */
  readonly rpcUrl: string;
  /** `+15550100` or the ACI; empty where signal-cli serves one account. */
  readonly account: string;
}

export function createSignalChannel(options: SignalOptions): Channel {
  const { id, clock, log } = options;
  const own = { id, platform: 'signal', render: renderForSignal } as const;
  const account = options.account.trim();
  const address = daemonAddress(options.rpcUrl.trim(), account);
  if (address.kind === 'unusable') return unusableChannel(own, address.reason);
  if (options.proxy !== '')
    return unusableChannel(
      own,
      'Sallyport reaches Signal by signal-cli on this computer, so a proxy is set for signal-cli (JAVA_OPTS), not here. Remove proxy from this channel.',
    );
  const board = createHealthBoard(log);
  let named: string | null = null;
  const rpc = createRpc({ url: address.url, exchange: createExchange(), account: () => named });
  const receiver = createReceiver({
    channelId: id,
    url: address.url,
    account,
    startCommand: address.startCommand,
    rpc,
    named: (which) => {
      named = which;
    },
    clock,
    log,
    board,
  });

  return {
    ...own,
    ...lifeOf({ options, board, connection: receiver, closeIdle: rpc.closeIdle }),
    canSendFiles: true,
    ...createSend({ rpc }),
    fetchAttachment: createFetchAttachment({ rpc }),
    check: async (signal) => {
      const asking = createRpc({ url: address.url, exchange: createExchange(), account: () => null });
      const found = await findAccount(asking, account, signal);
      asking.closeIdle();
      if (found.kind === 'unclear') return { works: false, message: found.reason };
      if (found.kind === 'failed')
        return {
          works: false,
          message:
            found.answer.kind !== 'refused' && found.answer.code === 'ECONNREFUSED'
              ? `signal-cli is not running. Start it with: ${address.startCommand}`
              : 'signal-cli did not answer as it should. Look at what it prints where it was started.',
        };
      const who = found.self.number ?? found.self.aci;
      return {
        works: true,
        message: who === null ? 'signal-cli answers.' : `signal-cli answers for ${who}.`,
      };
    },
  };
}
