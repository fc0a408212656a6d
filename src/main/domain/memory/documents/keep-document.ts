// What becomes of one file that was read: its passages take the place of those that were kept of it, a few at a time.
//   read → same bytes? nothing changes | passages without secrets → kept, each as put away or pinned as before → old gone
// May not know how a file is read, nor which one comes next. Whatever it waits for, the document may be going meanwhile.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Taint } from '../../../../contracts/effects.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ReadDocument, Section } from '../../ports/documents.ts';
import type { DocumentRow, MarkedPassage } from '../../ports/memory-records.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../../ports/world.ts';
import { labelled } from '../../untrusted-text/label.ts';
import type { Entities } from '../entities/entities.ts';
import { looksSecret } from '../keeping/not-kept.ts';
import { type Passage, passagesOf } from './passages.ts';

export interface KeepDocument {
  keep(row: DocumentRow, read: ReadDocument): Promise<void>;
  /** Something of ours failed with this one; the others go on, and it is tried again at the next look. */
  leaveOut(row: DocumentRow): Promise<void>;
  /** Every passage of it; `before` runs in the transaction of the first ones. */
  removePassages(documentId: string, before?: () => void): Promise<void>;
  /** Changes what is there now; nothing where the document is going or gone. */
  change(id: string, change: Partial<DocumentRow>): void;
}

const SYSTEM: Actor = { kind: 'system' };
/** Passages of one transaction, or looked through in one go; between two of them others go on. */
const AT_ONCE = 40;
const PAUSE_MS = 5;

export function createKeepDocument(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  entities: Pick<Entities, 'tieKnown'>;
  /** Its source is being removed. */
  isLeaving: (sourceId: string) => boolean;
  hasEnded: () => boolean;
  onKept: () => void;
}): KeepDocument {
  const { stores, ledger, clock } = deps;

  function pause(): Promise<void> {
    return new Promise((resolve) => void clock.after(PAUSE_MS, resolve));
  }

  /** Asked again after every wait, in the transaction that writes: nothing is added for what nobody could remove. */
  function isGoing({ id, sourceId }: DocumentRow): boolean {
    return deps.isLeaving(sourceId) || stores.documents.get(id) === null;
  }

  async function keep(row: DocumentRow, read: ReadDocument): Promise<void> {
    if (read.kind === 'left-out') {
      if (isGoing(row)) return;
      await removePassages(row.id);
      change(row.id, {
        ...{ state: 'left-out', note: read.reason, passages: 0, sha256: null },
        readAt: clock.now(),
      });
      return;
    }
    const { kept, secrets } = await sorted(read.sections);
    if (deps.hasEnded()) return;
    const seen: Partial<DocumentRow> = {
      ...{ format: read.format, bytes: read.state.bytes, changedAt: read.state.changedAt },
      note: noteOf(read.note, kept.length, secrets),
    };
    // The same bytes say the same: what the owner put away, deleted or forgot of them stays so.
    const isSame = row.sha256 === read.sha256 && row.passages > 0;
    if (!isSame && !(await replace(row, read, kept))) return;
    change(row.id, {
      ...seen,
      ...(isSame ? {} : { passages: kept.length, sha256: read.sha256 }),
      state: isSame || kept.length > 0 ? 'ready' : 'left-out',
      readAt: clock.now(),
    });
  }

  /** New ones first, so that a kill in between loses none that the owner put away. False when it came to no end. */
  async function replace(
    row: DocumentRow,
    read: Extract<ReadDocument, { kind: 'read' }>,
    kept: readonly Passage[],
  ): Promise<boolean> {
    const frame = stores.transaction(() => {
      if (isGoing(row)) return null;
      change(row.id, { sha256: null }); // half of it is not the same as all of it
      return ledger.record({
        kind: 'document-read',
        causeId: row.frameId,
        actor: SYSTEM,
        facts: { documentId: row.id, passages: kept.length, format: read.format },
        payload: { name: row.name },
      });
    });
    if (frame === null) return false;
    const marks = marksOf(row.id);
    for (let from = 0; from < kept.length; from += AT_ONCE) {
      const isAdded = stores.transaction(() => {
        if (deps.hasEnded() || isGoing(row)) return false; // it still waits, or is gone
        for (const passage of kept.slice(from, from + AT_ONCE))
          addPassage(row, passage, {
            ...{ frameId: frame.id, at: read.state.changedAt },
            mark: marks.get(passage.text)?.shift() ?? null,
          });
        return true;
      });
      if (!isAdded) return false;
      deps.onKept();
      await pause();
    }
    while (
      !deps.hasEnded() &&
      stores.transaction(() => stores.documents.removePassages(row.id, frame.id, AT_ONCE)) > 0
    )
      await pause();
    return !deps.hasEnded();
  }

  /** What looks like a secret is not kept, in no document, nor the two halves of one. */
  async function sorted(
    sections: readonly Section[],
  ): Promise<{ kept: readonly Passage[]; secrets: number }> {
    const kept: Passage[] = [];
    let looked = 0;
    for (const section of sections) {
      const passages = passagesOf([section]);
      let isSecretBefore = false;
      for (const passage of passages) {
        const text = deps.redact(passage.text);
        const isSecretBehind = looksSecret(passage.seam, deps.redact);
        if (!isSecretBefore && !isSecretBehind && !looksSecret(text, deps.redact))
          kept.push({ ...passage, text });
        isSecretBefore = isSecretBehind;
        looked += 1;
        if (looked % AT_ONCE === 0) await pause();
        if (deps.hasEnded()) return { kept: [], secrets: 0 };
      }
    }
    return { kept, secrets: looked - kept.length };
  }

  /** Passages that the owner put away, deleted or pinned, by their text. */
  function marksOf(documentId: string): Map<string, MarkedPassage[]> {
    const marks = new Map<string, MarkedPassage[]>();
    for (const mark of stores.documents.marked(documentId))
      marks.set(mark.text, [...(marks.get(mark.text) ?? []), mark]);
    return marks;
  }

  function addPassage(
    row: DocumentRow,
    { text, place }: Passage,
    { frameId, at, mark }: { frameId: string; at: number; mark: MarkedPassage | null },
  ): void {
    const before = mark === null ? null : stores.memories.byId(mark.id);
    if (mark !== null && before === null) return; // forgotten while the file was read
    if (before !== null) stores.memories.remove(before.id);
    const taint: Taint = {
      untrusted: true,
      private: true,
      // SECURITY: anybody may have written a file; what stands in it never counts as the owner's word.
      sources: [{ kind: 'file', label: row.name }],
    };
    const memory = {
      id: before?.id ?? deps.makeId(),
      scope: 'owner',
      conversationId: null,
      kind: 'passage' as const,
      speaker: null,
      messageId: null,
      documentId: row.id,
      place,
      text,
      taint: labelled(taint, text),
      frameId,
      createdAt: at,
      state: before?.state ?? ('kept' as const),
      changedAt: before?.changedAt ?? null,
      replacedBy: null,
      sameKey: null,
      pinned: before?.pinned ?? false,
    };
    stores.memories.add(memory);
    deps.entities.tieKnown(memory);
  }

  async function removePassages(documentId: string, before?: () => void): Promise<void> {
    let first = before;
    for (;;) {
      const removed = stores.transaction(() => {
        first?.();
        return stores.memories.removeDocument(documentId, AT_ONCE);
      });
      first = undefined;
      if (removed === 0) return;
      await pause();
    }
  }

  function change(id: string, changes: Partial<DocumentRow>): void {
    stores.transaction(() => {
      const now = stores.documents.get(id);
      if (now !== null && !isGoing(now)) stores.documents.put({ ...now, ...changes });
    });
  }

  return {
    keep,
    removePassages,
    change,
    leaveOut: async (row) => {
      if (deps.hasEnded() || isGoing(row)) return;
      await removePassages(row.id);
      change(row.id, {
        ...{ state: 'left-out', passages: 0, sha256: null, readAt: clock.now() },
        changedAt: 0, // as if it had never been seen: the next look reads it again
        note: 'Something unexpected went wrong with it. It is tried again in a few minutes; the log has the details.',
      });
    },
  };
}

function noteOf(note: string | null, kept: number, secrets: number): string | null {
  const notes = [
    ...(note === null ? [] : [note]),
    ...(kept === 0 && secrets === 0 ? ['There is no text in it.'] : []),
    ...(secrets === 0
      ? []
      : [
          `${secrets} ${secrets === 1 ? 'passage looks like a secret and was' : 'passages look like secrets and were'} left out.`,
        ]),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}
