// A Matrix account as a channel: receiving by sync.ts, sending by send.ts, words by render.ts, calls by client-api.ts.
// This file only joins them. The token is fetched at the moment of use; a connection keeps it only to notice a new one.
// End-to-end encrypted rooms are refused and said so: docs/decisions/0023-matrix.md has the reasons.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import { createClientApi } from './client-api.ts';
import { isRoomId, segment } from './ids.ts';
import type { InvitationRules } from './receiving/invitations.ts';
import { createFetchAttachment } from './receiving/media.ts';
import { createReceiver } from './receiving/sync.ts';
import { createRooms } from './rooms.ts';
import { renderForMatrix } from './sending/render.ts';
import { createEdit, createPut, createSend } from './sending/send.ts';
import { whoamiSchema } from './wire-shape.ts';

export interface MatrixOptions extends ChannelOptions {
  /** Address of the homeserver; https, or http on this computer. */
  readonly homeserver: string;
  /** Which invitations are followed. */
  readonly invitations: InvitationRules;
}

const TYPING_DEADLINE_MS = 5_000;
/** How long others see it unless it is renewed. */
const TYPING_SHOWN_MS = 20_000;
const CHECK_DEADLINE_MS = 15_000;
/**
 * Homeservers keep transaction ids for different times: Synapse 24 hours, Dendrite 30 minutes and in memory only, the
 * specification names none. They belong to one sign-in: with another one nothing is recognised.
 */
const REPEAT_WINDOW_MS = 10 * 60_000;

/** Secret: `access-token`. */
export function createMatrixChannel(options: MatrixOptions): Channel {
  const { id, clock, log } = options;
  const own = { id, platform: 'matrix', render: renderForMatrix } as const;
  const written = options.homeserver.trim();
  const checked =
    written === ''
      ? { kind: 'unusable' as const, reason: 'No homeserver is set. Write its address into Settings.' }
      : safeAddress(written, 'the homeserver');
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  const board = createHealthBoard(log);
  const api = createClientApi({
    address: checked.address,
    exchange: createExchange(createProxyAgent(options)),
  });
  const token = (): string | null => options.secret('access-token');
  const rooms = createRooms(api);
  const sending = { api, rooms, token };
  const put = createPut(sending);
  const receiver = createReceiver({
    channelId: id,
    api,
    rooms,
    rules: options.invitations,
    token,
    clock,
    log,
    board,
  });

  return {
    ...own,
    ...lifeOf({ options, board, connection: receiver, closeIdle: api.closeIdle }),
    canSendFiles: true,
    repeatWindowMs: REPEAT_WINDOW_MS,
    send: createSend(sending, put),
    edit: createEdit(sending, put),
    fetchAttachment: createFetchAttachment({ api, token }),
    check: async (signal) => {
      const current = token();
      if (current === null) return { works: false, message: 'No access token is set.' };
      const answer = await api.ask(current, {
        method: 'GET',
        path: '/_matrix/client/v3/account/whoami',
        signal,
        deadlineMs: CHECK_DEADLINE_MS,
      });
      if (answer.kind === 'refused' && answer.status === 401)
        return { works: false, message: 'The homeserver refused the access token.' };
      if (answer.kind === 'refused') {
        const said = `${answer.status} ${answer.code}`.trim();
        return { works: false, message: `The homeserver answered with ${said}.` };
      }
      if (answer.kind !== 'ok') return { works: false, message: answer.reason };
      const who = whoamiSchema.safeParse(answer.value);
      return who.success
        ? { works: true, message: `The homeserver knows the account ${who.data.user_id}.` }
        : { works: false, message: 'The answer was not one that a homeserver gives.' };
    },
    showTyping: (to) => {
      const current = token();
      const me = board.get().account;
      if (current === null || me === null || !isRoomId(to.chatId)) return;
      void api.ask(current, {
        method: 'PUT',
        path: `/_matrix/client/v3/rooms/${segment(to.chatId)}/typing/${segment(me)}`,
        json: { typing: true, timeout: TYPING_SHOWN_MS },
        signal: new AbortController().signal,
        deadlineMs: TYPING_DEADLINE_MS,
      });
    },
  };
}
