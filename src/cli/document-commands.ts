// Documents and the people and things of memory, on the command line. Paths are this terminal's owner's own.
import { resolve } from 'node:path';
import { type Command, none, oneLine, shown } from './command.ts';

const LISTED = 200;

export const DOCUMENT_COMMANDS: Readonly<Record<string, Command>> = {
  'documents add': {
    usage: 'documents add PATH…   (files, or folders with all that can be read in them)',
    run: (connection, paths) =>
      paths.length === 0
        ? null
        : connection
            .call('documents', 'add', { paths: paths.map((path) => resolve(path)) })
            .then((added) =>
              shown(added, ({ files, leftOut }) => [
                `${files} ${files === 1 ? 'file' : 'files'} to read; ${leftOut} left out.`,
              ]),
            ),
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
            ({ id, path, ready, waiting, leftOut, missing }) =>
              `${id}  ${oneLine(path)}  ${filesWords({ read: ready, waiting, 'left out': leftOut, missing })}`,
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

/** "812 read, 3 waiting": what there is none of is not named. */
function filesWords(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'no files' : parts.map(([word, count]) => `${count} ${word}`).join(', ');
}
