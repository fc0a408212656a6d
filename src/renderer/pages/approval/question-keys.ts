// The keys of the approval window. Enter and Space are not among them: they never allow. Pure.
import { isModPress, type KeyPlatform } from '../../components/reading/key-hint.tsx';

export type QuestionKey = 'allow' | 'deny' | 'next' | 'previous';

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** A key that is held down counts once. */
  readonly repeat: boolean;
  readonly isTrusted: boolean;
}

/** Null for every other press. */
export function questionKey(press: Press, platform?: KeyPlatform): QuestionKey | null {
  // SECURITY: a key held down since before, or made by a script, answers nothing.
  if (press.repeat || !press.isTrusted) return null;
  const { altKey, ctrlKey, metaKey, shiftKey } = press;
  if (isModPress(press, 'Enter', platform) && !altKey && !shiftKey) return 'allow';
  if (press.key === 'Escape' && !altKey && !ctrlKey && !metaKey && !shiftKey) return 'deny';
  if (!altKey || ctrlKey || metaKey || shiftKey) return null;
  if (press.key === 'ArrowRight') return 'next';
  return press.key === 'ArrowLeft' ? 'previous' : null;
}
