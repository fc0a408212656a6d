// V8 keeps the pages of a thread that ended until the next full collection, and an idle app comes to none: 15 MB.
// May not know who ended. Takes some ten milliseconds of whoever calls it, so only where nothing waits.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

export function collectGarbage(): void {
  if (collect === null) {
    // The one way to it that a program has which is already running. Nothing of it reaches a page: those have V8s of their own.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
    setFlagsFromString('--no-expose-gc');
  }
  collect();
}
