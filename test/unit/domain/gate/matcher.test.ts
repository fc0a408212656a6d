// Matchers: a rule that allows needs the fact and all of it; one that denies holds as soon as any part fits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuleMatcher } from '../../../../src/contracts/rules.ts';
import { fits } from '../../../../src/main/domain/gate/rules/matcher.ts';
import { type CallTraits, PLAIN_CALL } from '../../../../src/main/domain/ports/tool.ts';

type Facts = Parameters<typeof fits>[1];

function call(traits: Partial<CallTraits> = {}, change: Partial<Facts> = {}): Facts {
  return {
    tool: 'run_command',
    inputSha256: 'h1',
    effects: ['execute'],
    confined: true,
    workspace: null,
    traits: { ...PLAIN_CALL, ...traits },
    ...change,
  };
}

const MATCHERS: readonly RuleMatcher[] = [
  { kind: 'input', sha256: 'h2' },
  { kind: 'reads-only' },
  { kind: 'host', host: 'example.com' },
  { kind: 'host', host: '*.example.com' },
  { kind: 'recipient', conversationId: 'c1' },
  { kind: 'path', glob: '*' },
  { kind: 'program', name: 'ls' },
];

test.each(MATCHERS)('a call that says nothing of itself is not covered by %j', (matcher) => {
  expect([fits(matcher, call(), 'allow'), fits(matcher, call(), 'deny')]).toEqual([false, false]);
});

describe('hosts', () => {
  const host = (pattern: string, hosts: readonly string[], decision: 'allow' | 'deny' = 'allow') =>
    fits({ kind: 'host', host: pattern }, call({ hosts, readsOnly: true }), decision);

  test.each([
    ['example.com', ['example.com'], true],
    ['example.com', ['EXAMPLE.com.'], true],
    ['example.com', ['www.example.com'], false],
    ['example.com', ['example.com.evil.test'], false],
    ['*.example.com', ['a.example.com', 'b.c.example.com'], true],
    ['*.example.com', ['example.com'], false],
    ['*.example.com', ['evilexample.com'], false],
    ['*.example.com', ['.example.com'], false],
    ['example.com', ['example.com', 'evil.test'], false],
  ])('an allow for %s covers %j: %s', (pattern, hosts, covered) => {
    expect(host(pattern, hosts)).toBe(covered);
  });

  test('an allow holds for reading only, a denial for whatever reaches the host', () => {
    const rule = { kind: 'host', host: 'example.com' } as const;
    const facts = call({ hosts: ['example.com'] });
    expect([fits(rule, facts, 'allow'), fits(rule, facts, 'deny')]).toEqual([false, true]);
  });

  test('a denial holds as soon as one of the hosts fits', () => {
    expect(host('evil.test', ['example.com', 'evil.test'], 'deny')).toBe(true);
    expect(host('evil.test', ['example.com'], 'deny')).toBe(false);
  });
});

describe('paths', () => {
  const path = (glob: string, paths: readonly string[], decision: 'allow' | 'deny' = 'allow') =>
    fits({ kind: 'path', glob }, call({ paths }, { effects: ['write'] }), decision);

  test.each([
    ['notes/*.md', ['notes/a.md'], true],
    ['notes/*.md', ['./notes//a.md'], true],
    ['notes/*.md', ['notes/deep/a.md'], false],
    ['notes/?.md', ['notes/ab.md'], false],
    ['notes/*', ['notes/a.md', 'secret'], false],
    ['notes/*', ['notes/../secret'], false],
    ['*', ['..'], false],
    ['*/*', ['/etc'], false],
    ['etc/passwd', ['/etc/passwd'], false],
    ['*', ['~'], false],
    ['*', ['C:'], false],
    ['notes/*', ['Notes/a'], false],
    ['a*b*c', ['aXXbYYc'], true],
    ['a*b*c', ['aXXbYY'], false],
  ])('an allow for %s covers %j: %s', (glob, paths, covered) => {
    expect(path(glob, paths)).toBe(covered);
  });

  test.each([
    ['secrets/*', ['/home/me/ws/secrets/key']],
    ['secrets/*', ['./a/../secrets/key']],
    ['secrets/*', ['SECRETS/key']],
    ['secrets', ['secrets/deep/key']],
    ['secrets/*', ['notes', 'secrets\\key']],
  ])('a denial of %s holds for %j', (glob, paths) => {
    expect(path(glob, paths, 'deny')).toBe(true);
  });

  test('a denial of some file leaves others alone', () => {
    expect([
      path('secrets/*', ['notes/secrets/key'], 'deny'),
      path('secrets/*', ['secrets'], 'deny'),
      path('*.key', ['notes/a.md', 'b.txt'], 'deny'),
    ]).toEqual([false, false, false]);
  });

  test('a rule for one chosen folder holds there only', () => {
    const rule = { kind: 'path', glob: 'a', workspace: '/ws' } as const;
    const inside = (workspace: string | null) =>
      fits(rule, call({ paths: ['a'] }, { workspace, effects: ['write'] }), 'allow');
    expect([inside('/ws'), inside('/other'), inside(null)]).toEqual([true, false, false]);
  });

  test('an allow is for a file, not for programs that write it nor for what is sent or fetched', () => {
    const rule = { kind: 'path', glob: 'a' } as const;
    for (const effects of [
      ['execute', 'write'],
      ['write', 'network'],
      ['write', 'send'],
    ] as const) {
      const facts = call({ paths: ['a'] }, { effects });
      expect([fits(rule, facts, 'allow'), fits(rule, facts, 'deny')]).toEqual([false, true]);
    }
  });

  test('a pattern of many stars comes to an end', () => {
    expect(path('*a'.repeat(2_000), [`${'a'.repeat(4_000)}b`], 'allow')).toBe(false);
  });
});

test('programs: an allow needs every one by its exact name, a denial one of them however it is written', () => {
  const rule = { kind: 'program', name: 'curl' } as const;
  const program = (programs: readonly string[], decision: 'allow' | 'deny') =>
    fits(rule, call({ programs }), decision);
  expect([
    program(['curl'], 'allow'),
    program(['curl', 'sh'], 'allow'),
    program(['Curl'], 'allow'),
    program(['sh', 'curl'], 'deny'),
    program(['/usr/bin/CURL.exe'], 'deny'),
    program(['curly'], 'deny'),
  ]).toEqual([true, false, false, true, true, false]);
});

test('recipients: an allow needs every one, a denial one of them', () => {
  const rule = { kind: 'recipient', conversationId: 'c1' } as const;
  expect([
    fits(rule, call({ recipients: ['c1'] }), 'allow'),
    fits(rule, call({ recipients: ['c1', 'c2'] }), 'allow'),
    fits(rule, call({ recipients: ['c1', 'c2'] }), 'deny'),
  ]).toEqual([true, false, true]);
});

test('only reading: what could not be read whole is never that', () => {
  const rule = { kind: 'reads-only' } as const;
  expect(fits(rule, call({ readsOnly: true }), 'allow')).toBe(true);
  expect(fits(rule, call({ readsOnly: true, unreadable: 'Strange.' }), 'allow')).toBe(false);
  const page = call({ readsOnly: true, hosts: ['any.test'] }, { tool: 'fetch_url', effects: ['network'] });
  expect([fits(rule, page, 'allow'), fits(rule, page, 'deny')]).toEqual([false, true]);
});

test.each([
  ['a confined command', call(), true],
  ['a command without the sandbox', call({}, { confined: false }), false],
  ['writing without the sandbox', call({}, { confined: false, effects: ['write'] }), true],
  ['a command with network', call({}, { effects: ['execute', 'network'] }), false],
  ['sending', call({}, { effects: ['send'] }), false],
  ['what cannot be undone', call({}, { effects: ['write', 'irreversible'] }), false],
  ['what could not be read', call({ unreadable: 'Strange.' }), false],
  ['what says nothing of its effects', call({}, { effects: [] }), false],
])('staying inside the sandbox: %s', (_name, facts, covered) => {
  expect(fits({ kind: 'stays-inside' }, facts, 'allow')).toBe(covered);
});

test('every tool but some', () => {
  const rule = { kind: 'other-tool', tools: ['recall'] } as const;
  expect(fits({ ...rule, tools: [...rule.tools] }, call(), 'deny')).toBe(true);
  expect(fits({ ...rule, tools: [...rule.tools] }, call({}, { tool: 'recall' }), 'deny')).toBe(false);
});

test('whatever an allow covers, a denial of the same would stop', () => {
  const words = fc.array(fc.stringMatching(/^[a-c./*~A]{0,8}$/), { maxLength: 3 });
  const some = fc.constantFrom(...MATCHERS, { kind: 'path', glob: 'a/*' } as const);
  fc.assert(
    fc.property(some, words, words, (matcher, paths, hosts) => {
      const facts = call({
        readsOnly: true,
        paths,
        hosts: [...hosts, 'example.com'],
        programs: paths,
        recipients: hosts,
      });
      if (fits(matcher, facts, 'allow')) expect(fits(matcher, facts, 'deny')).toBe(true);
    }),
  );
});
