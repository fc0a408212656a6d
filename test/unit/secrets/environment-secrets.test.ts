// Secrets from the environment: captured by name, and gone from it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  captureEnvironment,
  environmentName,
} from '../../../src/main/adapters/secrets/vault/environment-secrets.ts';

const names = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(\.[a-z0-9][a-z0-9-]{0,8}){1,3}$/);

describe('secrets in the environment', () => {
  it('are found under the documented variable names', () => {
    expect(['telegram.bot-token', 'model.api-key', 'telegram.work.bot-token'].map(environmentName)).toEqual([
      'SALLYPORT_TELEGRAM_BOT_TOKEN',
      'SALLYPORT_MODEL_API_KEY',
      'SALLYPORT_TELEGRAM_WORK_BOT_TOKEN',
    ]);
  });

  it('have names that every shell can set, whatever the credential is called', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(environmentName(name)).toMatch(/^SALLYPORT_[A-Z0-9_]+$/);
      }),
    );
  });

  it('are taken out at start and still found by name', () => {
    fc.assert(
      fc.property(names, fc.string({ minLength: 1 }), (name, value) => {
        const environment: Record<string, string | undefined> = {
          PATH: '/bin',
          [environmentName(name)]: value,
        };
        const captured = captureEnvironment(environment);
        expect({ left: environment, got: captured.get(name), values: captured.values() }).toEqual({
          left: { PATH: '/bin' },
          got: value,
          values: [value],
        });
      }),
    );
  });

  it('leave nothing with our prefix behind but the settings that were named', () => {
    const environment = {
      SALLYPORT_RELEASE: '1',
      SALLYPORT_ANYTHING: 'x',
      SALLYPORT_EMPTY: '',
      HOME: '/root',
    };
    const captured = captureEnvironment(environment, ['SALLYPORT_RELEASE']);
    expect([environment, captured.get('release'), captured.get('empty')]).toEqual([
      { SALLYPORT_RELEASE: '1', HOME: '/root' },
      null,
      null,
    ]);
  });

  it('are removed from the real environment of this process, for its children too', () => {
    process.env['SALLYPORT_CANARY_OF_TEST'] = 'canary-value';
    captureEnvironment(process.env);
    expect(Object.keys(process.env).filter((key) => key.startsWith('SALLYPORT_'))).toEqual([]);
  });

  it('give the passphrase once, and never as a credential', () => {
    const captured = captureEnvironment({ SALLYPORT_PASSPHRASE: 'words' });
    expect([
      captured.get('passphrase'),
      captured.values(),
      captured.takePassphrase(),
      captured.takePassphrase(),
    ]).toEqual([null, [], 'words', null]);
  });
});
