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
const NOTHING: CoreText = { text: '', untrusted: new Map() };

/** Null when none was ever accepted. */
export function readCoreText(settings: SettingStore): CoreText | null {
  const stored = settings.get(KEY);
  if (stored === null) return null;
  const parsed: unknown = JSON.parse(stored);
  if (typeof parsed !== 'object' || parsed === null || !('text' in parsed) || typeof parsed.text !== 'string')
    return NOTHING;
  const lines = 'untrusted' in parsed && Array.isArray(parsed.untrusted) ? parsed.untrusted : [];
  return {
    text: parsed.text,
    untrusted: new Map(
      lines.flatMap((entry: unknown) => {
        if (!Array.isArray(entry) || typeof entry[0] !== 'string') return [];
        const taint = taintSchema.safeParse(entry[1]);
        // SECURITY: damage must not wash a taint out.
        return [[entry[0], taint.success ? taint.data : UNREADABLE] as const];
      }),
    ),
  };
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
  const untrusted = new Map<string, Taint>();
  for (const line of linesOf(text)) {
    const known = before.untrusted.get(line);
    // SECURITY: a line of somebody else's stays theirs, whoever saved the page around it.
    if (known !== undefined) untrusted.set(line, known);
    else if (taint.untrusted && !old.has(line)) untrusted.set(line, taint);
  }
  return { text, untrusted };
}

export function taintOf({ text, untrusted }: CoreText): Taint {
  const own: Taint = text.trim() === '' ? CLEAN : { untrusted: false, private: true, sources: [] };
  return joinTaint(own, ...untrusted.values());
}

export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
