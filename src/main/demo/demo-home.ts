// Where a demo lives that was given no folder. Apart from the demo's world, so that every other start loads none of it.
// Knows nothing of what happens in it; who made it removes it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder for a demo that was given none. */
export function makeDemoHome(): string {
  return mkdtempSync(join(tmpdir(), 'sallyport-demo-'));
}
