// A file of the workspace on its way out, into the conversation it was asked for in: a row in the transcript, and a part in
// the outbox that keeps its bytes, encrypted like everything there, until they were sent.
//   file, words → notice with its attachment + outbox (one transaction) → pump
// May not know who allowed it.

import { channelName } from '../../../contracts/platform-names.ts';
import type { Delivery } from '../conversation/deliver.ts';
import { noticeRow } from '../conversation/notice-row.ts';
import { cutText } from '../gate/cap-text.ts';
import type { FileSending } from '../ports/abilities.ts';
import type { Channel } from '../ports/channel.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../ports/world.ts';
import { outgoingFileName, typeOfName } from './file-name.ts';
import { MAX_FILE_BYTES, sizeWords } from './limits.ts';

const PREVIEW_CHARACTERS = 140;

export function createFileSending(deps: {
  stores: Stores;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  /** Masks known secrets by value, and nothing else. */
  maskKnown: Redact;
  delivery: Pick<Delivery, 'queue' | 'pump'>;
  channel: (id: string) => Channel | null;
  onMessage: (conversationId: string, messageId: string) => void;
}): FileSending {
  const { stores } = deps;
  return {
    maxBytes: MAX_FILE_BYTES,
    to: ({ conversationId }) => {
      const row = stores.conversations.get(conversationId);
      if (row === null) return { kind: 'cannot', reason: 'This conversation does not exist any more.' };
      const channel = deps.channel(row.channelId);
      if (channel === null)
        return { kind: 'cannot', reason: 'The channel is not connected now. Try again later.' };
      // Said before anybody is asked: a question about what cannot be done is no question.
      if (channel.canSendFiles !== true)
        return {
          kind: 'cannot',
          reason: `No files can be sent on ${channelName(row.channelId)}. Say in words what is in it instead.`,
        };
      const whom = row.senderId ?? row.chatId;
      return {
        kind: 'can',
        label: row.platform === 'desktop' ? 'you, on this computer' : `${whom} on ${row.channelId}`,
      };
    },
    describe: (path, bytes) => {
      const given = path.split(/[\\/]/).at(-1) ?? path;
      // SECURITY: masking ends at words; a file that holds one of our own secrets stays here as a whole.
      if (holdsSecret(bytes, deps.maskKnown))
        return { kind: 'refused', reason: 'The file holds a secret of Sallyport, so it is not sent.' };
      const mediaType = typeOfName(given);
      return {
        kind: 'described',
        name: outgoingFileName(given),
        mediaType,
        size: sizeWords(bytes.byteLength),
      };
    },
    send: (file, { path, words }, context, causeId) => {
      const row = stores.conversations.get(context.conversationId);
      if (row === null) return;
      const messageId = deps.makeId();
      const { channelId, chatId, threadId, id: conversationId } = row;
      stores.transaction(() => {
        stores.messages.add(noticeRow(messageId, row, words, deps.clock.now()));
        stores.attachments.add({
          ...{ id: deps.makeId(), messageId, conversationId, channelId, kind: kindOf(file.mediaType) },
          ...{ name: file.name, mediaType: file.mediaType, sizeBytes: file.bytes.byteLength },
          ...{ reference: '', state: 'here', path, reason: null, frameId: null },
        });
        // SECURITY: masked before it is cut; half a secret is not recognised any more.
        const preview = cutText(deps.redact(words === '' ? file.name : words), PREVIEW_CHARACTERS);
        stores.conversations.update(row.id, { lastAt: deps.clock.now(), preview });
        deps.delivery.queue({
          ...{ channelId, chatId, threadId, conversationId, turnId: context.turnId },
          ...{ onceKey: messageId, text: words, file, causeId },
        });
      });
      deps.onMessage(conversationId, messageId);
      deps.delivery.pump(row);
    },
  };
}

function holdsSecret(bytes: Uint8Array, maskKnown: Redact): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  return maskKnown(text) !== text;
}

function kindOf(mediaType: string): 'image' | 'audio' | 'video' | 'file' {
  const [kind] = mediaType.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}
