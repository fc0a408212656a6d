// The loop guard: the same call failing the same way is stopped; honest polling is left alone.
import { describe, expect, test } from 'vitest';
import { createLoopGuard } from '../../../../src/main/domain/conversation/loop-guard.ts';

const call = (inputText = '{}') => ({ callId: 'c', tool: 'run_command', inputText });
const failed = (text = 'Exit code 1.') => ({ text, isError: true });
const fine = (text = 'pending') => ({ text, isError: false });

describe('the loop guard', () => {
  test('refuses the fourth of the same failing calls, and calls it stuck at the sixth', () => {
    const guard = createLoopGuard();
    const story = Array.from({ length: 6 }, () => {
      const before = guard.before(call()).kind;
      return [before, guard.after(call(), failed(before === 'go' ? 'Exit code 1.' : 'refused'))];
    });
    expect(story).toEqual([
      ['go', 'go-on'],
      ['go', 'go-on'],
      ['go', 'go-on'],
      ['refuse', 'go-on'],
      ['refuse', 'go-on'],
      ['refuse', 'stuck'],
    ]);
  });

  test('lets a call poll that succeeds, with the same answer or another, as often as it likes', () => {
    const guard = createLoopGuard();
    for (let i = 0; i < 50; i++) {
      expect(guard.before(call())).toEqual({ kind: 'go' });
      expect(guard.after(call(), fine(i % 2 === 0 ? 'pending' : `${i}`))).toBe('go-on');
    }
  });

  test('lets a call fail in ever new ways: it is making progress', () => {
    const guard = createLoopGuard();
    for (let i = 0; i < 20; i++) {
      expect(guard.before(call())).toEqual({ kind: 'go' });
      expect(guard.after(call(), failed(`${20 - i} errors`))).toBe('go-on');
    }
  });

  test('counts each call for itself, and forgets when it succeeds once', () => {
    const guard = createLoopGuard();
    for (let i = 0; i < 3; i++) guard.after(call('{"a":1}'), failed());
    expect(guard.before(call('{"a":2}'))).toEqual({ kind: 'go' });
    expect(guard.before({ ...call('{"a":1}'), tool: 'other' })).toEqual({ kind: 'go' });
    expect(guard.before(call('{"a":1}')).kind).toBe('refuse');
    guard.after(call('{"a":1}'), fine());
    expect(guard.before(call('{"a":1}'))).toEqual({ kind: 'go' });
  });
});
