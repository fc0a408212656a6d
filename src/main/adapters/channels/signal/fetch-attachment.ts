// What was attached to a message, asked of signal-cli by reference (getAttachment of signal-cli(1)).
//   reference → base64 → bytes | gone | too large | trouble
// signal-cli downloads attachments as messages arrive and keeps them in a folder of its own, which is never read here.
import type { Channel } from '../../../domain/ports/channel.ts';
import { referenceOf } from './attachment-reference.ts';
import { isAci } from './daemon-address.ts';
import { attachmentDataOf } from './envelope-shape.ts';
import { RPC, type Rpc } from './rpc.ts';

const DEADLINE_MS = 60_000;
const ANSWER_AROUND_IT_BYTES = 4_096;

export function createFetchAttachment(deps: { rpc: Rpc }): NonNullable<Channel['fetchAttachment']> {
  return async (reference, { maxBytes, signal }) => {
    const known = referenceOf(reference);
    if (known === null) return { kind: 'gone', reason: 'This is not an attachment of a message on Signal.' };
    if (known.sizeBytes !== null && known.sizeBytes > maxBytes)
      return { kind: 'too-large', sizeBytes: known.sizeBytes };
    const from = isAci(known.from) ? { recipient: known.from } : { groupId: known.from };
    const answer = await deps.rpc.call(
      'getAttachment',
      { id: known.id, ...from },
      // SECURITY: the size that came with the message is the sender's word; the answer is cut at ours.
      {
        signal,
        deadlineMs: DEADLINE_MS,
        maxAnswerBytes: Math.ceil(maxBytes / 3) * 4 + ANSWER_AROUND_IT_BYTES,
      },
    );
    if (answer.kind === 'refused')
      return answer.code === RPC.user
        ? { kind: 'gone', reason: 'signal-cli no longer has this attachment.' }
        : { kind: 'trouble', reason: `signal-cli could not read the attachment: “${answer.message}”.` };
    if (answer.kind !== 'ok')
      return answer.code === 'TOO_LARGE'
        ? { kind: 'too-large', sizeBytes: null }
        : { kind: 'trouble', reason: answer.reason };
    const data = attachmentDataOf(answer.result);
    if (data === null) return { kind: 'trouble', reason: 'The answer was not one that signal-cli gives.' };
    const bytes = Buffer.from(data, 'base64');
    return bytes.length > maxBytes
      ? { kind: 'too-large', sizeBytes: bytes.length }
      : { kind: 'fetched', bytes, mediaType: known.mediaType };
  };
}
