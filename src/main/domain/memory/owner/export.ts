// Memory as text that leaves: JSON that can be taken in again, or Markdown to read. Secrets are masked on the way out.
//   facts, entities, what is always in mind → text, a part at a time
// May not know where the text goes.
import { MEMORY_FILE_FORMAT, type MemoryFile } from '../../../../contracts/memory-file.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { MemorySearch } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Redact } from '../../ports/world.ts';
import type { CoreMemory } from '../always/core-memory.ts';
import { inSlices } from '../in-slices.ts';
import { dayOf } from '../keeping/local-day.ts';
import { iso, type MemoryViews } from './memory-view.ts';

export interface ExportedMemory {
  readonly text: string;
  readonly memories: number;
}

const PAGE = 500;
const ENTITIES = 50_000;
/** Memories that are looked up, and characters that are masked, before others may go on. */
const AT_ONCE = 100;
const MASKED_AT_ONCE = 65_536;

type Exported = MemoryFile['memories'][number];

export async function exportMemory(
  deps: {
    stores: Stores;
    clock: Clock;
    redact: Redact;
    search: MemorySearch;
    views: MemoryViews;
    core: Pick<CoreMemory, 'current'>;
  },
  format: 'markdown' | 'json',
): Promise<ExportedMemory> {
  const memories: Exported[] = [];
  for (;;) {
    const page = await deps.search.list(
      { states: ['kept', 'disabled'], kinds: ['fact', 'preference', 'event'] },
      memories.length,
      PAGE,
    );
    await inSlices(deps.clock, page.rows, AT_ONCE, (row) => memories.push(exported(deps, row)));
    if (page.rows.length < PAGE) break;
  }
  const file = fileOf(deps, memories);
  const text: string[] = [];
  await inSlices(
    deps.clock,
    chunksOf(format === 'json' ? jsonParts(file) : markdownParts(file)),
    1,
    (chunk) =>
      // SECURITY: masked as it leaves, every part of it, so that nothing does by a field that was forgotten.
      text.push(deps.redact(chunk)),
  );
  return { text: text.join(''), memories: memories.length };
}

function exported({ views, redact }: Parameters<typeof exportMemory>[0], row: MemoryRow): Exported {
  const view = views.memory(row);
  return {
    // SECURITY: before its lines are joined: a secret of two lines is another text then.
    text: redact(row.text),
    kind: row.kind === 'preference' || row.kind === 'event' ? row.kind : 'fact',
    at: view.at,
    person: view.person,
    personId: row.scope,
    pinned: row.pinned,
    untrusted: row.taint.untrusted,
    source: view.conversationTitle,
  };
}

function fileOf(
  { stores, clock, core }: Parameters<typeof exportMemory>[0],
  memories: Exported[],
): MemoryFile {
  return {
    format: MEMORY_FILE_FORMAT,
    version: 1,
    exportedAt: iso(clock.now()),
    alwaysInMind: core.current().text,
    memories,
    entities: stores.entities
      .list({ folded: '', kind: null, scope: null }, 0, ENTITIES)
      .rows.map(({ name, kind, aliases, scope }) => ({ name, kind, aliases: [...aliases], personId: scope })),
  };
}

/** Parts put together; none is cut. */
function* chunksOf(parts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length < MASKED_AT_ONCE) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

function* jsonParts({ memories, entities, ...head }: MemoryFile): Generator<string> {
  yield JSON.stringify(head, null, 2).slice(0, -'\n}'.length);
  yield* listParts('memories', memories);
  yield* listParts('entities', entities);
  yield '\n}\n';
}

function* listParts(name: string, items: readonly unknown[]): Generator<string> {
  yield `,\n  "${name}": [`;
  for (const [at, item] of items.entries()) yield `${at === 0 ? '' : ','}\n    ${JSON.stringify(item)}`;
  yield items.length === 0 ? ']' : '\n  ]';
}

const HEADINGS = { fact: 'Facts', preference: 'Preferences', event: 'Events' } as const;

function* markdownParts({ exportedAt, alwaysInMind, memories, entities }: MemoryFile): Generator<string> {
  yield `# Memory\n\nExported on ${dayOf(Date.parse(exportedAt))}.\n`;
  if (alwaysInMind !== undefined && alwaysInMind.trim() !== '')
    yield `\n## Always in mind\n\n${alwaysInMind.trim()}\n`;
  for (const [person, own] of groupedBy(memories, (one) => one.person ?? 'You')) {
    yield `\n## ${oneLine(person)}\n`;
    const kinds = groupedBy(own, ({ kind }) => kind);
    for (const kind of ['fact', 'preference', 'event'] as const) {
      const some = kinds.get(kind);
      if (some === undefined) continue;
      yield `\n### ${HEADINGS[kind]}\n\n`;
      for (const one of some) yield `- ${oneLine(one.text)} (${notesOf(one).join(', ')})\n`;
    }
  }
  if (entities.length === 0) return;
  yield '\n## People and things\n\n';
  for (const { name, kind, aliases } of entities)
    yield `- ${oneLine(name)} (${[kind, ...aliases.map(oneLine)].join(', ')})\n`;
}

function notesOf({ at, source, untrusted, pinned }: Exported): readonly string[] {
  return [
    dayOf(Date.parse(at)),
    ...(source === null ? [] : [oneLine(source)]),
    ...(pinned ? ['pinned'] : []),
    ...(untrusted ? ['not from you'] : []),
  ];
}

function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
