// The other stores: which question is on the screen, drafts, activity, notices, and the wrapper around the bridge.
import { describe, expect, it } from 'vitest';
import type { FrameView } from '../../../src/contracts/activity.ts';
import { AppError } from '../../../src/contracts/errors.ts';
import type { ApprovalApi, ChatApi } from '../../../src/contracts/surfaces.ts';
import { connect, sentenceOf } from '../../../src/renderer/api.ts';
import { createActivity } from '../../../src/renderer/stores/activity.ts';
import { createDrafts } from '../../../src/renderer/stores/drafts.ts';
import { createQuestions } from '../../../src/renderer/stores/questions.ts';
import { createToasts } from '../../../src/renderer/stores/toasts.ts';
import { idOf, toolCall } from './samples.ts';

describe('the bridge', () => {
  it('gives values, and turns failed replies into errors with code and sentence', async () => {
    const api = connect<ChatApi>({
      status: {
        get: () => Promise.resolve({ ok: true, value: 'state' }),
        pause: () => Promise.resolve({ ok: false, error: { code: 'paused', message: 'It is paused.' } }),
        resume: () => Promise.reject(new Error('No handler at /home/ada')),
        on: {},
      },
    });
    expect(await api.status.get({})).toBe('state');
    await expect(api.status.pause({})).rejects.toMatchObject({ code: 'paused', message: 'It is paused.' });
    const cause: unknown = await api.status.resume({}).catch((failure: unknown) => failure);
    expect(cause).toBeInstanceOf(AppError);
    expect(sentenceOf(cause)).not.toContain('/home');
  });

  it('hands events through, and says so when there is no bridge', () => {
    const listen = () => () => undefined;
    const api = connect<ChatApi>({ status: { on: { 'status-change': listen } } });
    expect(api.status.on['status-change']).toBe(listen);
    expect(() => connect(undefined)).toThrow(/lost its connection/);
  });
});

describe('questions', () => {
  const one = toolCall({ id: idOf(1) });
  const two = toolCall({ id: idOf(2) });
  const three = toolCall({ id: idOf(3) });
  const make = () =>
    createQuestions({
      authority: {
        questions: () => Promise.resolve([one, two, three]),
      } as unknown as ApprovalApi['authority'],
    });
  const currentOf = (questions: ReturnType<typeof make>) => questions.store.getState().currentId;

  it('says so when the one on the screen was settled elsewhere, and not when it was answered here', async () => {
    const questions = make();
    await questions.load();
    questions.apply([two, three], null);
    expect(questions.store.getState()).toMatchObject({
      currentId: two.id,
      message: expect.stringContaining('has expired or was answered elsewhere'),
    });
    questions.say(null);
    questions.answering(two.id);
    questions.apply([three], null);
    expect(questions.store.getState()).toMatchObject({ currentId: three.id, message: null });
  });

  it('begins with the oldest and moves to the ends and no further', async () => {
    const questions = make();
    await questions.load();
    const seen = [currentOf(questions)];
    for (const by of [-1, 1, 1, 1] as const) {
      questions.move(by);
      seen.push(currentOf(questions));
    }
    expect(seen).toEqual([one.id, one.id, two.id, three.id, three.id]);
  });

  it('stays where the person is while others come and go', async () => {
    const questions = make();
    await questions.load();
    questions.move(1);
    questions.apply([two, three, toolCall({ id: idOf(4) })], null);
    expect(currentOf(questions)).toBe(two.id);
  });

  it('goes to the one that is asked for, and to the next one when the present is settled', async () => {
    const questions = make();
    await questions.load();
    questions.apply([one, two, three], three.id);
    expect(currentOf(questions)).toBe(three.id);
    questions.apply([one, two], null);
    expect(currentOf(questions)).toBe(two.id);
    questions.apply([], null);
    expect(currentOf(questions)).toBeNull();
  });

  it('an announcement is newer than the first reading', async () => {
    const questions = make();
    const loading = questions.load();
    questions.apply([two], two.id);
    await loading;
    expect(questions.store.getState().questions).toEqual([two]);
  });
});

describe('drafts', () => {
  it('are kept one a conversation and come back with a new page', () => {
    const kept = new Map<string, string>();
    const keeper = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    };
    const drafts = createDrafts(keeper);
    drafts.set('a', 'one');
    drafts.set('b', 'two');
    drafts.set('a', '');
    expect(createDrafts(keeper).store.getState().texts).toEqual({ b: 'two' });
  });

  it('of a private conversation live in the page alone, also when another one is written', () => {
    const kept = new Map<string, string>();
    const keeper = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    };
    const drafts = createDrafts(keeper);
    drafts.set('hidden', 'a canary', true);
    drafts.set('open', 'said');
    expect(drafts.store.getState().texts).toEqual({ hidden: 'a canary', open: 'said' });
    expect([...kept.values()]).toEqual(['{"open":"said"}']);
  });

  it('live on in the page where nothing can be kept, and forget what is not a draft', () => {
    const full = {
      getItem: () => '{"a":1,"b":"text"}',
      setItem: () => {
        throw new Error('full');
      },
    };
    const drafts = createDrafts(full);
    expect(drafts.store.getState().texts).toEqual({ b: 'text' });
    drafts.set('c', 'more');
    expect(drafts.store.getState().texts).toEqual({ b: 'text', c: 'more' });
    const broken = createDrafts({ getItem: () => '{', setItem: () => undefined });
    expect(broken.store.getState().texts).toEqual({});
  });
});

describe('activity', () => {
  it('takes up what is new without losing what was paged back to', async () => {
    let newest = 250;
    const frames = () => Array.from({ length: newest }, (_, at) => frame(newest - at));
    const activity = createActivity(tail(frames));
    await activity.load();
    await activity.loadEarlier();
    newest = 252;
    await activity.refresh();
    const { frames: shown, hasEarlier } = activity.store.getState();
    expect(shown.map((one) => one.id)).toEqual(Array.from({ length: 202 }, (_, at) => idOf(252 - at)));
    expect(hasEarlier).toBe(true);
  });

  it('begins anew when more came than a page holds, rather than leave a hole', async () => {
    let newest = 150;
    const activity = createActivity(
      tail(() => Array.from({ length: newest }, (_, at) => frame(newest - at))),
    );
    await activity.load();
    newest = 400;
    await activity.refresh();
    const { frames: shown } = activity.store.getState();
    expect([shown.length, shown[0]?.id, shown.at(-1)?.id]).toEqual([100, idOf(400), idOf(301)]);
  });

  it('an answer under a filter that was left is not shown', async () => {
    const answers: ((frames: FrameView[]) => void)[] = [];
    const activity = createActivity({
      activity: { tail: () => new Promise<FrameView[]>((resolve) => answers.push(resolve)) },
    } as unknown as ChatApi);
    const first = activity.load();
    const second = activity.load({ kinds: ['paused'], conversationId: null });
    answers[1]?.([frame(2)]);
    answers[0]?.([frame(1)]);
    await Promise.all([first, second]);
    expect(activity.store.getState().frames.map((one) => one.id)).toEqual([idOf(2)]);
  });
});

describe('notices', () => {
  it('say a failure in its own words, the same words once, and never more than four', async () => {
    const toasts = createToasts();
    const failing = () => Promise.reject(new AppError('paused', 'It is paused.'));
    expect([await toasts.tell(failing()), await toasts.tell(failing())]).toEqual([null, null]);
    expect(toasts.store.getState().list.map((toast) => toast.text)).toEqual(['It is paused.']);
    for (const text of ['a', 'b', 'c', 'd']) toasts.say('neutral', text);
    expect(toasts.store.getState().list.map((toast) => toast.text)).toEqual(['a', 'b', 'c', 'd']);
  });
});

function frame(number: number): FrameView {
  return {
    id: idOf(number),
    at: '2026-03-12T10:00:00.000Z',
    kind: 'paused',
    causeId: null,
    conversationId: null,
    turnId: null,
    actor: { kind: 'owner' },
    facts: {},
    payloadText: null,
    sentence: 'You paused the agent.',
  };
}

/** Main's `tail`, over frames that stand newest first. */
function tail(frames: () => FrameView[]): Pick<ChatApi, 'activity'> {
  const read = ({ beforeId, limit = 100 }: { beforeId?: string; limit?: number }) =>
    Promise.resolve(
      frames()
        .filter((one) => beforeId === undefined || one.id < beforeId)
        .slice(0, limit),
    );
  return { activity: { tail: read } } as unknown as Pick<ChatApi, 'activity'>;
}
