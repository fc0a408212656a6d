// How wide an element is, for what depends on it and cannot be said in styles: a width is no token inside a query.
import { type RefObject, useLayoutEffect, useState } from 'react';

/** In whole pixels; 0 before it was drawn. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return;
    setWidth(Math.floor(watched.clientWidth));
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width));
    });
    watch.observe(watched);
    return () => watch.disconnect();
  }, [element]);
  return width;
}
