// iMessage as the suite of every channel sees it: a database as Messages writes it, and osascript as it answers.
// Shared by the further tests of iMessage in this folder.
import { createIMessageChannel } from '../../../src/main/adapters/channels/imessage/imessage.ts';
import { attributedBody } from '../../fakes/imessage/attributed-body.ts';
import { appleTime, type MessagesApp, openMessagesApp, type Row } from '../../fakes/imessage/messages-app.ts';
import { createOsascript, type FakeOsascript, type ScriptFault } from '../../fakes/imessage/osascript.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Stage, Who, Writing } from './suite/stage.ts';

export const HANDLES: Readonly<Record<Who, string>> = { ada: '+491701234567', eve: 'eve@example.org' };
export const GROUP = { identifier: 'chat831554871292', style: 43, name: 'The workshop' };
const NO = {
  typing: 'Messages lets no script show that somebody is typing.',
  credential: 'There is no token: macOS asks the owner for two permissions instead.',
};

export interface IMessageStage extends Stage {
  readonly messages: MessagesApp;
  readonly osascript: FakeOsascript;
}

export function directChat(who: Who): NonNullable<Row['chat']> {
  return { identifier: HANDLES[who], style: 45 };
}

export function openIMessageStage(options: { proxy?: string; system?: string } = {}): Promise<IMessageStage> {
  const messages = openMessagesApp();
  const osascript = createOsascript(messages);
  const log = createRecordingLog();
  const channel = createIMessageChannel({
    id: 'imessage',
    secret: () => null,
    onSecretChange: () => () => {},
    clock: realClock,
    log,
    proxy: options.proxy ?? '',
    system: options.system ?? 'darwin',
    home: messages.home,
    runScript: osascript.runScript,
    pollEveryMs: 10,
  });
  let lastOfOurs: string | null = null;

  function chatOf({ where = 'direct', as = 'ada' }: Writing): NonNullable<Row['chat']> {
    if (where === 'direct') return directChat(as);
    return where === 'unknown' ? { identifier: 'chat99', style: 99 } : GROUP;
  }

  function oursIn(identifier: string): string | null {
    const [row] = messages.sql(
      `SELECT m.guid FROM message m JOIN chat_message_join j ON j.message_id = m.ROWID JOIN chat c ON c.ROWID = j.chat_id
       WHERE m.is_from_me = 1 AND c.chat_identifier = ? ORDER BY m.ROWID DESC LIMIT 1`,
      identifier,
    ) as { guid: string }[];
    lastOfOurs = row?.guid ?? lastOfOurs;
    return lastOfOurs;
  }

  // Messages has had this group for long: it is known before anybody writes in this test.
  messages.write({ text: 'Long ago', handle: HANDLES.eve, chat: GROUP, atMs: Date.now() - 3_600_000 });

  return Promise.resolve({
    channel,
    recorder: createRecorder(),
    messages,
    osascript,
    logLines: log.lines,
    // No token here; what must not be seen is where the owner's files lie.
    secrets: [messages.home],
    cannot: {
      mentions: 'Which words are a mention is not read; in groups a reply to what it said addresses it.',
      threads: 'A script cannot write into a thread of replies; what is written there belongs to the chat.',
      'changing ours': 'Messages lets no script change what was sent.',
      buttons: 'iMessage has no buttons.',
      typing: NO.typing,
      'shown names':
        'Names stand in the contacts of the Mac, which are not read: people are numbers and addresses.',
      bots: 'iMessage does not say that a writer is a program.',
      formatting: 'A script can give Messages plain words only.',
      repeats: 'Messages has no key by which it would recognise a message that is sent again.',
      'events again': 'A message is one row of the database of Messages, which is read once.',
      'rate limits': 'Messages names no limits to scripts.',
      'a proxy': 'Messages itself connects to Apple; the channel refuses to start with a proxy.',
      'a token': NO.credential,
    },
    people: {
      ada: { senderId: `imessage:user:${HANDLES.ada}`, address: { chatId: HANDLES.ada, threadId: null } },
      eve: { senderId: `imessage:user:${HANDLES.eve}`, address: { chatId: HANDLES.eve, threadId: null } },
    },
    group: { chatId: GROUP.identifier, threadId: null },
    thread: null,
    foreignAddresses: [
      '',
      'ada',
      '+12',
      'chat404404404',
      `${HANDLES.ada}\n`,
      'iMessage;-;+491701234567',
      '" & (do shell script "id") & "',
    ].map((chatId) => ({ chatId, threadId: null })),
    limit: 4_000,
    sizeOf: (text) => text.length,
    write: (text, how = {}) => {
      const { as = 'ada', files = [] } = how;
      const ours = how.replyToOurs === true ? oursIn(chatOf(how).identifier) : null;
      // As Messages does since macOS 13: the words of most messages stand in the body only.
      const inBody = text.length % 2 === 0 && text !== '' && !/\p{Surrogate}/u.test(text);
      const words = files.length > 0 ? `\uFFFC${text}` : text;
      return Promise.resolve(
        messages.write({
          ...(inBody ? { attributedBody: attributedBody(words) } : { text: words }),
          handle: HANDLES[as],
          chat: chatOf(how),
          files,
          ...(ours === null ? {} : { columns: { thread_originator_guid: ours } }),
        }),
      );
    },
    writeReversed: (texts) => {
      const now = Date.now();
      for (const [index, text] of texts.toReversed().entries())
        messages.write({ text, handle: HANDLES.ada, chat: directChat('ada'), atMs: now - index * 1_000 });
      return Promise.resolve();
    },
    change: (messageId, text) => {
      messages.update(messageId, {
        text: null,
        attributedBody: attributedBody(text),
        date_edited: appleTime(Date.now()),
      });
      return Promise.resolve();
    },
    react: (messageId, emoji, as = 'ada') => {
      messages.write({
        text: `Liked “What do you think?”`,
        handle: HANDLES[as],
        chat: directChat(as),
        columns: {
          associated_message_guid: `p:0/${messageId}`,
          ...(emoji === '👍'
            ? { associated_message_type: 2_001 }
            : { associated_message_type: 2_006, associated_message_emoji: emoji }),
        },
      });
      return Promise.resolve();
    },
    press: () => Promise.reject(new Error('no buttons')),
    writeAsBot: () => Promise.reject(new Error('no bots')),
    writeWithoutSender: (text) => {
      messages.write({ text, handle: null, chat: directChat('ada') });
      return Promise.resolve();
    },
    eventAgain: () => Promise.reject(new Error('read once')),
    unknownEvent: () => {
      messages.write({ handle: HANDLES.ada, chat: directChat('ada'), columns: { item_type: 77 } });
      return Promise.resolve();
    },
    malformedEvent: () => {
      messages.write({
        handle: HANDLES.ada,
        chat: directChat('ada'),
        columns: {
          text: new Uint8Array([1, 2]),
          attributedBody: 'words',
          date: 'yesterday',
          is_from_me: 'no',
        },
      });
      return Promise.resolve();
    },
    shown: async (count) => {
      const deadline = Date.now() + 10_000;
      // A file comes when Messages has read it, as a message of its own.
      while (Date.now() < deadline && (messages.sent().length < count || isUnderWay()))
        await new Promise((resolve) => setTimeout(resolve, 10));
      return messages.sent().map(shownOf);
    },
    shownNow: () => Promise.reject(new Error('nothing is changed')),
    typingSeen: () => Promise.reject(new Error(NO.typing)),
    sendRequests: osascript.sendRequests,
    faultNext: (fault) => osascript.faultNext(faultOf(fault)),
    goAway: () => {
      osascript.running(false);
      messages.moveAway();
      return Promise.resolve();
    },
    comeBack: () => {
      osascript.running(true);
      messages.moveBack();
      return Promise.resolve();
    },
    cutConnections: messages.replace,
    revokeToken: () => Promise.reject(new Error(NO.credential)),
    giveToken: () => {},
    close: () => {
      messages.close();
      return Promise.resolve();
    },
  });

  function isUnderWay(): boolean {
    const path = osascript.lastArguments()[5] ?? '';
    return path !== '' && !messages.sent().some(({ file }) => file !== null);
  }
}

function shownOf({ receiver, words, file }: ReturnType<MessagesApp['sent']>[number]): ShownMessage {
  const chatId = receiver.includes(';') ? (receiver.split(';')[2] ?? '') : receiver;
  const files = file === null ? [] : [{ ...file, mediaType: 'image/png' }];
  return { text: words, raw: words, buttons: [], files, address: { chatId, threadId: null } };
}

function faultOf(fault: Fault): ScriptFault {
  switch (fault.kind) {
    case 'refused':
      return { kind: 'lookup', code: -1_728 };
    case 'server-error':
    case 'rate-limit':
      return { kind: 'sending' };
    case 'cut':
      return { kind: 'killed' };
    case 'silence':
      return { kind: 'silence' };
  }
}
