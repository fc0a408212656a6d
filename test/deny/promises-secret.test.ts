// Promise 4, as far as the domain goes: a canary known as a secret is in nothing that leaves main: not in what a window,
// the model, a channel, the ledger, an approval or an error is given, however it was brought in and whatever form it has.
import { describe, expect, test } from 'vitest';
import { desk, pairAs } from '../worlds/people.ts';
import { ended } from '../worlds/recording-sandbox.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const CANARY = 'Canary"0815\\value/with+signs';
const FORMS: readonly (readonly [string, string])[] = [
  ['as it is', CANARY],
  ['in JSON', JSON.stringify(CANARY).slice(1, -1)],
  ['in a URL', encodeURIComponent(CANARY)],
  ['in hex', Buffer.from(CANARY).toString('hex')],
  ['in base64', Buffer.from(CANARY).toString('base64')],
  ['in base64 after a name', Buffer.from(`ada:${CANARY}`).toString('base64')],
  ['in base64url after another', Buffer.from(`owner:${CANARY}`).toString('base64url')],
];

/** Everything that leaves main, as one text. Rows that are only kept, encrypted, are not part of it. */
function everythingThatLeft(world: World): string {
  return JSON.stringify([
    world.events,
    world.model.requests,
    world.telegram.attempts,
    [...world.stores.frames.walk()].map((frame) => world.agent.ledger.view(frame)),
    world.agent.approvals.questions(),
    world.agent.approvals.rows(0, 1_000).map(({ shownText, reason }) => [shownText, reason]),
    world.stores.rules.list(),
    world.agent.views.conversations(),
    world.stores.conversations
      .list()
      .flatMap(({ id, preview, title }) => [
        preview,
        title,
        world.agent.views.items(id, null, 500).items,
        world.agent.streamingIn(id),
      ]),
    world.agent.status(),
    world.faults.map(({ message }) => message),
  ]);
}

function expectNothingOf(text: string, form: string): void {
  for (const part of [form, form.slice(0, 12), CANARY.slice(0, 10)]) {
    const inJson = JSON.stringify(part).slice(1, -1);
    expect(text).not.toContain(part);
    expect(text).not.toContain(inJson);
  }
}

describe('no secret leaves main', () => {
  test.each(FORMS)(
    'said by a person, printed by a program, repeated by the model in pieces: %s',
    async (_name, form) => {
      const world = makeWorld();
      world.secrets.values = [CANARY];
      await world.start();
      await pairAs(world);
      const padding = 'x'.repeat(125); // so that it stands where previews and labels are cut
      world.model.will(
        calls(['run_command', { argv: ['touch', padding, form] }]),
        (_request, _signal) => [
          ...Array.from(`${padding} ${form} `, (delta) => ({ type: 'text' as const, delta })),
          {
            type: 'tool-call',
            call: { callId: 'k', tool: 'remember', inputText: JSON.stringify({ fact: form }) },
          },
          {
            type: 'end',
            reason: 'tool-calls',
            usage: { inputTokens: 1, outputTokens: 1 },
            providerState: null,
          },
        ],
        says(`${padding} ${form}`),
      );
      world.sandbox.will(ended(`TOKEN=${form}\n`));
      world.agent.receive(written(`${padding} ${form}`));
      await world.when(() => world.agent.approvals.pendingCount() === 1);
      expectNothingOf(everythingThatLeft(world), form);
      const [first] = world.agent.approvals.questions();
      world.agent.approvals.allow(first!.id, 'always', first!.revision);
      await world.when(() => world.agent.approvals.questions().some(({ id }) => id !== first!.id));
      const [second] = world.agent.approvals.questions();
      world.agent.approvals.deny(second!.id, `no ${form}`);
      await world.settled();

      const left = everythingThatLeft(world);
      expectNothingOf(left, form);
      expect(left).toContain('[secret]');
      expect(world.model.requests).toHaveLength(3);
    },
  );

  test('as the title of an own conversation, named after what was said first', async () => {
    const world = makeWorld();
    world.secrets.values = [CANARY];
    await world.start();
    desk(world).say(`${'y'.repeat(50)} ${CANARY}`);
    await world.settled();
    expectNothingOf(everythingThatLeft(world), CANARY);
  });

  test('as the reason a platform gives for refusing', async () => {
    const world = makeWorld();
    world.secrets.values = [CANARY];
    await world.start();
    world.telegram.will({ kind: 'rejected', reason: `401 for /bot${CANARY}/sendMessage` });
    world.agent.receive(written('hello'));
    await world.settled();
    expectNothingOf(everythingThatLeft(world), CANARY);
  });
});
