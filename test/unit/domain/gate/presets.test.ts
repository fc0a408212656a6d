// The presets, as a matrix of who × what, and the tools of other sessions. A preset is its rules and nothing else.
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../../src/contracts/actors.ts';
import type { Effect } from '../../../../src/contracts/effects.ts';
import { configSchema, type Preset } from '../../../../src/contracts/settings.ts';
import { decide } from '../../../../src/main/domain/gate/policy.ts';
import { PRESETS, sessionRules } from '../../../../src/main/domain/gate/rules/presets.ts';
import { type Rule, ruleTable } from '../../../../src/main/domain/gate/rules/table.ts';
import { isConfined, isMainSession } from '../../../../src/main/domain/gate/session.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { type CallTraits, PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';

const OWNER: Actor = { kind: 'owner' };
const PAIRED: Actor = { kind: 'paired-sender', senderId: 'telegram:user:42' };
const LISTED: Actor = { kind: 'listed-sender', senderId: 'telegram:user:43' };
const MEMBER: Actor = { kind: 'group-member', senderId: 'telegram:user:42' };

interface Call {
  readonly tool: string;
  readonly effects: readonly Effect[];
  readonly traits?: Partial<CallTraits>;
  readonly confined?: boolean;
}

const CALLS = {
  'reading a file': { tool: 'read_file', effects: ['read'] },
  recalling: { tool: 'recall', effects: ['read'] },
  'a command that reads': { tool: 'run_command', effects: ['execute', 'read'], traits: { readsOnly: true } },
  'a command': { tool: 'run_command', effects: ['execute', 'read', 'write'] },
  'a command with network': { tool: 'run_command', effects: ['execute', 'network'] },
  'a terminal': { tool: 'run_terminal', effects: ['execute', 'read', 'write'] },
  'writing a file': { tool: 'write_file', effects: ['write'] },
  unpacking: { tool: 'unpack_archive', effects: ['write'] },
  'fetching a page': {
    tool: 'fetch_url',
    effects: ['network'],
    traits: { readsOnly: true, hosts: ['example.com'] },
  },
  downloading: { tool: 'download', effects: ['network', 'write'] },
  sending: { tool: 'send_message', effects: ['send'] },
  'what is final': { tool: 'run_command', effects: ['execute', 'irreversible'] },
} satisfies Record<string, Call>;

function kind(rules: readonly Rule[], actor: Actor, call: Call, conversationId = 'c1'): string {
  return decide(ruleTable(rules), {
    actor,
    conversationId,
    channelId: 'telegram',
    chatKind: actor.kind === 'group-member' ? 'group' : actor.kind === 'owner' ? 'own' : 'direct',
    tool: call.tool,
    inputSha256: 'h',
    effects: call.effects,
    outlivesConversation: false,
    taint: CLEAN,
    traits: { ...PLAIN_CALL, ...call.traits },
    confined: call.confined ?? true,
    workspace: null,
    now: 0,
  }).kind;
}

const matrix = (preset: Preset, actor: Actor) =>
  Object.fromEntries(
    Object.entries(CALLS).map(([name, call]) => [name, kind(PRESETS[preset].rules, actor, call)]),
  );

describe('Careful', () => {
  const reading = {
    'reading a file': 'allow',
    recalling: 'allow',
    'a command that reads': 'allow',
    'a command': 'ask',
    'a command with network': 'ask',
    'a terminal': 'ask',
    'fetching a page': 'ask',
    downloading: 'ask',
    sending: 'ask',
    'what is final': 'ask',
  };
  test('reads, and writes in the workspace for the owner; asks about the rest', () => {
    expect(matrix('careful', OWNER)).toEqual({ ...reading, 'writing a file': 'allow', unpacking: 'allow' });
  });
  test('only reads for paired people', () => {
    expect(matrix('careful', PAIRED)).toEqual({ ...reading, 'writing a file': 'ask', unpacking: 'ask' });
  });
  test('is what a new profile has', () => {
    expect(configSchema.parse({}).policy.preset).toBe('careful');
  });
  test('fetches from a host that was allowed in this conversation, and in no other', () => {
    const allowed: Rule = {
      ...(PRESETS.careful.rules[0] as Rule),
      id: 'saved',
      tool: 'fetch_url',
      conversationId: 'c1',
      matcher: { kind: 'host', host: 'example.com' },
    };
    const rules = [...PRESETS.careful.rules, allowed];
    const fetching = CALLS['fetching a page'];
    const elsewhere = { ...fetching, traits: { ...fetching.traits, hosts: ['example.org'] } };
    expect([
      kind(rules, OWNER, fetching),
      kind(rules, OWNER, fetching, 'c2'),
      kind(rules, OWNER, elsewhere),
      kind(rules, PAIRED, fetching),
    ]).toEqual(['allow', 'ask', 'ask', 'ask']);
  });
});

describe('Trusting', () => {
  test('lets everything go ahead for the owner that stays inside the sandbox', () => {
    expect(matrix('trusting', OWNER)).toEqual({
      'reading a file': 'allow',
      recalling: 'allow',
      'a command that reads': 'allow',
      'a command': 'allow',
      'a command with network': 'ask',
      'a terminal': 'allow',
      'writing a file': 'allow',
      unpacking: 'allow',
      'fetching a page': 'ask',
      downloading: 'ask',
      sending: 'ask',
      'what is final': 'ask',
    });
  });
  test('lets paired people write in their own workspace, and no more', () => {
    expect(matrix('trusting', PAIRED)).toEqual({
      ...matrix('careful', PAIRED),
      'writing a file': 'allow',
    });
  });
});

describe('Locked', () => {
  test('asks about everything, and denies the network', () => {
    for (const actor of [OWNER, PAIRED])
      expect(matrix('locked', actor)).toEqual({
        ...Object.fromEntries(Object.keys(CALLS).map((name) => [name, 'ask'])),
        'a command with network': 'deny',
        'fetching a page': 'deny',
        downloading: 'deny',
      });
  });
  test('asks whatever rules were saved', () => {
    const saved = { ...(PRESETS.careful.rules[0] as Rule), id: 'saved', tool: '*' };
    expect(kind([...PRESETS.locked.rules, saved], OWNER, CALLS['reading a file'])).toBe('ask');
  });
});

test('no preset lets groups, listed people or anything that runs by itself do anything', () => {
  const others: readonly Actor[] = [
    LISTED,
    MEMBER,
    { kind: 'schedule' },
    { kind: 'subagent' },
    { kind: 'plugin' },
    { kind: 'mcp-server' },
    { kind: 'device', senderId: 'gateway:user:phone' },
    { kind: 'api-key', senderId: 'gateway:user:key' },
  ];
  for (const preset of ['careful', 'trusting', 'locked'] as const)
    for (const actor of others)
      expect(new Set(Object.values(matrix(preset, actor)))).toEqual(new Set(['deny']));
});

test('no preset lets a command run outside the sandbox', () => {
  for (const preset of ['careful', 'trusting', 'locked'] as const)
    for (const call of [CALLS['a command'], CALLS['a command that reads'], CALLS['a terminal']])
      expect(kind(PRESETS[preset].rules, OWNER, { ...call, confined: false })).toBe(
        // It has the whole network then, and nothing reaches that when everything is locked.
        preset === 'locked' ? 'deny' : 'ask',
      );
});

test('every rule of a preset says in a sentence what it does, under a name of its own', () => {
  for (const { rules } of Object.values(PRESETS)) {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) expect(rule.sentence).toMatch(/^[A-Z].*\.$/);
  }
});

describe('sandbox.allow_tools and sandbox.deny_tools', () => {
  const kinds = (settings: Record<string, unknown>, actor: Actor) => {
    const rules = [
      ...PRESETS.careful.rules,
      ...sessionRules(configSchema.parse({ sandbox: settings }).sandbox),
    ];
    return ['read_file', 'recall', 'run_command'].map((tool) =>
      kind(rules, actor, { tool, effects: ['read'] }),
    );
  };
  test.each([
    ['every tool, as written by default', {}, ['allow', 'allow', 'ask']],
    ['an empty list is no tool', { allow_tools: [] }, ['deny', 'deny', 'deny']],
    ['only those of the list', { allow_tools: ['recall'] }, ['deny', 'allow', 'deny']],
    ['without some', { deny_tools: ['recall'] }, ['allow', 'deny', 'ask']],
    ['deny beats allow', { allow_tools: ['recall'], deny_tools: ['recall'] }, ['deny', 'deny', 'deny']],
    ['none of all', { deny_tools: ['*'] }, ['deny', 'deny', 'deny']],
  ])('%s', (_name, settings, expected) => {
    expect(kinds(settings, PAIRED)).toEqual(expected);
    expect(kinds(settings, OWNER)).toEqual(['allow', 'allow', 'ask']);
  });
  test('a list can only take away: it allows nothing by itself', () => {
    expect(kinds({ allow_tools: ['run_command', '*'] }, MEMBER)).toEqual(['deny', 'deny', 'deny']);
  });
});

test('main is the owner speaking alone; only its commands run unconfined with "non-main"', () => {
  expect([
    isMainSession(OWNER, 'own'),
    isMainSession(OWNER, 'direct'),
    isMainSession(OWNER, 'group'),
    isMainSession(PAIRED, 'direct'),
    isMainSession({ kind: 'schedule' }, 'own'),
  ]).toEqual([true, true, false, false, false]);
  expect(
    (['all', 'non-main', 'off'] as const).map((mode) => [isConfined(mode, true), isConfined(mode, false)]),
  ).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
});
