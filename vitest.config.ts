// The test projects, one a promise: unit mirrors src/, path follows one message, contract holds every adapter
// to its port, deny shows what must be impossible, architecture guards the layers, e2e drives the built app.
// Each can be run alone: `vitest run --project unit`. It knows nothing of set-up: scripts/test.mjs does that.
import { defineConfig } from 'vitest/config';

const SECOND_MS = 1_000;

interface Project {
  readonly name: string;
  readonly include: readonly string[];
  readonly timeoutMs: number;
  readonly serial?: boolean;
}

function project({ name, include, timeoutMs, serial = false }: Project) {
  return {
    test: {
      name,
      include: [...include],
      environment: 'node' as const,
      pool: 'forks' as const,
      testTimeout: timeoutMs,
      // A loaded machine is slow, not wrong: whoever waits for something waits nearly as long as the test may take.
      expect: { poll: { timeout: timeoutMs / 2 } },
      hookTimeout: timeoutMs,
      teardownTimeout: 10 * SECOND_MS,
      fileParallelism: !serial,
      sequence: { groupOrder: serial ? 1 : 0 },
      unstubEnvs: true,
      restoreMocks: true,
    },
  };
}

const tests = (folder: string) => [`test/${folder}/**/*.test.ts`, `test/${folder}/**/*.test.tsx`];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project({ name: 'architecture', include: ['test/architecture.test.ts'], timeoutMs: 30 * SECOND_MS }),
      project({ name: 'unit', include: tests('unit'), timeoutMs: 20 * SECOND_MS }),
      project({ name: 'path', include: tests('path'), timeoutMs: 30 * SECOND_MS }),
      project({ name: 'contract', include: tests('contract'), timeoutMs: 60 * SECOND_MS }),
      project({ name: 'deny', include: tests('deny'), timeoutMs: 60 * SECOND_MS, serial: true }),
      project({ name: 'e2e', include: ['e2e/**/*.e2e.ts'], timeoutMs: 180 * SECOND_MS, serial: true }),
    ],
  },
});
