// Keys and devices of the gateway: let in as what they are while they hold, whatever else is known of their id.
import { expect, test } from 'vitest';
import { type AdmissionPolicy, admit } from '../../../../src/main/domain/conversation/admission.ts';

type Message = Parameters<typeof admit>[0];

const KEY = 'gateway:user:key';
const PHONE = 'gateway:user:phone';
const POLICY: AdmissionPolicy = {
  dmPolicy: 'open',
  allowFrom: ['*', KEY, 'gateway:user:gone'],
  groupPolicy: 'open',
  groups: [],
  requireMention: false,
  callers: new Map([
    [KEY, 'api-key'],
    [PHONE, 'device'],
  ]),
};

function message(id: string | null, change: Partial<Message> = {}): Message {
  return {
    platform: 'gateway',
    kind: 'text',
    addressed: true,
    sender: { id, name: 'Owner', isBot: false },
    chat: { id: 'key/main', kind: 'direct', threadId: null, title: null },
    ...change,
  };
}

test('a key is a key and a device a device, never the owner and never a person', () => {
  for (const standing of [null, 'owner', 'paired'] as const) {
    expect(admit(message(KEY), POLICY, standing)).toMatchObject({
      actor: { kind: 'api-key', senderId: KEY },
    });
    expect(admit(message(PHONE), POLICY, standing)).toMatchObject({
      actor: { kind: 'device', senderId: PHONE },
    });
  }
});

test('what does not hold is refused, whatever a list, a policy or a standing says, and asks for no pairing', () => {
  const { callers: _, ...without } = POLICY;
  for (const [id, policy] of [
    ['gateway:user:gone', POLICY],
    [KEY, without],
    ['telegram:user:42', POLICY],
    ['desktop:user:owner', POLICY],
    [null, POLICY],
    ['', POLICY],
  ] as const)
    for (const standing of [null, 'owner', 'paired'] as const)
      expect([id, admit(message(id), policy, standing).kind]).toEqual([id, 'refuse']);
});

test('only plain messages in direct come through', () => {
  const group = { id: 'g', kind: 'group', threadId: null, title: null } as const;
  expect(admit(message(KEY, { chat: group }), POLICY, null).kind).toBe('refuse');
  expect(admit(message(KEY, { kind: 'button' }), POLICY, null).kind).toBe('refuse');
});
