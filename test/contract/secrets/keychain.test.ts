// The keychain on a real Secret Service: values kept, and each way of not opening told apart, in time.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasKeyringPrograms, type KeyringSession, startKeyringSession } from './keyring-session.ts';
import { outcomesOf, runKeychainProgram } from './run-keychain-program.ts';

const get = { do: 'get', account: 'a' } as const;
const set = { do: 'set', account: 'a', value: 'kept' } as const;
const LOCKED = { kind: 'locked', reason: 'locked' };
const NO_ANSWER = { kind: 'locked', reason: 'no-answer' };

/** The promise is an answer before six seconds; the default deadline is five. */
const PROMISED_MS = 6_000;

describe.skipIf(!hasKeyringPrograms)('the keychain', () => {
  let session: KeyringSession;
  beforeEach(async () => {
    session = await startKeyringSession();
  });
  afterEach(() => session.stop());

  it('keeps a value across processes, replaces it, and forgets it', async () => {
    await session.startKeyring('unlocked');
    expect(await outcomesOf(session.environment, [get, set, get])).toEqual([
      { kind: 'missing' },
      { kind: 'done' },
      { kind: 'found', value: 'kept' },
    ]);
    const replace = { do: 'set', account: 'a', value: 'new' } as const;
    const forget = { do: 'delete', account: 'a' } as const;
    expect(await outcomesOf(session.environment, [get, replace, get, forget, forget, get])).toEqual([
      { kind: 'found', value: 'kept' },
      { kind: 'done' },
      { kind: 'found', value: 'new' },
      { kind: 'deleted' },
      { kind: 'missing' },
      { kind: 'missing' },
    ]);
  });

  it('keeps notes apart from everything else', async () => {
    await session.startKeyring('unlocked');
    const put = { do: 'put-note', name: 'ledger-head', text: '{"count":7}' } as const;
    const read = { do: 'get-note', name: 'ledger-head' } as const;
    const otherNote = { do: 'get-note', name: 'other' } as const;
    expect(await outcomesOf(session.environment, [put, read, otherNote])).toEqual([
      { kind: 'done' },
      { kind: 'found', value: '{"count":7}' },
      { kind: 'missing' },
    ]);
  });

  it('of another service name sees nothing of ours', async () => {
    await session.startKeyring('unlocked');
    await outcomesOf(session.environment, [set]);
    expect(await outcomesOf(session.environment, [get], { service: 'Sallyport-dev' })).toEqual([
      { kind: 'missing' },
    ]);
  });

  it('that is locked is called locked, not empty, and nobody is prompted', async () => {
    await session.startKeyring('unlocked');
    await outcomesOf(session.environment, [set]);
    await session.startKeyring('locked');
    const missing = { do: 'get', account: 'never set' } as const;
    const { steps } = await runKeychainProgram(session.environment, [
      get,
      missing,
      set,
      { ...get, do: 'delete' },
    ]);
    expect(steps.map(({ outcome }) => outcome)).toEqual([LOCKED, LOCKED, LOCKED, LOCKED]);
    expect(Math.max(...steps.map(({ elapsedMs }) => elapsedMs))).toBeLessThan(PROMISED_MS);
    expect(session.activations()).not.toContain('org.gnome.keyring.SystemPrompter');
  });

  it('that was never set up says so, and nobody is asked for a new password', async () => {
    await session.startKeyring('locked');
    expect(await outcomesOf(session.environment, [get, set])).toEqual([
      { kind: 'missing' },
      { kind: 'locked', reason: 'no-keyring-yet' },
    ]);
    expect(session.activations()).not.toContain('org.gnome.keyring.SystemPrompter');
  });

  it('that loses sight of a value it just had is locked, not empty', async () => {
    await session.startKeyring('unlocked');
    await outcomesOf(session.environment, [set]);
    const other = await startKeyringSession();
    try {
      await other.startKeyring('unlocked');
      // Asked first is the one that has it, read is the one that has not: what a lock in between looks like.
      const options = { environment: session.environment };
      expect(await outcomesOf(other.environment, [get], options)).toEqual([LOCKED]);
    } finally {
      await other.stop();
    }
  });

  it('that does not answer is given up at the deadline, and the main loop never waits', async () => {
    await session.startKeyring('unlocked');
    await outcomesOf(session.environment, [set]);
    session.freezeKeyring();
    const { steps, stuckCalls, longestStallMs } = await runKeychainProgram(session.environment, [get]);
    expect([steps[0]?.outcome, stuckCalls]).toEqual([NO_ANSWER, 0]);
    expect(steps[0]?.elapsedMs).toBeLessThan(PROMISED_MS);
    expect(longestStallMs).toBeLessThan(500);
  });

  it('given up inside the system library is counted as stuck, for the shutdown to know', async () => {
    await session.startKeyring('unlocked');
    session.freezeKeyring();
    // Where nothing is asked first, as on macOS, the deadline alone has to hold.
    const options = { platform: 'darwin', deadlineMs: 300 } as const;
    const { steps, stuckCalls } = await runKeychainProgram(session.environment, [get], options);
    expect([steps[0]?.outcome, stuckCalls]).toEqual([NO_ANSWER, 1]);
  });

  it('is absent within milliseconds where there is no session bus, or a dead one', async () => {
    const { DBUS_SESSION_BUS_ADDRESS, ...noBus } = session.environment;
    const dead = { ...noBus, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' };
    const foreign = { ...noBus, DBUS_SESSION_BUS_ADDRESS: 'tcp:host=127.0.0.1,port=1' };
    expect(DBUS_SESSION_BUS_ADDRESS).toMatch(/^unix:/);
    for (const environment of [noBus, dead, foreign]) {
      const { steps } = await runKeychainProgram(environment, [get, set]);
      expect(steps.map(({ outcome }) => outcome)).toEqual([{ kind: 'absent' }, { kind: 'absent' }]);
      expect(steps[1]?.elapsedMs).toBeLessThan(20);
    }
  });

  it('is absent where the socket is there and nobody listens', async () => {
    const { environment } = session;
    await session.stop();
    expect(await outcomesOf(environment, [get])).toEqual([{ kind: 'absent' }]);
    rmSync(environment['XDG_RUNTIME_DIR'] ?? '', { recursive: true, force: true });
    session = await startKeyringSession();
  });
});
