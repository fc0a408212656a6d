// Stop 20. A conversation over the window goes on: older turns become a summary that names what it stands for, facts are
// drawn first, call and result stay together, and nothing of what was said is removed.
import { describe, expect, test } from 'vitest';
import type { ModelMessage } from '../../src/main/domain/ports/model.ts';
import { forget } from '../worlds/forgetting.ts';
import { desk, unmarked } from '../worlds/people.ts';
import { calls, fails, holds, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

const WINDOW = 8_000;
/** About 600 tokens. */
const LONG = 'word '.repeat(480);
const SUMMARY = 'They spoke of the harbour; the boat is called Nora.';

async function small(): Promise<World> {
  const world = makeWorld({
    model: {
      provider: 'openai-compatible',
      name: 'scripted',
      base_url: 'http://127.0.0.1:1/v1',
      context_tokens: WINDOW,
    },
  });
  await world.start();
  return world;
}

async function talk(world: World, say: (text: string) => void, turns: number, from = 0): Promise<void> {
  for (let turn = from; turn < from + turns; turn += 1) {
    say(`message ${turn} ${LONG}`);
    await world.settled();
    await shortened(world);
  }
}

/** What runs after a turn has come to its end. */
async function shortened(world: World): Promise<void> {
  for (let seen = -1; seen !== world.learner.requests.length; ) {
    seen = world.learner.requests.length;
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }
}

function unpaired(messages: readonly ModelMessage[]): number {
  const asked = messages.flatMap((one) =>
    one.role === 'assistant' ? one.toolCalls.map((call) => call.callId) : [],
  );
  const answered = messages.flatMap((one) => (one.role === 'tool' ? [one.callId] : []));
  return (
    asked.filter((id) => !answered.includes(id)).length + answered.filter((id) => !asked.includes(id)).length
  );
}

/** First facts, then the summary: the learner is asked twice. */
function willShorten(world: World): void {
  world.learner.will(calls(['keep_memories', {}]), says(SUMMARY));
}

describe('stop 20: shortening', () => {
  test('past three quarters of the window facts are drawn, then the older turns become a summary', async () => {
    const world = await small();
    const { say, conversationId } = desk(world);
    willShorten(world);
    await talk(world, say, 9);
    const [facts, summary] = world.learner.requests;
    expect(facts?.mustCall).toBe('keep_memories');
    expect(summary?.messages[0]?.text).toContain('message 0');
    const { items } = world.agent.views.items(conversationId, null, 100);
    const shown = items.find((item) => item.kind === 'summary');
    expect(shown).toMatchObject({ kind: 'summary', text: SUMMARY });
    expect(items.filter((item) => item.kind === 'message' && item.author === 'person')).toHaveLength(9);
    say('where were we?');
    await world.settled();
    const request = world.model.requests.at(-1);
    const first = unmarked(request?.messages[0]?.text ?? '');
    expect(first).toContain(`<outside-text from="a summary of what was said before">\n${SUMMARY}`);
    expect(request?.messages.map(({ text }) => text).join()).not.toContain('message 0 ');
  });

  test('no secret is read for it, and what was forgotten meanwhile does not come back in it', async () => {
    const world = await small();
    world.secrets.values = ['hunter2-canary-value'];
    const { say, conversationId } = desk(world);
    const held = holds(says(SUMMARY));
    world.learner.will(calls(['keep_memories', {}]), held.answer);
    say('the boat and hunter2-canary-value');
    await world.settled();
    let isReading = false;
    void held.reached.then(() => {
      isReading = true;
    });
    for (let turn = 0; turn < 12 && !isReading; turn += 1) {
      say(`message ${turn} ${LONG}`);
      // The next turn would wait for the summary that is held.
      await Promise.race([world.settled(), held.reached]);
    }
    await held.reached;
    expect(world.learner.requests.at(-1)?.messages[0]?.text).toContain('the boat and [secret]');
    const { forgetting } = world.agent.memory;
    const preview = await forgetting.preview({ query: 'boat', scope: null });
    const by = { actor: { kind: 'owner' }, causeFrameId: null } as const;
    await forgetting.forget(
      preview.previewId,
      preview.traces.map(({ key }) => key),
      by,
    );
    held.release();
    await shortened(world);
    const { items } = world.agent.views.items(conversationId, null, 100);
    expect(items.filter(({ kind }) => kind === 'summary')).toEqual([]);
  });

  test('what was forgotten while facts were drawn from it is not read for it', async () => {
    const world = await small();
    const { say, conversationId } = desk(world);
    const held = holds(calls(['keep_memories', {}]));
    world.learner.will(held.answer, says(SUMMARY));
    say('the boat is called Nora');
    await world.settled();
    let isReading = false;
    void held.reached.then(() => {
      isReading = true;
    });
    for (let turn = 0; turn < 12 && !isReading; turn += 1) {
      say(`message ${turn} ${LONG}`);
      await Promise.race([world.settled(), held.reached]);
    }
    await held.reached;
    await forget(world, 'boat');
    held.release();
    await world.settled();
    await shortened(world);
    const read = world.learner.requests.slice(1).map(({ messages }) => messages[0]?.text ?? '');
    expect(read.join()).not.toContain('boat');
    const { items } = world.agent.views.items(conversationId, null, 100);
    expect(items.flatMap((item) => (item.kind === 'summary' ? [item.text] : [])).join()).not.toContain(
      'Nora',
    );
  });

  test('a second summary takes the first one in, and says how many turns it stands for', async () => {
    const world = await small();
    const { say, conversationId } = desk(world);
    willShorten(world);
    await talk(world, say, 9);
    willShorten(world);
    await talk(world, say, 8, 9);
    const { items } = world.agent.views.items(conversationId, null, 200);
    const summaries = items.flatMap((item) => (item.kind === 'summary' ? [item.turns] : []));
    expect(summaries).toHaveLength(2);
    expect(summaries[1]).toBeGreaterThan(summaries[0] ?? 0);
    expect(world.learner.requests.at(-1)?.messages[0]?.text).toContain(`Before that, in short: ${SUMMARY}`);
    const marks = [1, 3].map(
      (at) => /<outside-text-([0-9a-f]+)/.exec(world.learner.requests[at]?.messages[0]?.text ?? '')?.[1],
    );
    expect(marks).toEqual([expect.any(String), expect.any(String)]);
    expect(marks[0]).not.toBe(marks[1]);
  });

  test('call and result stay together, before and after', async () => {
    const world = await small();
    const { say } = desk(world);
    willShorten(world);
    for (let turn = 0; turn < 10; turn += 1) {
      world.model.will(calls(['list_files', {}], ['recall', { query: 'boat' }]), says(`done ${LONG}`));
      say(`look ${turn} ${LONG}`);
      await world.settled();
      await shortened(world);
    }
    expect(world.learner.requests.length).toBeGreaterThan(1);
    expect(
      world.model.requests.map(({ messages }) => unpaired(messages)).filter((count) => count > 0),
    ).toEqual([]);
  });

  test('when the model cannot, the oldest turns are left out, the talk goes on, and it is tried again', async () => {
    const world = await small();
    const { say, conversationId } = desk(world);
    world.learner.will(fails('unreachable'), fails('unreachable'));
    await talk(world, say, 9);
    expect(world.model.requests.at(-1)?.messages.at(-1)?.text).toContain('message 8');
    expect(
      world.agent.views.items(conversationId, null, 100).items.some(({ kind }) => kind === 'summary'),
    ).toBe(false);
    for (let tries = 0; tries < 3; tries += 1) willShorten(world);
    await talk(world, say, 2, 9);
    expect(
      world.agent.views.items(conversationId, null, 100).items.some(({ kind }) => kind === 'summary'),
    ).toBe(true);
    expect(world.faults).toEqual([]);
  });

  test('what was untrusted before it was shortened taints what comes after it', async () => {
    const world = await small();
    const { say, conversationId } = desk(world);
    world.stores.settings.put(
      `taint ${conversationId}`,
      JSON.stringify({ untrusted: true, private: false, sources: [{ kind: 'web', label: 'evil.example' }] }),
    );
    willShorten(world);
    await talk(world, say, 9);
    world.model.will(calls(['remember', { fact: 'The boat is called Nora.' }]));
    say('remember the boat');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    expect(world.agent.approvals.questions()[0]).toMatchObject({ taint: { untrusted: true } });
  });

  test('a turn that outgrows the window goes on with the older results of its tools cut short, fenced to their end', async () => {
    const world = await small();
    const { say } = desk(world);
    for (let read = 0; read < 5; read += 1) world.model.will(calls(['recall', { query: `boat ${read}` }]));
    const preview = await world.agent.memory.importing.preview(
      'notes.md',
      Array.from({ length: 10 }, (_, at) => `- The boat number ${at} ${'rope '.repeat(300)}`).join('\n'),
    );
    const taken = world.agent.memory.importing.take(preview.importId);
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
    world.clock.advance(10);
    await taken;
    say('tell me all of the boats');
    await world.settled();
    const results = (world.model.requests.at(-1)?.messages ?? []).filter((one) => one.role === 'tool');
    expect(results).toHaveLength(5);
    expect(results[0]?.text).toContain('[The rest was left out to make room.');
    for (const { text } of results)
      expect(text).toMatch(/^<outside-text-[0-9a-f]+ [\s\S]*<\/outside-text-[0-9a-f]+>$/);
    expect(results.at(-1)?.text).not.toContain('left out to make room');
  });
});
