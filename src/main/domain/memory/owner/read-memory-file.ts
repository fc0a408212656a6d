// A memory file as items and names, as it says them of itself: nothing here is believed, kept or looked up.
//   text → JSON of ours, or the list items of Markdown → items and names, each with whose it is said to be
// In slices: a file may be long.
import { AppError } from '../../../../contracts/errors.ts';
import type { MemoryKind } from '../../../../contracts/memory.ts';
import {
  type MemoryFile,
  memoryFileEntitySchema,
  memoryFileHeadSchema,
  memoryFileItemSchema,
} from '../../../../contracts/memory-file.ts';
import type { Clock } from '../../ports/world.ts';
import { cleanText, isText } from '../../untrusted-text/clean-text.ts';
import { inSlices } from '../in-slices.ts';

export interface FileItem {
  readonly text: string;
  readonly kind: Extract<MemoryKind, 'fact' | 'preference' | 'event'>;
  readonly at: number;
  readonly pinned: boolean;
  /** `owner`, or whoever the file says, by their id where it gives one. */
  readonly scope: string;
}

export interface FileName {
  readonly scope: string;
  readonly name: string;
  readonly kind: MemoryFile['entities'][number]['kind'];
  readonly aliases: readonly string[];
}

export interface ReadFile {
  readonly items: readonly FileItem[];
  readonly names: readonly FileName[];
}

const MAX_ITEMS = 200_000;
const AT_ONCE = 400;

export async function readMemoryFile(text: string, clock: Clock): Promise<ReadFile> {
  if (!isText(text))
    throw new AppError('invalid-input', 'This is not text. A memory file is Markdown or JSON, in UTF-8.');
  const isJson = /^\s*[[{]/.test(text);
  const read = isJson
    ? await readJson(text, clock)
    : { items: await readMarkdown(text, clock), names: [] as readonly FileName[] };
  if (read.items.length === 0 && read.names.length === 0)
    throw new AppError(
      'invalid-input',
      'Nothing to take in was found. A Markdown file needs a list with one memory an item; a JSON file is one that Sallyport exported.',
    );
  if (read.items.length > MAX_ITEMS)
    throw new AppError('invalid-input', `A file may hold at most ${MAX_ITEMS} memories.`);
  return read;
}

async function readJson(text: string, clock: Clock): Promise<ReadFile> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('invalid-input', 'This file is not valid JSON. It may be cut off; export it again.');
  }
  const head = parsed(memoryFileHeadSchema, json, []);
  const items: FileItem[] = [];
  await inSlices(clock, head.memories.entries(), AT_ONCE, ([at, one]) => {
    const item = parsed(memoryFileItemSchema, one, ['memories', at]);
    items.push({
      text: cleanText(item.text).trim(),
      kind: item.kind,
      at: Date.parse(item.at),
      pinned: item.pinned,
      scope: item.personId ?? personIn(item.person ?? ''),
    });
  });
  const names: FileName[] = [];
  await inSlices(clock, head.entities.entries(), AT_ONCE, ([at, one]) => {
    const { personId, ...entity } = parsed(memoryFileEntitySchema, one, ['entities', at]);
    names.push({ ...entity, scope: personId ?? 'owner' });
  });
  return { items, names };
}

function parsed<T>(
  schema: {
    safeParse(value: unknown):
      | { readonly success: true; readonly data: T }
      | {
          readonly success: false;
          readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
        };
  },
  value: unknown,
  at: readonly PropertyKey[],
): T {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const path = [...at, ...(outcome.error.issues[0]?.path ?? [])].map(String).join('.');
  throw new AppError(
    'invalid-input',
    `This is not a memory file of Sallyport${path === '' ? '' : ` (see "${path}")`}.`,
  );
}

/** List items, one memory each; headings above say whose and of which kind, brackets behind when and whether pinned. */
async function readMarkdown(text: string, clock: Clock): Promise<readonly FileItem[]> {
  const items: FileItem[] = [];
  let kind: FileItem['kind'] | null = 'fact';
  let scope = 'owner';
  const now = clock.now();
  await inSlices(clock, text.split('\n'), AT_ONCE, (line) => {
    const heading = /^(#{1,6})\s+(.+)$/.exec(line);
    if (heading?.[1] !== undefined && heading[2] !== undefined) {
      kind = kindOf(heading[2].trim().toLowerCase(), kind);
      if (heading[1].length <= 2) scope = personIn(heading[2].trim());
    }
    const said = /^\s*[-*+]\s+(.+)$/.exec(line)?.[1];
    if (said === undefined || kind === null) return;
    const notes = /\s\((\d{4}-\d{2}-\d{2})(?:, ([^()]*))?\)\s*$/.exec(said);
    const day = notes?.[1] === undefined ? Number.NaN : Date.parse(`${notes[1]}T12:00:00Z`);
    const words = cleanText(notes === null ? said : said.slice(0, notes.index)).trim();
    if (words === '') return;
    items.push({
      ...{ text: words, kind, scope },
      at: Number.isNaN(day) ? now : day,
      pinned: notes?.[2]?.split(', ').includes('pinned') === true,
    });
  });
  return items;
}

/** What is always in mind and lists of names are no memories. */
function kindOf(heading: string, before: FileItem['kind'] | null): FileItem['kind'] | null {
  if (/^preferences?$/.test(heading)) return 'preference';
  if (/^events?$/.test(heading)) return 'event';
  if (/^(?:always in mind|people and things)$/.test(heading)) return null;
  return /^facts?$/.test(heading) || before === null ? 'fact' : before;
}

/** As an export writes whose memory it is: `You`, `Sallyport`, `Bob (telegram:user:42)`, or the id alone. */
function personIn(words: string): string {
  if (words === 'Sallyport') return 'system';
  return /(?:^|\()([a-z][a-z0-9-]*:[a-z]+:[^\s()]+)\)?$/.exec(words)?.[1] ?? 'owner';
}
