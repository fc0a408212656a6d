// The page that is always in mind, on the command line: read, written, and a change of the file from outside looked at,
// accepted or put back. Accepting is a question like in the window, and settled where the command line may settle.

import { diffLines } from '../contracts/diff-lines.ts';
import { AppError } from '../contracts/errors.ts';
import type { CoreMemoryView } from '../contracts/memory.ts';
import { revealedText } from '../contracts/revealed.ts';
import { type Command, none, type Outcome, shown } from './command.ts';
import type { Connection } from './connection.ts';

const YES = '--yes';
const SIGNS = { same: '  ', removed: '- ', added: '+ ' } as const;
const CHANGED_OUTSIDE =
  'MEMORY.md was changed outside, and that does not count yet. Look at it with: memory page accept';

export const PAGE_COMMANDS: Readonly<Record<string, Command>> = {
  'memory page': {
    usage: 'memory page   (MEMORY.md, as it counts)',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('memory', 'core', {}), ({ text, outside, problem }) => [
          ...(text === '' ? ['Nothing is always in mind.'] : revealedText(text).split('\n')),
          ...(outside === null ? [] : [CHANGED_OUTSIDE]),
          ...(problem === null ? [] : [problem]),
        ]),
      ),
  },
  'memory page accept': {
    usage: 'memory page accept [--yes]   (shows what was changed in the file outside; with --yes it counts)',
    run: meant((connection, page, isMeant) => {
      if (page.problem !== null) throw new AppError('not-ready', page.problem);
      return isMeant
        ? accept(connection, page)
        : lookedAt(
            page,
            `Nothing was changed. With ${YES} the agent reads this with every message of yours.`,
          );
    }),
  },
  'memory page put-back': {
    usage:
      'memory page put-back [--yes]   (shows the same; with --yes the file is written back as it counts)',
    run: meant((connection, page, isMeant) =>
      isMeant
        ? connection
            .call('memory', 'dropOutsideCore', {})
            .then((now) => shown(now, () => [...changeLines(page), 'MEMORY.md is as it counts again.']))
        : lookedAt(page, `Nothing was changed. With ${YES} what is marked "+" goes, and "-" is back.`),
    ),
  },
  'memory write': {
    usage: 'memory write   (the new text of MEMORY.md on standard input)',
    run: (connection, words, standardInput) =>
      words.length > 0
        ? null
        : standardInput().then(async (text) => {
            const { text: was } = await connection.call('memory', 'core', {});
            return shown(await connection.call('memory', 'saveCore', { text, was }), () => ['Saved.']);
          }),
  },
};

type Changed = CoreMemoryView & { readonly outside: string };

function meant(
  run: (connection: Connection, page: Changed, isMeant: boolean) => Promise<Outcome> | Outcome,
): Command['run'] {
  return (connection, words) =>
    words.some((word) => word !== YES)
      ? null
      : connection.call('memory', 'core', {}).then((page) => {
          const { outside, problem } = page;
          if (outside === null)
            throw new AppError('not-found', problem ?? 'MEMORY.md is as it was accepted.');
          return run(connection, { ...page, outside }, words.includes(YES));
        });
}

async function accept(connection: Connection, page: Changed): Promise<Outcome> {
  const { approvalId } = await connection.call('memory', 'reviewCore', {});
  const now = await connection.call('memory', 'core', {});
  // SECURITY: the question is about the file as it was then; what was not shown here is not accepted here.
  if (now.outside !== page.outside || now.text !== page.text) {
    await connection.call('approvals', 'deny', { id: approvalId });
    throw new AppError(
      'already-settled',
      'The file was changed again. Nothing was accepted; look at it anew.',
    );
  }
  const { settled, message } = await connection.call('authority', 'allow', { id: approvalId, how: 'once' });
  return {
    json: { settled, message },
    lines: settled ? [...changeLines(page), 'Accepted. This counts from now on.'] : [message],
    succeeded: settled,
  };
}

function lookedAt(page: Changed, next: string): Outcome {
  return shown(page, () => [...changeLines(page), next]);
}

function changeLines({ text, outside }: Changed): readonly string[] {
  return diffLines(text, outside).map((line) => `${SIGNS[line.kind]}${revealedText(line.text)}`);
}
