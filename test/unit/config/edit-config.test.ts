// A change to the settings file's text touches one value and leaves every comment where it is.
import { describe, expect, it } from 'vitest';
import { editConfig } from '../../../src/main/adapters/config/edit-config.ts';
import { FIRST_CONFIG } from '../../../src/main/adapters/config/first-config.ts';
import { readConfig } from '../../../src/main/adapters/config/read-config.ts';

const HAND_WRITTEN = `# my settings
[model]            # who answers
name = "x"         # the old one
[channels.telegram]
allow_from = [
  123, # Ada
  456, # Bob
]
# the end
`;

describe('a change to the settings file', () => {
  it('is written under its own explanation, in place of the default that was shown', () => {
    const edited = editConfig(FIRST_CONFIG, ['channels', 'telegram', 'enabled'], true);
    expect(edited).toBe(FIRST_CONFIG.replace('# enabled = false', 'enabled = true'));
  });

  it('replaces a value and keeps the words beside it', () => {
    expect(editConfig(HAND_WRITTEN, ['model', 'name'], 'y')).toBe(HAND_WRITTEN.replace('"x" ', '"y" '));
    expect(editConfig(HAND_WRITTEN, ['channels', 'telegram', 'allow_from'], ['123', '789'])).toContain(
      '# Ada',
    );
  });

  it('sets several values of a table at once, keeps those not named, and removes those that are null', () => {
    const model = { provider: 'openai-compatible', name: 'qwen', base_url: 'http://127.0.0.1:11434/v1' };
    const first = editConfig(FIRST_CONFIG, ['model'], model) ?? '';
    expect(readConfig(first)).toMatchObject({ config: { model: { ...model, context_tokens: 128_000 } } });
    const second =
      editConfig(first, ['model'], { provider: 'anthropic', name: 'claude', base_url: null }) ?? '';
    expect(readConfig(second)).toMatchObject({
      config: { model: { provider: 'anthropic', name: 'claude' } },
    });
    expect(second).not.toMatch(/^base_url/m);
    expect(second.match(/^#.*$/gm)?.length).toBeGreaterThan(30);
  });

  it('adds a table that is not there, and reaches into one written inline or with dots', () => {
    expect(readConfig(editConfig(HAND_WRITTEN, ['approvals', 'expire_minutes'], 5) ?? '')).toMatchObject({
      config: { approvals: { expire_minutes: 5 } },
    });
    expect(editConfig('limits = { steps_per_turn = 3 }\n', ['limits', 'steps_per_turn'], 4)).toBe(
      'limits = { steps_per_turn = 4 }\n',
    );
    expect(editConfig('limits.steps_per_turn = 3\n', ['limits', 'steps_per_turn'], 4)).toBe(
      'limits.steps_per_turn = 4\n',
    );
  });

  it('writes text that could be mistaken for more settings as text', () => {
    const name = 'x"\n[channels.telegram]\ndm_policy = "open"\nallow_from = ["*"]\n#';
    const edited = editConfig(FIRST_CONFIG, ['agent', 'name'], name.slice(0, 40)) ?? '';
    expect(readConfig(edited)).toMatchObject({
      config: {
        agent: { name: name.slice(0, 40) },
        channels: { telegram: { dm_policy: 'pairing', allow_from: [] } },
      },
    });
  });

  it('keeps Windows line ends', () => {
    const edited = editConfig(FIRST_CONFIG.replaceAll('\n', '\r\n'), ['agent', 'name'], 'Ada') ?? '';
    expect(edited).toContain('\r\nname = "Ada"\r\n');
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('never reaches what all objects share', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "name": "x"}') as Record<string, string>;
    expect(editConfig(FIRST_CONFIG, ['__proto__', 'polluted'], true)).toBeNull();
    expect(editConfig(FIRST_CONFIG, ['model'], hostile)).toBeNull();
    expect(editConfig(FIRST_CONFIG, ['model', 'constructor', 'prototype', 'polluted'], true)).toBeNull();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is not made in a file that cannot be read', () => {
    expect(editConfig('[model\n', ['agent', 'name'], 'Ada')).toBeNull();
  });
});
