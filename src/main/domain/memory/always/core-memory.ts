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
import { type CoreText, nextText, readCoreText, taintOf, writeCoreText } from './core-text.ts';
import { diffOf } from './line-diff.ts';

export interface CoreMemory {
  /** Reads the file; what it says counts only when it is what was accepted. */
  start(): void;
  view(): CoreMemoryView;
  /** What counts now. */
  current(): CoreText;
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
  /** Takes lines out that hold any of this; how many. In a transaction. */
  forget(holds: (line: string) => boolean): number;
  stop(): void;
}

export const MAX_CORE_CHARACTERS = 2_000;
const OWNER: Actor = { kind: 'owner' };
const TOO_LONG = `This page has at most ${MAX_CORE_CHARACTERS.toLocaleString('en')} characters: it is read with every message. Shorten it.`;
const SECRET =
  'This looks like it holds a secret. The page is kept in clear and shown to the model; take the secret out.';

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
      problem: found.problem ?? (found.text === null ? null : problemOf(found.text)),
    };
  }

  function problemOf(text: string): string | null {
    if (text.length > MAX_CORE_CHARACTERS) return TOO_LONG;
    // SECURITY: what is always shown to the model must hold no secret.
    return deps.redact(text) === text ? null : SECRET;
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
    try {
      file?.write(text === '' ? '' : `${text.trimEnd()}\n`);
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
      // SECURITY: a change from outside that nobody looked at must not be lost under this one.
      if (outside().text !== null)
        throw new AppError(
          'already-settled',
          'MEMORY.md was changed outside. Look at that change first: accept it, or put back what counts.',
        );
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
      if (outside().text !== null)
        return 'MEMORY.md was changed by hand and the owner has not looked at that yet. Nothing was changed.';
      accept(changeBy(text, taint), { actor, causeFrameId, turnId });
      return null;
    },
    forget: (holds) => {
      const before = current();
      const lines = before.text.split('\n');
      const left = lines.filter((line) => line.trim() === '' || !holds(line));
      if (left.length === lines.length) return 0;
      const next = nextText(before, left.join('\n').trim(), CLEAN);
      writeCoreText(stores.settings, next);
      writeFile(next.text);
      deps.onChange();
      return lines.length - left.length;
    },
    stop: () => file?.close(),
  };
}
