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

/** Every event that a press of a key or a pointer begins with. */
export const ANSWERING_EVENTS = ['keydown', 'keypress', 'click', 'pointerdown', 'beforeinput'] as const;

type Stoppable = Pick<Event, 'preventDefault' | 'stopImmediatePropagation'>;

/** For the capture phase on the window: while asleep, nothing reaches any button, field or key handler. */
export function ignoreUnless(isAwake: boolean, event: Stoppable): void {
  if (isAwake) return;
  // SECURITY: all input is ignored in the first moments; nothing typed or pressed elsewhere lands here.
  event.preventDefault();
  event.stopImmediatePropagation();
}
