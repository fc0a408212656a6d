// `npm run bench`: measures the built app, prints a table, writes the numbers with machine and commit.
//   options → measurements, one after another → table, bench/results/<date>-<commit>.json
// Timings never decide a test: whatever the numbers are, the exit code is 0; a measurement that could not be made
// is told, and the exit code is 1. What each row means: docs/performance.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAppProcesses } from './app/app-process.ts';
import { ROOT, runtime } from './app/runtime.ts';
import { machineNow, sourceOf } from './figures/machine.ts';
import { readBenchOptions } from './figures/options.ts';
import type { Row } from './figures/row.ts';
import { tableOf } from './figures/table.ts';
import { measureChannels } from './measures/channels.ts';
import { measureDecision } from './measures/decision.ts';
import { measureGateway } from './measures/gateway.ts';
import { measureGatewayTold } from './measures/gateway-told.ts';
import { measureIdleCpu } from './measures/idle-cpu.ts';
import { measureKill } from './measures/kill.ts';
import type { Bench, Measure } from './measures/measure.ts';
import { measureMemory } from './measures/memory.ts';
import { measureMemoryAfterSearch } from './measures/memory-after-search.ts';
import { measureReply } from './measures/reply.ts';
import { measureRequestSize } from './measures/request-size.ts';
import { measureSandbox } from './measures/sandbox.ts';
import { measureStart } from './measures/start.ts';
import { measureThroughput } from './measures/throughput.ts';
import { measureWindow } from './measures/window.ts';

const RUNS = 5;

const MEASURES: Readonly<Record<string, Measure>> = {
  start: measureStart,
  memory: measureMemory,
  'memory-after-search': measureMemoryAfterSearch,
  window: measureWindow,
  'idle-cpu': measureIdleCpu,
  reply: measureReply,
  throughput: measureThroughput,
  channels: measureChannels,
  decision: measureDecision,
  gateway: measureGateway,
  'gateway-told': measureGatewayTold,
  kill: measureKill,
  'request-size': measureRequestSize,
  sandbox: measureSandbox,
};

async function main(): Promise<number> {
  const options = readBenchOptions(process.argv.slice(2), Object.keys(MEASURES));
  const machine = machineNow();
  const source = sourceOf(ROOT);
  const startedAt = new Date();
  const apps = createAppProcesses();
  const bench: Bench = { apps, quick: options.quick, runs: options.quick ? 1 : RUNS, say };
  const rows: Row[] = [];
  const failed: { measure: string; reason: string }[] = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (options.only !== null && !options.only.includes(name)) continue;
    try {
      rows.push(...(await measure(bench)));
    } catch (problem) {
      failed.push({ measure: name, reason: problem instanceof Error ? problem.message : String(problem) });
    } finally {
      await apps.endAll();
    }
  }
  process.stdout.write(`${tableOf(rows)}\n`);
  for (const { measure, reason } of failed) say(`${measure} could not be measured: ${reason}`);
  if (options.write) {
    const { kind, version } = runtime();
    const file = fileName(startedAt, source.commit);
    mkdirSync(join(ROOT, 'bench', 'results'), { recursive: true });
    writeFileSync(
      join(ROOT, 'bench', 'results', file),
      `${JSON.stringify({ startedAt, ...source, quick: options.quick, machine, electron: { kind, version }, rows, failed }, null, 2)}\n`,
    );
    say(`Written to bench/results/${file}`);
  }
  return failed.length === 0 ? 0 : 1;
}

function fileName(at: Date, commit: string): string {
  return `${at.toISOString().slice(0, 16).replaceAll(':', '')}-${commit}.json`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

try {
  process.exitCode = await main();
} catch (problem) {
  say(problem instanceof Error ? problem.message : String(problem));
  process.exitCode = 2;
}
