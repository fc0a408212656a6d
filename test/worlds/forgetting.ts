// Forgetting as the tests do it: by words, everything that was chosen beforehand; and the pages of the file, decrypted.
import type { ForgetPreview } from '../../src/contracts/memory.ts';
import { pagesHolding } from '../decrypted-pages.ts';
import { calls } from './scripted-model.ts';
import type { World } from './world.ts';

export const OWNER = { actor: { kind: 'owner' }, causeFrameId: null } as const;

export function chosenKeys(preview: ForgetPreview): string[] {
  return preview.traces.filter((trace) => trace.chosen).map((trace) => trace.key);
}

/** Looks, and erases what was chosen beforehand. */
export async function forget(
  world: World,
  query: string,
  scope: string | null = null,
): Promise<{
  readonly preview: ForgetPreview;
  readonly forgotten: number;
  readonly remaining: number | null;
}> {
  const { forgetting } = world.agent.memory;
  const preview = await forgetting.preview({ query, scope });
  return { preview, ...(await forgetting.forget(preview.previewId, chosenKeys(preview), OWNER)) };
}

/** How many pages of the file and of its log hold the text. */
export function pages(world: World, text: string): number {
  return pagesHolding(world.storage.file, world.storage.keyHex, text);
}

/** The model calls `forget`; the question to the owner, when it is asked. */
export async function askToForget(world: World, about: string, say: () => void) {
  world.model.will(calls(['forget', { about }]));
  say();
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  const [question] = world.agent.approvals.questions();
  if (question === undefined) throw new Error('Nothing was asked');
  return question;
}

/** What the last tool call gave back to the model. */
export function toolResult(world: World): string {
  return world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'tool')?.text ?? '';
}
