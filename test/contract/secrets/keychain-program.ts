// A process of its own that uses the keychain as the app does: libsecret keeps one bus for a whole process, so
// each session under test needs a process. Steps come as JSON on the command line, outcomes go out as JSON.
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createKeychain } from '../../../src/main/adapters/secrets/keychain/keychain.ts';
import { createKeychainNotes } from '../../../src/main/adapters/secrets/keychain/keychain-notes.ts';
import { openProfileKeys } from '../../../src/main/adapters/secrets/keys/open-profile-keys.ts';
import type { ProfileKeys } from '../../../src/main/adapters/secrets/keys/profile-keys.ts';

export type Step =
  | { do: 'get' | 'delete'; account: string }
  | { do: 'set'; account: string; value: string }
  | { do: 'put-note' | 'get-note'; name: string; text?: string }
  | { do: 'open'; home: string; passphrase?: string; canAsk?: boolean }
  | { do: 'make-recovery-key' | 'add-keychain' }
  | { do: 'add-passphrase'; passphrase: string };

export interface StepOutcome {
  readonly outcome: unknown;
  readonly elapsedMs: number;
}

export interface ProgramOutcome {
  readonly steps: readonly StepOutcome[];
  readonly stuckCalls: number;
  /** The longest time in which the main loop could not do anything else. */
  readonly longestStallMs: number;
}

const [stepsText = '[]', optionsText = '{}'] = process.argv.slice(2);
const keychain = createKeychain({ service: 'Sallyport-test', ...JSON.parse(optionsText) });
const notes = createKeychainNotes(keychain, 'f'.repeat(32));
let opened: ProfileKeys | null = null;

async function run(step: Step): Promise<unknown> {
  switch (step.do) {
    case 'get':
      return keychain.get(step.account);
    case 'delete':
      return keychain.delete(step.account);
    case 'set':
      return keychain.set(step.account, step.value);
    case 'put-note':
      return notes.putNote(step.name, step.text ?? '');
    case 'get-note':
      return notes.getNote(step.name);
    case 'open': {
      const { home, passphrase = null, canAsk = false } = step;
      const outcome = await openProfileKeys({ home, keychain, passphrase, canAsk });
      if (!('keys' in outcome)) return outcome;
      const { keys, ...rest } = outcome;
      opened = keys;
      return { ...rest, key: fingerprint(keys), slots: keys.slots() };
    }
    case 'make-recovery-key':
      return opened?.makeRecoveryKey();
    case 'add-keychain':
      return opened?.addKeychain();
    case 'add-passphrase':
      await opened?.addPassphrase(step.passphrase);
      return opened?.slots();
  }
}

function fingerprint({ profileId, masterKey }: ProfileKeys): string {
  return createHash('sha256').update(profileId).update(masterKey.export()).digest('hex');
}

let longestStallMs = 0;
let lastTick = performance.now();
const ticking = setInterval(() => {
  const now = performance.now();
  longestStallMs = Math.max(longestStallMs, now - lastTick);
  lastTick = now;
}, 5);

const steps: StepOutcome[] = [];
for (const step of JSON.parse(stepsText) as readonly Step[]) {
  const start = performance.now();
  const outcome = await run(step);
  steps.push({ outcome, elapsedMs: performance.now() - start });
}
clearInterval(ticking);
const text: ProgramOutcome = { steps, stuckCalls: keychain.stuckCalls(), longestStallMs };
process.stdout.write(`${JSON.stringify(text)}\n`, () => {
  // As the app must: a call stuck in libsecret would hold an ordinary exit up.
  if (keychain.stuckCalls() > 0) process.kill(process.pid, 'SIGKILL');
});
