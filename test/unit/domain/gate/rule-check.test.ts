// A rule on its way to be saved: refused with its reason when it can never match, contradicts, or opens everything;
// flagged when it stops other rules.
import { describe, expect, test } from 'vitest';
import { type CheckFacts, checkRule, covers } from '../../../../src/main/domain/gate/rules/check.ts';
import { PRESETS } from '../../../../src/main/domain/gate/rules/presets.ts';
import type { Rule } from '../../../../src/main/domain/gate/rules/table.ts';

const NOW = 1_000;
const ADA = { actorKind: 'paired-sender', senderId: 'telegram:user:42' } as const;

function rule(change: Partial<Rule> = {}): Rule {
  return {
    id: 'new',
    decision: 'allow',
    actorKind: 'owner',
    senderId: null,
    conversationId: null,
    channelId: null,
    session: null,
    tool: 'read_file',
    callEffect: null,
    matcher: null,
    lifetime: 'always',
    sentence: 'A new rule.',
    expiresAt: null,
    ...change,
  };
}

function facts(...existing: readonly Partial<Rule>[]): CheckFacts {
  return {
    tools: [
      'download',
      'read_file',
      'write_file',
      'run_command',
      'run_terminal',
      'fetch_url',
      'send_message',
      'recall',
      'weather',
    ],
    hasConversation: (id) => id === 'c1',
    existing: existing.map((one, i) => rule({ id: `${i}`, sentence: `Rule ${i}.`, ...one })),
    now: NOW,
  };
}

const refused = (reason: RegExp) => ({ kind: 'refused', reason: expect.stringMatching(reason) });

describe('a rule that can never match is refused', () => {
  test.each<[string, Partial<Rule>, RegExp]>([
    ['a tool that does not exist', { tool: 'rm_rf' }, /no tool named "rm_rf"/],
    ['its time is over', { expiresAt: NOW, lifetime: 'minutes' }, /time is over/],
    ['a conversation that does not exist', { conversationId: 'c2' }, /does not exist/],
    ['the length of no conversation', { lifetime: 'conversation' }, /names none/],
    ['the owner with a sender id', { senderId: 'telegram:user:42' }, /names a sender/],
    [
      'a schedule with a sender id',
      { actorKind: 'schedule', senderId: 'telegram:user:42' },
      /names a sender/,
    ],
    ['a stranger', { actorKind: 'stranger' }, /strangers/],
    ['a sender of another channel', { ...ADA, channelId: 'desktop' }, /not on that channel/],
    ['a paired person in the owner’s own conversation', { ...ADA, session: 'main' }, /only you speak/],
    ['the owner elsewhere', { session: 'other' }, /your own conversation/],
    ['an effect that the tool has not', { callEffect: 'network' }, /no such effect/],
    ['a host for a tool without hosts', { matcher: { kind: 'host', host: 'example.com' } }, /says nothing/],
    [
      'a host for what writes',
      { tool: 'download', matcher: { kind: 'host', host: 'example.com' } },
      /allowed for reading/,
    ],
    [
      'a path that leads out',
      { tool: 'write_file', matcher: { kind: 'path', glob: '../a' } },
      /inside the workspace/,
    ],
    [
      'a program with its folder',
      { decision: 'deny', tool: 'run_command', matcher: { kind: 'program', name: '/bin/sh' } },
      /exact name/,
    ],
    [
      'the tool that it excludes',
      { decision: 'deny', matcher: { kind: 'other-tool', tools: ['read_file'] } },
      /excludes/,
    ],
  ])('%s', (_name, change, reason) => {
    expect(checkRule(rule(change), facts())).toEqual(refused(reason));
  });
});

describe('a rule that opens too much is refused', () => {
  test.each<[string, Partial<Rule>, RegExp]>([
    ['everything for everybody', { tool: '*', actorKind: null }, /everybody/],
    ['one tool for everybody', { actorKind: null }, /everybody/],
    ['every tool', { tool: '*' }, /every tool/],
    ['every tool but one', { tool: '*', matcher: { kind: 'other-tool', tools: ['recall'] } }, /every tool/],
    ['every command', { tool: 'run_command' }, /every command/],
    ['every terminal', { tool: 'run_terminal' }, /every command/],
    [
      'every command that reaches a host',
      { tool: 'run_command', matcher: { kind: 'host', host: 'example.com' } },
      /every command/,
    ],
    [
      'every command that writes some file',
      { tool: 'run_command', matcher: { kind: 'path', glob: 'build/*' } },
      /every command/,
    ],
    [
      'a call that nobody is shown',
      { tool: 'run_command', matcher: { kind: 'input', sha256: 'h' } },
      /shown whole/,
    ],
    [
      'a program by its name',
      { tool: 'run_command', matcher: { kind: 'program', name: 'git' } },
      /by its name/,
    ],
    [
      'what is final',
      { tool: 'run_command', matcher: { kind: 'reads-only' }, callEffect: 'irreversible' },
      /cannot be undone/,
    ],
    ['writing to anyone', { tool: 'send_message' }, /writing to anyone/],
    ['every host', { tool: 'fetch_url' }, /every host/],
    ['every host that only reads', { tool: 'fetch_url', matcher: { kind: 'reads-only' } }, /every host/],
    [
      'a whole top-level domain',
      { tool: 'fetch_url', matcher: { kind: 'host', host: '*.com' } },
      /every host that ends in/,
    ],
    ['every file', { tool: 'write_file', matcher: { kind: 'path', glob: '*/*' } }, /every file/],
  ])('%s', (_name, change, reason) => {
    expect(checkRule(rule(change), facts())).toEqual(refused(reason));
    expect(checkRule(rule({ ...change, decision: 'deny' }), facts()).kind).not.toBe('refused');
  });
});

describe('a rule that contradicts is refused, or flagged when it narrows', () => {
  test('an allow under a denial that covers it', () => {
    const denial = { decision: 'deny', tool: '*', actorKind: null } as const;
    expect(checkRule(rule(), facts(denial))).toEqual(refused(/denies it: Rule 0\./));
    expect(checkRule(rule(), facts({ ...denial, tool: 'run_command' })).kind).toBe('fine');
    expect(checkRule(rule(), facts({ ...denial, expiresAt: NOW })).kind).toBe('fine');
    expect(checkRule(rule(), facts({ ...denial, conversationId: 'c1' })).kind).toBe('fine');
  });
  test('an allow under a rule that asks each time', () => {
    expect(checkRule(rule(), facts({ decision: 'ask' }))).toEqual(refused(/asks each time: Rule 0\./));
    expect(checkRule(rule(), { ...facts(), existing: PRESETS.locked.rules })).toEqual(
      refused(/asks each time/),
    );
  });
  test('what is said already', () => {
    expect(checkRule(rule(), facts({ tool: 'read_file' }))).toEqual(refused(/says this already: Rule 0\./));
    expect(checkRule(rule({ decision: 'deny' }), facts({ decision: 'deny', tool: '*' }))).toEqual(
      refused(/says this already/),
    );
  });
  test('a denial over rules that allow is saved, and says which it stops', () => {
    expect(checkRule(rule({ decision: 'deny', tool: '*', actorKind: null }), facts({}, ADA))).toEqual({
      kind: 'flagged',
      reason: 'From now on this rule has no effect: Rule 0. And 1 more.',
    });
    expect(checkRule(rule({ decision: 'deny' }), facts(ADA)).kind).toBe('fine');
  });
});

test('a rule that is fine is fine', () => {
  for (const change of [
    {},
    { tool: 'weather' },
    {
      ...ADA,
      tool: 'fetch_url',
      matcher: { kind: 'host', host: 'example.com' },
      conversationId: 'c1',
      lifetime: 'conversation',
    },
    { tool: 'write_file', matcher: { kind: 'path', glob: 'notes/*.md' } },
    { tool: 'run_command', matcher: { kind: 'reads-only' } },
  ] satisfies readonly Partial<Rule>[])
    expect(checkRule(rule(change), facts())).toEqual({ kind: 'fine' });
});

test('one rule covers another only where every field of it is as wide, and for as long', () => {
  const wide = rule({ tool: '*', actorKind: null });
  expect(covers(wide, rule())).toBe(true);
  for (const change of [
    { actorKind: 'paired-sender' },
    { senderId: 'telegram:user:1' },
    { conversationId: 'c1' },
    { channelId: 'desktop' },
    { session: 'other' },
    { tool: 'recall' },
    { callEffect: 'read' },
    { matcher: { kind: 'reads-only' } },
    { expiresAt: NOW + 1 },
    { lifetime: 'until-quit' },
  ] satisfies readonly Partial<Rule>[])
    expect(covers(rule({ tool: '*', actorKind: null, ...change }), rule())).toBe(false);
});
