// Memory taken in from a file: looked at first, kept when the owner says so. A file can be anybody's: whatever it says of
// itself, what comes of it is untrusted, and another person's only where that person is paired here.
//   text → items and names → checked → preview → keep
// May not know where the text came from.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Taint } from '../../../../contracts/effects.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { ImportPreview } from '../../../../contracts/memory.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Digest, MakeId, Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import type { Entities } from '../entities/entities.ts';
import { foldName } from '../entities/fold-name.ts';
import { inSlices, listsOf } from '../in-slices.ts';
import { type Keep, sameKeyOf } from '../keeping/keep.ts';
import { whyNotKept } from '../keeping/not-kept.ts';
import { createFitNames } from './fit-names.ts';
import type { MemoryViews } from './memory-view.ts';
import { type FileItem, type FileName, readMemoryFile } from './read-memory-file.ts';

export interface Importing {
  preview(name: string, text: string): Promise<ImportPreview>;
  /** How many were kept. */
  take(importId: string, options?: { readonly pins: boolean }): Promise<number>;
}

interface Waiting {
  readonly importId: string;
  readonly items: readonly FileItem[];
  readonly names: readonly FileName[];
  readonly taint: Taint;
}

const OWNER: Actor = { kind: 'owner' };
const SAMPLE = 8;
const SAMPLE_CHARACTERS = 400;
const LEFT_OUT_SHOWN = 50;
/** So many are looked at before others may go on. */
const AT_ONCE = 50;
/** And so many are kept. */
const KEPT_AT_ONCE = 20;

export function createImporting(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  digest: Digest;
  keep: Keep;
  entities: Entities;
  views: Pick<MemoryViews, 'person'>;
  onChange: () => void;
}): Importing {
  const { stores, ledger, clock, views } = deps;
  /** One at a time: the one that was looked at last. */
  let waiting: Waiting | null = null;
  let looking = '';

  function createIsKnownHere(): (scope: string) => boolean {
    const paired = new Set(
      stores.senders.list().flatMap((row) => (row.standing === 'paired' ? [row.senderId] : [])),
    );
    // SECURITY: a person's memory is told to that person; nobody who is not paired here gets one by a file.
    return (scope) => scope === 'owner' || paired.has(scope);
  }

  async function preview(name: string, text: string): Promise<ImportPreview> {
    const importId = deps.makeId();
    looking = importId;
    waiting = null;
    const taint: Taint = {
      untrusted: true,
      private: true,
      // SECURITY: who wrote a file is not known, whatever it says of itself.
      sources: [{ kind: 'file', label: deps.redact(cleanText(name)).slice(0, 100) }],
    };
    const file = await readMemoryFile(text, clock);
    const isKnownHere = createIsKnownHere();
    const seen = new Set<string>();
    const fresh: FileItem[] = [];
    const names: FileName[] = [];
    const leftOut: ImportPreview['leftOut'] = [];
    let leftOutCount = 0;
    let known = 0;
    const leave = (one: string, reason: string): void => {
      leftOutCount += 1;
      if (leftOut.length < LEFT_OUT_SHOWN) leftOut.push({ text: shown(one).slice(0, 200), reason });
    };
    await inSlices(clock, file.items, AT_ONCE, (item) => {
      const refused = whyNotKept(item.text, taint, deps.redact);
      if (refused !== null) return leave(item.text, refused.reason);
      if (!isKnownHere(item.scope)) return leave(item.text, notHere(item.scope));
      const key = sameKeyOf(deps.digest, item.text);
      const whole = `${item.scope} ${key}`;
      if (seen.has(whole) || stores.memories.same(item.scope, key).length > 0) known += 1;
      else {
        seen.add(whole);
        fresh.push(item);
      }
    });
    const checked = createFitNames({ stores, redact: deps.redact, taint, leave });
    await inSlices(clock, file.names, AT_ONCE, (named) => {
      if (!isKnownHere(named.scope)) return leave(named.name, notHere(named.scope));
      const one = checked(named);
      if (one !== null) names.push(one);
    });
    if (looking !== importId)
      throw new AppError('already-settled', 'Another file was looked at since. Choose this one again.');
    waiting = { importId, items: fresh, names, taint };
    const scopes = new Map<string, number>();
    for (const { scope } of fresh) scopes.set(scope, (scopes.get(scope) ?? 0) + 1);
    return {
      ...{ importId, name, fresh: fresh.length, known, leftOutCount, leftOut },
      people: [...scopes].map(([scope, count]) => ({ person: views.person(scope), count })),
      pinned: fresh.filter(({ pinned }) => pinned).length,
      sample: fresh.slice(0, SAMPLE).map((item) => ({
        text: item.text.slice(0, SAMPLE_CHARACTERS),
        person: views.person(item.scope),
        pinned: item.pinned,
      })),
      names: names.length,
      nameSample: names
        .slice(0, SAMPLE)
        .map((one) => one.name + (one.aliases.length === 0 ? '' : ` (also ${one.aliases.join(', ')})`)),
    };
  }

  /** The file's own words: no secret in them, and nothing that hides. */
  function shown(text: string): string {
    return deps.redact(cleanText(text));
  }

  function notHere(scope: string): string {
    return scope === 'system'
      ? 'This is no memory of a person.'
      : `This is of ${shown(scope).slice(0, 100)}, who is not paired here.`;
  }

  async function take(importId: string, { pins }: { readonly pins: boolean }): Promise<number> {
    if (waiting?.importId !== importId)
      throw new AppError(
        'already-settled',
        'This file was taken in already, or another one was looked at since.',
      );
    const chosen = waiting;
    waiting = null;
    // SECURITY: again, as it is now: they may have been unpaired since the file was looked at.
    const isKnownHere = createIsKnownHere();
    const items = chosen.items.filter(({ scope }) => isKnownHere(scope));
    const names = chosen.names.filter(({ scope }) => isKnownHere(scope));
    const frame = stores.transaction(() =>
      ledger.record({
        kind: 'memory-imported',
        causeId: null,
        actor: OWNER,
        facts: { count: items.length, names: names.length },
      }),
    );
    await inSlices(clock, listsOf(names, KEPT_AT_ONCE), 1, (some) => {
      try {
        stores.transaction(() => some.forEach(note));
      } catch (cause) {
        deps.entities.forgetNames(); // those that were just noted are not there after all
        throw cause;
      }
    });
    let imported = 0;
    await inSlices(clock, listsOf(items, KEPT_AT_ONCE), 1, (some) =>
      stores.transaction(() => {
        for (const { text, kind, at, pinned, scope } of some) {
          const outcome = deps.keep({
            ...{ text, kind, at, scope },
            // SECURITY: what is pinned is never replaced by what others say; a file alone pins nothing.
            pinned: pins && pinned,
            taint: chosen.taint,
            actor: OWNER,
            conversationId: null,
            turnId: null,
            messageId: null,
            speaker: null,
            causeFrameId: frame.id,
          });
          if (outcome.kind === 'kept') imported += 1;
        }
      }),
    );
    stores.transaction(() => stores.entities.removeUnspoken());
    deps.onChange();
    return imported;
  }

  /** In the transaction. Known by now under that name: left as it is. */
  function note({ scope, name, kind, aliases }: FileName): void {
    const isKnown = (one: string): boolean => stores.entities.byName(scope, foldName(one)) !== null;
    if (isKnown(name)) return;
    // SECURITY: an alias of what is known would tie later memories of one to the other.
    deps.entities.note(scope, { name, kind, aliases: aliases.filter((alias) => !isKnown(alias)) }, true);
  }

  return { preview, take: (importId, options = { pins: false }) => take(importId, options) };
}
