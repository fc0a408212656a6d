// Promise: what other programs obey in a workspace (git hooks and settings, shell start-up files, editor settings) is
// not changed by a command, and what a command leaves of that kind is set aside and told.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
beforeEach(() => {
  world = makeSandboxWorld();
});
afterEach(() => world.dispose());

const read = (name: string) => readFileSync(join(world.workspace, name), 'utf8');
function put(name: string, text: string): void {
  mkdirSync(join(world.workspace, name, '..'), { recursive: true });
  writeFileSync(join(world.workspace, name), text);
}

describe('a confined command', () => {
  it('cannot change hooks and settings that are there, by any way of changing a file', async () => {
    const names = [
      '.git/config',
      '.git/hooks/pre-commit',
      '.envrc',
      '.bashrc',
      '.vscode/settings.json',
      'sub/.git/config',
      'sub/.envrc',
    ];
    for (const name of names) put(name, 'before');
    const ways =
      'echo x >> "$f"; echo x > new && mv -f new "$f"; rm -rf "$f"; truncate -s 0 "$f"; ln -sf /etc/passwd "$f"';
    const script = `for f in "$@"; do ${ways}; done; mv .git gone; mv .vscode gone2; rm -rf .vscode .git/hooks; touch .git/hooks/post-commit .vscode/tasks.json; chmod +x .git/hooks/*; true`;
    await world.output(['sh', '-c', script, 'sh', ...names]);
    for (const name of names) expect(read(name), name).toBe('before');
    expect(existsSync(join(world.workspace, '.git/hooks/post-commit'))).toBe(false);
    expect(existsSync(join(world.workspace, '.vscode/tasks.json'))).toBe(false);
  });

  it('cannot leave new ones: they are set aside, and the output says so', async () => {
    const names = ['.envrc', '.bashrc', '.vscode', 'sub/.envrc', '.mcp.json', '.npmrc'];
    const script = 'mkdir sub .vscode; touch .envrc .bashrc sub/.envrc .mcp.json; ln -s /etc/passwd .npmrc';
    const told = await world.output(['sh', '-c', script]);
    for (const name of names) {
      expect(existsSync(join(world.workspace, name)), name).toBe(false);
      expect(told).toContain(`${name} was set aside`);
    }
    expect(readdirSync(world.workspace)).toContain('.envrc.set-aside');
  });

  it('can make a repository, but none that runs something', async () => {
    const samples = 'mkdir -p .git/hooks && echo "#" > .git/hooks/x.sample';
    const inert = '[core]\\n\\tbare = false\\n[user]\\n\\tname = A\\n';
    expect(await world.output(['sh', '-c', `${samples}; printf '${inert}' > .git/config`])).toBe('');
    expect(read('.git/config')).toContain('name = A');

    const evil =
      'mkdir -p r/.git/hooks && printf "[core]\\n\\tfsmonitor = ./evil\\n" > r/.git/config && touch r/.git/hooks/pre-commit';
    const told = await world.output(['sh', '-c', evil]);
    expect(told).toContain('r/.git/config was set aside');
    expect(told).toContain('pre-commit was set aside');
    expect(existsSync(join(world.workspace, 'r/.git/config'))).toBe(false);
    expect(existsSync(join(world.workspace, 'r/.git/hooks/pre-commit'))).toBe(false);
  });

  it('cannot swap a folder that holds them for one of its own', async () => {
    put('sub/.git/config', '[core]\n\tbare = false\n');
    const script = 'mv sub kept; mkdir -p sub/.git; printf "[alias]\\n\\tst = !evil\\n" > sub/.git/config';
    expect(await world.output(['sh', '-c', script])).toContain('sub/.git/config was set aside');
    expect(existsSync(join(world.workspace, 'sub/.git/config'))).toBe(false);
  });

  it('never makes us touch anything outside through a link of such a name', async () => {
    const outside = join(world.base, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'config'), 'outside');
    symlinkSync(outside, join(world.workspace, '.git'));
    symlinkSync(outside, join(world.workspace, '.vscode'));
    await world.output(['sh', '-c', 'echo x > .git/config; true']);
    expect(readdirSync(outside)).toEqual(['config']);
    expect(readFileSync(join(outside, 'config'), 'utf8')).toBe('outside');
  });
});

describe('what git obeys in a repository inside another, or in one without a work tree', () => {
  const BARE = ['HEAD', 'objects', 'refs'];
  const bare = (folder: string) => {
    for (const part of BARE) put(`${folder}/${part}${part === 'HEAD' ? '' : '/x'}`, 'ref: refs/heads/main\n');
  };
  const EVIL = '[core]\\n\\tfsmonitor = ./evil\\n';

  it('is not changed by a command, whichever way it goes', async () => {
    const names = [
      '.git/modules/sub/config',
      '.git/modules/a/b/config',
      '.git/modules/a/b/hooks/post-checkout',
      '.git/modules/sub/modules/deep/config',
      '.git/worktrees/w/config.worktree',
      '.git/worktrees/w/commondir',
      '.git/commondir',
      'mirror.git/config',
      'mirror.git/hooks/update',
      'x/y/store/config',
    ];
    for (const name of names) put(name, 'before');
    for (const folder of ['mirror.git', 'x/y/store']) bare(folder);
    const ways =
      'echo x >> "$f"; echo x > new && mv -f new "$f"; rm -rf "$f"; truncate -s 0 "$f"; ln -sf /etc/passwd "$f"';
    await world.output(['sh', '-c', `for f in "$@"; do ${ways}; done 2>/dev/null; true`, 'sh', ...names]);
    for (const name of names) expect(read(name), name).toBe('before');
  });

  it('is not left behind by a command: it is set aside, and the output says so', async () => {
    put('.git/HEAD', 'ref: refs/heads/main\n');
    put('plain/config', 'of some program');
    const told = await world.output([
      'sh',
      '-c',
      `mkdir -p .git/modules/sub/hooks .git/modules/n/a/m .git/worktrees/w evil
       printf '${EVIL}' | tee .git/modules/sub/config .git/modules/n/a/m/config .git/worktrees/w/config.worktree evil/config >/dev/null
       touch .git/modules/sub/hooks/post-checkout; echo ../evil > .git/commondir; echo /elsewhere > .git/worktrees/w/commondir
       for r in bare deep/er/store plain; do mkdir -p $r/objects $r/refs $r/hooks; echo ref: x > $r/HEAD; touch $r/hooks/update; done
       printf '${EVIL}' | tee bare/config deep/er/store/config >/dev/null
       mkdir with-commondir; echo ref: x > with-commondir/HEAD; echo ../evil > with-commondir/commondir
       ln -s ../../evil .git/modules/linked`,
    ]);
    const set = [
      '.git/modules/sub/config',
      '.git/modules/sub/hooks/post-checkout',
      '.git/modules/n/a/m/config',
      '.git/modules/linked',
      '.git/worktrees/w/config.worktree',
      '.git/worktrees/w/commondir',
      '.git/commondir',
      'bare/config',
      'bare/hooks/update',
      'deep/er/store/config',
      'deep/er/store/hooks/update',
      'plain/config',
      'with-commondir/commondir',
    ];
    for (const name of set) {
      expect(existsSync(join(world.workspace, name)), name).toBe(false);
      expect(told).toContain(`${name} was set aside`);
    }
  });

  it('cannot be reached by moving the folder that holds it', async () => {
    put('.git/modules/sub/config', '[core]\n\tbare = false\n');
    bare('mirror.git');
    put('mirror.git/config', '[core]\n\tbare = true\n');
    const script = `mv .git/modules/sub .git/modules/kept; mkdir -p .git/modules/sub; printf '${EVIL}' > .git/modules/sub/config
      mv mirror.git kept2; mkdir -p mirror.git/objects mirror.git/refs; echo ref: x > mirror.git/HEAD; printf '${EVIL}' > mirror.git/config`;
    const told = await world.output(['sh', '-c', script]);
    for (const name of ['.git/modules/sub/config', 'mirror.git/config']) {
      expect(told).toContain(`${name} was set aside`);
      expect(existsSync(join(world.workspace, name)), name).toBe(false);
    }
  });

  it('is not hidden behind folders without end: at least it is told', async () => {
    const script = 'i=0; while [ $i -lt 600 ]; do mkdir d$i; i=$((i+1)); done';
    expect(await world.output(['sh', '-c', script])).toContain('more folders than are looked through');
    expect(await world.output(['true'])).toBe('');
  });

  it('leaves real git its submodules, worktrees and bare repositories', async () => {
    const git = 'git -c user.name=a -c user.email=a@b.c';
    const script = `git init -q . && echo x > f && git add f && ${git} commit -qm one && git worktree add -q trees/w -b w
      git init -q -b main --bare store && git push -q ./store HEAD:refs/heads/main && git -C store log --oneline | wc -l`;
    const told = await world.output(['sh', '-c', script]);
    // Where a worktree's link to its repository lies, another could be put: it is always set aside.
    expect(told).toMatch(/^1\n\[trees\/w\/\.git was set aside[^\n]*$/);
  });
});
