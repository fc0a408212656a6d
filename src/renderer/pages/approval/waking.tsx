// The bar that fills while a button sleeps. It runs exactly as long as the machine that decides (arming.ts), so the
// time is taken from there and not from the styles; under reduced motion it stands still.
import { useEffect, useRef } from 'react';
import { ARMING_MS } from './arming.ts';

export function Waking() {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const filling = bar.current?.animate([{ transform: 'scaleX(0)' }, { transform: 'scaleX(1)' }], ARMING_MS);
    return () => filling?.cancel();
  }, []);
  return <span ref={bar} className="waking" aria-hidden="true" />;
}
