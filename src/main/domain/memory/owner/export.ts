// Memory as text that leaves: JSON that can be taken in again, or Markdown to read. Secrets are masked on the way out.
//   facts, entities, what is always in mind → text, a part at a time
// May not know where the text goes.
import { MEMORY_FILE_FORMAT, type MemoryFile } from '../../../../contracts/memory-file.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { MemorySearch } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Redact } from '../../ports/world.ts';
import type { CoreMemory } from '../always/core-memory.ts';
import { dayOf } from '../keeping/local-day.ts';
import { iso, type MemoryViews } from './memory-view.ts';

export interface ExportedMemory {
  readonly text: string;
  readonly memories: number;
}

const PAGE = 500;
const ENTITIES = 50_000;

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
  const rows: MemoryRow[] = [];
  for (;;) {
    const page = await deps.search.list(
      { states: ['kept', 'disabled'], kinds: ['fact', 'preference', 'event'] },
      rows.length,
      PAGE,
    );
    rows.push(...page.rows);
    if (page.rows.length < PAGE) break;
  }
  const file = fileOf(deps, rows);
  // SECURITY: masked as a whole, so that nothing leaves by a field that was forgotten.
  const text = deps.redact(format === 'json' ? `${JSON.stringify(file, null, 2)}\n` : markdownOf(file));
  return { text, memories: rows.length };
}

function fileOf(
  { stores, clock, views, core }: Parameters<typeof exportMemory>[0],
  rows: readonly MemoryRow[],
): MemoryFile {
  return {
    format: MEMORY_FILE_FORMAT,
    version: 1,
    exportedAt: iso(clock.now()),
    alwaysInMind: core.current().text,
    memories: rows.map((row) => {
      const view = views.memory(row);
      return {
        text: row.text,
        kind: row.kind === 'preference' || row.kind === 'event' ? row.kind : 'fact',
        at: view.at,
        person: view.person,
        pinned: row.pinned,
        untrusted: row.taint.untrusted,
        source: view.conversationTitle,
      };
    }),
    entities: stores.entities
      .list({ folded: '', kind: null, scope: null }, 0, ENTITIES)
      .rows.map(({ name, kind, aliases }) => ({ name, kind, aliases: [...aliases] })),
  };
}

const HEADINGS = { fact: 'Facts', preference: 'Preferences', event: 'Events' } as const;

function markdownOf({ exportedAt, alwaysInMind, memories, entities }: MemoryFile): string {
  const people = [...new Set(memories.map(({ person }) => person ?? 'You'))];
  const lines = [`# Memory`, '', `Exported on ${dayOf(Date.parse(exportedAt))}.`, ''];
  if (alwaysInMind !== undefined && alwaysInMind.trim() !== '')
    lines.push('## Always in mind', '', alwaysInMind.trim(), '');
  for (const person of people) {
    lines.push(`## ${oneLine(person)}`, '');
    for (const kind of ['fact', 'preference', 'event'] as const) {
      const own = memories.filter((one) => (one.person ?? 'You') === person && one.kind === kind);
      if (own.length === 0) continue;
      lines.push(`### ${HEADINGS[kind]}`, '');
      for (const { text, at, source, untrusted, pinned } of own) {
        const notes = [
          dayOf(Date.parse(at)),
          ...(source === null ? [] : [oneLine(source)]),
          ...(pinned ? ['pinned'] : []),
          ...(untrusted ? ['not from you'] : []),
        ];
        lines.push(`- ${oneLine(text)} (${notes.join(', ')})`);
      }
      lines.push('');
    }
  }
  if (entities.length > 0) {
    lines.push('## People and things', '');
    for (const { name, kind, aliases } of entities)
      lines.push(`- ${oneLine(name)} (${[kind, ...aliases.map(oneLine)].join(', ')})`);
    lines.push('');
  }
  return lines.join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
