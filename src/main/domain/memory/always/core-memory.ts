// What is always in mind: `MEMORY.md` of the profile, one page that the owner writes and the agent may change through a
// tool. What counts is the text that was accepted; the file is its copy.
//   saved in the window, or changed by the tool → accepted text, frame → file
//   file changed from outside → shown as a diff → question in the approval window → accepted
// May not know where the file lies.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Taint } from '../../../../contracts/effects.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { CoreMemoryView } from '../../../../contracts/memory.ts';
import type { Approvals } from '../../gate/approvals.ts';
import { CLEAN } from '../../gate/taint.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { CoreFile } from '../../ports/core-file.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Digest, Log, Redact } from '../../ports/world.ts';
import { isText } from '../../untrusted-text/clean-text.ts';
import { looksSecret } from '../keeping/not-kept.ts';
import {
  type CoreText,
  labelsOf,
  linesLeft,
  nextText,
  readCoreText,
  taintOf,
  withoutLabels,
  writeCoreText,
} from './core-text.ts';
import { diffOf } from './line-diff.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface CoreMemory {
  /** Reads the file; what it says counts only when it is what was accepted. */
  start(): void;
  view(): CoreMemoryView;
  /** What counts now. */
  current(): CoreText;
  /**
   * Every line that stands on the page, or in a change of the file that nobody looked at, and the names of whose words
   * lines are made of. Throws when it cannot be read.
   */
  lines(): readonly string[];
  /** Why this cannot be the page, as a sentence; null when it can. */
  problemOf(text: string): string | null;
  taint(): Taint;
  save(text: string, was: string): CoreMemoryView;
  /** Posts the question about the change from outside; its id. */
  askOutside(): string;
  dropOutside(): CoreMemoryView;
  /** By the tool; the text it makes of `was` was shown and decided about. Why not, or null when it is changed. */
  change(
    was: string,
    text: string,
    by: { actor: Actor; taint: Taint; causeFrameId: string; turnId: string },
  ): string | null;
  /** Takes those lines and names out, of the page and of the file; how many. In a transaction. Throws when it cannot be read. */
  forget(holds: (line: string) => boolean): number;
  stop(): void;
}

export const MAX_CORE_CHARACTERS = 2_000;
const OWNER: Actor = { kind: 'owner' };
const TOO_LONG = `This page has at most ${MAX_CORE_CHARACTERS.toLocaleString('en')} characters: it is read with every message. Shorten it.`;
const NOT_TEXT = 'This is not text: it holds control characters. The page is plain text, in UTF-8.';
const SECRET =
  'This looks like it holds a secret. The page is kept in clear and shown to the model; take the secret out.';
const OLD_SECRET =
  'Something on this page looks like a secret. Those lines are not shown to the agent; take them out.';
const LOOKED_AT_FIRST =
  'MEMORY.md was changed outside. Look at that change first: accept it, or put back what counts.';

export function createCoreMemory(deps: {
  stores: Stores;
  ledger: Ledger;
  digest: Digest;
  redact: Redact;
  log: Log;
  approvals: Pick<Approvals, 'post' | 'questions'>;
  /** Null where there is no profile folder. */
  file: CoreFile | null;
  onChange: () => void;
}): CoreMemory {
  const { stores, ledger, file } = deps;
  let isStarted = false;

  function current(): CoreText {
    return readCoreText(stores.settings) ?? { text: '', untrusted: new Map() };
  }

  /** What the file says beyond what counts; null when they agree. */
  function outside(): { text: string | null; problem: string | null } {
    if (file === null || !isStarted) return { text: null, problem: null };
    const found = file.read();
    if (found.problem !== null) return { text: null, problem: found.problem };
    const text = found.text ?? '';
    return { text: text.trim() === current().text.trim() ? null : text, problem: null };
  }

  function view(): CoreMemoryView {
    const { text, untrusted } = current();
    const found = outside();
    return {
      text,
      untrustedLines: [...untrusted.keys()],
      maxCharacters: MAX_CORE_CHARACTERS,
      outside: found.text,
      problem: found.problem ?? (found.text === null ? problemOfOld(text) : problemOf(found.text)),
    };
  }

  function problemOf(text: string): string | null {
    if (!isText(text)) return NOT_TEXT;
    if (text.length > MAX_CORE_CHARACTERS) return TOO_LONG;
    // SECURITY: what is always shown to the model must hold no secret.
    return looksSecret(text, deps.redact) ? SECRET : null;
  }

  /** It was accepted when less was known to be a secret. */
  function problemOfOld(text: string): string | null {
    return withoutSecrets(text, deps.redact) === text ? null : OLD_SECRET;
  }

  /** Of the file as it is; null when the page can be written. */
  function whyNotWritten(): string | null {
    const { text, problem } = outside();
    // SECURITY: what nobody could read is not written over; it may be all that its owner has.
    if (problem !== null) return unreadable(problem);
    // SECURITY: a change from outside that nobody looked at must not be lost under another one.
    return text === null ? null : LOOKED_AT_FIRST;
  }

  /** The change of the file that nobody looked at; null when there is none. */
  function readable(): string | null {
    const { text, problem } = outside();
    if (problem !== null) throw new AppError('not-ready', unreadable(problem));
    return text;
  }

  /** In one transaction with its frame; then the file follows. */
  function accept(
    next: CoreText,
    by: { actor: Actor; causeFrameId: string | null; turnId: string | null },
  ): void {
    const before = current().text;
    stores.transaction(() => {
      writeCoreText(stores.settings, next);
      ledger.record({
        kind: 'core-memory-changed',
        causeId: by.causeFrameId,
        actor: by.actor,
        turnId: by.turnId,
        facts: { characters: next.text.length, untrustedLines: next.untrusted.size },
        payload: { diff: diffOf(before, next.text) },
      });
    });
    writeFile(next.text);
    deps.onChange();
  }

  /** What counts is in the database; a file that cannot be written is written at the next change, and shown as different. */
  function writeFile(text: string): void {
    writeExactly(text === '' ? '' : `${text.trimEnd()}\n`);
  }

  function writeExactly(text: string): void {
    try {
      file?.write(text);
    } catch (cause) {
      deps.log.error('MEMORY.md could not be written', { cause });
    }
  }

  function refuseProblem(text: string): void {
    const problem = problemOf(text);
    if (problem !== null) throw new AppError('invalid-input', problem);
  }

  function changeBy(text: string, taint: Taint): CoreText {
    return nextText(current(), text.trim(), taint);
  }

  return {
    start: () => {
      isStarted = true;
      const known = readCoreText(stores.settings);
      if (file === null) return;
      file.onChange(deps.onChange);
      // The first start, or a file that was taken away: what counts is written. A file that is there is never overwritten.
      if (file.read().text === null && file.read().problem === null) writeFile(known?.text ?? '');
    },
    view,
    current,
    taint: () => taintOf(current()),
    save: (text, was) => {
      if (was.trim() !== current().text.trim())
        throw new AppError(
          'already-settled',
          'The page was changed meanwhile. Yours was not saved; look at both and save again.',
        );
      refuseProblem(text);
      const blocked = whyNotWritten();
      if (blocked !== null) throw new AppError('already-settled', blocked);
      accept(changeBy(text, CLEAN), { actor: OWNER, causeFrameId: null, turnId: null });
      return view();
    },
    askOutside: () => {
      const { text } = outside();
      if (text === null) throw new AppError('not-found', 'MEMORY.md is as it was accepted.');
      refuseProblem(text);
      const before = current().text;
      const binding = deps.digest.sha256(`core memory\n${before}\n---\n${text}`);
      const open = deps.approvals.questions().find((question) => question.revision === binding);
      if (open !== undefined) return open.id;
      return deps.approvals.post({
        draft: {
          kind: 'setting',
          key: 'MEMORY.md',
          asker: 'A change of the file from outside',
          summary: 'Accept the change of what is always in mind',
          facts: [
            { label: 'Change', text: diffOf(before, text), style: 'diff' },
            {
              label: 'What it does',
              text: 'The agent reads this page with every message of yours.',
              style: 'plain',
            },
          ],
        },
        binding,
        causeFrameId: null,
        turnId: null,
        toolCallId: null,
        actor: OWNER,
        tool: 'MEMORY.md',
        ruleFor: null,
        onAllow: (frame) => {
          // SECURITY: what was shown is what counts from now on; a file that changed again is asked about anew.
          if (outside().text !== text || current().text !== before)
            throw new AppError(
              'already-settled',
              'The file was changed again. Nothing was accepted; look at it anew.',
            );
          accept(changeBy(text, CLEAN), { actor: OWNER, causeFrameId: frame.id, turnId: null });
        },
      });
    },
    dropOutside: () => {
      if (outside().text !== null) {
        writeFile(current().text);
        stores.transaction(() => {
          ledger.record({ kind: 'core-memory-dropped', causeId: null, actor: OWNER });
        });
        deps.onChange();
      }
      return view();
    },
    change: (was, text, { actor, taint, causeFrameId, turnId }) => {
      // SECURITY: what was saved or forgotten while the question waited must not come back by its answer.
      if (was !== current().text)
        return 'MEMORY.md was changed meanwhile. Nothing was changed; read it again and ask anew.';
      const problem = problemOf(text);
      if (problem !== null) return problem;
      const blocked = whyNotWritten();
      if (blocked !== null) return `Nothing was changed. ${blocked}`;
      accept(changeBy(text, taint), { actor, causeFrameId, turnId });
      return null;
    },
    lines: () => {
      const page = current();
      const outsideLines = (readable() ?? '').split(/\r?\n/);
      return [...new Set([...page.text.split('\n'), ...outsideLines, ...labelsOf(page)])];
    },
    problemOf,
    forget: (holds) => {
      const changed = readable();
      const before = current();
      const left = linesLeft(before.text, holds);
      const leftOutside = changed === null ? null : linesLeft(changed, holds);
      const labels = labelsOf(before).filter(holds).length;
      const next = withoutLabels(nextText(before, left.text.trim(), CLEAN), holds);
      if (left.gone + labels > 0) writeCoreText(stores.settings, next);
      // What its owner wrote there and nobody looked at stays, but for those lines.
      if (leftOutside !== null && leftOutside.gone > 0) writeExactly(leftOutside.text);
      else if (leftOutside === null && left.gone > 0) writeFile(next.text);
      const gone = left.gone + labels + (leftOutside?.gone ?? 0);
      if (gone > 0) deps.onChange();
      return gone;
    },
    stop: () => file?.close(),
  };
}

function unreadable(problem: string): string {
  return `${problem.replace(/\.?$/, '.')} Nothing writes over it, and what stands in it is not known. Mend the file, or move it away.`;
}
