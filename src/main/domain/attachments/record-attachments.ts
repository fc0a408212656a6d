// What came with a message, written down with it: in the same transaction, and only for a message that starts a turn.
//   InboundMessage.attachments → rows that wait
// Nothing is fetched here. May not know how anything is fetched.
import { cutText } from '../gate/cap-text.ts';
import type { InboundMessage } from '../ports/channel.ts';
import type { Stores } from '../ports/stores.ts';
import type { MakeId } from '../ports/world.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';
import { MAX_FILES_OF_MESSAGE } from './limits.ts';

const MAX_NAME_CHARACTERS = 200;
const MAX_TYPE_CHARACTERS = 100;
/** Ids of files are short; a longer one is not kept and so not fetched. */
const MAX_REFERENCE_CHARACTERS = 4_000;

/** Call inside the transaction that records the message. */
export function recordAttachments(
  { stores, makeId }: { readonly stores: Pick<Stores, 'attachments'>; readonly makeId: MakeId },
  message: Pick<InboundMessage, 'attachments' | 'channelId' | 'kind'>,
  of: { readonly messageId: string; readonly conversationId: string },
): void {
  const { attachments: given = [] } = message;
  // A changed message carries what it carried before: only what is new is fetched.
  const all =
    message.kind === 'edit'
      ? given.filter(({ reference }) => !stores.attachments.isKnown(of.conversationId, reference))
      : given;
  // SECURITY: one message cannot list thousands of files.
  for (const { kind, name, mediaType, sizeBytes, reference } of all.slice(0, MAX_FILES_OF_MESSAGE)) {
    const isUsable = reference !== '' && reference.length <= MAX_REFERENCE_CHARACTERS;
    stores.attachments.add({
      id: makeId(),
      ...of,
      channelId: message.channelId,
      kind,
      name: shortened(name, MAX_NAME_CHARACTERS),
      mediaType: shortened(mediaType, MAX_TYPE_CHARACTERS),
      sizeBytes: sizeBytes !== null && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? sizeBytes : null,
      reference: isUsable ? reference : 'unusable',
      state: isUsable ? 'waiting' : 'missed',
      path: null,
      reason: isUsable ? null : 'The platform did not say where it is.',
      frameId: null,
    });
  }
  const more = all.length - MAX_FILES_OF_MESSAGE;
  if (more <= 0) return;
  stores.attachments.add({
    ...{ id: makeId(), ...of, channelId: message.channelId, kind: 'file', name: null, mediaType: null },
    ...{ sizeBytes: null, reference: 'more', state: 'missed', path: null, frameId: null },
    reason: `${more} more came with this message; ${MAX_FILES_OF_MESSAGE} of one message are fetched.`,
  });
}

function shortened(text: string | null, max: number): string | null {
  const plain = cleanText(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? null : cutText(plain, max);
}
