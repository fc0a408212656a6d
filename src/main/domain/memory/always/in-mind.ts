// Who is shown the page that is always in mind: the owner's own turns, nobody else's. Pure.
import type { Actor } from '../../../../contracts/actors.ts';
import type { AlwaysInMind } from '../../conversation/system-prompt.ts';
import type { Redact } from '../../ports/world.ts';
import type { CoreMemory } from './core-memory.ts';
import { withoutSecrets } from './without-secrets.ts';

export function alwaysInMind(
  core: Pick<CoreMemory, 'current' | 'taint'>,
  actor: Actor,
  redact: Redact,
): AlwaysInMind | null {
  // SECURITY: the page speaks of its owner; a paired person, a group or a schedule is not shown it.
  if (actor.kind !== 'owner') return null;
  const { text: accepted, untrusted } = core.current();
  // SECURITY: a secret on the page is not shown to the model, also when it was accepted before it was seen to be one.
  const text = withoutSecrets(accepted, redact);
  if (text.trim() === '') return null;
  const lines = text.split('\n');
  const isUntrusted = (line: string): boolean => untrusted.has(line.trim());
  return {
    own: lines.filter((line) => !isUntrusted(line)).join('\n'),
    untrusted: lines.filter(isUntrusted).join('\n'),
    taint: core.taint(),
  };
}
