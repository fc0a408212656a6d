// The judge: what a rule for exactly one call holds for, and that the table follows rules and settings at once.
import { expect, test } from 'vitest';
import type { Effect } from '../../../../src/contracts/effects.ts';
import { configSchema } from '../../../../src/contracts/settings.ts';
import { createJudge } from '../../../../src/main/domain/gate/rules/judge.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { type ParsedCall, PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';
import { temporaryStorage } from '../../../storage-for-tests.ts';

function judging() {
  const { stores } = temporaryStorage();
  let settings = configSchema.parse({});
  const judge = createJudge({
    stores,
    clock: { now: () => 1_000, after: () => () => undefined },
    digest: { sha256: (text) => text, ledgerMac: (text) => text },
    config: () => settings,
  });
  const conversation = { id: 'c1', channelId: 'desktop', chatKind: 'own', workspace: null } as const;
  return {
    stores,
    judge,
    configure: (change: Record<string, unknown>) => {
      settings = configSchema.parse(change);
    },
    of: (effects: readonly Effect[], workspace: string | null = null, input: unknown = { argv: ['ls'] }) =>
      judge.judge({
        tool: 'run_command',
        call: callOf(effects, input),
        actor: { kind: 'owner' },
        conversation: { ...conversation, workspace },
        taint: CLEAN,
      }),
  };
}

function callOf(effects: readonly Effect[], input: unknown): ParsedCall {
  return {
    input,
    effects,
    traits: PLAIN_CALL,
    outlivesConversation: false,
    prepare: () => Promise.resolve({ kind: 'refused', reason: '' }),
  };
}

test('the same call is the same; another input, folder, way out or no sandbox is another call', () => {
  const { of, configure } = judging();
  const plain = of(['execute']).inputSha256;
  expect(of(['execute', 'read']).inputSha256).toBe(plain);
  const others = [
    of(['execute'], '/ws').inputSha256,
    of(['execute'], null, { argv: ['ls', '-l'] }).inputSha256,
    of(['execute', 'network']).inputSha256,
  ];
  configure({ sandbox: { mode: 'off' } });
  others.push(of(['execute']).inputSha256, of(['execute', 'network']).inputSha256);
  expect(new Set([plain, ...others]).size).toBe(6);
  // What runs no program is the same with and without the sandbox.
  const reading = of(['read']).inputSha256;
  configure({});
  expect(of(['read']).inputSha256).toBe(reading);
});

test('a rule holds from the moment it is saved, and no longer than it is there', () => {
  const { of, stores, judge } = judging();
  const { inputSha256 } = of(['execute']);
  expect(of(['execute']).decision.kind).toBe('ask');
  stores.rules.add({
    id: 'r',
    decision: 'allow',
    actorKind: 'owner',
    senderId: null,
    conversationId: null,
    channelId: null,
    session: null,
    tool: 'run_command',
    callEffect: null,
    matcher: { kind: 'input', sha256: inputSha256 },
    lifetime: 'always',
    sentence: 'Allowed.',
    createdAt: 0,
    expiresAt: null,
    lastUsedAt: null,
  });
  expect(of(['execute']).decision).toEqual({ kind: 'allow', reason: 'Allowed.', ruleId: 'r' });
  judge.used('r');
  judge.used('built in');
  expect(stores.rules.list()[0]?.lastUsedAt).toBe(1_000);
  stores.rules.remove('r');
  expect(of(['execute']).decision.kind).toBe('ask');
});

test('built-in rules are those of the settings as they are now', () => {
  const { judge, configure } = judging();
  const first = judge.builtIn();
  expect(judge.builtIn()).toBe(first);
  configure({ policy: { preset: 'locked' } });
  expect(judge.builtIn().map(({ decision }) => decision)).toEqual(['deny', 'ask', 'ask']);
  configure({ sandbox: { deny_tools: ['recall'] } });
  expect(judge.builtIn().at(-1)).toMatchObject({ decision: 'deny', tool: 'recall', session: 'other' });
});

test('outside the sandbox a program is judged, and shown, as one with the network', () => {
  const { of, configure } = judging();
  expect(of(['execute'])).toMatchObject({ confined: true, effects: ['execute'] });
  configure({ sandbox: { mode: 'off' } });
  expect(of(['execute'])).toMatchObject({ confined: false, effects: ['execute', 'network'] });
});
