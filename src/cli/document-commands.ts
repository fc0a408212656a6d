// Documents and the people and things of memory, on the command line. Paths are this terminal's owner's own.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { parse, resolve } from 'node:path';
import type { Added } from '../contracts/documents.ts';
import { AppError } from '../contracts/errors.ts';
import { type Command, none, type Outcome, oneLine, shown } from './command.ts';
import type { Connection } from './connection.ts';

const LISTED = 200;
const YES = '--yes';
/** As it is called in package.json. */
const NPM_SCRIPT = 'sallyport';

export const DOCUMENT_COMMANDS: Readonly<Record<string, Command>> = {
  'documents add': {
    usage:
      'documents add PATH… [--yes]   (files, or folders with all that can be read in them; a whole disk or home folder with --yes)',
    run: (connection, words) => {
      const paths = words.filter((word) => word !== YES).map((path) => resolve(startFolder(), path));
      return paths.length === 0 ? null : add(connection, paths, words.includes(YES));
    },
  },
  'documents list': {
    usage: 'documents list [WORDS]',
    run: (connection, words) =>
      connection
        .call('documents', 'list', { text: words.join(' '), limit: LISTED })
        .then((page) =>
          shown(page, ({ documents, total }) => [
            ...documents.map(
              ({ path, state, passages, note }) =>
                `${oneLine(path)}  ${state}  ${passages} ${passages === 1 ? 'passage' : 'passages'}${note === null ? '' : `  ${oneLine(note)}`}`,
            ),
            ...(total > documents.length ? [`and ${total - documents.length} more`] : []),
          ]),
        ),
  },
  'documents sources': {
    usage: 'documents sources',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('documents', 'sources', {}), (sources) =>
          sources.map(
            ({ id, path, ready, waiting, leftOut, missing, note }) =>
              `${id}  ${oneLine(path)}  ${filesWords({ read: ready, waiting, 'left out': leftOut, missing })}${note === undefined ? '' : `  ${oneLine(note)}`}`,
          ),
        ),
      ),
  },
  'documents remove': {
    usage: 'documents remove SOURCE-ID   (its passages go with it)',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : connection.call('documents', 'removeSource', { id }).then(({ removed }) => ({
            json: { removed },
            lines: [removed ? 'Removed.' : 'There is no source with this id.'],
            succeeded: removed,
          })),
  },
  'documents check': {
    usage: 'documents check   (looks now for what changed)',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('documents', 'checkNow', {}), () => ['Looking for what changed.']),
      ),
  },
  'entities list': {
    usage: 'entities list [WORDS]   (people, places and things that memories speak of)',
    run: (connection, words) =>
      connection
        .call('entities', 'list', { text: words.join(' '), limit: LISTED })
        .then((page) =>
          shown(page, ({ entities }) =>
            entities.map(
              ({ id, kind, name, aliases, memories }) =>
                `${id}  ${kind}  ${oneLine([name, ...aliases].join(', '))}  ${memories} ${memories === 1 ? 'memory' : 'memories'}`,
            ),
          ),
        ),
  },
  'entities show': {
    usage: 'entities show ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : connection.call('entities', 'open', { id }).then((found) =>
            shown(found, ({ entity, neighbours, relations }) => {
              const names = new Map([entity, ...neighbours].map((one) => [one.id, one.name]));
              return [
                oneLine(`${entity.name} (${[entity.kind, ...entity.aliases].join(', ')})`),
                ...relations.map(({ fromId, relation, toId }) =>
                  oneLine(`  ${names.get(fromId) ?? ''} — ${relation} → ${names.get(toId) ?? ''}`),
                ),
              ];
            }),
          ),
  },
  'entities rename': {
    usage: 'entities rename ID NAME',
    run: (connection, [id, ...name]) =>
      id === undefined || name.length === 0
        ? null
        : connection
            .call('entities', 'rename', { id, name: name.join(' ') })
            .then((entity) => shown(entity, (row) => [oneLine(row.name)])),
  },
  'entities merge': {
    usage: 'entities merge ID OTHER-ID   (the second becomes another name of the first)',
    run: (connection, [id, otherId, ...rest]) =>
      id === undefined || otherId === undefined || rest.length > 0
        ? null
        : connection
            .call('entities', 'merge', { id, otherId })
            .then((entity) => shown(entity, (row) => [oneLine([row.name, ...row.aliases].join(', '))])),
  },
  'entities remove': {
    usage: 'entities remove ID   (the memories stay)',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0
        ? null
        : connection.call('entities', 'remove', { id }).then(({ removed }) => ({
            json: { removed },
            lines: [removed ? 'Removed.' : 'There is no entry with this id.'],
            succeeded: removed,
          })),
  },
};

async function add(connection: Connection, paths: string[], isMeant: boolean): Promise<Outcome> {
  const whole = paths.filter(isWhole);
  if (whole.length > 0 && !isMeant) {
    const found = await connection.call('documents', 'look', { paths: whole });
    throw new AppError(
      'not-allowed',
      [
        `${whole.map(oneLine).join(' and ')} is a whole disk or home folder: ${wordsOf(found)}`,
        ...(found.notes ?? []).map(oneLine),
        `Nothing was added. With ${YES} it is.`,
      ].join(' '),
    );
  }
  const added = await connection.call('documents', 'add', { paths });
  const { missing = [], notes = [] } = added;
  const isAnyThere = missing.length < paths.length;
  const lines = [...(isAnyThere ? [wordsOf(added)] : []), ...notes.map(oneLine)];
  if (missing.length === 0) return { json: added, lines, succeeded: true };
  const nothing = `There is nothing at ${missing.map(oneLine).join(' and ')}; look for a slip in the name.`;
  return { json: added, lines: [[nothing, ...lines].join(' ')], succeeded: false };
}

function wordsOf({ files, leftOut }: Added): string {
  return `${files} ${files === 1 ? 'file' : 'files'} to read; ${leftOut} left out.`;
}

/** Where the person is who typed the words: npm goes to the checkout before it runs anything. */
function startFolder(): string {
  const { INIT_CWD: start, npm_lifecycle_event: script } = process.env;
  // A shell that was started from another script of npm's still carries where that one began.
  return start !== undefined && script === NPM_SCRIPT ? start : process.cwd();
}

/** By its name or by where the name leads. */
function isWhole(path: string): boolean {
  const real = realOf(path);
  return real === parse(real).root || real === realOf(homedir());
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** "812 read, 3 waiting": what there is none of is not named. */
function filesWords(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'no files' : parts.map(([word, count]) => `${count} ${word}`).join(', ');
}
