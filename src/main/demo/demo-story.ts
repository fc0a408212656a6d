// The story of `--demo`, told on the terminal as it happens: pairing, question, sandboxed run, reply. With `--once` the
// owner's clicks are made here, each step is checked against the ledger, and the result is the exit code.
import type { FrameKind } from '../../contracts/activity.ts';
import type { Agent } from '../domain/agent.ts';
import type { DemoWorld } from './demo-world.ts';

export interface DemoStory {
  /** Resolves when the story is over; true when every step is in the ledger. */
  tell(): Promise<boolean>;
}

/** Kinds that the finished story must have left, in this order. */
const EXPECTED: readonly FrameKind[] = [
  'message-refused',
  'pairing-requested',
  'pairing-approved',
  'message-received',
  'turn-started',
  'tool-called',
  'tool-decided',
  'approval-asked',
  'approval-answered',
  'tool-ended',
  'turn-ended',
];
const STEP_DEADLINE_MS = 60_000;
/** A person takes their time. */
const OWNER_DEADLINE_MS = 30 * 60_000;
const LOOK_EVERY_MS = 100;

export function createDemoStory(deps: {
  world: DemoWorld;
  agent: Agent;
  once: boolean;
  /** What the owner is to do, where there is a window and where there is none. */
  turnWords: { readonly pair: string; readonly decide: string };
  say: (line: string) => void;
}): DemoStory {
  const { world, agent, once, say } = deps;
  const { stranger } = world;
  const deadlineMs = once ? STEP_DEADLINE_MS : OWNER_DEADLINE_MS;

  async function tell(): Promise<boolean> {
    say('1. Ada, a stranger, writes to the bot on a simulated Telegram: "Hello, is somebody there?"');
    await stranger.write('Hello, is somebody there?');
    const code = await until('a pairing request', () => agent.pairing.list()[0]);
    say(`2. She gets a pairing code and nothing else: ${code.code}. Her message started nothing.`);
    if (once) agent.pairing.approve(code.id, 'person', true);
    else say(`   Your turn: ${deps.turnWords.pair}`);
    await until('the pairing', () => agent.pairing.senders().find((sender) => sender.standing === 'paired'));
    say('3. Ada is paired, and told so. She asks: "Please show me your folder."');
    await stranger.write('Please show me your folder.');
    const question = await until('the question', () => {
      const asked = agent.approvals.questions().find((open) => open.kind === 'tool-call');
      if (asked === undefined && ended()) throw new Error('The demo’s turn ended without a question.');
      return asked;
    });
    say(`4. The model wants to run a command, and waits for you: ${question.summary}`);
    if (once) agent.approvals.allow(question.id, 'once', question.revision);
    else say(`   Your turn: ${deps.turnWords.decide}`);
    await until('the end of the turn', () => ended() || undefined);
    const answer = await until('the reply', () =>
      stranger.messages().find(({ text }) => /came back|not done/.test(text)),
    );
    say(`5. Ada gets the reply:\n${answer.text.replace(/^/gm, '   | ')}`);
    const problems = check();
    const verification = agent.ledger.verify();
    say(
      `6. The ledger has every step with its cause, ${verification.frames} frames, and is ${verification.kind}.`,
    );
    for (const problem of problems) say(`   Missing: ${problem}`);
    return problems.length === 0 && verification.kind === 'intact';
  }

  function ended(): boolean {
    return frames('turn-ended').length > 0;
  }

  function frames(kind: FrameKind): readonly { id: string; facts: object }[] {
    return agent.ledger.tail({ beforeId: null, limit: 500, conversationId: null, kinds: [kind] });
  }

  /** What the story should have left and did not; a denied command counts as told, not as done. */
  function check(): readonly string[] {
    const missing = EXPECTED.filter((kind) => frames(kind).length === 0).map(String);
    const [end] = frames('tool-ended');
    if (once && !JSON.stringify(end?.facts ?? {}).includes('succeeded'))
      missing.push('a command that succeeded');
    if (once && frames('tool-started').length === 0) missing.push('tool-started');
    const [sent] = frames('reply-sent');
    if (sent === undefined) missing.push('a reply that was sent');
    else if (agent.ledger.explain(sent.id)[0]?.kind !== 'message-received')
      missing.push('the cause of the reply');
    return missing;
  }

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    const giveUpAt = Date.now() + deadlineMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > giveUpAt) throw new Error(`The demo waited in vain for ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  return { tell };
}
