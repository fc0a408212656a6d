// Who may speak: every policy against every kind of sender, as one table.
import { describe, expect, test } from 'vitest';
import {
  type Admission,
  type AdmissionPolicy,
  admit,
} from '../../../../src/main/domain/conversation/admission.ts';

type Message = Parameters<typeof admit>[0];
type Standing = Parameters<typeof admit>[2];

const ID = 'telegram:user:42';
const LISTED = 'telegram:user:7';

function message(change: Partial<Message> = {}, sender: Partial<Message['sender']> = {}): Message {
  return {
    platform: 'telegram',
    kind: 'text',
    addressed: true,
    ...change,
    sender: { id: ID, name: 'Ada', isBot: false, ...sender },
    chat: { id: '42', kind: 'direct', threadId: null, title: null, ...change.chat },
  };
}

function policy(change: Partial<AdmissionPolicy> = {}): AdmissionPolicy {
  return {
    dmPolicy: 'pairing',
    allowFrom: [LISTED],
    groupPolicy: 'allowlist',
    groups: ['-100'],
    requireMention: true,
    ...change,
  };
}

function outcome(admission: Admission): string {
  return admission.kind === 'admit' ? `admit ${admission.actor.kind}` : admission.kind;
}

describe('direct messages', () => {
  const senders: readonly [name: string, id: string, standing: Standing][] = [
    ['owner', ID, 'owner'],
    ['listed', LISTED, null],
    ['paired', ID, 'paired'],
    ['blocked', ID, 'blocked'],
    ['blocked and listed', LISTED, 'blocked'],
    ['stranger', ID, null],
  ];
  const expected: Record<AdmissionPolicy['dmPolicy'], readonly string[]> = {
    pairing: ['admit owner', 'admit listed-sender', 'admit paired-sender', 'refuse', 'refuse', 'pair'],
    allowlist: ['admit owner', 'admit listed-sender', 'refuse', 'refuse', 'refuse', 'refuse'],
    open: ['admit owner', 'admit listed-sender', 'refuse', 'refuse', 'refuse', 'refuse'],
    disabled: ['refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'refuse'],
  };
  const cases = (Object.keys(expected) as AdmissionPolicy['dmPolicy'][]).flatMap((dmPolicy) =>
    senders.map(([name, id, standing], i) => [dmPolicy, name, expected[dmPolicy][i], id, standing] as const),
  );
  test.each(cases)('dm_policy %s, %s: %s', (dmPolicy, _name, result, id, standing) => {
    const admission = admit(message({}, { id }), policy({ dmPolicy }), standing);
    expect(outcome(admission)).toBe(result);
    expect(admission.reason).toMatch(/\S/);
  });

  test('open admits everybody only where "*" is written', () => {
    expect(outcome(admit(message(), policy({ dmPolicy: 'open', allowFrom: ['*'] }), null))).toBe(
      'admit listed-sender',
    );
    expect(outcome(admit(message(), policy({ dmPolicy: 'open', allowFrom: [] }), null))).toBe('refuse');
  });

  test('"*" makes nobody an owner, and in an allow list of another policy it is nobody’s id', () => {
    for (const dmPolicy of ['pairing', 'allowlist'] as const) {
      expect(outcome(admit(message(), policy({ dmPolicy, allowFrom: ['*'] }), null))).toBe(
        dmPolicy === 'pairing' ? 'pair' : 'refuse',
      );
      expect(outcome(admit(message({}, { id: '*' }), policy({ dmPolicy, allowFrom: ['*'] }), null))).toBe(
        'refuse',
      );
    }
  });

  test('an empty list admits nobody', () => {
    expect(
      outcome(admit(message({}, { id: LISTED }), policy({ dmPolicy: 'allowlist', allowFrom: [] }), null)),
    ).toBe('refuse');
  });

  test.each([
    ['a name equal to a listed id', {}, { name: LISTED }],
    ['an id that begins like a listed one', {}, { id: `${LISTED}1` }],
    ['an id that a listed one begins with', {}, { id: 'telegram:user:' }],
    ['a group id with the number of a listed user', {}, { id: 'telegram:group:7' }],
    ['the bare number of a listed user', {}, { id: '7' }],
    ['a listed id with a space', {}, { id: ` ${LISTED}` }],
    ['a listed id of another platform', {}, { id: 'desktop:user:7' }],
  ])('%s is not on the list', (_name, change, sender) => {
    const admission = admit(message(change, sender), policy({ dmPolicy: 'allowlist' }), null);
    expect(outcome(admission)).toBe('refuse');
  });

  test.each([
    ['no id', null],
    ['an empty id', ''],
    ['a blank id', '  '],
  ])('%s is nobody, also where the list holds the same blank, also at the desk', (_name, id) => {
    for (const platform of ['telegram', 'desktop'] as const) {
      const open = policy({ dmPolicy: 'open', allowFrom: ['*', id ?? '', ''] });
      expect(outcome(admit(message({ platform }, { id }), open, 'owner'))).toBe('refuse');
    }
  });

  test.each([
    'telegram:user:',
    'telegram:7',
    'telegram:bot:7',
    'telegram:user:7 8',
    'Telegram:user:7',
    'telegram:user:\n7',
    `telegram:user:${'7'.repeat(301)}`,
    'desktop:user:owner',
    'telegramx:user:7',
  ])('%j is no id of a sender here, also where everybody is let in', (id) => {
    const open = policy({ dmPolicy: 'open', allowFrom: ['*', id] });
    expect(outcome(admit(message({}, { id }), open, 'owner'))).toBe('refuse');
  });

  test('a bot starts nothing, whoever listed, paired or owns it', () => {
    for (const standing of ['owner', 'paired', null] as const) {
      const admission = admit(message({}, { id: LISTED, isBot: true }), policy(), standing);
      expect(outcome(admission)).toBe('refuse');
    }
  });

  test.each(['edit', 'button', 'reaction'] as const)(
    'a stranger’s %s opens no pairing request; from a paired person it passes as their message does',
    (kind) => {
      expect(outcome(admit(message({ kind }), policy(), null))).toBe('refuse');
      expect(outcome(admit(message({ kind }), policy(), 'paired'))).toBe('admit paired-sender');
    },
  );
});

describe('rooms', () => {
  const room = { id: '-100', kind: 'group', threadId: null, title: 'Team' } as const;

  test.each([
    ['allowlist', ['-100'], true, 'admit group-member'],
    ['allowlist', ['-100'], false, 'ignore'],
    ['allowlist', [], true, 'ignore'],
    ['allowlist', ['-1001', '100', 'Team'], true, 'ignore'],
    ['open', [], true, 'admit group-member'],
    ['open', [], false, 'ignore'],
    ['disabled', ['-100'], true, 'ignore'],
  ] as const)('group_policy %s with %j, addressed %s: %s', (groupPolicy, groups, addressed, result) => {
    const admission = admit(message({ chat: room, addressed }), policy({ groupPolicy, groups }), null);
    expect(outcome(admission)).toBe(result);
  });

  test('a person let in directly opens no room by that, and in a room even the owner is one of many', () => {
    for (const standing of ['owner', 'paired'] as const) {
      expect(outcome(admit(message({ chat: room }), policy({ groups: [] }), standing))).toBe('ignore');
      expect(outcome(admit(message({ chat: room }), policy(), standing))).toBe('admit group-member');
    }
    expect(outcome(admit(message({ chat: room }, { id: LISTED }), policy({ groups: [] }), null))).toBe(
      'ignore',
    );
  });

  test('a blocked person is refused in an admitted room too', () => {
    expect(outcome(admit(message({ chat: room }), policy({ groupPolicy: 'open' }), 'blocked'))).toBe(
      'refuse',
    );
  });

  test('a kind of chat that nobody knows gets the strictest rule', () => {
    const open = policy({
      dmPolicy: 'open',
      allowFrom: ['*', ID],
      groupPolicy: 'open',
      requireMention: false,
    });
    for (const standing of ['owner', 'paired', null] as const) {
      const chat = { id: '-100', kind: 'unknown', threadId: null, title: null } as const;
      expect(outcome(admit(message({ chat }), open, standing))).toBe('refuse');
    }
  });
});

test('at the desk sits the owner, whatever the channels’ policies say', () => {
  const admission = admit(
    message({ platform: 'desktop' }, { id: 'desktop:user:owner' }),
    policy({ dmPolicy: 'disabled' }),
    null,
  );
  expect(outcome(admission)).toBe('admit owner');
});
