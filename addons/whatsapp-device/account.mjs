// The account as a linked device: one connection to WhatsApp at a time, tried again with backoff; what is sent is
// confirmed by WhatsApp's server or not at all.
import makeWASocket, {
  DisconnectReason,
  downloadContentFromMessage,
  generateMessageIDV2,
  generateWAMessage,
  jidNormalizedUser,
} from 'baileys';
import { goThroughProxy } from './proxy.mjs';
import { isIgnored, readMessage } from './read-message.mjs';
import { silent } from './speech.mjs';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 120_000;
const ACK_DEADLINE_MS = 45_000;
/** Bytes of a file in one line. */
const PIECE_BYTES = 384 * 1024;
/** For phones that could not read one and ask again. */
const MAX_SENT = 500;
/** WhatsApp's numbers for "not now": rate-overlimit. */
const NOT_NOW = new Set([429]);

export function createAccount({ say, kept }) {
  const acks = new Map();
  const sent = new Map();
  let socket = null;
  let isOpen = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer = null;
  let agents = {};
  let hearing = Promise.resolve();

  const tellState = (state, user) =>
    say({
      kind: 'state',
      state,
      phone: user?.id ? jidNormalizedUser(user.id) : null,
      lid: user?.lid ? jidNormalizedUser(user.lid) : null,
    });

  function connect() {
    timer = null;
    const auth = kept.state();
    const mine = makeWASocket({
      auth,
      logger: silent,
      ...agents,
      // Shown on the phone under Linked devices.
      browser: ['Sallyport', 'Chrome', '1.0'],
      markOnlineOnConnect: false, // the phone keeps ringing
      syncFullHistory: false,
      shouldSyncHistoryMessage: () => false,
      shouldIgnoreJid: isIgnored,
      generateHighQualityLinkPreview: false,
      getMessage: async (key) => sent.get(key.id),
    });
    socket = mine;
    mine.ev.on('creds.update', (update) => {
      Object.assign(auth.creds, update);
      void kept.saveCreds();
    });
    mine.ev.on('connection.update', (update) => {
      if (socket === mine) connectionChanged(update, mine);
    });
    mine.ev.on('messages.upsert', ({ messages }) => {
      hearing = hearing.then(() => hear(messages, mine)); // in the order in which they came
    });
    mine.ws.on('CB:ack,class:message', ({ attrs }) => acks.get(attrs.id)?.(attrs));
  }

  function connectionChanged({ connection, lastDisconnect, qr }, mine) {
    if (qr) say({ kind: 'qr', text: qr });
    if (connection === 'connecting') tellState('connecting');
    if (connection === 'open') {
      isOpen = true;
      pauseMs = FIRST_PAUSE_MS;
      tellState('open', mine.user);
    }
    if (connection === 'close') closed(lastDisconnect?.error?.output?.statusCode);
  }

  function closed(code) {
    isOpen = false;
    socket = null;
    for (const settle of [...acks.values()]) settle(null);
    if (code === DisconnectReason.loggedOut || code === DisconnectReason.forbidden)
      return tellState('logged-out');
    if (code === DisconnectReason.connectionReplaced) return tellState('replaced');
    tellState('closed');
    // After a code was scanned WhatsApp asks for a new connection at once.
    const isAtOnce = code === DisconnectReason.restartRequired;
    timer = setTimeout(connect, isAtOnce ? 0 : pauseMs * (0.5 + Math.random() / 2));
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }

  async function hear(messages, mine) {
    const lidOf = (phone) => mine.signalRepository.lidMapping.getLIDForPN(phone).catch(() => null);
    for (const message of messages) {
      try {
        const line = await readMessage(message, lidOf);
        if (line !== null) say(line);
      } catch {
        const { id, remoteJid } = message.key;
        if (id && remoteJid) say({ kind: 'unknown', id, chat: jidNormalizedUser(remoteJid) });
      }
    }
  }

  const answer = (id, outcome, more = {}) =>
    say({ kind: 'answer', id, outcome, messageId: null, code: null, afterMs: null, ...more });

  /** Null when it was not confirmed. */
  function ackOf(messageId) {
    return new Promise((resolve) => {
      const settle = (attrs) => {
        clearTimeout(deadline);
        acks.delete(messageId);
        resolve(attrs);
      };
      const deadline = setTimeout(settle, ACK_DEADLINE_MS, null);
      acks.set(messageId, settle);
    });
  }

  async function confirm(id, messageId, leave, shownId = messageId) {
    const ack = ackOf(messageId);
    try {
      await leave();
    } catch {
      acks.get(messageId)?.(null); // some of it may have left
    }
    const attrs = await ack;
    if (attrs === null) return answer(id, 'uncertain');
    if (!attrs.error) return answer(id, 'sent', { messageId: shownId });
    const code = Math.min(9_999, Math.abs(Number.parseInt(attrs.error, 10) || 0));
    answer(id, NOT_NOW.has(code) ? 'retry-later' : 'rejected', { code });
  }

  return {
    start(isProxied) {
      agents = isProxied ? goThroughProxy() : {};
      connect();
    },
    reconnect() {
      pauseMs = FIRST_PAUSE_MS;
      if (timer !== null) {
        clearTimeout(timer);
        connect();
      } else socket?.end(undefined);
    },
    typing(to) {
      if (isOpen) void socket.sendPresenceUpdate('composing', to).catch(() => undefined);
    },
    async send({ id, to, text, file }) {
      if (!isOpen) return answer(id, 'retry-later');
      const mine = socket;
      const messageId = generateMessageIDV2(mine.user.id);
      let whole;
      try {
        whole = await generateWAMessage(to, contentOf(text, file), {
          logger: silent,
          userJid: mine.user.id,
          upload: mine.waUploadToServer,
          messageId,
          // No link is looked at: that would be a request of ours to wherever it leads.
          getUrlInfo: async () => undefined,
        });
      } catch {
        return answer(id, 'retry-later'); // nothing left for the chat
      }
      sent.set(messageId, whole.message);
      if (sent.size > MAX_SENT) sent.delete(sent.keys().next().value);
      await confirm(id, messageId, () => mine.relayMessage(to, whole.message, { messageId }));
    },
    async edit({ id, to, target, text }) {
      if (!isOpen) return answer(id, 'retry-later');
      const mine = socket;
      const messageId = generateMessageIDV2(mine.user.id);
      const edit = { remoteJid: to, id: target, fromMe: true };
      await confirm(id, messageId, () => mine.sendMessage(to, { text, edit }, { messageId }), target);
    },
    async fetch({ id, reference, maxBytes }) {
      try {
        const { type, url, directPath, mediaKey } = JSON.parse(reference);
        const media = { url, directPath, mediaKey: Buffer.from(mediaKey, 'base64') };
        const chunks = [];
        let size = 0;
        for await (const chunk of await downloadContentFromMessage(media, type)) {
          size += chunk.length;
          if (size > maxBytes) return say({ kind: 'no-file', id, why: 'too-large' });
          chunks.push(chunk);
        }
        const bytes = Buffer.concat(chunks);
        for (let at = 0; at < bytes.length || at === 0; at += PIECE_BYTES) {
          const data = bytes.subarray(at, at + PIECE_BYTES).toString('base64');
          say({ kind: 'piece', id, data, isLast: at + PIECE_BYTES >= bytes.length });
        }
      } catch (cause) {
        const status = cause?.output?.statusCode;
        say({ kind: 'no-file', id, why: status === 404 || status === 410 ? 'gone' : 'trouble' });
      }
    },
  };
}

function contentOf(text, file) {
  if (file === null) return { text, linkPreview: null };
  const bytes = Buffer.from(file.data, 'base64');
  const caption = text === '' ? undefined : text;
  return /^image\/(?:png|jpeg)$/.test(file.mediaType)
    ? { image: bytes, caption, mimetype: file.mediaType }
    : { document: bytes, caption, mimetype: file.mediaType, fileName: file.name };
}
