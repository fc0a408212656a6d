// The plan of the house, enforced: who may import whom, which names may occur where, how long a file may be.
// Source of every rule: ARCHITECTURE.md. Reads the code as text; runs none of it.
import { readdirSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAY_IMPORT, ONE_PLACE, PACKAGES, RENDERER_VALUES, type Room, SDKS } from './house-plan.ts';
import { foldersBelow, ROOT, readSources, withoutComments } from './source-files.ts';

const MAX_LINES = 300;

const sources = readSources('src');
const byPath = new Map(sources.map((source) => [source.path, source]));

describe('the layers', () => {
  it.each(sources.map((source) => [source.path, source] as const))(
    '%s imports only what its room may',
    (path, source) => {
      const room = roomOf(path);
      const problems = source.imports.flatMap(({ target, typeOnly }) =>
        target.startsWith('.')
          ? wrongRoom(path, room, target, typeOnly)
          : wrongPackage(path, room, target, typeOnly),
      );
      expect(problems).toEqual([]);
    },
  );

  it('every source file belongs to a room of the plan', () => {
    expect(sources.map((source) => source.path).filter((path) => roomOf(path) === undefined)).toEqual([]);
  });

  it('no file imports itself through others', () => {
    expect(cycles()).toEqual([]);
  });
});

describe('the one place', () => {
  it.each(Object.entries(ONE_PLACE))('%s occurs only in its named file', (_word, { pattern, files }) => {
    const found = sources
      .filter((source) => pattern.test(withoutComments(source.text)))
      .map((source) => source.path);
    expect(found.filter((path) => !files.includes(path))).toEqual([]);
    for (const file of files) if (byPath.has(file)) expect(found).toContain(file);
  });

  it('domain and tools use no global that reaches the world', () => {
    const reach =
      /(?<![\w.$])(?:setTimeout|setInterval|setImmediate|crypto|performance|XMLHttpRequest|WebSocket|Date\.now|Math\.random|new Date\(\))(?![\w$])/;
    const found = sources
      .filter((source) => ['domain', 'tools', 'contracts'].includes(roomOf(source.path) ?? ''))
      .filter((source) => reach.test(withoutComments(source.text)))
      .map((source) => source.path);
    expect(found).toEqual([]);
  });
});

describe('the size of things', () => {
  it(`no source file passes ${MAX_LINES} lines`, () => {
    const long = [...sources, ...readSources('test'), ...readSources('e2e'), ...readSources('bench')]
      .map((source) => [source.path, source.text.trimEnd().split('\n').length] as const)
      .filter(([, lines]) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  it('no folder holds a single file', () => {
    const lonely = foldersBelow('src').filter((folder) => readdirSync(join(ROOT, folder)).length === 1);
    expect(lonely).toEqual([]);
  });

  it('files are kebab-case and named after a concept', () => {
    const forbidden =
      /^(?:utils?|helpers?|common|misc|core|manager|service|impl|base|data)$|-(?:utils?|helpers?|manager|service|impl)$|v2/;
    // The freedesktop specification's own name.
    const properNames = ['secret-service'];
    const bad = sources
      .map((source) => source.path)
      .filter((path) => {
        const name = (path.split('/').at(-1) ?? '').replace(/\.(?:d\.)?tsx?$|\.css$|\.html$/, '');
        return (
          !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) || (forbidden.test(name) && !properNames.includes(name))
        );
      });
    expect(bad).toEqual([]);
  });

  it('every source file opens by saying what it is for', () => {
    expect(
      sources.filter((source) => !/^(?:\/\/|\/\*)/.test(source.text)).map((source) => source.path),
    ).toEqual([]);
  });
});

describe('the defences', () => {
  it('every SECURITY mark says what would be weaker', () => {
    const bare = sources.flatMap((source) =>
      [...source.text.matchAll(/SECURITY:(.*)/g)]
        .filter(([, why]) => (why ?? '').trim().length < 10)
        .map(() => source.path),
    );
    expect(bare).toEqual([]);
  });

  it('no test is skipped or focused', () => {
    const found = [...readSources('test'), ...readSources('e2e')]
      .filter((source) => /\b(?:it|test|describe)\.(?:only|todo|fixme|skip)\b/.test(source.text))
      .filter((source) => source.path !== 'test/architecture.test.ts')
      .map((source) => source.path);
    expect(found).toEqual([]);
  });
});

function roomOf(path: string): Room | undefined {
  const rooms: readonly (readonly [string, Room])[] = [
    ['src/contracts/', 'contracts'],
    ['src/main/domain/', 'domain'],
    ['src/main/tools/', 'tools'],
    ['src/main/adapters/', 'adapters'],
    ['src/main/shell/', 'shell'],
    ['src/main/', 'root'],
    ['src/preload/', 'preload'],
    ['src/renderer/', 'renderer'],
    ['src/cli/', 'cli'],
    ['src/types/', 'contracts'],
  ];
  return rooms.find(([folder]) => path.startsWith(folder))?.[1];
}

function wrongRoom(path: string, room: Room | undefined, target: string, typeOnly: boolean): string[] {
  const to = normalize(join(dirname(path), target))
    .split(sep)
    .join('/');
  const toRoom = roomOf(to);
  if (room === 'root' && to.startsWith('test/fakes/')) return []; // the demo speaks with our own servers
  if (room === undefined || toRoom === undefined) return [`${path} → ${target}`];
  if (room === 'adapters' && toRoom === 'adapters') {
    return folderOf(path) === folderOf(to) ? [] : [`${path} → ${to}: adapters keep to their own folder`];
  }
  if (room === toRoom) return [];
  const allowed = MAY_IMPORT[room].some(
    (name) => name === toRoom || (name === 'domain/ports' && to.startsWith('src/main/domain/ports/')),
  );
  if (!allowed) return [`${path} → ${to}`];
  if (room === 'renderer' && !typeOnly && !RENDERER_VALUES.includes(to))
    return [`${path} → ${to}: types, error codes and the reading of text only`];
  return [];
}

function wrongPackage(path: string, room: Room | undefined, target: string, typeOnly: boolean): string[] {
  if (room === undefined) return [];
  const name = packageOf(target);
  if (room === 'adapters') {
    const sdks = SDKS[folderOf(path)];
    if (sdks === undefined) return [`${path}: no packages are named for this folder`];
    return name === 'node:' || sdks.includes(name) ? [] : [`${path} → ${target}`];
  }
  if (room === 'cli' && typeOnly && name === 'zod') return [];
  if (room === 'domain' && typeOnly && name === 'zod' && path === 'src/main/domain/ports/announce.ts')
    return [];
  return PACKAGES[room].includes(name) ? [] : [`${path} → ${target}`];
}

function folderOf(path: string): string {
  return path.split('/')[3] ?? '';
}

function packageOf(target: string): string {
  if (target.startsWith('node:')) return 'node:';
  const [first = '', second = ''] = target.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Value imports only: a type that refers back is not a cycle at run time. */
function cycles(): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (typeOnly || !target.startsWith('.')) continue;
      const to = normalize(join(dirname(path), target))
        .split(sep)
        .join('/');
      if (byPath.has(to)) visit(to, [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const source of sources) visit(source.path, []);
  return found;
}
