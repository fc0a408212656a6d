// Whether the window is too narrow for words beside the icons of the side bar. The styles read it as an attribute
// of the root, because a width cannot be a token inside a media query.
import { useEffect } from 'react';

/** Below this the side bar's words would leave the conversation less than 400 pixels. */
const NARROW_PX = 880;

export function useNarrow(): void {
  useEffect(() => {
    const narrow = window.matchMedia(`(max-width: ${NARROW_PX}px)`);
    const mark = () => document.documentElement.toggleAttribute('data-narrow', narrow.matches);
    mark();
    narrow.addEventListener('change', mark);
    return () => narrow.removeEventListener('change', mark);
  }, []);
}
