// Taint: what a message brings, and that joining never loses any.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Taint } from '../../../../src/contracts/effects.ts';
import { CLEAN, joinTaint, taintOfMessage } from '../../../../src/main/domain/gate/taint.ts';

const taint: fc.Arbitrary<Taint> = fc.record({
  untrusted: fc.boolean(),
  private: fc.boolean(),
  sources: fc.array(
    fc.record({
      kind: fc.constantFrom('sender', 'file', 'command-output', 'memory', 'web', 'tool'),
      label: fc.string({ maxLength: 8 }),
    }),
    { maxLength: 6 },
  ),
});

describe('taint', () => {
  test('joining keeps every mark, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(taint), (all) => {
        const joined = joinTaint(...all);
        expect(joined.untrusted).toBe(all.some((one) => one.untrusted));
        expect(joined.private).toBe(all.some((one) => one.private));
        const back = joinTaint(...all.toReversed());
        expect([back.untrusted, back.private]).toEqual([joined.untrusted, joined.private]);
      }),
    );
  });

  test('more sources than are shown do not make anything trusted', () => {
    const many = Array.from(
      { length: 100 },
      (_, i): Taint => ({
        untrusted: i === 99,
        private: false,
        sources: [{ kind: 'file', label: `${i}` }],
      }),
    );
    const joined = joinTaint(...many);
    expect(joined.untrusted).toBe(true);
    expect(joined.sources).toHaveLength(20);
  });

  test('only the owner’s own words are clean', () => {
    expect(taintOfMessage({ kind: 'owner' }, false)).toEqual(CLEAN);
    expect(taintOfMessage({ kind: 'owner' }, true)).toMatchObject({
      untrusted: true,
      sources: [{ label: 'a forwarded message' }],
    });
    expect(taintOfMessage({ kind: 'paired-sender', senderId: 'telegram:user:42' }, false)).toEqual({
      untrusted: true,
      private: false,
      sources: [{ kind: 'sender', label: 'telegram:user:42' }],
    });
    for (const kind of ['schedule', 'subagent', 'plugin', 'mcp-server'] as const) {
      expect(taintOfMessage({ kind }, false).untrusted).toBe(true);
    }
    for (const kind of ['device', 'api-key'] as const) {
      expect(taintOfMessage({ kind, senderId: 'gateway:user:key' }, false).untrusted).toBe(true);
    }
  });

  test('what somebody passes on is not excused by a rule for them', () => {
    const { sources } = taintOfMessage({ kind: 'paired-sender', senderId: 'telegram:user:42' }, true);
    expect(sources.some(({ label }) => label !== 'telegram:user:42')).toBe(true);
  });
});
