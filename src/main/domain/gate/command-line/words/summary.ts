// One sentence that says what a command does, for the question to the owner. Exact where it is known, plain otherwise:
// what could not be read is said to be a program that is run, never guessed into something harmless.
//   judged segments → sentence
import type { JudgedSegment } from '../reading/invocation.ts';
import { phraseOf } from './phrases.ts';

/** Longer sentences are not taken in at a glance; the exact command stands below them, never cut. */
const MAX_CHARACTERS = 160;
const MAX_PHRASES = 3;

export function summaryOf(command: {
  readonly segments: readonly JudgedSegment[];
  readonly unreadable: string | null;
  readonly asTyped: string;
  readonly program: string;
  readonly mayBecomeRule: boolean;
}): string {
  const { segments, unreadable, asTyped, program, mayBecomeRule } = command;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a sentence has no line breaks; the exact words stand below it.
  const isPlain = asTyped.length + 4 <= MAX_CHARACTERS && !/[\u0000-\u001f\u007f-\u009f]/.test(asTyped);
  const run = isPlain ? `Run ${asTyped}` : `Run ${lastPart(program)} with what is written below`;
  // SECURITY: a sentence about the parts that were understood would hide those that were not.
  if (unreadable !== null) return run;
  const phrases = segments.map(phraseOf);
  const [first] = phrases;
  // SECURITY: a standing rule is saved under this sentence, so it names the exact command, however long.
  if (mayBecomeRule)
    return first == null || isOnlyText(segments) ? `Run ${asTyped}` : `${first} (${asTyped})`;
  if (phrases.length === 1)
    return first == null || isOnlyText(segments) || first.length > MAX_CHARACTERS ? run : first;
  // SECURITY: a part that has no phrase is named, not left out.
  if (phrases.length > 1 && phrases.length <= MAX_PHRASES && phrases.every((phrase) => phrase !== null)) {
    const sentence = phrases
      .map((phrase, index) => (index === 0 ? phrase : lowered(phrase ?? '')))
      .join(', then ');
    if (sentence.length <= MAX_CHARACTERS) return sentence;
  }
  if (segments.length < 2) return run;
  const names = [...new Set(segments.map((segment) => segment.program || 'a setting'))];
  const listed = `Run ${segments.length} commands: ${names.join(', ')}`;
  const undone = segments.findIndex(({ effects }) => effects.has('irreversible'));
  const worst = undone < 0 ? null : (phrases[undone] ?? null);
  const sentence = worst === null ? listed : `${worst}; ${lowered(listed)}`;
  return sentence.length <= MAX_CHARACTERS ? sentence : `Run ${segments.length} commands`;
}

/** "Show a text" says less than the text. */
function isOnlyText(segments: readonly JudgedSegment[]): boolean {
  return segments.every(({ program }) => program === 'echo' || program === 'printf');
}

function lowered(phrase: string): string {
  return phrase.charAt(0).toLowerCase() + phrase.slice(1);
}

function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
