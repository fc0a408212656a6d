// Which conversations are the owner's own, and which commands are confined there. Pure.
import type { Actor } from '../../../contracts/actors.ts';
import type { Config } from '../../../contracts/settings.ts';

export type ChatKind = 'own' | 'direct' | 'group';

/** The owner speaking alone with the agent. Everything else (other people, groups, schedules, plugins) is not main. */
export function isMainSession(actor: Actor, chatKind: ChatKind): boolean {
  return actor.kind === 'owner' && chatKind !== 'group';
}

/** Whether a command of this session runs in the sandbox. */
export function isConfined(mode: Config['sandbox']['mode'], isMain: boolean): boolean {
  return mode === 'all' || (mode === 'non-main' && !isMain);
}
