// The hash chain: what a frame's MAC covers, and the walk that finds the first frame that does not fit.
// Pure but for the MAC, which is a port under the ledger's own subkey.
import type { LedgerCheckpoint, Verification } from '../../../contracts/activity.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { FrameRow, FrameStore, PayloadRow } from '../ports/stores.ts';
import type { Digest } from '../ports/world.ts';

/** `previousMac` of the first frame. */
export const CHAIN_BEGINNING = '0'.repeat(64);

export function frameMac(digest: Digest, frame: Omit<FrameRow, 'mac'>): string {
  return digest.ledgerMac(
    canonicalJson([
      'frame',
      frame.id,
      frame.at,
      frame.kind,
      frame.causeId,
      frame.conversationId,
      frame.turnId,
      frame.actor,
      frame.facts,
      frame.commitment,
      frame.previousMac,
    ]),
  );
}

/** Salted, so that an erased payload cannot be guessed from what stays. */
export function payloadCommitment(digest: Digest, payload: Pick<PayloadRow, 'salt' | 'text'>): string {
  return digest.ledgerMac(canonicalJson(['payload', payload.salt, payload.text]));
}

/** Names the first frame that was changed, removed, reordered or cut off. */
export function verifyChain(
  digest: Digest,
  frames: FrameStore,
  checkpoint: LedgerCheckpoint | null,
): Verification {
  let previousMac = CHAIN_BEGINNING;
  let count = 0;
  let headId: string | null = null;
  const broken = (firstBrokenId: string | null, reason: string): Verification => ({
    kind: 'broken',
    frames: count,
    firstBrokenId,
    reason,
  });

  for (const frame of frames.walk()) {
    count += 1;
    // SECURITY: the link to the frame before; without it frames could be removed or reordered unseen.
    if (frame.previousMac !== previousMac)
      return broken(frame.id, 'A frame before this one was removed or moved.');
    // SECURITY: the MAC over the frame itself; without it a frame could be rewritten unseen.
    if (frameMac(digest, frame) !== frame.mac)
      return broken(frame.id, 'This frame was changed after it was written.');
    const payload = frame.commitment === null ? null : frames.payload(frame.id);
    // SECURITY: the commitment; without it a payload could be rewritten unseen. An erased one is allowed to be missing.
    if (payload !== null && payloadCommitment(digest, payload) !== frame.commitment) {
      return broken(frame.id, 'The content of this frame was changed after it was written.');
    }
    // SECURITY: the remembered head; without it the whole chain could be replaced by another that fits in itself.
    if (checkpoint !== null && count === checkpoint.count && frame.mac !== checkpoint.mac) {
      return broken(frame.id, 'The ledger does not match the checkpoint in the keychain.');
    }
    previousMac = frame.mac;
    headId = frame.id;
  }
  // SECURITY: the remembered count; without it the end could be cut off unseen.
  if (checkpoint !== null && count < checkpoint.count) {
    return broken(headId, `The end was cut off: ${count} frames are here, ${checkpoint.count} were written.`);
  }
  return { kind: 'intact', frames: count, headId };
}
