// Small pure judgements: which git configuration is inert, what a failure means, what a trial must show, what the
// macOS runtime is told, and which programs run the script among their arguments.
import { describe, expect, it } from 'vitest';
import {
  explainFailure,
  trialProblem,
  versionNote,
} from '../../../src/main/adapters/sandbox/bubblewrap/explain-failure.ts';
import { countsProcessesApart } from '../../../src/main/adapters/sandbox/bubblewrap/lay-out.ts';
import { isInertGitConfig } from '../../../src/main/adapters/sandbox/git-config.ts';
import { runsItsArgument } from '../../../src/main/adapters/sandbox/prepare-command.ts';
import {
  hostsRefusal,
  limitedLine,
  quoteWord,
  runtimeConfig,
  runtimeEnvironment,
} from '../../../src/main/adapters/sandbox/runtime/runtime-config.ts';

describe('a git configuration', () => {
  it('is inert when it says only what git itself writes, and who and where', () => {
    const inert = [
      '',
      '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n',
      '# note\n[user]\n\tname = A B\n\temail = a@b.c\n[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n',
      '[remote "origin"]\n\turl = https://example.org/x.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
      '[remote "o"]\n\turl = git@example.org:a/b.git\n',
    ];
    for (const text of inert) expect(isInertGitConfig(text), text).toBe(true);
  });

  it('is not when it names anything that git would run or read', () => {
    const active = [
      '[core]\n\tfsmonitor = ./x\n',
      '[core]\n\thooksPath = h\n',
      '[CORE]\n\tPager = x\n',
      '[alias]\n\tst = !x\n',
      '[include]\n\tpath = x\n',
      '[filter "x"]\n\tclean = x\n',
      '[remote "o"]\n\turl = ext::sh -c x\n',
      '[remote "o"]\n\tuploadpack = x\n',
      '[remote "o"]\n\turl = --upload-pack=x\n',
      '[core]\n\tbare = \\\nx\n',
      '[core] fsmonitor = ./x\n',
      'fsmonitor = x\n',
      '[core]\n\tsshCommand = x',
      '[user]\n\tname = a\\\n\n[core]\n',
      '[credential]\n\thelper = x\n',
      '[core.fsmonitor]\n',
      '[remote "o"]\n\turl = git@h:-oProxyCommand=x y\n',
    ];
    expect(active.filter(isInertGitConfig)).toEqual([]);
  });
});

describe('why bubblewrap failed', () => {
  const none = { appArmorRestricts: null, usersMayMakeNamespaces: null, maxUserNamespaces: null };
  const message = 'bwrap: setting up uid map: Permission denied';

  it('for being too old is told with the version that is needed', () => {
    expect(explainFailure('bwrap: Unknown option --perms', none)).toMatch(/too old.*0\.5/);
  });

  it('is told with what to do about it', () => {
    expect(explainFailure(message, { ...none, appArmorRestricts: '1' })).toMatch(
      /\/etc\/apparmor\.d\/bwrap.*userns,/s,
    );
    expect(explainFailure(message, { ...none, usersMayMakeNamespaces: '0' })).toMatch(
      /unprivileged_userns_clone=1/,
    );
    expect(explainFailure(message, { ...none, maxUserNamespaces: '0' })).toMatch(/max_user_namespaces/);
    expect(explainFailure(message, none)).toMatch(/container.*uid map/);
    expect(explainFailure('something else', none)).toBe('something else');
  });
});

describe('an old bubblewrap', () => {
  it('is noted, not refused, and one that is mended is not mentioned', () => {
    expect(versionNote('bubblewrap 0.8.0')).toContain('version 0.8');
    expect(versionNote('bubblewrap 0.11.2')).toContain('CVE-2026-87766');
    expect(
      ['bubblewrap 0.12.0', 'bubblewrap 0.13.1', 'bubblewrap 1.0.0', 'something else'].map(versionNote),
    ).toEqual([null, null, null, null]);
  });
});

describe('a trial command', () => {
  const fine = [
    'NoNewPrivs:\t1',
    'Seccomp:\t2',
    'CapEff:\t0000000000000000',
    'CapBnd:\t0000000000000000',
    'Max core file size        0                    0                    bytes',
    'Max data size             1000                 1000                 bytes',
    'Max file size             1000                 1000                 bytes',
    'Max processes             512                  512                  processes',
    '    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0',
    '41 40 0:30 / /proc ro,nosuid,nodev,noexec,relatime - proc proc rw',
  ];
  const without = (index: number, line = '') =>
    fine.map((text, at) => (at === index ? line : text)).join('\n');

  it('must show each part of the confinement', () => {
    expect(trialProblem(fine.join('\n'), 512)).toBeNull();
    expect([0, 1, 2, 3, 4, 7].map((index) => trialProblem(without(index), 512))).not.toContain(null);
    expect(
      trialProblem(
        without(5, 'Max data size             unlimited            unlimited            bytes'),
        512,
      ),
    ).not.toBeNull();
    expect(trialProblem(without(8, fine[8]?.replace('lo', 'eth0')), 512)).toMatch(/network/);
    expect(trialProblem(without(7), null)).toBeNull();
    expect(trialProblem(without(9), 512)).toMatch(/kernel/);
    const writable = '42 41 0:31 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw';
    expect(trialProblem(without(9, writable), 512)).toMatch(/kernel/);
    expect(trialProblem(`${fine.join('\n')}\n${writable}`, 512)).toMatch(/kernel/);
  });
});

it('processes are limited only where the kernel counts a namespace apart', () => {
  const releases = ['5.10.0-28-amd64', '5.13.19', '5.14.0', '6.1.0-18-amd64', '4.19'];
  expect(releases.map(countsProcessesApart)).toEqual([false, false, true, true, false]);
});

it('programs that run their argument are known, whatever name they are called by', () => {
  const runs = [
    '/usr/bin/dash',
    '/usr/bin/python3.11',
    '/usr/bin/node',
    '/usr/bin/perl',
    '/usr/bin/env',
    '/bin/busybox',
  ];
  expect(runs.map((path) => runsItsArgument(path, path))).toEqual(runs.map(() => true));
  expect(runsItsArgument('/opt/x/real-binary', '/usr/bin/python3')).toBe(true);
  expect(['/usr/bin/sed', '/bin/cat', '/usr/bin/git'].map((path) => runsItsArgument(path, path))).toEqual([
    false,
    false,
    false,
  ]);
});

describe('what the macOS runtime is told', () => {
  const places = { userHome: '/Users/me', profile: '/Users/me/Library/App', program: '/Applications/App' };
  const config = runtimeConfig('/Users/me/ws', '/private/tmp/run', places);

  it('a list of hosts is refused: what it would let pass is not what we would', () => {
    expect(hostsRefusal(['example.com'])).toContain('cannot be held');
    expect(hostsRefusal([])).toBeNull();
  });

  it('denies homes, the profile, temporary folders and the network, and allows the workspace again', () => {
    expect(config.filesystem.denyRead).toEqual(
      expect.arrayContaining([
        '/Users',
        '/Users/me',
        '/Users/me/Library/App',
        '/private/tmp',
        '/private/var',
      ]),
    );
    expect(config.filesystem.allowWrite).toEqual(['/Users/me/ws', '/private/tmp/run']);
    expect(config.filesystem.allowRead).toContain('/Users/me/ws');
    expect(config.network).toEqual({
      allowedDomains: [],
      deniedDomains: [],
      strictAllowlist: true,
      allowLocalBinding: false,
    });
    expect(config.filesystem.denyWrite).toEqual(
      expect.arrayContaining([
        '/Users/me/ws/.git/hooks',
        '/Users/me/ws/**/.git/config',
        '/Users/me/ws/.envrc',
      ]),
    );
  });

  it('is what the runtime itself takes for a configuration', async () => {
    const { SandboxRuntimeConfigSchema } = await import('@anthropic-ai/sandbox-runtime');
    expect(SandboxRuntimeConfigSchema.safeParse(config)).toMatchObject({ success: true });
  });

  it('is started with the command’s variables and its own folder, and nothing of ours', () => {
    expect(runtimeEnvironment({ PATH: '/bin', HOME: '/x' }, '/t')).toEqual({
      PATH: '/bin',
      HOME: '/t',
      TMPDIR: '/t',
      CLAUDE_TMPDIR: '/t',
    });
  });

  it('is a line in which a word is only ever a word', () => {
    expect(quoteWord("it's $(x) `y`")).toBe("'it'\\''s $(x) `y`'");
    expect(limitedLine(['/bin/echo', 'a; b'], { maxFileBytes: 1024, maxProcesses: 9 })).toBe(
      "ulimit -c 0 && ulimit -f 2 && ulimit -u 9 && echo started >&3 && exec 3>&- && exec '/bin/echo' 'a; b'",
    );
  });
});
