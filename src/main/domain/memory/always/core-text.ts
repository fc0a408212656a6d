// The accepted text of `MEMORY.md` with what is known of its lines, as it is stored. Pure but for the store.
import { type Taint, taintSchema } from '../../../../contracts/effects.ts';
import { CLEAN, joinTaint } from '../../gate/taint.ts';
import type { SettingStore } from '../../ports/stores.ts';

export interface CoreText {
  readonly text: string;
  /** Line, as it stands there → whose words it was made of. */
  readonly untrusted: ReadonlyMap<string, Taint>;
}

const KEY = 'core memory';
const GONE = '[forgotten]';
const NOTHING: CoreText = { text: '', untrusted: new Map() };

/** Null when none was ever accepted. */
export function readCoreText(settings: SettingStore): CoreText | null {
  const stored = settings.get(KEY);
  if (stored === null) return null;
  const parsed = fromJson(stored);
  if (typeof parsed !== 'object' || parsed === null || !('text' in parsed) || typeof parsed.text !== 'string')
    return NOTHING;
  const { text } = parsed;
  const entries: readonly unknown[] | null =
    'untrusted' in parsed && Array.isArray(parsed.untrusted) ? parsed.untrusted : null;
  // SECURITY: damage must not wash a taint out: when it is not known whose a line is, every line is somebody's.
  if (entries === null || !entries.every(isOfLine))
    return { text, untrusted: new Map(linesOf(text).map((line) => [line, UNREADABLE] as const)) };
  return {
    text,
    untrusted: new Map(
      entries.map(([line, stored]) => {
        const taint = taintSchema.safeParse(stored);
        // SECURITY: damage must not wash a taint out.
        return [line, taint.success ? taint.data : UNREADABLE] as const;
      }),
    ),
  };
}

function isOfLine(entry: unknown): entry is readonly [string, unknown] {
  return Array.isArray(entry) && typeof entry[0] === 'string';
}

/** What cannot be read says nothing: the file still has the page, and shows as changed from outside. */
function fromJson(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return null;
  }
}

const UNREADABLE: Taint = {
  untrusted: true,
  private: true,
  sources: [{ kind: 'memory', label: 'an earlier line' }],
};

/** In a transaction. */
export function writeCoreText(settings: SettingStore, { text, untrusted }: CoreText): void {
  settings.put(KEY, JSON.stringify({ text, untrusted: [...untrusted] }));
}

/** The text that comes next: a new line made on untrusted words is marked, a line that stays stays what it was. */
export function nextText(before: CoreText, text: string, taint: Taint): CoreText {
  const old = new Set(linesOf(before.text));
  const byWords = new Map([...before.untrusted].map(([line, known]) => [wordsOf(line), known] as const));
  const untrusted = new Map<string, Taint>();
  for (const line of linesOf(text)) {
    // SECURITY: a line of somebody else's stays theirs, whoever saved the page around it.
    const known = before.untrusted.get(line);
    // SECURITY: also with another bullet, other spaces or another case; whoever tidies a page did not write it.
    const tidied = old.has(line) ? undefined : byWords.get(wordsOf(line));
    if (known !== undefined || tidied !== undefined) untrusted.set(line, known ?? tidied ?? UNREADABLE);
    else if (taint.untrusted && !old.has(line)) untrusted.set(line, taint);
  }
  return { text, untrusted };
}

/** What a line says, without how it is set. */
function wordsOf(line: string): string {
  const said = line.replace(/^(?:\d{1,3}[.)]|\[[ x]\]|[^\p{L}\p{N}[])+ ?(?:\[[ x]\] ?)?/iu, '');
  return (
    said
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [line]
  ).join(' ');
}

export function taintOf({ text, untrusted }: CoreText): Taint {
  const own: Taint = text.trim() === '' ? CLEAN : { untrusted: false, private: true, sources: [] };
  return joinTaint(own, ...untrusted.values());
}

/** Names of whose words the lines are made of. */
export function labelsOf({ untrusted }: CoreText): readonly string[] {
  return [...untrusted.values()].flatMap(({ sources }) => sources.map(({ label }) => label));
}

/** The same page with those names taken out: what a line is worth stays. */
export function withoutLabels(page: CoreText, goes: (label: string) => boolean): CoreText {
  const untrusted = [...page.untrusted].map(([line, taint]) => {
    const sources = taint.sources.map((source) => (goes(source.label) ? { ...source, label: GONE } : source));
    return [line, { ...taint, sources }] as const;
  });
  return { text: page.text, untrusted: new Map(untrusted) };
}

/** A text without the lines that are to go, as it stood there otherwise; and how many go. */
export function linesLeft(
  text: string,
  goes: (line: string) => boolean,
): { readonly text: string; readonly gone: number } {
  const lines = text.split('\n');
  const left = lines.filter((line) => line.trim() === '' || !goes(line.replace(/\r$/, '')));
  return { text: left.join('\n'), gone: lines.length - left.length };
}

export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
