// Where a request may go: the key leaves only for the host the owner chose, and never readable on the way.
import { describe, expect, it } from 'vitest';
import { settleTarget } from '../../../src/main/adapters/models/target.ts';

const SECRET = 'sk-target-000000000000';
function settle(base_url: string, apiKey: string | null = SECRET) {
  return settleTarget({
    config: () => ({ provider: 'openai-compatible', name: 'qwen', base_url, context_tokens: 8_000 }),
    apiKey: () => apiKey,
  });
}

describe('the target of a request', () => {
  it.each([
    'https://models.example.com/v1',
    'http://127.0.0.1:11434/v1',
    'http://localhost:1234/v1',
    'http://[::1]:8080/v1',
    'http://192.168.1.20:11434/v1',
    'http://10.0.0.5/v1',
    'http://172.20.0.2/v1',
    'http://gpu-box:8000/v1',
    'http://gpu-box.local/v1',
  ])('may be %s with a key', (address) => {
    expect(settle(address)).toEqual({
      kind: 'target',
      target: { provider: 'openai-compatible', name: 'qwen', baseUrl: address, apiKey: SECRET },
    });
  });

  it.each([
    'http://models.example.com/v1',
    'http://8.8.8.8/v1',
    'http://172.32.0.1/v1',
    'http://127.0.0.1.example.com/v1',
    'http://0x08080808/v1',
  ])('is refused when a key would travel readable to %s, and allowed without a key', (address) => {
    expect(settle(address)).toMatchObject({ kind: 'failure', failure: { kind: 'not-configured' } });
    expect(settle(address, null)).toMatchObject({ kind: 'target' });
  });

  it.each([
    'https://user:hunter2@models.example.com/v1',
    'https://models.example.com/v1?token=hunter2',
    'https://user@models.example.com/v1',
  ])('is refused when the address itself may hold a secret: %s', (address) => {
    const settled = settle(address);
    expect(settled).toMatchObject({ kind: 'failure', failure: { kind: 'not-configured' } });
    expect(JSON.stringify(settled)).not.toMatch(/hunter2/);
  });

  it('takes a key without the blanks around it, and an empty one as none', () => {
    expect(settle('https://models.example.com/v1', ` ${SECRET}\n`)).toMatchObject({
      target: { apiKey: SECRET },
    });
    expect(settle('https://models.example.com/v1', '  ')).toMatchObject({ target: { apiKey: null } });
  });

  it('is the provider’s public address, whatever base_url says, for a provider that has one', () => {
    const settled = settleTarget({
      config: () => ({
        provider: 'anthropic',
        name: 'claude',
        base_url: 'https://elsewhere.example.com',
        context_tokens: 8_000,
      }),
      apiKey: () => SECRET,
    });
    expect(settled).toMatchObject({ target: { baseUrl: 'https://api.anthropic.com/v1' } });
  });
});
