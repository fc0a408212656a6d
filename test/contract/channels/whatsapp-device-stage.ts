// A WhatsApp channel by a linked device, the stand-in program that it starts, and the server that the program speaks
// with. The start is the product's own: files copied and fingerprinted, the sandbox, the language by lines. Not confined
// here, because the stand-in speaks with a server on this computer; test/deny has the confined one.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookAtAddon } from '../../../src/main/adapters/channels/whatsapp-device/addon-files.ts';
import type { MessageLine } from '../../../src/main/adapters/channels/whatsapp-device/lines.ts';
import { createWhatsAppDeviceChannel } from '../../../src/main/adapters/channels/whatsapp-device/whatsapp-device.ts';
import { createWorkspaces } from '../../../src/main/adapters/workspace/workspaces.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Clock } from '../../../src/main/domain/ports/world.ts';
import { readAsShown } from '../../fakes/whatsapp/formatting.ts';
import {
  type DeviceFault,
  type DeviceServer,
  startDeviceServer,
} from '../../fakes/whatsapp-device/server.ts';
import { makeSandboxWorld } from '../sandbox/sandbox-world.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';
import type { Fault, Stage, Who } from './suite/stage.ts';

export const DEVICE_PEOPLE: Readonly<Record<Who, { lid: string; phone: string; name: string }>> = {
  ada: { lid: '200000000000001@lid', phone: '491700000001@s.whatsapp.net', name: 'Ada' },
  eve: { lid: '200000000000002@lid', phone: '491700000002@s.whatsapp.net', name: 'Eve' },
};
const GROUP = '120363000000000001@g.us';

export interface DeviceStage extends Stage {
  readonly server: DeviceServer;
  /** Where the add-on is installed. */
  readonly addonFolder: string;
  readonly sessionFile: string;
  readonly profile: string;
  lineOf(more: Partial<MessageLine>, as?: Who): MessageLine;
  /** The vault. */
  readonly vault: Map<string, string>;
  /** A further channel of the same account, as after a new start of the app. */
  again(): Channel;
}

export async function openDeviceStage(
  options: { proxy?: string; program?: string; agreed?: string; isConfined?: boolean; clock?: Clock } = {},
): Promise<DeviceStage> {
  const server = await startDeviceServer();
  const world = makeSandboxWorld();
  const log = createRecordingLog();
  const recorder = createRecorder();
  const vault = new Map<string, string>();
  const listeners = new Set<() => void>();
  const addonFolder = join(world.profile, 'addons', 'whatsapp-device');
  const sessionFile = join(world.profile, 'channels', 'whatsapp.device');
  mkdirSync(addonFolder, { recursive: true });
  if (options.program === undefined)
    cpSync(
      new URL('../../fakes/whatsapp-device/bridge.mjs', import.meta.url),
      join(addonFolder, 'bridge.mjs'),
    );
  else writeFileSync(join(addonFolder, 'bridge.mjs'), options.program);
  writeFileSync(join(addonFolder, 'server.json'), JSON.stringify({ port: server.port }));
  const look = await lookAtAddon(addonFolder, null);
  const agreedSha256 = options.agreed ?? (look.kind === 'found' ? look.sha256 : '');

  const create = (): Channel =>
    createWhatsAppDeviceChannel({
      id: 'whatsapp',
      clock: options.clock ?? realClock,
      log,
      proxy: options.proxy ?? '',
      secret: (name) => vault.get(name) ?? null,
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      keepSecret: (name, value) => {
        vault.set(name, value);
        for (const listener of listeners) listener();
      },
      ...{ addonFolder, agreedSha256, sessionFile },
      isConfined: options.isConfined ?? false,
      sandbox: world.sandbox,
      workspaces: createWorkspaces(world.profile),
    });
  const channel = create();
  let count = 0;

  const lineOf: DeviceStage['lineOf'] = (more, as = 'ada') => {
    count += 1;
    const { lid, phone, name } = DEVICE_PEOPLE[as];
    return {
      ...{ kind: 'message', id: `3A${String(count).padStart(10, '0')}`, chat: lid, lid, phone, name },
      ...{ what: 'text', target: null, text: '', attachment: null, mentions: [], repliesTo: null },
      ...{ forwarded: false, sentAtMs: Date.now() },
      ...more,
    };
  };
  const deliver = (line: MessageLine): Promise<string> => {
    server.deliver(line);
    return Promise.resolve(line.id);
  };
  const shownOf = (message: (typeof server.sent)[number]) => ({
    text: readAsShown(message.text),
    raw: message.text,
    buttons: [],
    files:
      message.file === null
        ? []
        : [
            {
              name: message.file.name,
              mediaType: message.file.mediaType,
              bytes: new Uint8Array(Buffer.from(message.file.data, 'base64')),
            },
          ],
    address: { chatId: message.to, threadId: null },
  });

  return {
    ...{ channel, recorder, server, lineOf, vault, addonFolder, sessionFile },
    profile: world.profile,
    again: create,
    logLines: log.lines,
    get secrets() {
      return [...vault.values(), ...server.creds];
    },
    cannot: {
      threads: 'WhatsApp has no threads.',
      buttons: 'WhatsApp shows buttons of businesses only; questions are answered with words.',
      bots: 'WhatsApp does not say that a writer is a program.',
      repeats: 'WhatsApp does not say that it knows a message already.',
      'a proxy': 'A linked device never goes through a proxy; with one set it stays off, and says so.',
    },
    people: {
      ada: person('ada'),
      eve: person('eve'),
    },
    group: { chatId: GROUP, threadId: null },
    thread: null,
    foreignAddresses: [
      { chatId: '', threadId: null },
      { chatId: '42', threadId: null },
      { chatId: 'status@broadcast', threadId: null },
      { chatId: '@ada:example.org', threadId: null },
      { chatId: `${DEVICE_PEOPLE.ada.lid}\n`, threadId: null },
      { chatId: GROUP, threadId: 'a thread' },
    ],
    limit: 4_096,
    sizeOf: (text) => text.length,
    write: (text, { as = 'ada', where = 'direct', mention, replyToOurs, shownName, files = [] } = {}) => {
      const [file] = files;
      const chats = { direct: DEVICE_PEOPLE[as].lid, group: GROUP, thread: GROUP, unknown: '7@call' };
      return deliver(
        lineOf(
          {
            text: text.slice(0, 65_536),
            chat: chats[where],
            mentions: mention === true ? [server.lid] : [],
            repliesTo: replyToOurs === true ? server.phone : null,
            name: shownName ?? DEVICE_PEOPLE[as].name,
            ...(file !== undefined && {
              attachment: {
                ...{ kind: 'file', name: file.name, mediaType: file.mediaType },
                ...{ sizeBytes: file.bytes.length, reference: server.addFile(file.bytes) },
              },
            }),
          },
          as,
        ),
      );
    },
    writeReversed: (texts) => {
      const now = Date.now();
      const lines = texts.map((text, index) => lineOf({ text, sentAtMs: now + index }));
      for (const line of lines.toReversed()) server.deliver(line);
      return Promise.resolve();
    },
    change: async (target, text) => void (await deliver(lineOf({ what: 'edit', target, text }))),
    react: async (target, text, as = 'ada') =>
      void (await deliver(lineOf({ what: 'reaction', target, text, chat: GROUP }, as))),
    press: () => Promise.reject(new Error('There are no buttons.')),
    writeAsBot: () => Promise.reject(new Error('There are no programs.')),
    writeWithoutSender: async (text) => void (await deliver(lineOf({ text, lid: null, phone: null }))),
    eventAgain: () => Promise.resolve(server.again()),
    unknownEvent: () => {
      server.deliver({ kind: 'unknown', id: '3AFFFF', chat: DEVICE_PEOPLE.ada.lid });
      return Promise.resolve();
    },
    malformedEvent: () => {
      server.deliver({ ...lineOf({ text: 'Broken' }), text: 7, chat: {} });
      return Promise.resolve();
    },
    shown: async (wanted) =>
      await server.until(
        () => (server.sent.length >= wanted ? server.sent.map(shownOf) : undefined),
        `${wanted} messages of ours`,
      ),
    shownNow: (id) => {
      const found = server.sent.find((message) => message.id === id);
      return found === undefined
        ? Promise.reject(new Error('No such message.'))
        : Promise.resolve(shownOf(found));
    },
    typingSeen: async () => void (await server.until(() => server.typing.at(-1), 'typing')),
    sendRequests: server.sendRequests,
    faultNext: (fault) => server.failNext(deviceFault(fault)),
    goAway: async () => {
      await server.offline(true);
      // A part that is given before this was noticed may have left.
      await server.until(() => channel.health().state !== 'connected' || undefined, 'the loss to be seen');
    },
    comeBack: () => server.offline(false),
    cutConnections: server.cut,
    revokeToken: () => Promise.resolve(server.unlink()),
    giveToken: (which) => {
      server.scans(which !== 'none');
      if (which === 'new') channel.reconnect?.();
    },
    close: async () => {
      await server.close();
      world.dispose();
    },
  };
}

function person(who: Who) {
  const { lid } = DEVICE_PEOPLE[who];
  return {
    senderId: `whatsapp:user:lid.${lid.replace('@lid', '')}`,
    address: { chatId: lid, threadId: null },
  };
}

function deviceFault(fault: Fault): DeviceFault {
  switch (fault.kind) {
    case 'rate-limit':
      return { kind: 'answer', outcome: 'retry-later', code: 429, afterMs: fault.afterMs };
    case 'server-error':
      return { kind: 'answer', outcome: 'uncertain', code: 500 };
    case 'refused':
      return { kind: 'answer', outcome: 'rejected', code: 463 };
    case 'cut':
    case 'silence':
      return fault;
  }
}
