// The ledger: one append-only table of frames, each naming the frame that caused it.
//   record(draft) inside the transaction that changes the state it explains → frame, MAC over the frame before
// May not know what the frames are about.
import type {
  FrameFacts,
  FrameKind,
  FrameView,
  LedgerCheckpoint,
  Verification,
} from '../../../contracts/activity.ts';
import type { Actor } from '../../../contracts/actors.ts';
import { AppError } from '../../../contracts/errors.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Announce } from '../ports/announce.ts';
import type { ConversationStore, FrameRow, FrameStore } from '../ports/stores.ts';
import type { Clock, Digest, MakeId, Random, Redact } from '../ports/world.ts';
import { CHAIN_BEGINNING, frameMac, payloadCommitment, verifyChain } from './chain.ts';
import { sentenceOf } from './sentence.ts';

export interface FrameDraft {
  readonly kind: FrameKind;
  /** Null only for what begins by itself: start, a message from outside, a click. */
  readonly causeId: string | null;
  readonly actor: Actor;
  readonly conversationId?: string | null;
  readonly turnId?: string | null;
  /** Ids and small facts; never what somebody wrote. */
  readonly facts?: FrameFacts;
  /** What was said or run; redacted, kept apart, erasable. */
  readonly payload?: unknown;
}

export interface Ledger {
  /** Appends a frame. Call it inside the transaction that changes what it explains. */
  record(draft: FrameDraft): FrameRow;
  view(frame: FrameRow): FrameView;
  tail: FrameStore['tail'];
  /** From the beginning down to the frame. Empty when there is no such frame. */
  explain(id: string): readonly FrameRow[];
  verify(): Verification;
  checkpoint(): LedgerCheckpoint | null;
}

const SALT_BYTES = 16;
/** A longer chain of causes than this is a fault, not a story. */
const MAX_CAUSES = 10_000;

export function createLedger(deps: {
  frames: FrameStore;
  conversations: Pick<ConversationStore, 'get'>;
  clock: Clock;
  digest: Digest;
  random: Random;
  makeId: MakeId;
  redact: Redact;
  announce: Announce;
  /** Head and count as the keychain remembers them; null when it remembers nothing. */
  rememberedCheckpoint: () => LedgerCheckpoint | null;
}): Ledger {
  const { frames, clock, digest, makeId, redact } = deps;

  function record(draft: FrameDraft): FrameRow {
    const id = makeId();
    const conversationId = draft.conversationId ?? null;
    // SECURITY: a private conversation that was erased stays so; what still ran for it writes no word of it down.
    const isErased = conversationId !== null && deps.conversations.get(conversationId) === null;
    const payload =
      draft.payload === undefined || isErased
        ? null
        : // SECURITY: redaction before anything is written; without it a secret would stay in the ledger.
          {
            frameId: id,
            salt: hex(deps.random.bytes(SALT_BYTES)),
            text: redact(canonicalJson(draft.payload)),
          };
    const frame: Omit<FrameRow, 'mac'> = {
      id,
      at: clock.now(),
      kind: draft.kind,
      causeId: draft.causeId,
      conversationId,
      turnId: draft.turnId ?? null,
      actor: draft.actor,
      facts: redactFacts(draft.facts ?? {}, redact),
      commitment: payload === null ? null : payloadCommitment(digest, payload),
      previousMac: frames.head()?.mac ?? CHAIN_BEGINNING,
    };
    const row: FrameRow = { ...frame, mac: frameMac(digest, frame) };
    frames.append(row, payload);
    deps.announce('activity', 'frame-add', { id, kind: row.kind });
    return row;
  }

  function explain(id: string): readonly FrameRow[] {
    const story: FrameRow[] = [];
    for (let next: string | null = id; next !== null; ) {
      const frame: FrameRow | null = frames.get(next);
      if (frame === null) break;
      story.unshift(frame);
      if (story.length > MAX_CAUSES)
        throw new AppError('storage-damaged', 'The ledger has a loop of causes. Run verify.');
      next = frame.causeId;
    }
    return story;
  }

  return {
    record,
    view: (frame) => {
      const payloadText = frame.commitment === null ? null : (frames.payload(frame.id)?.text ?? null);
      return {
        id: frame.id,
        at: new Date(frame.at).toISOString(),
        kind: frame.kind,
        causeId: frame.causeId,
        conversationId: frame.conversationId,
        turnId: frame.turnId,
        actor: frame.actor,
        facts: frame.facts,
        payloadText,
        sentence: sentenceOf(frame, payloadText),
      };
    },
    tail: (filter) => frames.tail(filter),
    explain,
    verify: () => verifyChain(digest, frames, deps.rememberedCheckpoint()),
    checkpoint: () => {
      const head = frames.head();
      return head === null ? null : { headId: head.id, mac: head.mac, count: head.count };
    },
  };
}

function redactFacts(facts: FrameFacts, redact: Redact): FrameFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, typeof value === 'string' ? redact(value) : value]),
  );
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
