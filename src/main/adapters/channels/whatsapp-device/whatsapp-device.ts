// WhatsApp by a linked device as a channel: the program of the add-on by connection.ts, parts by requests.ts. This file
// only joins them. The add-on is not part of the product: docs/decisions/0028-whatsapp-device.md.

import type { Address, Channel, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import type { Sandbox, Workspaces } from '../../../domain/ports/sandbox.ts';
import { unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createHealthBoard } from '../health-board.ts';
import { renderForWhatsApp } from '../whatsapp/render.ts';
import { createConnection, KEY_NAME, REFERENCE } from './connection.ts';
import { isGroup, isPerson } from './lines.ts';
import { pictureOf } from './picture.ts';
import { createRequests } from './requests.ts';
import { readKey, unseal } from './seal.ts';

export interface WhatsAppDeviceOptions extends ChannelOptions {
  /** Where the owner installed the add-on. */
  readonly addonFolder: string;
  /** The fingerprint of the add-on that the owner agreed to; empty: none. */
  readonly agreedSha256: string;
  /** False only by the owner's explicit setting. */
  readonly isConfined: boolean;
  readonly sandbox: Pick<Sandbox, 'prepare' | 'run'>;
  readonly workspaces: Workspaces;
  /** The file of what is kept of the link, sealed. */
  readonly sessionFile: string;
  /** Puts a secret of this channel into the vault, by its short name. Throws when it cannot. */
  readonly keepSecret: (name: string, value: string) => void;
}

/** Ours; WhatsApp lets a document be far larger, but all of it is in memory here and in the add-on. */
const MAX_FILE_BYTES = 16 * 1024 ** 2;
const MESSAGE_ID = /^[A-Za-z0-9._:-]{1,128}$/;

const NO_PROXY =
  'A linked device cannot go through a proxy, and never goes around one. Empty the setting proxy, or use the Cloud API.';

/** Secret: `device-key`, made by itself; removing it forgets the link. */
export function createWhatsAppDeviceChannel(options: WhatsAppDeviceOptions): Channel {
  const { id, clock, log } = options;
  const own = { id, platform: 'whatsapp', render: renderForWhatsApp } as const;
  if (options.proxy !== '') return unusableChannel(own, NO_PROXY);
  const board = createHealthBoard(log);
  const requests = createRequests(clock);
  const connection = createConnection({
    ...{ id, clock, log, board, requests },
    secret: options.secret,
    keepSecret: options.keepSecret,
    sessionFile: options.sessionFile,
    program: { ...options, folderName: `addon-${id.replace(':', '-')}-device` },
  });
  let forgetSecrets: (() => void) | null = null;

  return {
    ...own,
    start: (inbound) => {
      forgetSecrets ??= options.onSecretChange(connection.secretChanged);
      connection.start(inbound);
    },
    stop: async () => {
      forgetSecrets?.();
      forgetSecrets = null;
      await connection.stop();
    },
    reconnect: connection.reconnect,
    linkCode: () => {
      const code = connection.code();
      return code === null ? null : pictureOf(code);
    },
    canSendFiles: true,
    send: async (to, part, signal) => {
      const refused = refusalOf(to, part);
      if (refused !== null) return refused;
      const file = part.file === undefined ? null : fileLine(part.file);
      return await requests.send({ kind: 'send', to: to.chatId, text: part.body, file }, signal);
    },
    edit: async (to, messageId, part, signal) => {
      const refused = refusalOf(to, part);
      if (refused !== null) return refused;
      // SECURITY: only what can be an id is named to WhatsApp.
      if (!MESSAGE_ID.test(messageId)) return { kind: 'rejected', reason: 'This is no message of WhatsApp.' };
      const line = { kind: 'edit', to: to.chatId, target: messageId, text: part.body } as const;
      return await requests.send(line, signal);
    },
    fetchAttachment: async (reference, { maxBytes, signal }) => {
      const key = readKey(options.secret(KEY_NAME) ?? '');
      // SECURITY: only what we sealed ourselves is asked for; anything else would be a wish of whoever wrote it.
      const opened = key === null ? null : unseal(key, REFERENCE, Buffer.from(reference, 'base64url'));
      if (opened === null)
        return { kind: 'gone', reason: 'The file belongs to a link that is no longer there.' };
      return await requests.bring(opened.toString('utf8'), maxBytes, signal);
    },
    showTyping: (to) => {
      if (isAddress(to)) connection.speaking()?.say({ kind: 'typing', to: to.chatId });
    },
    health: board.get,
    onHealth: board.listen,
  };
}

function isAddress({ chatId, threadId }: Address): boolean {
  return threadId === null && (isPerson(chatId) || isGroup(chatId));
}

function refusalOf(to: Address, { file }: OutboundPart): SendOutcome | null {
  // SECURITY: an address is a person or a group of WhatsApp, and nothing that the add-on could take for a command.
  if (!isAddress(to)) return { kind: 'rejected', reason: 'This is no address of WhatsApp.' };
  if (file !== undefined && file.bytes.length > MAX_FILE_BYTES)
    return { kind: 'rejected', reason: 'The file is larger than 16 MB.' };
  return null;
}

function fileLine({ name, mediaType, bytes }: NonNullable<OutboundPart['file']>) {
  return { name, mediaType, data: Buffer.from(bytes).toString('base64') };
}
