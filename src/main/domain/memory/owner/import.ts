// Memory taken in from a file: looked at first, kept when the owner says so. A file can be anybody's: whatever it says of
// itself, what comes of it is untrusted.
//   text → JSON of ours, or the list items of Markdown → preview → keep
// May not know where the text came from.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Taint } from '../../../../contracts/effects.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { ImportPreview, MemoryKind } from '../../../../contracts/memory.ts';
import { memoryFileSchema } from '../../../../contracts/memory-file.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Digest, MakeId, Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import type { Entities } from '../entities/entities.ts';
import { type Keep, sameKeyOf } from '../keeping/keep.ts';
import { whyNotKept } from '../keeping/not-kept.ts';

export interface Importing {
  preview(name: string, text: string): ImportPreview;
  take(importId: string): Promise<number>;
}

interface Item {
  readonly text: string;
  readonly kind: Extract<MemoryKind, 'fact' | 'preference' | 'event'>;
  readonly at: number;
  readonly pinned: boolean;
}

interface Waiting {
  readonly items: readonly Item[];
  readonly entities: readonly {
    name: string;
    kind: 'person' | 'place' | 'organisation' | 'thing' | 'project';
    aliases: string[];
  }[];
  readonly taint: Taint;
}

const OWNER: Actor = { kind: 'owner' };
const SAMPLE = 8;
const LEFT_OUT_SHOWN = 50;
const MAX_ITEMS = 200_000;
/** So many are kept before others may go on. */
const AT_ONCE = 50;

export function createImporting(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  digest: Digest;
  keep: Keep;
  entities: Entities;
  onChange: () => void;
}): Importing {
  const { stores, ledger, clock } = deps;
  const waiting = new Map<string, Waiting>();

  return {
    preview: (name, text) => {
      const taint: Taint = {
        untrusted: true,
        private: true,
        // SECURITY: who wrote a file is not known, whatever it says of itself.
        sources: [{ kind: 'file', label: deps.redact(cleanText(name)).slice(0, 100) }],
      };
      const { items, entities } = readFile(text, clock.now());
      const seen = new Set<string>();
      const fresh: Item[] = [];
      const leftOut: ImportPreview['leftOut'] = [];
      let known = 0;
      for (const item of items) {
        const refused = whyNotKept(item.text, taint, deps.redact);
        const key = sameKeyOf(deps.digest, item.text);
        if (refused !== null)
          leftOut.push({ text: deps.redact(item.text).slice(0, 200), reason: refused.reason });
        else if (seen.has(key) || stores.memories.same('owner', key).length > 0) known += 1;
        else {
          seen.add(key);
          fresh.push(item);
        }
      }
      const importId = deps.makeId();
      waiting.clear(); // one at a time: the one that was looked at last
      waiting.set(importId, { items: fresh, entities, taint });
      return {
        importId,
        name,
        fresh: fresh.length,
        known,
        leftOut: leftOut.slice(0, LEFT_OUT_SHOWN),
        sample: fresh.slice(0, SAMPLE).map((item) => item.text),
      };
    },
    take: async (importId) => {
      const chosen = waiting.get(importId);
      if (chosen === undefined)
        throw new AppError(
          'already-settled',
          'This file was taken in already, or another one was looked at since.',
        );
      waiting.delete(importId);
      const frame = stores.transaction(() =>
        ledger.record({
          kind: 'memory-imported',
          causeId: null,
          actor: OWNER,
          facts: { count: chosen.items.length },
        }),
      );
      let imported = 0;
      stores.transaction(() => {
        for (const named of chosen.entities) deps.entities.note('owner', named, true);
      });
      for (let from = 0; from < chosen.items.length; from += AT_ONCE) {
        stores.transaction(() => {
          for (const item of chosen.items.slice(from, from + AT_ONCE)) {
            const outcome = deps.keep({
              ...item,
              scope: 'owner',
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
        });
        await new Promise<void>((resolve) => clock.after(0, resolve));
      }
      stores.transaction(() => stores.entities.removeUnspoken());
      deps.onChange();
      return imported;
    },
  };
}

function readFile(text: string, now: number): Omit<Waiting, 'taint'> {
  const isJson = /^\s*[[{]/.test(text);
  const read = isJson ? readJson(text) : { items: readMarkdown(text, now), entities: [] };
  if (read.items.length === 0 && read.entities.length === 0)
    throw new AppError(
      'invalid-input',
      'Nothing to take in was found. A Markdown file needs a list with one memory an item; a JSON file is one that Sallyport exported.',
    );
  if (read.items.length > MAX_ITEMS)
    throw new AppError('invalid-input', `A file may hold at most ${MAX_ITEMS} memories.`);
  return read;
}

function readJson(text: string): Omit<Waiting, 'taint'> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('invalid-input', 'This file is not valid JSON. It may be cut off; export it again.');
  }
  const parsed = memoryFileSchema.safeParse(json);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new AppError(
      'invalid-input',
      `This is not a memory file of Sallyport${at === '' ? '' : ` (see "${at}")`}.`,
    );
  }
  return {
    items: parsed.data.memories.map(({ text: one, kind, at, pinned }) => ({
      text: cleanText(one).trim(),
      kind,
      at: Date.parse(at),
      pinned,
    })),
    entities: parsed.data.entities,
  };
}

/** List items, one memory each; the heading above says its kind, a date in brackets when it was. */
function readMarkdown(text: string, now: number): readonly Item[] {
  const items: Item[] = [];
  let kind: Item['kind'] | null = 'fact';
  for (const line of text.split('\n')) {
    const heading = /^#{1,6}\s+(.+)$/.exec(line)?.[1]?.toLowerCase();
    if (heading !== undefined) kind = kindOf(heading, kind);
    const said = /^\s*[-*+]\s+(.+)$/.exec(line)?.[1];
    if (said === undefined || kind === null) continue;
    const notes = /\s\((\d{4}-\d{2}-\d{2})(?:, [^()]*)?\)\s*$/.exec(said);
    const day = notes?.[1] === undefined ? Number.NaN : Date.parse(`${notes[1]}T12:00:00Z`);
    items.push({
      text: cleanText(notes === null ? said : said.slice(0, notes.index)).trim(),
      kind,
      at: Number.isNaN(day) ? now : day,
      pinned: notes?.[0].includes('pinned') === true,
    });
  }
  return items.filter((item) => item.text !== '');
}

/** What is always in mind and lists of names are no memories. */
function kindOf(heading: string, before: Item['kind'] | null): Item['kind'] | null {
  if (/^preferences?$/.test(heading)) return 'preference';
  if (/^events?$/.test(heading)) return 'event';
  if (/^(?:always in mind|people and things)$/.test(heading)) return null;
  return /^facts?$/.test(heading) || before === null ? 'fact' : before;
}
