// How a case of the suite is written: it opens a stage of its own, says what it needs, and ends what it opened.
// The names of cases stand in docs/channels.md, in the order in which they are written.
import { type TestContext, test } from 'vitest';
import type { Channel, OutboundPart, SendOutcome } from '../../../../src/main/domain/ports/channel.ts';
import type { Ability, Stage, Who } from './stage.ts';

export interface Case {
  readonly name: string;
  readonly needs: readonly Ability[];
  readonly run: (stage: Stage) => Promise<void>;
}

/** One case; `needs` names what some platforms cannot do. */
export function aCase(name: string, needs: readonly Ability[], run: (stage: Stage) => Promise<void>): Case {
  return { name, needs, run };
}

export function runCase(
  { name, needs, run }: Case,
  open: (options: { proxy: string }) => Promise<Stage>,
): void {
  test(name, async (context: TestContext) => {
    const stage = await open({ proxy: '' });
    try {
      const why = needs.map((ability) => stage.cannot[ability]).find((reason) => reason !== undefined);
      if (why !== undefined) context.skip(why);
      await run(stage);
    } finally {
      await stage.channel.stop();
      await stage.close();
    }
  });
}

export async function listening(stage: Stage): Promise<void> {
  const connected = stateIs(stage.channel, 'connected');
  stage.channel.start(stage.recorder);
  await connected;
}

export function send(
  stage: Stage,
  part: Partial<OutboundPart> = {},
  to: Who | 'group' | 'thread' = 'ada',
): Promise<SendOutcome> {
  const address = to === 'group' ? stage.group : to === 'thread' ? stage.thread : stage.people[to].address;
  if (address === null) throw new Error(`The stage has no ${to}`);
  const [rendered] = stage.channel.render('Hello');
  return stage.channel.send(
    address,
    { body: 'Hello', format: 'plain', ...rendered, ...part },
    new AbortController().signal,
  );
}

export async function sendAll(stage: Stage, markdown: string): Promise<readonly SendOutcome[]> {
  const outcomes: SendOutcome[] = [];
  for (const part of stage.channel.render(markdown)) outcomes.push(await send(stage, part));
  return outcomes;
}

export async function stateIs(channel: Channel, state: string): Promise<void> {
  await healthIs(channel, (health) => health.state === state);
}

/** Resolves with the first health, of now or later, that fits. */
export function healthIs(
  channel: Channel,
  fits: (health: ReturnType<Channel['health']>) => boolean,
): Promise<ReturnType<Channel['health']>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      reject(new Error(`The channel stayed at ${JSON.stringify(channel.health())}`));
    }, 30_000);
    const end = channel.onHealth(check);
    function check(health: ReturnType<Channel['health']>): void {
      if (!fits(health)) return;
      clearTimeout(timer);
      end();
      resolve(health);
    }
    check(channel.health());
  });
}

export function pauseMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
