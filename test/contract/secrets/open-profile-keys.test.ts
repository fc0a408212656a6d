// Opening a profile's keys with a real keyring and real files: every way in, and every way it must not go.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasKeyringPrograms, type KeyringSession, startKeyringSession } from './keyring-session.ts';
import { outcomesOf } from './run-keychain-program.ts';

interface Opened {
  kind: string;
  via: string;
  key: string;
  slots: readonly string[];
  keychainRenewed?: boolean;
}

describe.skipIf(!hasKeyringPrograms)('the keys of a profile', () => {
  let session: KeyringSession;
  let home: string;
  beforeEach(async () => {
    session = await startKeyringSession();
    home = mkdtempSync(join(tmpdir(), 'sallyport-keys-'));
  });
  afterEach(async () => {
    await session.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const keyFile = () => readFileSync(join(home, 'keys.json'), 'utf8');
  const open = async (options: { passphrase?: string; canAsk?: boolean } = {}, noBus = false) => {
    const [outcome] = await outcomesOf(noBus ? withoutBus() : session.environment, [
      { do: 'open', home, ...options },
    ]);
    return outcome as Opened;
  };
  const withoutBus = () => {
    const { DBUS_SESSION_BUS_ADDRESS: _, ...rest } = session.environment;
    return rest;
  };
  const createdInKeyring = async () => {
    await session.startKeyring('unlocked');
    return open();
  };
  /** The next keyring has never heard of this profile, as after a new installation of the system. */
  const freshKeyring = async () => {
    await session.stop();
    session = await startKeyringSession();
    await session.startKeyring('unlocked');
  };

  it('are made once and opened from the keyring from then on', async () => {
    const created = await createdInKeyring();
    const again = await open();
    expect([created, again]).toEqual([
      { kind: 'created', via: 'keychain', key: created.key, slots: ['keychain'] },
      { kind: 'opened', via: 'keychain', key: created.key, slots: ['keychain'], keychainRenewed: false },
    ]);
    expect(statSync(join(home, 'keys.json')).mode & 0o777).toBe(0o600);
  });

  it('are made from a passphrase where there is no keyring, and open with it alone', async () => {
    const created = await open({ passphrase: 'correct horse\n' }, true);
    const again = await open({ passphrase: 'correct horse' }, true);
    const wrong = await open({ passphrase: 'wrong horse' }, true);
    expect([created.via, created.slots, again.kind, again.via, again.key]).toEqual([
      'passphrase',
      ['passphrase'],
      'opened',
      'passphrase',
      created.key,
    ]);
    expect(wrong).toMatchObject({ kind: 'refused', code: 'wrong-passphrase', problem: 'wrong-passphrase' });
  });

  it('given a keyring and a passphrase at first, open with either one from then on', async () => {
    await session.startKeyring('unlocked');
    const created = await open({ passphrase: 'words' });
    const byKeyring = await open();
    const byPassphrase = await open({ passphrase: 'words' }, true);
    expect([created.slots, byKeyring.via, byPassphrase.via]).toEqual([
      ['keychain', 'passphrase'],
      'keychain',
      'passphrase',
    ]);
    expect(new Set([created.key, byKeyring.key, byPassphrase.key]).size).toBe(1);
  });

  it('of a new profile with neither keyring nor passphrase: asked for, or refused with what to do', async () => {
    expect(await open({ canAsk: true }, true)).toEqual({
      kind: 'needs-passphrase',
      profile: 'new',
      problem: 'keychain-absent',
      message: 'There is no keyring here. Choose a passphrase to protect this profile.',
    });
    expect(await open({}, true)).toEqual({
      kind: 'refused',
      code: 'keychain-locked',
      problem: 'keychain-absent',
      message:
        'There is no keyring here. Run Sallyport where there is a keyring, or give a passphrase by --passphrase-fd or SALLYPORT_PASSPHRASE.',
    });
    expect(() => keyFile()).toThrow(/ENOENT/);
  });

  it('of a new profile on an account whose keyring was never set up are not kept in a keyring of our making', async () => {
    await session.startKeyring('locked');
    expect(await open()).toMatchObject({ kind: 'refused', problem: 'keychain-not-set-up' });
    expect(await open({ passphrase: 'words' })).toMatchObject({ kind: 'created', slots: ['passphrase'] });
    expect(session.activations()).not.toContain('org.gnome.keyring.SystemPrompter');
  });

  it('are never made anew over an existing profile: keyring locked, empty or gone, nothing is touched', async () => {
    await createdInKeyring();
    const before = keyFile();
    await session.startKeyring('locked');
    const locked = await open();
    await freshKeyring();
    const empty = await open({ passphrase: 'a guess' });
    const gone = await open({}, true);
    expect([locked, empty, gone].map(({ kind, ...rest }) => [kind, 'code' in rest && rest['code']])).toEqual([
      ['refused', 'keychain-locked'],
      ['refused', 'keychain-locked'],
      ['refused', 'keychain-locked'],
    ]);
    expect(
      [locked, empty, gone].map((outcome) => (outcome as unknown as { problem: string }).problem),
    ).toEqual(['keychain-locked', 'keychain-empty', 'keychain-absent']);
    expect((empty as unknown as { message: string }).message).toBe(
      'The keyring is open, but the key of this profile is not in it. Nothing was opened or changed. Bring back the keyring this profile was made with, then start again; it has no passphrase and no recovery key.',
    );
    expect(keyFile()).toBe(before);
  });

  it('are never made anew beside a database or a vault whose key file is missing', async () => {
    await session.startKeyring('unlocked');
    for (const name of ['sallyport.db', 'vault.json']) {
      writeFileSync(join(home, name), 'something');
      expect(await open({ passphrase: 'words' })).toMatchObject({ kind: 'refused', code: 'storage-damaged' });
      rmSync(join(home, name));
    }
    expect(() => keyFile()).toThrow(/ENOENT/);
  });

  it('with a damaged key file are refused, and the file is left as it is', async () => {
    await session.startKeyring('unlocked');
    writeFileSync(join(home, 'keys.json'), '{"format":1,');
    expect(await open({ passphrase: 'words' })).toMatchObject({
      kind: 'refused',
      code: 'storage-damaged',
      problem: 'damaged',
    });
    expect(keyFile()).toBe('{"format":1,');
  });

  it('open with the recovery key on a new system, and the new keyring opens them from then on', async () => {
    await session.startKeyring('unlocked');
    const [created, recoveryKey] = (await outcomesOf(session.environment, [
      { do: 'open', home },
      { do: 'make-recovery-key' },
    ])) as [Opened, string];
    await freshKeyring();
    const asked = await open({ canAsk: true });
    const recovered = await open({ passphrase: recoveryKey.toLowerCase().replaceAll('-', ' ') });
    const next = await open();
    expect(asked).toMatchObject({ kind: 'needs-passphrase', profile: 'existing', problem: 'keychain-empty' });
    expect(recovered).toEqual({
      kind: 'opened',
      via: 'recovery',
      key: created.key,
      slots: ['keychain', 'recovery'],
      keychainRenewed: true,
    });
    expect([next.via, next.key]).toEqual(['keychain', created.key]);
  });

  it('say in which group of a recovery key the slip is, and an older recovery key opens nothing', async () => {
    await session.startKeyring('unlocked');
    const [, first, second] = (await outcomesOf(session.environment, [
      { do: 'open', home },
      { do: 'make-recovery-key' },
      { do: 'make-recovery-key' },
    ])) as [Opened, string, string];
    const slip = `${second[0] === '7' ? '8' : '7'}${second.slice(1)}`;
    expect(await open({ passphrase: slip, canAsk: true }, true)).toMatchObject({
      kind: 'needs-passphrase',
      message: 'There is a slip in group 1 of that recovery key. Nothing was changed.',
    });
    expect(await open({ passphrase: first }, true)).toMatchObject({
      kind: 'refused',
      code: 'wrong-passphrase',
    });
    expect(await open({ passphrase: second }, true)).toMatchObject({ kind: 'opened', via: 'recovery' });
  });

  it('take a passphrase or a keyring later, and change it, without a new master key', async () => {
    const created = await createdInKeyring();
    await outcomesOf(session.environment, [
      { do: 'open', home },
      { do: 'add-passphrase', passphrase: 'first' },
      { do: 'add-passphrase', passphrase: 'second' },
      { do: 'add-keychain' },
    ]);
    const byKeyring = await open();
    const byOld = await open({ passphrase: 'first' }, true);
    const byNew = await open({ passphrase: 'second' }, true);
    expect([byKeyring.key, byKeyring.via, byOld.kind, byNew.key]).toEqual([
      created.key,
      'keychain',
      'refused',
      created.key,
    ]);
  });

  it('of two profiles in one keyring never open each other', async () => {
    const first = await createdInKeyring();
    const other = mkdtempSync(join(tmpdir(), 'sallyport-keys-'));
    const [second] = (await outcomesOf(session.environment, [{ do: 'open', home: other }])) as [Opened];
    writeFileSync(join(other, 'keys.json'), keyFile());
    const [copied] = (await outcomesOf(session.environment, [{ do: 'open', home: other }])) as [Opened];
    rmSync(other, { recursive: true, force: true });
    expect([second.kind, second.key === first.key, copied.key]).toEqual(['created', false, first.key]);
  });

  it('close a key file that was open to other accounts', async () => {
    await createdInKeyring();
    chmodSync(join(home, 'keys.json'), 0o644);
    await open();
    expect(statSync(join(home, 'keys.json')).mode & 0o777).toBe(0o600);
  });
});
