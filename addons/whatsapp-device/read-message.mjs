// From a message of baileys to a line for the host. Only what people say to us: no status, no channels, no history.
import {
  isJidBroadcast,
  isJidNewsletter,
  isLidUser,
  isPnUser,
  jidNormalizedUser,
  normalizeMessageContent,
  proto,
} from 'baileys';

const MAX_TEXT = 65_536;
const MEDIA = {
  imageMessage: ['image', 'image'],
  stickerMessage: ['image', 'sticker'],
  audioMessage: ['audio', 'audio'],
  videoMessage: ['video', 'video'],
  ptvMessage: ['video', 'video'],
  documentMessage: ['file', 'document'],
};

export const isIgnored = (jid) => isJidBroadcast(jid) === true || isJidNewsletter(jid) === true;

const plain = (jid) => (jid ? jidNormalizedUser(jid) : null);
const first = (jids, fits) => jids.find((jid) => jid !== null && fits(jid)) ?? null;
const number = (value) => (value === null || value === undefined ? null : Number(value));

/** @param lidOf what baileys knows of the hidden id of a number, or null */
export async function readMessage(message, lidOf) {
  const { key } = message;
  if (key.fromMe || !key.id || !key.remoteJid || isIgnored(key.remoteJid)) return null;
  const chat = plain(key.remoteJid);
  const people = key.participant
    ? [plain(key.participant), plain(key.participantAlt)]
    : [chat, plain(key.remoteJidAlt)];
  const phone = first(people, isPnUser);
  const lid = first(people, isLidUser) ?? (phone === null ? null : plain(await lidOf(phone)));
  const unknown = { kind: 'unknown', id: key.id, chat };
  const content = normalizeMessageContent(message.message);
  if (!content) return message.messageStubType === proto.WebMessageInfo.StubType.CIPHERTEXT ? unknown : null;
  const said = whatIsSaid(content);
  if (said === null) return null;
  if (said === 'unknown') return unknown;
  const context = said.context ?? {};
  return {
    kind: 'message',
    id: key.id,
    chat,
    lid,
    phone,
    name: message.pushName?.slice(0, 1_000) ?? null,
    what: said.what ?? 'text',
    target: said.target ?? null,
    text: (said.text ?? '').slice(0, MAX_TEXT),
    attachment: said.attachment ?? null,
    mentions: (context.mentionedJid ?? []).slice(0, 1_100).map(plain),
    repliesTo: context.stanzaId ? plain(context.participant) : null,
    forwarded: context.isForwarded === true,
    sentAtMs: message.messageTimestamp ? Number(message.messageTimestamp) * 1_000 : null,
  };
}

/** Null: nothing for people. */
function whatIsSaid(content) {
  const { protocolMessage, reactionMessage, extendedTextMessage } = content;
  if (protocolMessage) {
    if (protocolMessage.type !== proto.Message.ProtocolMessage.Type.MESSAGE_EDIT) return null;
    const inner = normalizeMessageContent(protocolMessage.editedMessage);
    const said = inner ? whatIsSaid(inner) : null;
    return said === null || said === 'unknown'
      ? 'unknown'
      : { ...said, attachment: null, what: 'edit', target: protocolMessage.key?.id ?? null };
  }
  if (reactionMessage)
    return reactionMessage.text
      ? { what: 'reaction', target: reactionMessage.key?.id ?? null, text: reactionMessage.text }
      : null; // taken back
  if (content.conversation) return { text: content.conversation };
  if (extendedTextMessage)
    return { text: extendedTextMessage.text, context: extendedTextMessage.contextInfo };
  for (const [field, [kind, type]] of Object.entries(MEDIA)) {
    const media = content[field];
    if (!media) continue;
    return { text: media.caption, context: media.contextInfo, attachment: attachmentOf(media, kind, type) };
  }
  const others = Object.keys(content).filter(
    (name) => name !== 'senderKeyDistributionMessage' && name !== 'messageContextInfo' && content[name],
  );
  return others.length === 0 ? null : 'unknown';
}

function attachmentOf(media, kind, type) {
  const reference = {
    type,
    url: media.url ?? null,
    directPath: media.directPath ?? null,
    mediaKey: Buffer.from(media.mediaKey ?? []).toString('base64'),
  };
  return {
    kind,
    name: media.fileName?.slice(0, 1_000) ?? null,
    mediaType: media.mimetype?.slice(0, 200) ?? null,
    sizeBytes: number(media.fileLength),
    reference: JSON.stringify(reference),
  };
}
