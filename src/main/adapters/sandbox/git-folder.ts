// What git obeys in one repository's own folder and in those that live in it: submodules and worktrees, each with
// settings and hooks of its own. Looks at names only, follows no link, runs no git.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GIT_OBEYS } from '../../domain/ports/sandbox.ts';

/** A submodule's name may hold slashes, and a submodule may have submodules. */
const MAX_DEPTH = 6;
const MAX_FOLDERS = 200;
const HOLDS_REPOSITORIES = ['modules', 'worktrees'];
/** Large, and nothing in them is obeyed. */
const CONTENT = new Set(['objects', 'refs', 'logs', 'info', 'lfs', ...GIT_OBEYS]);

/** Absolute paths that may exist or not: each is to be looked at, and what is there must not change. */
export function obeyedByGit(repository: string): string[] {
  const found = GIT_OBEYS.map((name) => join(repository, name));
  const folders: { path: string; depth: number }[] = [];
  for (const { name, isLink } of entriesOf(repository)) {
    if (HOLDS_REPOSITORIES.includes(name)) note(join(repository, name), isLink, 0);
  }
  for (let at = 0; at < folders.length && at < MAX_FOLDERS; at += 1) {
    const { path, depth } = folders[at] ?? { path: repository, depth: MAX_DEPTH };
    // A repository or only a part of its name: looked at alike, since a command could make the one of the other.
    if (depth > 0) found.push(...GIT_OBEYS.map((name) => join(path, name)));
    if (depth >= MAX_DEPTH) continue;
    for (const { name, isLink } of entriesOf(path)) {
      if (depth === 0 || !CONTENT.has(name)) note(join(path, name), isLink, depth + 1);
    }
  }
  return found;

  function note(path: string, isLink: boolean, depth: number): void {
    // SECURITY: git would follow it to settings anywhere; we never do, so the link itself is the thing to look at.
    if (isLink) found.push(path);
    else folders.push({ path, depth });
  }
}

/** Folders and links. */
function entriesOf(path: string): { name: string; isLink: boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => ({ name: entry.name, isLink: entry.isSymbolicLink() }));
  } catch {
    return [];
  }
}
