// What came with a message, brought into the workspace of its conversation before the turn of that message begins.
//   rows that wait → fetched by their channel → a new file under `attachments/` → `here`, or `missed` with the reason
// Also after a restart: what is here already stays, what was being written is recognised by its content.
// May not know how a channel fetches, nor where a workspace lies.
import type { Taint } from '../../../contracts/effects.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { FetchedAttachment } from '../ports/attachments.ts';
import type { Channel } from '../ports/channel.ts';
import type { AttachmentRow, ConversationRow, MessageRow, Stores, TurnRow } from '../ports/stores.ts';
import type { WorkspaceBytes } from '../ports/workspace-bytes.ts';
import type { Clock, Log } from '../ports/world.ts';
import { createWrittenFiles, notedTaint } from '../untrusted-text/written-files.ts';
import { namesFor, plainFileName } from './file-name.ts';
import {
  FETCH_ALL_DEADLINE_MS,
  FETCH_DEADLINE_MS,
  MAX_BYTES_OF_CONVERSATION,
  MAX_FILE_BYTES,
  sizeWords,
} from './limits.ts';

export type BringAttachments = (
  turn: TurnRow,
  conversation: ConversationRow,
  message: MessageRow,
  signal: AbortSignal,
) => Promise<void>;

type Files = Pick<WorkspaceBytes, 'create' | 'exists' | 'problem' | 'read'>;

const FOLDER = 'attachments';
/** Trouble that passes by itself is waited for so long, twice. */
const RETRY_AFTER_MS = [1_000, 5_000];

type Outcome =
  | {
      readonly kind: 'here';
      readonly path: string;
      readonly bytes: number;
      readonly mediaType: string | null;
    }
  | { readonly kind: 'missed'; readonly reason: string; readonly sizeBytes?: number }
  /** The turn was stopped, or Sallyport is. */
  | { readonly kind: 'stopped' };

export function createBringAttachments(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  log: Log;
  channel: (id: string) => Channel | null;
  workspaceOf: (conversation: ConversationRow) => string;
  /** Absent: nothing can be kept. */
  bytes?: Files;
  onItem: (conversationId: string, itemId: string) => void;
}): BringAttachments {
  const { stores, clock } = deps;
  const written = createWrittenFiles(stores);

  async function bring(
    row: AttachmentRow,
    conversation: ConversationRow,
    taint: Taint,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const channel = deps.channel(row.channelId);
    if (deps.bytes === undefined || channel?.fetchAttachment === undefined)
      return { kind: 'missed', reason: 'Files cannot be fetched on this channel.' };
    if ((row.sizeBytes ?? 0) > MAX_FILE_BYTES) return tooLarge(row.sizeBytes);
    const left = MAX_BYTES_OF_CONVERSATION - stores.attachments.totalBytes(conversation.id);
    // SECURITY: whoever may write here cannot fill the disk.
    if ((row.sizeBytes ?? 1) > left) return full();
    const fetched = await fetchPatiently(channel, row, Math.min(MAX_FILE_BYTES, left), signal);
    if (signal.aborted) return { kind: 'stopped' };
    switch (fetched.kind) {
      case 'gone':
      case 'trouble':
        return { kind: 'missed', reason: fetched.reason };
      case 'too-large':
        return left < MAX_FILE_BYTES ? full() : tooLarge(fetched.sizeBytes);
      case 'fetched':
        // SECURITY: counted here too; a channel that does not keep its limit changes nothing.
        if (fetched.bytes.byteLength > Math.min(MAX_FILE_BYTES, left))
          return tooLarge(fetched.bytes.byteLength);
        return await keep(deps.bytes, row, conversation, fetched, taint);
    }
  }

  async function fetchPatiently(
    channel: Channel,
    row: AttachmentRow,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<FetchedAttachment> {
    let last: FetchedAttachment = { kind: 'trouble', reason: 'It did not come in time.' };
    for (const pauseMs of [0, ...RETRY_AFTER_MS]) {
      if (pauseMs > 0) await pause(pauseMs, signal);
      if (signal.aborted) return last;
      last = await fetchOnce(channel, row, maxBytes, signal);
      if (last.kind !== 'trouble') return last;
    }
    return last;
  }

  async function fetchOnce(
    channel: Channel,
    row: AttachmentRow,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<FetchedAttachment> {
    const deadline = new AbortController();
    const cancel = clock.after(FETCH_DEADLINE_MS, () => deadline.abort());
    try {
      const limits = { maxBytes, signal: AbortSignal.any([signal, deadline.signal]) };
      return (await channel.fetchAttachment?.(row.reference, limits)) ?? NOTHING;
    } catch (cause) {
      deps.log.error('A channel failed while fetching a file', { channel: row.channelId, cause });
      return NOTHING;
    } finally {
      cancel();
    }
  }

  /** Into a new file. Its name is written down first: a restart then knows what it may have written. */
  async function keep(
    files: Files,
    row: AttachmentRow,
    conversation: ConversationRow,
    { bytes, mediaType: said }: Extract<FetchedAttachment, { kind: 'fetched' }>,
    taint: Taint,
  ): Promise<Outcome> {
    const workspace = deps.workspaceOf(conversation);
    const mediaType = said ?? row.mediaType;
    if (row.path !== null && (await holds(files, workspace, row.path, bytes)))
      return { kind: 'here', path: row.path, bytes: bytes.byteLength, mediaType };
    for (const name of namesFor(plainFileName(row.name, row.kind, mediaType), row.id)) {
      const path = `${FOLDER}/${name}`;
      if (files.problem(workspace, path) !== null || (await isThere(files, workspace, path))) continue;
      stores.transaction(() => {
        stores.attachments.update(row.id, { path });
        // SECURITY: a file from outside is somebody else's words, whoever sent it, and so is what is made of it. Before
        // it is written: also when a kill comes in between.
        written.wroteSomewhere(workspace, notedTaint(conversation, taint));
      });
      // SECURITY: made by a call that fails when something of that name is there: nothing is ever replaced.
      const made = await files.create(workspace, path, once(bytes), MAX_FILE_BYTES);
      if (made.kind === 'done') return { kind: 'here', path, bytes: made.value.bytes, mediaType };
      if (!(await isThere(files, workspace, path))) return { kind: 'missed', reason: made.reason };
    }
    return { kind: 'missed', reason: 'It could not be written into the workspace.' };
  }

  /** In one transaction: where it is or why it is not, and the frame. */
  function conclude(
    row: AttachmentRow,
    turn: TurnRow,
    conversation: ConversationRow,
    outcome: Exclude<Outcome, { kind: 'stopped' }>,
  ): void {
    stores.transaction(() => {
      const isHere = outcome.kind === 'here';
      const bytes = isHere ? outcome.bytes : (outcome.sizeBytes ?? row.sizeBytes);
      const frame = deps.ledger.record({
        kind: isHere ? 'attachment-fetched' : 'attachment-missed',
        causeId: turn.causeFrameId,
        actor: { kind: 'system' },
        conversationId: conversation.id,
        turnId: turn.id,
        facts: { channel: row.channelId, attachmentId: row.id, attachmentKind: row.kind, bytes },
        payload: isHere ? { path: outcome.path } : { reason: outcome.reason },
      });
      stores.attachments.update(row.id, {
        state: outcome.kind,
        frameId: frame.id,
        sizeBytes: bytes,
        ...(isHere
          ? { path: outcome.path, mediaType: outcome.mediaType }
          : { path: null, reason: outcome.reason }),
      });
    });
    deps.onItem(conversation.id, row.messageId);
  }

  function pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.after(delayMs, done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  return async (turn, conversation, message, signal) => {
    const waiting = stores.attachments.ofMessage(message.id).filter(({ state }) => state === 'waiting');
    if (waiting.length === 0) return;
    const taint = taintOfFiles(message);
    const late = new AbortController();
    const cancel = clock.after(FETCH_ALL_DEADLINE_MS, () => late.abort());
    try {
      for (const row of waiting) {
        const outcome = late.signal.aborted
          ? ({ kind: 'missed', reason: 'It did not come in time.' } as const)
          : await bring(row, conversation, taint, AbortSignal.any([signal, late.signal]));
        if (signal.aborted) return;
        conclude(
          row,
          turn,
          conversation,
          outcome.kind === 'stopped' ? { kind: 'missed', reason: 'It did not come in time.' } : outcome,
        );
      }
    } finally {
      cancel();
    }
  };
}

const NOTHING: FetchedAttachment = { kind: 'trouble', reason: 'Something unexpected went wrong.' };

/** Never `sender`: a rule for somebody's own words does not cover what they pass on. */
export function taintOfFiles(message: Pick<MessageRow, 'senderId' | 'actor'>): Taint {
  const from = message.actor.kind === 'owner' ? 'you' : (message.senderId ?? 'somebody');
  return { untrusted: true, private: false, sources: [{ kind: 'file', label: `files sent by ${from}` }] };
}

function tooLarge(sizeBytes: number | null): Outcome {
  const size = sizeBytes === null ? '' : ` (${sizeWords(sizeBytes)})`;
  const reason = `It is too large${size}; ${sizeWords(MAX_FILE_BYTES)} is the most.`;
  return { kind: 'missed', reason, ...(sizeBytes === null ? {} : { sizeBytes }) };
}

function full(): Outcome {
  const most = sizeWords(MAX_BYTES_OF_CONVERSATION);
  return { kind: 'missed', reason: `The files of this conversation have reached ${most} together.` };
}

async function isThere(files: Files, workspace: string, path: string): Promise<boolean> {
  const there = await files.exists(workspace, path);
  return there.kind === 'done' && there.value;
}

/** Whether a write that a kill cut off had been done. */
async function holds(files: Files, workspace: string, path: string, bytes: Uint8Array): Promise<boolean> {
  const there = await files.read(workspace, path, MAX_FILE_BYTES);
  if (there.kind === 'refused' || there.value.bytes.byteLength !== bytes.byteLength) return false;
  return there.value.bytes.every((byte, at) => byte === bytes[at]);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
