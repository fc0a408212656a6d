// What a model found worth remembering, checked and joined with what is known: added, said better, put in the place of
// what it contradicts, or left as it is. Nothing is believed: lines are looked up, words compared, trust kept apart.
//   learned + window + known → keep (each with the frame of its line as cause) → entities and relations
// May not know the model.
import type { Learned, LearnedMemory } from '../../../../contracts/learned.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Redact } from '../../ports/world.ts';
import type { Entities } from '../entities/entities.ts';
import { foldName, namesIn } from '../entities/fold-name.ts';
import type { Keep } from '../keeping/keep.ts';
import { type NotKept, whyNotKept } from '../keeping/not-kept.ts';
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
  deps: { stores: Stores; ledger: Ledger; keep: Keep; entities: Entities; redact: Redact },
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
      refuse(last ?? null, 'not-said');
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
        // SECURITY: what the owner said holds nothing that somebody else adds to it.
        if (window.taint.untrusted && !outcome.row.taint.untrusted) return;
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
    if (row === null || row.state !== 'kept') return null;
    // SECURITY: only what this person said before; another's memory is nothing to them.
    if (row.scope !== window.scope) return null;
    // SECURITY: words that nobody vouches for never take the place of what the owner said, or pinned.
    if (window.taint.untrusted && (!row.taint.untrusted || row.pinned)) return null;
    return row;
  }

  function refuse(line: Line | null, why: NotKept['why'] | 'not-said'): void {
    counts.refused += 1;
    stores.transaction(() => {
      deps.ledger.record({
        kind: 'memory-refused',
        causeId: line?.frameId ?? null,
        actor: { kind: 'system' },
        conversationId: window.conversation.id,
        facts: { why, from: 'learning' },
      });
    });
  }

  /** In the transaction. Only names that stand in a memory; a relation holds as long as the memory that says it. */
  function tie(kept: readonly KeptRow[]): void {
    const { untrusted } = window.taint;
    const said = window.lines.filter((line) => line.isPerson).map(({ text }) => text);
    const isSaid = (name: string): boolean =>
      kept.some(({ row }) => stands(row.text, [name])) || said.some((text) => stands(text, [name]));
    for (const named of learned.entities) {
      // SECURITY: a name that nobody said is nobody's; an alias made up would move what is known to somebody else.
      const [name, ...aliases] = [named.name, ...named.aliases].filter((one) => isSaid(one) && isFit(one));
      if (name === undefined || !kept.some(({ row }) => stands(row.text, [name, ...aliases]))) continue;
      // SECURITY: two that are known become one only where a person said so, never on the model's word.
      const same = aliases.filter((alias) => mayBeSame(name, alias, said));
      entities.note(window.scope, { kind: named.kind, name, aliases: same }, untrusted);
    }
    for (const { row } of kept) entities.tieKnown(row);
    for (const { from, relation, to, lines } of learned.relations) {
      const cited = linesOf(lines).map(({ text }) => text);
      const holder = kept.find(
        ({ row, lines: own }) =>
          lines.some((line) => own.has(line)) &&
          // SECURITY: both ends stand there; with one, anybody could be tied to anything.
          [from, to].every((end) => [row.text, ...cited].some((text) => stands(text, namesOf(end)))),
      );
      if (holder === undefined || !isGrounded(relation, [holder.row.text, ...cited])) continue;
      if (isFit(`${from} ${relation} ${to}`)) entities.relate(holder.row, from, relation, to);
    }
  }

  function isFit(words: string): boolean {
    // SECURITY: what is not kept as a memory is not kept as a name or a relation either.
    const refused = whyNotKept(words.trim(), window.taint, deps.redact);
    if (refused !== null) refuse(null, refused.why);
    return refused === null;
  }

  function namesOf(name: string): readonly string[] {
    const known = stores.entities.byName(window.scope, foldName(name));
    return known === null ? [name] : [name, known.name, ...known.aliases];
  }

  function mayBeSame(name: string, alias: string, said: readonly string[]): boolean {
    const [one, other] = [name, alias].map((each) => stores.entities.byName(window.scope, foldName(each)));
    if (one?.id === other?.id) return true;
    const [mine, theirs] = [foldName(name), foldName(alias)];
    return (
      ` ${mine} `.includes(` ${theirs} `) ||
      ` ${theirs} `.includes(` ${mine} `) ||
      said.some((text) => saysSame(foldName(text), mine, theirs) || saysSame(foldName(text), theirs, mine))
    );
  }
}

/** "Clara, also called Clärchen": nothing else between the two. */
function saysSame(text: string, one: string, other: string): boolean {
  const between = new RegExp(
    `(?:^| )${one} (?:(?:is|also|or|called|known|as|aka|alias|nicknamed|short|for|genannt|auch|alias|llamada?|apodad[oa]|dite?|surnommee?|appelee?) ){0,4}${other}(?: |$)`,
  );
  return between.test(text);
}

function stands(text: string, names: readonly string[]): boolean {
  return (
    namesIn(
      text,
      names.map((name) => ({ folded: foldName(name) })),
    ).length > 0
  );
}
