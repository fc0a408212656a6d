// Identical questions are one card and one answer; anything that differs keeps them apart.
import { describe, expect, test } from 'vitest';
import { groupQuestions, revisionOf } from '../../../../src/main/domain/gate/grouped-questions.ts';
import type { ApprovalRow } from '../../../../src/main/domain/ports/stores.ts';
import { approvalRow, id } from '../../../contract/storage/sample-rows.ts';
import { makeWorld, type World } from '../../../worlds/world.ts';

const first = approvalRow();
const groups = (change: Partial<ApprovalRow>) =>
  groupQuestions([first, approvalRow({ id: id(51), toolCallId: id(41), createdAt: 7_001, ...change })])
    .length;

describe('questions', () => {
  test('that are the same to the last word are one', () => {
    expect(groups({})).toBe(1);
  });

  test.each<[string, Partial<ApprovalRow>]>([
    ['another asker', { actor: { kind: 'group-member', senderId: 'telegram:user:44' } }],
    ['another kind of asker', { actor: { kind: 'paired-sender', senderId: 'telegram:user:43' } }],
    ['another conversation', { conversationId: id(2) }],
    ['anything else that runs', { binding: 'e'.repeat(64) }],
    ['another word that is shown', { shownText: '{"summary":"Run  ls"}' }],
    ['another kind', { kind: 'setting' }],
    ['another state', { state: 'expired' }],
  ])('with %s stay apart', (_name, change) => {
    expect(groups(change)).toBe(2);
  });

  test('say in their revision how many they are', () => {
    const [group] = groupQuestions([first, approvalRow({ id: id(51) })]);
    expect([revisionOf([first]), revisionOf(group!)]).toEqual([first.binding, `${first.binding} ×2`]);
  });
});

describe('one answer', () => {
  function twice(
    world: World,
    between: () => void = () => undefined,
  ): { ids: readonly string[]; answers: Promise<unknown>[]; ran: string[] } {
    const ran: string[] = [];
    const post = (name: string): Promise<unknown> =>
      world.agent.approvals.ask(
        {
          draft: { kind: 'setting', key: 'agent.name', asker: 'You', summary: 'The same', facts: [] },
          binding: 'same',
          causeFrameId: null,
          turnId: null,
          toolCallId: null,
          actor: { kind: 'owner' },
          tool: 'agent.name',
          ruleFor: null,
          onAllow: () => void ran.push(name),
        },
        new AbortController().signal,
      );
    const first = post('one');
    between();
    const answers = [first, post('two')];
    return { ids: world.agent.approvals.rows(0, 9).map((row) => row.id), answers, ran };
  }

  test('allows each, and each leaves its frame', async () => {
    const world = makeWorld();
    await world.start();
    const { answers, ran } = twice(world);
    const [question, ...others] = world.agent.approvals.questions();
    expect({ others, count: world.agent.approvals.pendingCount() }).toEqual({ others: [], count: 1 });
    expect(world.agent.approvals.allow(question!.id, 'once', question!.revision)).toEqual({
      settled: true,
      message: 'Allowed once, for each of 2 calls.',
    });
    expect(await Promise.all(answers)).toEqual([
      expect.objectContaining({ kind: 'allowed' }),
      expect.objectContaining({ kind: 'allowed' }),
    ]);
    const frames = world.agent.ledger.tail({
      beforeId: null,
      limit: 9,
      conversationId: null,
      kinds: ['approval-answered'],
    });
    expect({ ran, frames: frames.length }).toEqual({ ran: ['one', 'two'], frames: 2 });
  });

  test('given to one before a second joined counts for neither', async () => {
    const world = makeWorld();
    await world.start();
    const { ids, ran } = twice(world);
    expect(world.agent.approvals.allow(ids[0]!, 'once', 'same')).toEqual({
      settled: false,
      message: 'The question has changed since it was shown. Look at it again.',
    });
    expect(ran).toEqual([]);
  });

  test('given when the first of them is over counts for none: the other is asked about by itself', async () => {
    const world = makeWorld();
    await world.start();
    const { ids, ran } = twice(world, () => world.clock.sleep(20 * 60_000));
    world.clock.sleep(11 * 60_000);
    const [question] = world.agent.approvals.questions();
    expect(world.agent.approvals.allow(question!.id, 'once', question!.revision).settled).toBe(false);
    expect({ ran, open: world.agent.approvals.questions().map(({ id }) => ids.includes(id)) }).toEqual({
      ran: [],
      open: [true],
    });
  });

  test('denies each', async () => {
    const world = makeWorld();
    await world.start();
    const { ids, answers, ran } = twice(world);
    expect(world.agent.approvals.deny(ids[1]!, 'No.').message).toBe('Denied, for each of 2 calls.');
    expect(await Promise.all(answers)).toMatchObject([{ kind: 'denied' }, { kind: 'denied' }]);
    expect(ran).toEqual([]);
  });
});
