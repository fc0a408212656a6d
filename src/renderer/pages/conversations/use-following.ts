// Following the newest: while the reader is at the end, what is added keeps the end in view; once they scrolled
// up, nothing moves until they come back or ask to. Works on the scrolled element alone.
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** So near to the end counts as at the end: a line and a half. */
const AT_END_WITHIN_PX = 32;

export interface Following {
  readonly isFollowing: boolean;
  readonly onScroll: () => void;
  readonly jump: () => void;
}

export function useFollowing(scroller: RefObject<HTMLElement | null>): Following {
  const [isFollowing, setFollowing] = useState(true);
  const follows = useRef(true);
  const lastTop = useRef(0);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const isAtEnd = element.scrollHeight - element.clientHeight - element.scrollTop <= AT_END_WITHIN_PX;
    const wentUp = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    // What grows below moves the end away without anybody having scrolled: only going up lets go of it.
    if (!isAtEnd && !wentUp) return;
    follows.current = isAtEnd;
    setFollowing(isAtEnd);
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    toEnd();
    const watch = new ResizeObserver(() => {
      if (follows.current) toEnd();
    });
    watch.observe(element);
    for (const child of element.children) watch.observe(child);
    return () => watch.disconnect();
  }, [scroller, toEnd]);

  const jump = useCallback(() => {
    follows.current = true;
    setFollowing(true);
    toEnd();
  }, [toEnd]);

  return { isFollowing, onScroll, jump };
}
