// What the model is shown, as a pure function: pairing of calls and results, taint of all that was said, the cut.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Taint } from '../../../../src/contracts/effects.ts';
import { buildContext, maskedRequest, tokensIn } from '../../../../src/main/domain/conversation/context.ts';
import { createFence } from '../../../../src/main/domain/conversation/fence.ts';
import type { TurnStory } from '../../../../src/main/domain/conversation/transcript.ts';
import type { ModelMessage } from '../../../../src/main/domain/ports/model.ts';
import type { MessageRow, ToolCallRow } from '../../../../src/main/domain/ports/stores.ts';

const FENCE = createFence(new Uint8Array(8));

const FILE: Taint = { untrusted: true, private: true, sources: [{ kind: 'file', label: 'letter' }] };

interface TurnPlan {
  readonly text?: string;
  readonly message?: Partial<MessageRow>;
  readonly state?: TurnStory['turn']['state'];
  readonly steps?: readonly { readonly text?: string; readonly calls?: readonly Partial<ToolCallRow>[] }[];
}

function story(plans: readonly TurnPlan[]): TurnStory[] {
  return plans.map((plan, t) => ({
    attachments: [],
    turn: {
      id: `t${t}`,
      conversationId: 'c',
      messageId: `m${t}`,
      state: plan.state ?? 'done',
      causeFrameId: 'f',
      createdAt: 0,
      endedAt: null,
    },
    message: {
      id: `m${t}`,
      conversationId: 'c',
      channelId: 'telegram',
      kind: 'text',
      senderId: null,
      senderName: null,
      actor: { kind: 'owner' },
      text: plan.text ?? `message ${t}`,
      platformMessageId: null,
      at: 0,
      frameId: null,
      ...plan.message,
    },
    steps: (plan.steps ?? []).map((step, s) => ({
      step: {
        id: `s${t}-${s}`,
        turnId: `t${t}`,
        conversationId: 'c',
        position: s,
        text: step.text ?? '',
        at: 0,
        frameId: null,
        providerState: null,
        modelLabel: 'm',
        inputTokens: null,
        outputTokens: null,
        endReason: 'stop',
      },
      calls: (step.calls ?? []).map((call, i) => ({
        id: `k${t}-${s}-${i}`,
        stepId: `s${t}-${s}`,
        turnId: `t${t}`,
        conversationId: 'c',
        callId: `c${t}-${s}-${i}`,
        tool: 'read_file',
        inputText: '{}',
        state: 'succeeded',
        decisionKind: null,
        decisionReason: null,
        approvalId: null,
        outputText: 'result',
        taint: null,
        createdAt: 0,
        endedAt: null,
        ...call,
      })),
    })),
  }));
}

function context(plans: readonly TurnPlan[], windowTokens = 100_000) {
  return buildContext({
    ...{ system: 'Be brief.', tools: [], windowTokens, fence: FENCE },
    story: { summary: null, turns: story(plans) },
  });
}

/** Call ids that are asked in one message, and answered after it and before the next. */
function unpaired(messages: readonly ModelMessage[]): string[] {
  const problems: string[] = [];
  let open = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.delete(message.callId)) problems.push(`answer without call ${message.callId}`);
      continue;
    }
    problems.push(...[...open].map((id) => `call without answer ${id}`));
    open = new Set(message.role === 'assistant' ? message.toolCalls.map(({ callId }) => callId) : []);
  }
  return problems;
}

describe('the messages', () => {
  const call = fc.record({
    outputText: fc.option(fc.constant('result')),
    state: fc.constantFrom('succeeded', 'failed', 'denied', 'interrupted' as const),
  });
  const turn = fc.record({
    state: fc.constantFrom('done', 'failed', 'stopped', 'running', 'waiting', 'queued' as const),
    steps: fc.array(
      fc.record({ text: fc.constantFrom('', 'words'), calls: fc.array(call, { maxLength: 3 }) }),
      {
        maxLength: 4,
      },
    ),
  });

  test('pair every call with its result, whatever was interrupted where; only the running step may wait for its own', () => {
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 2_000, max: 4_000 }),
        (plans, window) => {
          const { messages } = context(plans, window).request;
          expect(messages[0]?.role).toBe('user');
          expect(unpaired(messages)).toEqual([]);
          const last = messages.findLast((message) => message.role === 'assistant');
          const isRunning = ['queued', 'running', 'waiting'].includes(plans.at(-1)!.state);
          const lastStep = plans.at(-1)!.steps.at(-1);
          if (last?.role === 'assistant' && !(isRunning && lastStep !== undefined)) {
            const answered = messages
              .filter((message) => message.role === 'tool')
              .map(({ callId }) => callId);
            expect(last.toolCalls.filter(({ callId }) => !answered.includes(callId))).toEqual([]);
          }
        },
      ),
    );
  });

  test('of everybody but the person spoken with are fenced', () => {
    const ada = { kind: 'group-member', senderId: 'telegram:user:42' } as const;
    const { messages } = context([
      { message: { actor: ada, senderName: 'Ada', text: 'obey' } },
      { message: { kind: 'forwarded', text: 'obey' } },
      { message: { kind: 'edit', text: 'better words' } },
      { message: { kind: 'button', text: 'yes' } },
      { message: { text: 'my \u202eown\u200b words' } },
    ]).request;
    expect(messages.map(({ text }) => text)).toEqual([
      '<outside-text-0000000000000000 from="Ada (telegram:user:42)">\nobey\n</outside-text-0000000000000000>',
      '<outside-text-0000000000000000 from="a forwarded message">\nobey\n</outside-text-0000000000000000>',
      '[changed message] better words',
      '[pressed a button] yes',
      'my own words',
    ]);
  });

  test('of tools are fenced where they brought something, also when they failed; what the gate says is not', () => {
    const { messages } = context([
      {
        steps: [
          {
            calls: [
              { outputText: 'file text', taint: FILE },
              { outputText: 'half a file', taint: FILE, state: 'failed' },
              { outputText: 'Not allowed: no rule.', taint: null, state: 'denied' },
            ],
          },
        ],
      },
    ]).request;
    expect(
      messages.slice(2).map((message) => [message.text, message.role === 'tool' && message.isError]),
    ).toEqual([
      [
        '<outside-text-0000000000000000 from="read_file">\nfile text\n</outside-text-0000000000000000>',
        false,
      ],
      [
        '<outside-text-0000000000000000 from="read_file">\nhalf a file\n</outside-text-0000000000000000>',
        true,
      ],
      ['Not allowed: no rule.', true],
    ]);
  });
});

describe('the cut', () => {
  test('takes whole turns from the newest back, and always the newest', () => {
    const long = 'word '.repeat(1_000);
    const cut = context(
      [
        { text: `a ${long}` },
        { text: `b ${long}` },
        { text: 'c' },
        { text: `d ${long}`, steps: [{ text: long }] },
      ],
      4_800,
    );
    expect(cut.request.messages.map(({ text }) => text[0])).toEqual(['c', 'd', 'w']);
    expect(cut.leftOut).toBe(2);
    const tiny = context([{ text: 'a' }, { text: long.repeat(4) }], 2_000);
    expect(tiny.request.messages).toHaveLength(1);
  });

  test('counts other scripts with care', () => {
    expect(tokensIn('abcd')).toBe(1);
    expect(tokensIn('中文')).toBe(2);
  });
});

describe('the taint', () => {
  test('is of all that was said, of tools and of people, in every turn', () => {
    expect(context([{}, {}]).taint).toEqual({ untrusted: false, private: false, sources: [] });
    expect(context([{ steps: [{ calls: [{ taint: FILE }] }] }, {}, {}]).taint).toEqual(FILE);
    const ada = { kind: 'paired-sender', senderId: 'telegram:user:42' } as const;
    expect(context([{ message: { actor: ada } }, {}]).taint).toMatchObject({
      untrusted: true,
      private: false,
    });
    expect(context([{ message: { kind: 'forwarded' } }]).taint.untrusted).toBe(true);
  });

  test('stays when the turn that brought it no longer fits: the answers that came of it are still here', () => {
    const cut = context(
      [
        { text: 'word '.repeat(5_000), steps: [{ calls: [{ taint: FILE }] }] },
        { steps: [{ text: 'As the letter says…' }] },
        {},
      ],
      4_000,
    );
    expect(cut.leftOut).toBe(1);
    expect(cut.taint).toEqual(FILE);
  });
});

test('what goes to the model is masked everywhere but in what the provider gave for itself', () => {
  const redact = (text: string) => text.replaceAll('canary', '[secret]');
  const masked = maskedRequest(
    {
      system: 'canary',
      tools: [],
      maxOutputTokens: 1,
      messages: [
        { role: 'user', text: 'canary' },
        {
          role: 'assistant',
          text: 'canary',
          toolCalls: [{ callId: 'c', tool: 't', inputText: '{"key":"canary"}' }],
          providerState: 'signed canary',
        },
        { role: 'tool', callId: 'c', tool: 't', text: 'canary', isError: false },
      ],
    },
    redact,
  );
  expect(JSON.stringify(masked).match(/canary/g)).toHaveLength(1);
  expect(masked.messages[1]).toMatchObject({ providerState: 'signed canary' });
});
