// A Signal channel and the signal-cli daemon it speaks to, with two people and a group.
// Shared by the suites of this folder.
import { createSignalChannel } from '../../../src/main/adapters/channels/signal/signal.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { type SignalServer, startSignalServer } from '../../fakes/signal/server.ts';
import { dataMessage, envelope, type Person, type SentMessage } from '../../fakes/signal/wire.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Stage, Who, Writing } from './suite/stage.ts';

export const ADA: Person = {
  aci: '11111111-aaaa-4aaa-8aaa-000000000001',
  number: '+15550111',
  name: 'Ada Lovelace',
};
export const EVE: Person = { aci: '22222222-bbbb-4bbb-8bbb-000000000002', number: null, name: 'Eve' };
export const GROUP_ID = 'Pmpi+EfPWmsxiomLe9Nx2XF9HOE483p6iKiFj65iMwI=';
const PEOPLE = { ada: ADA, eve: EVE } as const;

export interface SignalStage extends Stage {
  readonly server: SignalServer;
  /** What arrives for our account: an envelope of this person around this content. */
  arrive(from: Person, content: Readonly<Record<string, unknown>>, timestamp?: number): void;
  another(settings: {
    readonly recorder?: Recorder;
    readonly rpcUrl?: string;
    readonly proxy?: string;
    readonly account?: string;
  }): Channel;
}

export async function openSignalStage(
  options: {
    readonly proxy?: string;
    readonly numbered?: boolean;
    readonly multiAccount?: boolean;
    readonly saysAci?: boolean;
    readonly account?: string;
    readonly otherAccounts?: readonly Person[];
  } = {},
): Promise<SignalStage> {
  const server = await startSignalServer({
    ...options,
    people: [ADA, EVE],
    groups: new Map([[GROUP_ID, { name: 'Engine builders', members: [ADA, EVE] }]]),
  });
  const { world, events } = server;
  const log = createRecordingLog();
  const recorder = createRecorder();
  const others: Channel[] = [];
  const create = (
    settings: { readonly rpcUrl?: string; readonly proxy?: string; readonly account?: string } = {},
  ) =>
    createSignalChannel({
      id: 'signal',
      secret: () => null,
      onSecretChange: () => () => {},
      clock: realClock,
      log,
      proxy: settings.proxy ?? options.proxy ?? '',
      rpcUrl: settings.rpcUrl ?? server.url,
      account: settings.account ?? options.account ?? '',
    });
  const channel = create();

  function content(timestamp: number, text: string, how: Writing): Record<string, unknown> {
    const mention = how.mention === true;
    const ours = world.sent.at(-1)?.timestamp ?? 0;
    const attachments = (how.files ?? []).map((file, index) => {
      const id = `file${timestamp}x${index}.bin`;
      world.files.set(id, file.bytes);
      return {
        contentType: file.mediaType,
        filename: file.name,
        id,
        size: file.bytes.length,
        width: null,
        height: null,
        caption: null,
        uploadTimestamp: timestamp,
      };
    });
    return dataMessage(timestamp, {
      message: mention ? `\uFFFC ${text}` : text,
      ...(mention
        ? {
            mentions: [
              {
                name: world.self.number,
                number: world.self.number,
                uuid: world.self.aci,
                start: 0,
                length: 1,
              },
            ],
          }
        : {}),
      ...(how.replyToOurs === true
        ? {
            quote: {
              id: ours,
              author: world.self.number,
              authorNumber: world.self.number,
              authorUuid: world.self.aci,
              text: 'ours',
              attachments: [],
            },
          }
        : {}),
      ...(how.where === 'group'
        ? { groupInfo: { groupId: GROUP_ID, groupName: 'Engine builders', revision: 1, type: 'DELIVER' } }
        : {}),
      ...(attachments.length === 0 ? {} : { attachments }),
    });
  }

  function arrive(
    from: Person,
    given: Readonly<Record<string, unknown>>,
    timestamp = world.nextTimestamp(),
  ): void {
    events.arrive({ envelope: envelope(from, timestamp, given), account: world.self.number });
  }

  function write(text: string, how: Writing = {}): Promise<string> {
    const person = PEOPLE[how.as ?? 'ada'];
    const timestamp = world.nextTimestamp();
    arrive(
      { ...person, name: how.shownName ?? person.name },
      { dataMessage: content(timestamp, text, how) },
      timestamp,
    );
    return Promise.resolve(`${person.aci}.${timestamp}`);
  }

  const timestampOf = (messageId: string) => Number(messageId.split('.').at(-1));

  return {
    channel,
    recorder,
    server,
    arrive,
    logLines: log.lines,
    // There is no credential; a number tells more of a person than a platform that hides it should.
    secrets: [ADA.number ?? ''],
    cannot: {
      threads: 'Signal has no threads.',
      'unknown chats': 'On Signal there are only people and groups.',
      buttons: 'Signal has no buttons: a choice is made by replying.',
      bots: 'Signal does not say that a writer is a program.',
      repeats: 'Signal does not recognise a message that is sent again.',
      'a proxy': 'The channel speaks to signal-cli on this computer; signal-cli is given the proxy.',
      'a token': 'The keys of the account are kept by signal-cli, which asks for no password.',
    },
    people: {
      ada: { senderId: `signal:user:${ADA.aci}`, address: { chatId: ADA.aci, threadId: null } },
      eve: { senderId: `signal:user:${EVE.aci}`, address: { chatId: EVE.aci, threadId: null } },
    },
    group: { chatId: GROUP_ID, threadId: null },
    thread: null,
    foreignAddresses: ['+15550111', 'ada.42', '42', '@ada', `${ADA.aci}/../x`, ''].map((chatId) => ({
      chatId,
      threadId: null,
    })),
    limit: 2_000,
    sizeOf: (text) => text.length,
    write,
    writeReversed: (texts) => {
      const stamped = texts.map((text) => ({ text, timestamp: world.nextTimestamp() }));
      for (const { text, timestamp } of stamped.toReversed())
        arrive(ADA, { dataMessage: content(timestamp, text, {}) }, timestamp);
      return Promise.resolve();
    },
    change: (messageId, text) => {
      const timestamp = world.nextTimestamp();
      arrive(
        ADA,
        {
          editMessage: {
            targetSentTimestamp: timestampOf(messageId),
            dataMessage: content(timestamp, text, {}),
          },
        },
        timestamp,
      );
      return Promise.resolve();
    },
    react: (messageId, emoji, as: Who = 'ada') => {
      const author = messageId.includes('.')
        ? { number: null, aci: messageId.split('.')[0] ?? '' }
        : world.self;
      arrive(PEOPLE[as], {
        dataMessage: dataMessage(world.nextTimestamp(), {
          reaction: {
            emoji,
            targetAuthor: author.aci,
            targetAuthorNumber: author.number,
            targetAuthorUuid: author.aci,
            targetSentTimestamp: timestampOf(messageId),
            isRemove: false,
          },
        }),
      });
      return Promise.resolve();
    },
    press: () => Promise.reject(new Error('Signal has no buttons.')),
    writeAsBot: () => Promise.reject(new Error('Signal knows no bots.')),
    writeWithoutSender: (text) => {
      const timestamp = world.nextTimestamp();
      events.arrive({
        envelope: envelope({ aci: null, number: '+15550999', name: ADA.name }, timestamp, {
          dataMessage: content(timestamp, text, {}),
        }),
        account: world.self.number,
      });
      return Promise.resolve();
    },
    eventAgain: () => {
      events.again();
      return Promise.resolve();
    },
    unknownEvent: () => {
      arrive(ADA, { somethingNew: { colour: 'green' } });
      return Promise.resolve();
    },
    malformedEvent: () => {
      arrive(ADA, { dataMessage: { timestamp: 'yesterday', message: 7 } });
      return Promise.resolve();
    },
    shown: async (count) => (await server.sentCount(count)).map(asShown),
    shownNow: (messageId) => {
      const sent = world.sent.find(({ timestamp }) => String(timestamp) === messageId);
      return sent === undefined
        ? Promise.reject(new Error(`No message ${messageId}`))
        : Promise.resolve(asShown(sent));
    },
    typingSeen: server.typingSeen,
    sendRequests: () => server.calls('send').length,
    faultNext: (fault) => fail(server, fault),
    goAway: server.goAway,
    comeBack: server.comeBack,
    cutConnections: server.dropConnections,
    revokeToken: () => Promise.reject(new Error('Signal has no token.')),
    giveToken: () => {},
    another: ({ recorder: given, ...settings }) => {
      const other = create(settings);
      others.push(other);
      if (given !== undefined) other.start(given);
      return other;
    },
    close: async () => {
      for (const other of others) await other.stop();
      await server.close();
    },
  };
}

/** `rate-limit` and `refused` are Signal's own, said by signal-cli of a recipient. */
function fail(server: SignalServer, fault: Fault): void {
  if (fault.kind === 'rate-limit')
    server.troubleNext({ type: 'RATE_LIMIT_FAILURE', retryAfterSeconds: Math.ceil(fault.afterMs / 1_000) });
  else if (fault.kind === 'refused') server.troubleNext({ type: 'UNREGISTERED_FAILURE' });
  else server.faultNext(fault.kind);
}

function asShown(sent: SentMessage): ShownMessage {
  return {
    text: sent.text,
    raw: `${sent.text} ${sent.styles.join(' ')}`,
    buttons: [],
    files: sent.files,
    address: { chatId: sent.to, threadId: null },
  };
}
