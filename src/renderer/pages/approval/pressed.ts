// Whether a click is a real press of a pointer. A button that allows takes no other.
import type { MouseEvent } from 'react';

type Click = Pick<MouseEvent, 'detail' | 'isTrusted'>;

/** For `onClick` of every button that allows. */
export function onlyPointer(act: () => void): (click: Click) => void {
  return ({ detail, isTrusted }) => {
    // SECURITY: Enter and Space (which click with no count) and clicks made by a script never allow.
    if (isTrusted && detail > 0) act();
  };
}
