// Ways to a yes and to a no in the approval window: which presses count, and what goes to main.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/contracts/approvals.ts';
import type { ApprovalApi } from '../../../src/contracts/surfaces.ts';
import { onlyPointer } from '../../../src/renderer/pages/approval/pressed.ts';
import { ignoreUnless, questionKey } from '../../../src/renderer/pages/approval/question-keys.ts';
import { type Answers, useAnswers } from '../../../src/renderer/pages/approval/use-answers.ts';
import type { Armed } from '../../../src/renderer/pages/approval/use-arming.ts';
import { pairing, toolCall } from './samples.ts';

const PRESS = {
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isTrusted: true,
};

describe('presses', () => {
  it('Enter and Space are no keys of the window, Ctrl+Enter and Escape are', () => {
    const keys = [
      { ...PRESS, key: 'Enter' },
      { ...PRESS, key: ' ' },
      { ...PRESS, key: 'Enter', shiftKey: true },
      { ...PRESS, key: 'Enter', ctrlKey: true },
      { ...PRESS, key: 'Escape' },
      { ...PRESS, key: 'ArrowRight', altKey: true },
      { ...PRESS, key: 'ArrowLeft', altKey: true },
    ].map((press) => questionKey(press, 'other'));
    expect(keys).toEqual([null, null, null, 'allow', 'deny', 'next', 'previous']);
  });

  it('on a Mac it is Cmd+Enter, and Ctrl+Enter is nothing', () => {
    expect(questionKey({ ...PRESS, key: 'Enter', metaKey: true }, 'mac')).toBe('allow');
    expect(questionKey({ ...PRESS, key: 'Enter', ctrlKey: true }, 'mac')).toBeNull();
  });

  it('a key held down and a key made by a script answer nothing', () => {
    expect(questionKey({ ...PRESS, key: 'Enter', ctrlKey: true, repeat: true }, 'other')).toBeNull();
    expect(questionKey({ ...PRESS, key: 'Escape', isTrusted: false }, 'other')).toBeNull();
  });

  it('a button that allows takes a pointer only: no Enter, no Space, no script', () => {
    let count = 0;
    const press = onlyPointer(() => {
      count += 1;
    });
    press({ detail: 0, isTrusted: true });
    press({ detail: 1, isTrusted: false });
    press({ detail: 0, isTrusted: false });
    expect(count).toBe(0);
    press({ detail: 1, isTrusted: true });
    expect(count).toBe(1);
  });

  it('while asleep every event ends where it begins', () => {
    const ended: string[] = [];
    const event = {
      preventDefault: () => ended.push('default'),
      stopImmediatePropagation: () => ended.push('propagation'),
    };
    ignoreUnless(true, event);
    expect(ended).toEqual([]);
    ignoreUnless(false, event);
    expect(ended).toEqual(['default', 'propagation']);
  });
});

describe('answers', () => {
  it('asleep or not armed, no answer leaves the window', async () => {
    const asleep = answersOf(toolCall(), { mayAnswer: false, mayAllow: false });
    asleep.answers.allow('once');
    asleep.answers.deny('');
    asleep.answers.later();
    const unread = answersOf(toolCall(), { mayAnswer: true, mayAllow: false });
    unread.answers.allow('always');
    const stranger = answersOf(pairing('person'), { mayAnswer: true, mayAllow: false });
    stranger.answers.approvePairing(true);
    expect([asleep.calls, unread.calls, stranger.calls]).toEqual([[], [], []]);
  });

  it('a yes carries the revision that was shown and how it was chosen', () => {
    const { answers, calls } = answersOf(toolCall(), { mayAnswer: true, mayAllow: true });
    answers.allow('conversation');
    const { id, revision } = toolCall();
    expect(calls).toEqual([['allow', { id, revision, how: 'conversation' }]]);
  });

  it('a pairing is approved as what the request was opened for', () => {
    const { answers, calls } = answersOf(pairing('owner'), { mayAnswer: true, mayAllow: true });
    answers.approvePairing(false);
    const { id, revision } = pairing('owner');
    expect(calls).toEqual([['approvePairing', { id, revision, as: 'owner', tellThem: false }]]);
  });

  it('a no carries its reason, and none when nothing was written', () => {
    const { answers, calls } = answersOf(toolCall(), { mayAnswer: true, mayAllow: false });
    answers.deny('  Not today ');
    answers.deny('   ');
    const { id } = toolCall();
    expect(calls).toEqual([
      ['deny', { id, reason: 'Not today' }],
      ['deny', { id }],
    ]);
  });
});

/** The answers of a question as a page gets them, with main replaced by a list of what was asked of it. */
function answersOf(
  question: Question,
  may: { mayAnswer: boolean; mayAllow: boolean },
): { answers: Answers; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const settle = (name: string) => (input: unknown) => {
    calls.push([name, input]);
    return Promise.resolve({ settled: true, message: '' });
  };
  const authority = Object.fromEntries(
    ['allow', 'deny', 'approvePairing', 'denyPairing', 'later'].map((name) => [name, settle(name)]),
  ) as unknown as ApprovalApi['authority'];
  const armed: Armed = {
    isAwake: may.mayAnswer,
    isArmed: may.mayAllow,
    seenWhole: may.mayAllow,
    check: () => may,
    seeEnd: () => undefined,
  };
  let answers: Answers | null = null;
  function Page() {
    answers = useAnswers({ authority }, question, armed, {
      say: () => undefined,
      onAnswer: () => undefined,
    });
    return null;
  }
  renderToStaticMarkup(<Page />);
  if (answers === null) throw new Error('The page was not drawn');
  return { answers, calls };
}
