// The command line as a program of its own: exit codes and sentences, against a socket that answers as the app does.
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appAt, folder, listening, PROOF, refusal, say } from '../../worlds/command-line.ts';

const CONVERSATION = '01KDXF2Q8ZJ3M5N7P9R1T3V5X7';

describe('the command line', () => {
  test.each(['get', 'send'])(
    'ends a chat with one sentence and 1 when the app ends in the middle of it, at %s',
    async (last) => {
      const { home } = await appAt(({ call }, socket) => {
        if (call === last) setImmediate(() => socket.destroy());
        return { ok: true, value: call === 'create' ? { id: CONVERSATION } : { mood: 'idle' } };
      });
      expect(await say(['--home', home, 'chat', 'hello'])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'Sallyport stopped before it answered.\n',
      });
    },
  );

  test.each([
    [['status', '--home']],
    [['--home=', 'status']],
    [['--home', '', 'status']],
    [['--home', '--json', 'status']],
  ])('asks for the folder instead of taking the default profile: %j', async (words) => {
    const said = await say(words, { env: { XDG_CONFIG_HOME: folder() } });
    expect({ code: said.code, stdout: said.stdout }).toEqual({ code: 2, stdout: '' });
    expect(said.stderr).toBe('--home needs the folder of a profile after it.\nsallyport help shows all.\n');
  });

  test.each([
    [['--help'], ['  status\n', '  ledger verify\n']],
    [
      ['rules', '-h'],
      ['  rules list\n', '  rules dry-run TOOL'],
    ],
    [['rules', 'deny', '--help'], ['  rules deny TOOL']],
    [['help'], ['  status\n', '  ledger verify\n']],
    [
      ['help', 'rules'],
      ['  rules list\n', '  rules dry-run TOOL'],
    ],
  ])('says its words when asked, also where nothing runs: %j', async (words, lines) => {
    const said = await say(['--home', folder(), ...words]);
    expect({ code: said.code, stderr: said.stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of lines) expect(said.stdout).toContain(line);
    if (words.includes('rules')) expect(said.stdout).not.toContain('  status\n');
  });

  test('says in plain words that a channel is not called so, with 2', async () => {
    const { home } = await appAt(() =>
      refusal('channelId: Invalid string: must match pattern /^[a-z]+(:[a-z0-9-]{1,32})?$/'),
    );
    const said = await say(['--home', home, 'pairing', 'invite', 'Tele gram']);
    expect(said).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'This is not the name of a channel. Channels are called “telegram” or “slack”, and “slack:ACCOUNT” for a further account.\n',
    });
  });

  test('shows no pattern for any other word either, and keeps a sentence that was written for people', async () => {
    const answers = [
      'senderId: Invalid string: must match pattern /^[a-z]+$/',
      'id: This is not an id of Sallyport.',
      'A sentence: with a colon.',
    ];
    const { home } = await appAt(() => refusal(answers.shift() ?? ''));
    const deny = () => say(['--home', home, 'pairing', 'deny', 'x']).then(({ stderr }) => stderr);
    expect(await deny()).toBe('One of the words does not fit this command.\n');
    expect(await deny()).toBe('This is not an id of Sallyport.\n');
    expect(await deny()).toBe('A sentence: with a colon.\n');
  });

  test('says that there is no frame of an impossible id, with 1', async () => {
    const { home } = await appAt(() => refusal('id: This is not an id of Sallyport.'));
    expect(await say(['--home', home, 'ledger', 'explain', 'nope'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no frame with this id.\n',
    });
  });
});

describe('rules on the command line', () => {
  const decided = {
    kind: 'ask',
    reason: 'No rule covers this.',
    rule: null,
    understood: '{"argv":["touch","a"]}',
    effects: [],
  };

  test.each([
    [
      ['rules', 'dry-run', 'run_command', 'touch', 'a'],
      { who: { kind: 'owner' }, arguments: 'touch a', afterOutsideContent: false },
    ],
    [
      ['rules', 'dry-run', 'run_command', 'touch a', '--for', 'group', '--outside'],
      { who: { kind: 'group-member' }, arguments: 'touch a', afterOutsideContent: true },
    ],
    [
      ['rules', 'dry-run', '--for', 'telegram:user:42', 'run_command', '--', 'ls', '--for'],
      {
        who: { kind: 'paired-sender', senderId: 'telegram:user:42' },
        arguments: 'ls --for',
        afterOutsideContent: false,
      },
    ],
  ])('%j is tried out as that', async (words, input) => {
    const { home, heard } = await appAt(() => ({ ok: true, value: { kind: 'decided', result: decided } }));
    expect(await say(['--home', home, ...words])).toEqual({
      code: 0,
      stdout: 'Asked: No rule covers this.\nCall: run_command {"argv":["touch","a"]}\n',
      stderr: '',
    });
    expect(JSON.parse(heard.at(-1) ?? '')).toMatchObject({
      contract: 'rules',
      call: 'dryRun',
      input: { tool: 'run_command', ...input },
    });
  });

  test.each([
    [
      ['rules', 'deny', 'run_command', '--for', 'paired'],
      { decision: 'deny', tool: 'run_command', actorKind: 'paired-sender' },
    ],
    [
      ['rules', 'deny', '*', '--for', 'telegram:user:42'],
      { decision: 'deny', tool: '*', senderId: 'telegram:user:42' },
    ],
    [['rules', 'deny', 'run_command'], { decision: 'deny', tool: 'run_command' }],
  ])('%j narrows, and nothing else can be said with it', async (words, draft) => {
    const value = { kind: 'applied', id: CONVERSATION, sentence: 'Never.', flag: null };
    const { home, heard } = await appAt(() => ({ ok: true, value }));
    expect(await say(['--home', home, ...words])).toEqual({ code: 0, stdout: 'Saved: Never.\n', stderr: '' });
    expect(JSON.parse(heard.at(-1) ?? '')).toMatchObject({ call: 'save', input: { draft } });
  });

  test('what is refused ends with its reason and 1; a missing word with 2', async () => {
    const { home } = await appAt(() => ({
      ok: true,
      value: { kind: 'refused', message: 'That rule is gone already.' },
    }));
    expect(await say(['--home', home, 'rules', 'revoke', CONVERSATION])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'That rule is gone already.\n',
    });
    expect(await say(['--home', home, 'rules', 'deny', '--for'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^"rules deny" needs other words than these\.\nUsage: .*\n {2}rules deny .*\nsallyport help shows all\.\n$/,
      ),
    });
    expect((await say(['--home', home, 'rules', 'dry-run', 'run_command', '--for', 'somebody'])).code).toBe(
      2,
    );
  });
});

describe.skipIf(process.platform === 'win32')('the socket of a profile with a long path', () => {
  const set = ['credentials', 'set', 'model.api-key'];
  /** A home too long for a socket, and a temporary folder of its own, so that nothing lies in the shared one. */
  function longHome(): { home: string; shared: string; temporary: string } {
    const temporary = folder('/tmp');
    const home = join(folder(), 'x'.repeat(100));
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(join(home, 'control.proof'), PROOF, { mode: 0o600 });
    const name = createHash('sha256').update(home).digest('hex').slice(0, 24);
    return { home, temporary, shared: join(temporary, `sallyport-${name}`) };
  }
  const done = () => ({ ok: true, value: { name: 'model.api-key', source: 'vault', setAt: null } });

  test('is used when its folder is ours alone', async () => {
    const { home, shared, temporary } = longHome();
    mkdirSync(shared, { mode: 0o700 });
    const heard = await listening(join(shared, 'control.sock'), done);
    expect(await say(['--home', home, ...set], { env: { TMPDIR: temporary } })).toMatchObject({ code: 0 });
    expect(heard.join()).toContain('a-secret-value');
  });

  const isRoot = process.getuid?.() === 0; // only root can give a file away
  const foreign: readonly (readonly [what: string, spoil: (shared: string) => void])[] = [
    ['its folder can be written by others', (shared) => chmodSync(shared, 0o777)],
    ...(isRoot
      ? ([
          ['its folder is of another account', (shared) => chownSync(shared, 65_534, 65_534)],
          ['it is of another account', (shared) => chownSync(join(shared, 'control.sock'), 65_534, 65_534)],
        ] as const satisfies readonly (readonly [string, (shared: string) => void])[])
      : []),
    [
      'its folder is a link',
      (shared) => {
        const real = join(folder('/tmp'), 'real');
        mkdirSync(real, { mode: 0o700 });
        rmSync(shared, { recursive: true });
        symlinkSync(real, shared);
      },
    ],
  ];
  test.each(foreign)('is told nothing when %s', async (_, spoil) => {
    const { home, shared, temporary } = longHome();
    mkdirSync(shared, { mode: 0o700 });
    const heard = await listening(join(shared, 'control.sock'), done);
    spoil(shared);
    const said = await say(['--home', home, ...set], { env: { TMPDIR: temporary } });
    expect({ code: said.code, stdout: said.stdout }).toEqual({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^The .*control socket belongs to another account.*nothing was sent/);
    expect(heard).toEqual([]);
  });
});
