// Thirty seconds of `npm run fuzz`, the same each time: nothing that reads bytes from outside breaks on any of them.
import { expect, test } from 'vitest';
import { fuzz, sayFinding } from '../../fuzz/engine.ts';
import { TARGETS } from '../../fuzz/targets.ts';

const SEED = 20_260_103;
const ALL_MS = 30_000;
const TIMEOUT_MS = 60_000;

test.each(TARGETS)(
  `$name holds against mutated bytes, seed ${SEED}`,
  async (target) => {
    const { finding } = await fuzz(target, SEED, ALL_MS / TARGETS.length);
    expect(finding === null ? 'nothing broke' : sayFinding(finding)).toBe('nothing broke');
  },
  TIMEOUT_MS,
);
