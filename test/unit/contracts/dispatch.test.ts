// Doors two to four, against every call there is: the matrix of surface × call is read from the contracts themselves.
import { describe, expect, test } from 'vitest';
import type { Contract, Surface } from '../../../src/contracts/contract.ts';
import { dispatch, eventFor } from '../../../src/contracts/dispatch.ts';
import { AppError, INTERNAL_MESSAGE } from '../../../src/contracts/errors.ts';
import { type AllHandlers, contracts } from '../../../src/contracts/surfaces.ts';

const SURFACES: readonly Surface[] = ['chat', 'approval', 'cli'];
const ID = '01KDXF2Q8ZJ3M5N7P9R1T3V5X7';
const REFUSED = { ok: false, error: { code: 'not-allowed', message: 'This is not available here.' } };

interface Called {
  readonly contract: string;
  readonly call: string;
}

/** Handlers for every call of every contract; each does what `answer` says and is noted. */
function handlersThat(answer: (called: Called) => unknown, noted: Called[] = []): AllHandlers {
  return Object.fromEntries(
    Object.entries<Contract>(contracts).map(([contract, { calls }]) => [
      contract,
      Object.fromEntries(
        Object.keys(calls).map((call) => [
          call,
          () => {
            noted.push({ contract, call });
            return answer({ contract, call });
          },
        ]),
      ),
    ]),
  ) as unknown as AllHandlers;
}

const everyCall = Object.entries<Contract>(contracts).flatMap(([contract, definition]) =>
  Object.keys(definition.calls).map((call) => [contract, call, definition] as const),
);

function send(
  surface: Surface,
  contract: unknown,
  call: unknown,
  input: unknown,
  answer: (called: Called) => unknown = () => undefined,
): { reply: ReturnType<typeof dispatch>; noted: Called[]; faults: { call: string; cause: unknown }[] } {
  const noted: Called[] = [];
  const faults: { call: string; cause: unknown }[] = [];
  const reply = dispatch(handlersThat(answer, noted), { surface }, contract, call, input, (name, cause) =>
    faults.push({ call: name, cause }),
  );
  return { reply, noted, faults };
}

describe('the second door: what a surface holds', () => {
  const matrix = everyCall.flatMap(([contract, call, definition]) =>
    SURFACES.map((surface) => {
      const held = (definition.calls[call]?.surfaces ?? definition.surfaces).includes(surface);
      return [surface, held ? 'may' : 'may not', `${contract}.${call}`, contract, call, held] as const;
    }),
  );
  test.each(matrix)('%s %s reach %s', async (surface, _may, _name, contract, call, held) => {
    const { reply, noted } = send(surface, contract, call, { unknown: 'member' });
    const answered = await reply;
    expect(noted).toEqual([]);
    if (held) expect(answered).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    else expect(answered).toEqual(REFUSED);
  });

  test('the chat page reaches no call that settles or widens, under no name', async () => {
    for (const call of Object.keys(contracts.authority.calls)) {
      for (const contract of ['authority', 'approvals', 'pairing', 'AUTHORITY', 'authority ']) {
        const { reply, noted } = send('chat', contract, call, { id: ID, how: 'always', as: 'owner' });
        const answered = await reply;
        // To deny narrows; to ask again settles nothing, it only puts the question anew.
        const settlesNothing = contract !== 'authority' && (call === 'deny' || call === 'askAgain');
        if (!settlesNothing) expect(answered).toEqual(REFUSED);
        expect(noted.filter((one) => one.contract === 'authority')).toEqual([]);
      }
    }
  });

  test('the windows of before the profile is open hold nothing of the agent', () => {
    for (const [name, contract] of Object.entries<Contract>(contracts)) {
      if (name === 'unlock') expect(contract.surfaces).toEqual(['unlock']);
      else expect(contract.surfaces).not.toContain('unlock');
      for (const call of Object.values(contract.calls)) {
        if (name !== 'unlock') expect(call.surfaces ?? []).not.toContain('unlock');
      }
    }
  });

  test.each([
    ['__proto__', 'toString'],
    ['constructor', 'assign'],
    ['status', '__proto__'],
    ['status', 'constructor'],
    ['status', 'hasOwnProperty'],
    ['status', ''],
    ['', ''],
    [null, null],
    [['status'], 'get'],
    ['status', ['get']],
    [{ toString: (): string => 'status' }, 'get'],
  ])('%j.%j is no call', async (contract, call) => {
    const { reply, noted } = send('cli', contract, call, {});
    expect(await reply).toEqual(REFUSED);
    expect(noted).toEqual([]);
  });
});

describe('the third door: strict input', () => {
  test.each(everyCall)('%s.%s takes no member it does not know', async (contract, call, definition) => {
    const surface = (definition.calls[call]?.surfaces ?? definition.surfaces)[0]!;
    for (const input of [{ ...{}, smuggled: 1 }, null, undefined, 'text', 7, []]) {
      const { reply, noted } = send(surface, contract, call, input);
      expect(await reply).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      expect(noted).toEqual([]);
    }
  });

  test('a value that does not fit is said by its place, and not repeated', async () => {
    const { reply } = send('chat', 'credentials', 'set', { name: 'NOT A NAME', value: 'canary-value' });
    const answered = await reply;
    expect(answered).toMatchObject({ error: { message: expect.stringMatching(/^name: /) } });
    expect(JSON.stringify(answered)).not.toContain('canary');
  });
});

describe('the fourth door: checked output', () => {
  test('a value with one member too many does not leave, and is a fault of ours', async () => {
    const { reply, faults } = send('chat', 'credentials', 'list', {}, () => [
      { name: 'model.api-key', source: 'vault', setAt: null, value: 'canary' },
    ]);
    const answered = await reply;
    expect(answered).toEqual({ ok: false, error: { code: 'internal', message: INTERNAL_MESSAGE } });
    expect(faults.map(({ call }) => call)).toEqual(['credentials.list']);
  });

  test('one deep inside neither', async () => {
    const status = {
      version: '1',
      ready: true,
      paused: false,
      mood: 'idle',
      channels: [
        {
          name: 'telegram',
          state: 'connected',
          lastSeenAt: null,
          lastError: null,
          account: null,
          token: 'canary',
        },
      ],
      pending: { approvals: 0, pairings: 0 },
      notices: [],
      sandbox: { available: true, detail: '' },
    };
    const { reply } = send('chat', 'status', 'get', {}, () => status);
    expect(await reply).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  test('what fits leaves as it is', async () => {
    const { reply } = send('chat', 'credentials', 'list', {}, () => [
      { name: 'model.api-key', source: 'vault', setAt: null },
    ]);
    expect(await reply).toEqual({
      ok: true,
      value: [{ name: 'model.api-key', source: 'vault', setAt: null }],
    });
  });
});

describe('what goes wrong inside', () => {
  test('an error meant for a person passes with its code and sentence, without its cause', async () => {
    const { reply, faults } = send('chat', 'status', 'get', {}, () => {
      throw new AppError('paused', 'The agent is paused.', { cause: new Error('canary') });
    });
    expect(await reply).toEqual({ ok: false, error: { code: 'paused', message: 'The agent is paused.' } });
    expect(faults).toEqual([]);
  });

  test.each([
    [
      'thrown',
      () => {
        throw new Error('canary: /home/ada SELECT *');
      },
    ],
    ['rejected', () => Promise.reject(new TypeError('canary'))],
    [
      'thrown as something else',
      () => {
        throw 'canary';
      },
    ],
  ])('an unexpected error, %s, becomes the fixed sentence and nothing of itself', async (_name, fail) => {
    const { reply, faults } = send('chat', 'status', 'get', {}, fail);
    const answered = await reply;
    expect(answered).toEqual({ ok: false, error: { code: 'internal', message: INTERNAL_MESSAGE } });
    expect(faults).toHaveLength(1);
  });
});

describe('events', () => {
  const noFault = () => undefined;
  test.each(
    Object.entries<Contract>(contracts).flatMap(([name, contract]) =>
      SURFACES.map((surface) => [name, surface, contract.surfaces.includes(surface)] as const),
    ),
  )('of %s to %s: %s', (name, surface, held) => {
    const [event] = Object.keys((contracts as Record<string, Contract>)[name]!.events);
    const faults: string[] = [];
    const out = eventFor(surface, name, event!, { not: 'fitting' }, (call) => faults.push(call));
    expect(out).toBeNull();
    // Where the surface holds the contract the payload was looked at; elsewhere it was not even that.
    expect(faults).toEqual(held ? [`${name}.${event}`] : []);
  });

  test('carry nothing beyond their schema', () => {
    expect(eventFor('chat', 'pairing', 'pairing-change', { pending: 1 }, noFault)).toEqual({
      contract: 'pairing',
      event: 'pairing-change',
      payload: { pending: 1 },
    });
    expect(eventFor('chat', 'pairing', 'pairing-change', { pending: 1, code: 'ABCD' }, noFault)).toBeNull();
    expect(eventFor('chat', 'nothing', 'x', {}, noFault)).toBeNull();
    expect(eventFor('chat', 'status', '__proto__', {}, noFault)).toBeNull();
  });
});
