// Memory on the command line: look, mend, delete, forget, take out and take in.
// Whatever others wrote is printed with its hidden characters as escapes: a terminal obeys what it is sent.
import { AppError } from '../contracts/errors.ts';
import type { ForgetPreview, ImportPreview, MemoryView } from '../contracts/memory.ts';
import { type Command, none, type Outcome, oneLine, shown } from './command.ts';
import type { Connection } from './connection.ts';

const LISTED = 50;
const YES = '--yes';
const PINS = '--pins';
const TOO_SHORT = 'Words of at least two letters are needed to look for what is to be forgotten.';
const STANDS_IN_FILE = 'What stands in a file comes back when the file changes and is read again.';

export const MEMORY_COMMANDS: Readonly<Record<string, Command>> = {
  'memory list': {
    usage: 'memory list [WORDS]   (newest first; with words, what fits best)',
    run: (connection, words) =>
      connection
        .call('memory', 'list', { filter: { text: words.join(' ') }, limit: LISTED })
        .then((page) =>
          shown(page, ({ memories, total, note }) => [
            ...(total === 0 && words.length > 0 ? ['Nothing fits these words.'] : []),
            ...memories.map(line),
            ...(total > memories.length ? [`and ${total - memories.length} more`] : []),
            ...(note === null ? [] : [note]),
          ]),
        ),
  },
  'memory show': {
    usage: 'memory show ID',
    run: (connection, words) =>
      one(words, (id) => connection.call('memory', 'open', { id }).then((found) => shown(found, storyLines))),
  },
  'memory edit': {
    usage: 'memory edit ID TEXT',
    run: (connection, [id, ...text]) =>
      id === undefined || text.length === 0
        ? null
        : connection
            .call('memory', 'edit', { id, text: text.join(' ') })
            .then((memory) => shown(memory, (row) => [line(row)])),
  },
  'memory pin': each('memory pin ID…', (connection, ids) =>
    connection
      .call('memory', 'setPinned', { ids, pinned: true })
      .then(({ changed }) => counted('pinned', changed)),
  ),
  'memory unpin': each('memory unpin ID…', (connection, ids) =>
    connection
      .call('memory', 'setPinned', { ids, pinned: false })
      .then(({ changed }) => counted('unpinned', changed)),
  ),
  'memory disable': each('memory disable ID…   (kept, and never found)', (connection, ids) =>
    connection
      .call('memory', 'setDisabled', { ids, disabled: true })
      .then(({ changed }) => counted('put away', changed)),
  ),
  'memory enable': each('memory enable ID…', (connection, ids) =>
    connection
      .call('memory', 'setDisabled', { ids, disabled: false })
      .then(({ changed }) => counted('taken out again', changed)),
  ),
  'memory delete': each(
    'memory delete ID…   (can be brought back for ten minutes; a passage also comes back when its file changes)',
    (connection, ids) =>
      connection.call('memory', 'remove', { ids }).then(({ removed }) => counted('deleted', removed)),
  ),
  'memory restore': each('memory restore ID…', (connection, ids) =>
    connection.call('memory', 'restore', { ids }).then(({ restored }) => counted('brought back', restored)),
  ),
  'memory forget': {
    usage: 'memory forget WORDS [--yes]   (shows what would go; with --yes it goes, for good)',
    run: (connection, words) => {
      const query = words.filter((word) => word !== YES).join(' ');
      if (query === '') return null;
      if (query.trim().length < 2) throw new AppError('invalid-input', TOO_SHORT);
      return forget(connection, query, words.includes(YES));
    },
  },
  'memory people': {
    usage: 'memory people',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('memory', 'people', {}), (people) =>
          people.map(({ name, count }) => `${oneLine(name)}  ${count}`),
        ),
      ),
  },
  'memory progress': {
    usage: 'memory progress',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('memory', 'progress', {}), (progress) => [
          `Waiting to be indexed: ${progress.waiting}`,
          ...(progress.rebuilding === null
            ? []
            : [`Made anew for another model: ${progress.rebuilding.done} of ${progress.rebuilding.total}`]),
          `Facts from conversations: ${progress.learning}${progress.learningNote === null ? '' : `. ${progress.learningNote}`}`,
          ...(progress.meaningTrouble === null ? [] : [progress.meaningTrouble]),
          `Documents waiting: ${progress.documentsWaiting}`,
        ]),
      ),
  },
  'memory export': {
    usage: 'memory export markdown|json   (to standard output)',
    run: (connection, [format, ...rest]) =>
      (format !== 'markdown' && format !== 'json') || rest.length > 0
        ? null
        : connection
            .call('memory', 'exportText', { format })
            .then((exported) => shown(exported, ({ text }) => [text.trimEnd()])),
  },
  'memory import': {
    usage:
      'memory import [--yes] [--pins]   (a file of memories on standard input; with --yes they are kept, with --pins pinned as it says)',
    run: (connection, words, standardInput) =>
      words.some((word) => word !== YES && word !== PINS)
        ? null
        : standardInput().then((text) =>
            takeIn(connection, text, { isMeant: words.includes(YES), pins: words.includes(PINS) }),
          ),
  },
};

async function forget(connection: Connection, query: string, isMeant: boolean): Promise<Outcome> {
  const preview = await connection.call('memory', 'previewForget', { query });
  const chosen = preview.traces.filter((trace) => trace.chosen);
  if (!isMeant || chosen.length === 0) return shown(preview, previewLines);
  const done = await connection.call('memory', 'forget', {
    previewId: preview.previewId,
    keys: chosen.map(({ key }) => key),
  });
  return shown(done, ({ forgotten, remaining }) => [
    `Forgotten in ${placesOf(forgotten)}.`,
    ...(remaining === null
      ? ['Whether these words still stand anywhere could not be looked for. Look again in a moment.']
      : remaining === 0
        ? []
        : [`${placesOf(remaining)} still ${remaining === 1 ? 'holds' : 'hold'} these words.`]),
  ]);
}

function placesOf(count: number): string {
  return `${count} ${count === 1 ? 'place' : 'places'}`;
}

function previewLines({ traces, more }: ForgetPreview): readonly string[] {
  if (traces.length === 0) return ['Nothing that is kept speaks of that.'];
  return [
    ...traces.map(({ kind, text, chosen }) => `${chosen ? 'goes' : 'stays'}  ${kind}  ${oneLine(text)}`),
    ...(more === 0 ? [] : [`and ${more} more`]),
    ...(traces.some(({ kind }) => kind === 'memory') ? [STANDS_IN_FILE] : []),
    `Nothing was changed. With ${YES} what is marked "goes" is erased for good.`,
  ];
}

async function takeIn(
  connection: Connection,
  text: string,
  { isMeant, pins }: { readonly isMeant: boolean; readonly pins: boolean },
): Promise<Outcome> {
  const preview = await connection.call('memory', 'previewImport', { text });
  const lines = importLines(preview, pins);
  if (!isMeant)
    return shown(preview, () => [...lines, `Nothing was changed. With ${YES} the new ones are kept.`]);
  const done = await connection.call('memory', 'importChosen', { importId: preview.importId, pins });
  return shown(done, ({ imported }) => [...lines, `${imported} kept.`]);
}

function importLines(preview: ImportPreview, pins: boolean): readonly string[] {
  const { fresh, known, leftOut, leftOutCount, people, pinned, names, nameSample, sample } = preview;
  const more = leftOutCount - leftOut.length;
  return [
    `${fresh} new, ${known} known already, ${leftOutCount} left out`,
    ...people.map(({ person, count }) => `  ${count} of ${oneLine(person)}`),
    ...(pinned === 0
      ? []
      : [`  ${pinned} the file calls pinned: ${pins ? 'they are pinned' : `not pinned without ${PINS}`}`]),
    ...sample.map(({ text, person }) => `  ${oneLine(person)}: ${oneLine(text)}`),
    ...(names === 0 ? [] : [`${names} new names of people and things`]),
    ...nameSample.map((name) => `  ${oneLine(name)}`),
    ...leftOut.map(({ text, reason }) => `  left out: ${oneLine(text)}  ${oneLine(reason)}`),
    ...(more === 0 ? [] : [`  and ${more} more left out`]),
  ];
}

function each(usage: string, run: (connection: Connection, ids: string[]) => Promise<Outcome>): Command {
  return { usage, run: (connection, ids) => (ids.length === 0 ? null : run(connection, [...ids])) };
}

function one(words: readonly string[], run: (id: string) => Promise<Outcome>): Promise<Outcome> | null {
  const [id, ...rest] = words;
  return id === undefined || rest.length > 0 ? null : run(id);
}

function counted(how: string, count: number): Outcome {
  return { json: { count }, lines: [`${count} ${how}.`], succeeded: count > 0 };
}

function storyLines({
  memory,
  history,
  around,
}: {
  readonly memory: MemoryView;
  readonly history: readonly MemoryView[];
  readonly around: readonly {
    readonly speaker: string;
    readonly text: string;
    readonly isSource: boolean;
  }[];
}): readonly string[] {
  return [
    line(memory),
    ...history.map((before) => `  before: ${line(before)}`),
    ...around.map(
      ({ speaker, text, isSource }) => `  ${isSource ? '>' : ' '} ${oneLine(speaker)}: ${oneLine(text)}`,
    ),
  ];
}

function line(memory: MemoryView): string {
  const from = memory.documentName ?? memory.conversationTitle;
  const notes = [
    memory.kind,
    memory.person,
    ...(from === null ? [] : [from]),
    ...(memory.place === null ? [] : [memory.place]),
    ...(memory.state === 'kept' ? [] : [memory.state]),
    ...(memory.pinned ? ['pinned'] : []),
    ...(memory.untrusted ? ['not trusted'] : []),
  ];
  return `${memory.id}  ${memory.at.slice(0, 10)}  ${oneLine(memory.text)}  (${oneLine(notes.join(', '))})`;
}
