// The reading of one command, whole: what programs it would start, what they would do, and whether that could be told.
//   argv → wrappers and scripts seen through → each program judged → CommandAnalysis
// Pure: no file is looked at, nothing is run. What it cannot read is asked about, never allowed.
import type { Effect } from '../../../../contracts/effects.ts';
import type { CommandAnalysis, CommandReader, ParseShell } from '../../ports/command-line.ts';
import { posixDestruction, redirectDestruction } from './judging/destruction.ts';
import { reachOf } from './judging/effects.ts';
import { isReader } from './judging/reader.ts';
import { carrierReason } from './judging/standing-rule.ts';
import {
  type Invocation,
  invocationOf,
  type JudgedSegment,
  literal,
  type Seen,
  type SeenScript,
  segmentOf,
  typed,
} from './reading/invocation.ts';
import { isTrustedReader, type Platform, programName } from './reading/program-name.ts';
import { looseCommands, readScript, typedWithRedirects } from './reading/read-script.ts';
import { windowsDestruction } from './windows/destruction.ts';
import { readWindowsLine } from './windows/read-line.ts';
import { summaryOf } from './words/summary.ts';
import { seeAssignments, seeThrough } from './wrappers/see-through.ts';

export interface AnalysisPorts {
  readonly parseShell: ParseShell;
  /** As Node names it; only `win32` differs. */
  readonly platform: Platform;
}

/** Wrappers within wrappers, and programs in one command; beyond these nobody can oversee it either. */
const MAX_DEPTH = 12;
const MAX_PROGRAMS = 200;

export function createCommandReader(ports: AnalysisPorts): CommandReader {
  return { analyse: (argv) => analyseCommand(argv, ports), isTrustedReader };
}

export function analyseCommand(
  argv: readonly string[],
  { parseShell, platform }: AnalysisPorts,
): CommandAnalysis {
  const segments: JudgedSegment[] = [];
  const programs = new Set<string>();
  const effects = new Set<Effect>(['execute', 'read']);
  const hosts = new Set<string>();
  const paths = new Set<string>();
  const folders: string[] = [];
  let forbidden: string | null = null;
  let unreadable: string | null = null;
  let readsOnly = true;
  let ruleProblem: string | null = null;
  let taken = 0;
  let isGuess = false;

  /** Reads as `onlyForDenial` too: then only what is never done counts, and nothing else is taken from it. */
  function notRead(reason: string): void {
    if (!isGuess) unreadable ??= `Could not be read whole: ${reason}.`;
    readsOnly = false;
  }

  function take(invocation: Invocation, isHarmlessWay: boolean): void {
    taken += 1;
    // SECURITY: what is too deep or too long to oversee is not read further, and so is asked about.
    if (invocation.depth > MAX_DEPTH || taken > MAX_PROGRAMS) {
      notRead('it starts too many programs');
      return;
    }
    const { words, redirects, assignments, language } = invocation;
    forbidden ??= redirectDestruction(invocation);
    const [program] = words;
    const seenBefore = seeAssignments(assignments);
    if (seenBefore !== null) follow(seenBefore, invocation, null, false);
    // SECURITY: variables set on their own hold for everything that follows.
    if (program === undefined) {
      if (assignments.length > 0 || redirects.length > 0) addSegment(invocation, '', false);
      else readsOnly = false;
      return;
    }
    const name = programName(program.value ?? program.shape, platform, language);
    judgeForbidden(name, invocation);
    // SECURITY: which program runs cannot be told, so nothing can.
    if (program.value === null) {
      notRead('the program itself is computed when it runs');
      addSegment(invocation, program.shape, false);
      return;
    }
    if (!isGuess) programs.add(name);
    if (name === 'cd' || name === 'pushd' || name === 'chdir') folders.push(words[1]?.shape ?? '~');
    const seen = seeThrough(name, invocation);
    if (seen === null) {
      addSegment(invocation, name, isHarmlessWay);
      return;
    }
    const starts =
      seen.commands.length > 0 || seen.scripts.some(({ onlyForDenial }) => onlyForDenial !== true);
    if (seen.actsItself || !starts)
      addSegment(invocation, name, isHarmlessWay && !starts && seen.unreadable === null);
    else {
      // A wrapper that is seen through still redirects and carries.
      if (!redirects.every(({ kind }) => kind === 'duplicate')) readsOnly &&= isPlainWrapper(invocation);
      if (
        !assignments.every(({ name: variable }) =>
          isPlainWrapper({ ...invocation, assignments: [{ name: variable, value: literal('') }] }),
        )
      )
        readsOnly = false;
      if (!isGuess) ruleProblem ??= carrierReason(name) ?? `It is run through ${name}.`;
    }
    follow(seen, invocation, name, isHarmlessWay && seen.isTransparent);
  }

  /** Whether redirections and assignments around a wrapper are such as a reader may have: judged as those of `true`. */
  function isPlainWrapper(invocation: Invocation): boolean {
    return isReader({ ...invocation, words: [literal('true')] }, platform);
  }

  function judgeForbidden(name: string, invocation: Invocation): void {
    const { words, language } = invocation;
    const isWindows = platform === 'win32' || language === 'cmd' || language === 'powershell';
    // SECURITY: the deny patterns, for every program, wrapper and guess.
    forbidden ??= isWindows
      ? windowsDestruction(
          name,
          words,
          invocation.redirects.flatMap(({ target }) => target ?? []),
        )
      : null;
    // Windows has a shutdown of its own, whose options are other ones.
    if (!isWindows || name !== 'shutdown') forbidden ??= posixDestruction(name, invocation, folders);
  }

  function addSegment(invocation: Invocation, name: string, isHarmlessWay: boolean): void {
    const reads = isHarmlessWay && invocation.words.length > 0 && isReader(invocation, platform);
    // SECURITY: one part that does more than read makes the whole more than reading.
    if (!reads) readsOnly = false;
    if (isGuess) return;
    const reach = reachOf(name, invocation);
    const own = new Set<Effect>(reads ? ['read'] : reach.effects);
    for (const effect of own) effects.add(effect);
    for (const host of reach.hosts) hosts.add(host);
    for (const path of reads ? [] : reach.paths) paths.add(path);
    ruleProblem ??= carrierReason(name) ?? (own.has('irreversible') ? 'It cannot be undone.' : null);
    segments.push({
      ...segmentOf(invocation, name),
      text: typedWithRedirects(invocation),
      invocation,
      isReader: reads,
      effects: own,
    });
  }

  function follow(seen: Seen, invocation: Invocation, name: string | null, isHarmlessWay: boolean): void {
    if (seen.unreadable !== null) notRead(seen.unreadable);
    const through = name === null ? invocation.through : [...invocation.through, name];
    const depth = invocation.depth + 1;
    for (const command of seen.commands) {
      take(
        {
          ...command,
          assignments: command.assignments ?? [],
          redirects: invocation.redirects,
          through,
          language: invocation.language,
          piped: invocation.piped,
          hasUnknownWords: command.hasUnknownWords === true || invocation.hasUnknownWords,
          depth,
        },
        isHarmlessWay,
      );
    }
    for (const script of seen.scripts)
      takeScript(script, { through, depth, piped: invocation.piped }, isHarmlessWay);
  }

  function takeScript(
    script: SeenScript,
    around: Pick<Invocation, 'through' | 'depth' | 'piped'>,
    isHarmlessWay: boolean,
  ): void {
    const wasGuess = isGuess;
    const wasReading = readsOnly;
    isGuess ||= script.onlyForDenial === true;
    // SECURITY: a script that is computed is looked at as it stands, and is not read.
    if (script.text.value === null) notRead('a script in it is computed when it runs');
    const isPlainText = isHarmlessWay && script.text.value !== null;
    if (script.language === 'cmd' || script.language === 'powershell')
      takeWindowsLine(script.text.shape, script.language, around);
    else takeShellText(script.text.shape, script.language, around, isPlainText);
    isGuess = wasGuess;
    if (script.onlyForDenial === true) readsOnly = wasReading;
  }

  function takeShellText(
    text: string,
    language: 'bash' | 'posix' | 'other-shell',
    around: Pick<Invocation, 'through' | 'depth' | 'piped'>,
    isHarmlessWay: boolean,
  ): void {
    const parsed = parseShell(text);
    if (parsed.kind === 'unreadable') {
      notRead(parsed.reason);
      takeWords(text, around);
      return;
    }
    const { commands, isForkBomb } = readScript(parsed.script);
    // SECURITY: a program that starts itself without end takes the whole computer.
    if (isForkBomb) forbidden ??= 'It would start itself again and again until nothing else can run.';
    // SECURITY: another shell than bash reads these in another way, and may run what bash would not.
    if (parsed.script.bashOnly !== null && language !== 'bash')
      notRead(`only bash reads ${parsed.script.bashOnly} in this way`);
    for (const { isPlain, ...command } of commands) {
      take(
        {
          ...command,
          ...around,
          piped: command.piped ?? around.piped,
          language: 'shell',
          hasUnknownWords: false,
        },
        isHarmlessWay && isPlain,
      );
    }
  }

  /** Text that no parser took: its words between operators, and each line that can be read, for deny patterns alone. */
  function takeWords(text: string, around: Pick<Invocation, 'through' | 'depth' | 'piped'>): void {
    const wasGuess = isGuess;
    isGuess = true;
    for (const words of looseCommands(text)) take(invocationOf(words, 'shell', around), false);
    // SECURITY: a shell runs the lines before the one that is broken.
    if (text.includes('\n'))
      for (const line of text.split('\n', MAX_PROGRAMS)) takeShellText(line, 'bash', around, false);
    isGuess = wasGuess;
  }

  function takeWindowsLine(
    line: string,
    language: 'cmd' | 'powershell',
    around: Pick<Invocation, 'through' | 'depth' | 'piped'>,
  ): void {
    const read = readWindowsLine(line, language);
    if (read.unreadable !== null) notRead(read.unreadable);
    for (const { words, targets } of read.commands) {
      if (words.length === 0) continue;
      const redirects = targets.map((target) => ({ kind: 'write' as const, target }));
      take({ ...invocationOf(words, language, around), redirects }, false);
    }
  }

  const start = invocationOf(argv.length === 0 ? [literal('')] : argv.map(literal), 'direct', {
    through: [],
    depth: 0,
    piped: null,
  });
  take(start, true);
  const isWhole = unreadable === null && forbidden === null;
  readsOnly &&= isWhole && segments.length > 0;
  if (!readsOnly) effects.add('write');
  // SECURITY: what could not be read may do what cannot be undone.
  if (!isWhole) effects.add('irreversible');
  const noRuleReason = forbidden ?? unreadable ?? ruleProblem;
  const asTyped = typed(start.words);
  return {
    segments: segments.map(({ program, argv: exact, text, through }) => ({
      program,
      argv: exact,
      text,
      through,
    })),
    programs: [...programs],
    effects: [...effects],
    readsOnly,
    forbidden,
    unreadable,
    mayBecomeRule: noRuleReason === null,
    noRuleReason,
    hosts: [...hosts],
    paths: [...paths],
    summary: summaryOf({
      segments,
      unreadable,
      asTyped,
      program: start.words[0]?.shape ?? '',
      mayBecomeRule: noRuleReason === null,
    }),
    asTyped,
  };
}
