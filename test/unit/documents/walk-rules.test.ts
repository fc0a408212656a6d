// Where a walk does not go, and the first names of however many. The same on every system.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstNames } from '../../../src/main/adapters/documents/files/first-names.ts';
import {
  folderProblem,
  isDevicePath,
  marksProject,
} from '../../../src/main/adapters/documents/files/walk-rules.ts';

describe('a folder', () => {
  it.each(['.git', '.cache', '.ssh'])('%s is hidden', (name) =>
    expect(folderProblem(name, false)).toBe('It is hidden.'),
  );
  it.each(['node_modules', 'Node_Modules', '__pycache__', 'venv', 'Pods'])('%s is other people’s', (name) =>
    expect(folderProblem(name, false)).toBe('It holds packages of a program.'),
  );

  it('of a common word is left out only beside what belongs to a program', () => {
    for (const name of ['build', 'dist', 'target', 'out']) {
      expect(folderProblem(name, false)).toBeNull();
      expect(folderProblem(name, true)).toBe('It holds what a program was built into.');
    }
    expect(['package.json', 'Cargo.toml', 'Makefile', 'App.sln', '.git'].every(marksProject)).toBe(true);
    expect(['notes.md', 'package.json.md', 'my-makefile'].some(marksProject)).toBe(false);
  });

  it('is gone into otherwise', () => {
    expect(['docs', 'src', 'Briefe 2026', 'a.b'].map((name) => folderProblem(name, true))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a path of a device', () => {
  it('is one on Windows alone', () => {
    const paths = ['\\\\.\\pipe\\x', '\\\\?\\C:\\a.txt', '//./COM1', 'C:\\a.txt', '\\\\server\\share\\a.txt'];
    expect(paths.map((path) => isDevicePath(path, 'win32'))).toEqual([true, true, true, false, false]);
    expect(paths.map((path) => isDevicePath(path, 'linux'))).toEqual([false, false, false, false, false]);
  });
});

describe('the first names', () => {
  it('are those of all names in order, whatever the order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 })), fc.integer({ min: 1, max: 9 }), (names, most) => {
        const first = firstNames<null>(most);
        for (const name of names) first.add(name, null);
        expect(first.inOrder().map(([name]) => name)).toEqual([...names].sort().slice(0, most));
        expect(first.dropped()).toBe(Math.max(0, names.length - most));
      }),
    );
  });
});
