// What a model found worth remembering, checked and joined with what is known: added, said better, put in the place of
// what it contradicts, or left as it is. Nothing is believed: lines are looked up, words compared, trust kept apart.
//   learned + window + known → keep (each with the frame of its line as cause) → entities and relations
// May not know the model.
import type { Learned, LearnedMemory } from '../../../../contracts/learned.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Entities } from '../entities/entities.ts';
import { foldName, namesIn } from '../entities/fold-name.ts';
import type { Keep } from '../keeping/keep.ts';
import { isGrounded } from './grounded.ts';
import type { LearningWindow, Line } from './window.ts';

export interface Consolidated {
  readonly kept: number;
  readonly changed: number;
  readonly known: number;
  readonly refused: number;
}

interface KeptRow {
  readonly row: MemoryRow;
  readonly lines: ReadonlySet<number>;
}

export function consolidate(
  deps: { stores: Stores; ledger: Ledger; keep: Keep; entities: Entities },
  window: LearningWindow,
  known: readonly MemoryRow[],
  learned: Learned,
): Consolidated {
  const { stores, keep, entities } = deps;
  const counts = { kept: 0, changed: 0, known: 0, refused: 0 };
  const rows: KeptRow[] = [];
  for (const item of learned.memories) take(item);
  stores.transaction(() => tie(rows));
  return counts;

  function take(item: LearnedMemory): void {
    if (item.action === 'none') {
      counts.known += 1;
      return;
    }
    const lines = linesOf(item.lines);
    const last = lines.at(-1);
    // SECURITY: what no person said in this window is nobody's fact, however the model came to it.
    if (
      last === undefined ||
      !isGrounded(
        item.text,
        lines.map(({ text }) => text),
      )
    ) {
      refuse(last ?? null);
      return;
    }
    const replaces = replacedBy(item);
    const outcome = keep({
      scope: window.scope,
      kind: item.kind,
      text: item.text,
      // SECURITY: of all that the model read with it, not of the line alone.
      taint: window.taint,
      actor: { kind: 'system' },
      conversationId: window.conversation.id,
      turnId: null,
      messageId: last.id,
      speaker: last.speaker,
      at: last.at,
      causeFrameId: last.frameId,
      ...(replaces === null ? {} : { replaces }),
    });
    switch (outcome.kind) {
      case 'kept':
        counts[replaces === null ? 'kept' : 'changed'] += 1;
        rows.push({ row: outcome.row, lines: new Set(item.lines) });
        return;
      case 'known':
        counts.known += 1;
        rows.push({ row: outcome.row, lines: new Set(item.lines) });
        return;
      case 'refused':
        counts.refused += 1;
    }
  }

  /** What persons said in these lines, in order. */
  function linesOf(numbers: readonly number[]): readonly Line[] {
    return [...new Set(numbers)]
      .sort((a, b) => a - b)
      .flatMap((number) => window.lines[number - 1] ?? [])
      .filter((line) => line.isPerson);
  }

  function replacedBy(item: LearnedMemory): MemoryRow | null {
    if (item.action === 'add') return null;
    const number = /^m(\d{1,3})$/.exec((item.known ?? '').trim())?.[1];
    const shown = number === undefined ? undefined : known[Number(number) - 1];
    // As it is now: it may have been changed or forgotten while the model read.
    const row = shown === undefined ? null : stores.memories.byId(shown.id);
    if (row === null || row.state !== 'kept' || row.scope !== window.scope) return null;
    // SECURITY: words that nobody vouches for never take the place of what the owner said.
    if (window.taint.untrusted && !row.taint.untrusted) return null;
    return row;
  }

  function refuse(line: Line | null): void {
    counts.refused += 1;
    stores.transaction(() => {
      deps.ledger.record({
        kind: 'memory-refused',
        causeId: line?.frameId ?? null,
        actor: { kind: 'system' },
        conversationId: window.conversation.id,
        facts: { why: 'not-said', from: 'learning' },
      });
    });
  }

  /** In the transaction. Only names that stand in a memory; a relation holds as long as the memory that says it. */
  function tie(kept: readonly KeptRow[]): void {
    const { untrusted } = window.taint;
    for (const named of learned.entities) {
      const names = [named.name, ...named.aliases].map((name) => ({ folded: foldName(name) }));
      if (kept.some(({ row }) => namesIn(row.text, names).length > 0))
        entities.note(window.scope, named, untrusted);
    }
    for (const { row } of kept) entities.tieKnown(row);
    for (const { from, relation, to, lines } of learned.relations) {
      const said = kept.find(
        ({ row, lines: own }) =>
          lines.some((line) => own.has(line)) && namesIn(row.text, ends(from, to)).length > 0,
      );
      if (
        said !== undefined &&
        isGrounded(relation, [said.row.text, ...linesOf(lines).map(({ text }) => text)])
      )
        entities.relate(said.row, from, relation, to);
    }
  }
}

function ends(from: string, to: string): readonly { readonly folded: string }[] {
  return [{ folded: foldName(from) }, { folded: foldName(to) }];
}
