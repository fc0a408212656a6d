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
