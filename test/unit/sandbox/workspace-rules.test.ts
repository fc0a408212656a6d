// Which folders may be a workspace.
import { describe, expect, it } from 'vitest';
import { createWorkspaceGuard } from '../../../src/main/adapters/sandbox/workspace-guard.ts';
import { isAtOrUnder, workspaceProblem } from '../../../src/main/adapters/sandbox/workspace-rules.ts';
import { createWorkspaceTurns } from '../../../src/main/adapters/sandbox/workspace-turns.ts';

const PLACES = { userHome: '/home/me', profile: '/home/me/.config/app', program: '/home/me/code/app' };
const problem = (path: string, places = PLACES) => workspaceProblem(path, places);

describe('a workspace', () => {
  it('may be a conversation’s own folder, a project, a folder on another disk', () => {
    for (const path of [
      '/home/me/.config/app/workspaces/c1',
      '/home/me/project',
      '/home/me/code/other',
      '/mnt/disk/x',
      '/opt/x',
      '/tmp/x',
    ]) {
      expect(problem(path), path).toBeNull();
    }
  });

  it('may not be or hold the home folder or the profile', () => {
    for (const path of ['/home/me', '/home', '/', '/home/me/.config/app', '/home/me/.config'])
      expect(problem(path), path).toMatch(/home folder|hold/);
  });

  it('may not be another part of the profile', () => {
    for (const path of ['/home/me/.config/app/agent', '/home/me/.config/app/workspaces'])
      expect(problem(path), path).not.toBeNull();
    expect(problem('/srv/app/agent', { ...PLACES, profile: '/srv/app' })).toMatch(/profile/);
  });

  it('may not hold the program or lie in it', () => {
    for (const path of ['/home/me/code', '/home/me/code/app', '/home/me/code/app/src'])
      expect(problem(path), path).toMatch(/program/);
  });

  it('may not be a folder where programs keep keys and settings', () => {
    for (const path of [
      '/home/me/.ssh',
      '/home/me/.gnupg/x',
      '/home/me/.local/share/x',
      '/home/me/Library/Keychains',
    ]) {
      expect(problem(path), path).toMatch(/keys and settings/);
    }
  });

  it('may not be a folder of the system, or the parent of everybody’s', () => {
    for (const path of [
      '/usr/local/src',
      '/etc/x',
      '/dev/shm',
      '/proc/1',
      '/run/user/1000/x',
      '/tmp',
      '/opt',
      '/mnt',
      '/var',
    ]) {
      expect(problem(path), path).toMatch(/system folder/);
    }
  });

  it('must be written plainly', () => {
    for (const path of ['relative', '/home/me/a/../b', '/home/me/a/', '/home/me//a', '/home/me/a\0'])
      expect(problem(path), path).not.toBeNull();
  });

  it('is compared by whole names', () => {
    expect(isAtOrUnder('/ws-evil', '/ws')).toBe(false);
    expect(isAtOrUnder('/ws/x', '/ws')).toBe(true);
    expect(isAtOrUnder('/x', '/')).toBe(true);
    expect(problem('/home/me2')).toBeNull();
  });
});

describe('commands in folders that hold one another', () => {
  it('take turns, in the order they came; others do not wait', async () => {
    const turns = createWorkspaceTurns();
    const happened: string[] = [];
    let release = () => {};
    const held = turns.take('/a', () => new Promise<void>((resolve) => (release = resolve)));
    const note = (name: string) => async () => {
      happened.push(name);
      await Promise.resolve();
    };
    const inner = turns.take('/a/b', note('inner'));
    const same = turns.take('/a', note('same'));
    await turns.take('/ab', note('beside'));
    expect(happened).toEqual(['beside']);
    release();
    await Promise.all([held, inner, same]);
    expect(happened).toEqual(['beside', 'inner', 'same']);
  });

  it('go on after one that failed', async () => {
    const turns = createWorkspaceTurns();
    await expect(turns.take('/a', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await turns.take('/a', async () => 'next')).toBe('next');
  });
});

describe('the guard on Windows', () => {
  const guard = createWorkspaceGuard({
    home: 'C:\\Users\\Me\\AppData\\Roaming\\Sallyport',
    userHome: 'C:\\Users\\Me',
    programRoot: 'C:\\Program Files\\Sallyport',
    platform: 'win32',
  });

  it('refuses the same places there, in any notation', () => {
    const places = [
      'C:\\',
      'c:\\users',
      'C:\\USERS\\me',
      'C:/Users/Me/',
      'C:\\Users\\Me\\AppData\\Local\\Other',
      'C:\\Windows\\System32',
      '\\\\?\\C:\\Windows',
      'C:\\Program Files',
      'D:\\',
      'relative',
      '\\Windows',
      '\\\\server\\share',
    ];
    expect(places.filter((place) => guard(place) === null)).toEqual([]);
    expect(guard('C:\\Users\\Me\\Documents\\project')).toBeNull();
    expect(guard('D:\\work')).toBeNull();
    expect(guard('C:\\Users\\Me\\AppData\\Roaming\\Sallyport\\workspaces\\one')).toBeNull();
  });
});
