// `npm run fuzz`: every target in turn, ten minutes together. --seconds N, --seed N, --only <part of a name>.
// Exit code 1 when one broke; the seed, the shrunk input and the problem are printed.
import { fuzz, sayFinding } from './engine.ts';
import { TARGETS } from './targets.ts';

const SECONDS = 600;

const words = process.argv.slice(2);
const seconds = Number(option('--seconds') ?? SECONDS);
const seed = Number(option('--seed') ?? Date.now() % 2 ** 31);
const only = option('--only') ?? '';
const targets = TARGETS.filter(({ name }) => name.includes(only));
process.stdout.write(`seed ${seed}, ${seconds} s over ${targets.length} targets\n`);
for (const target of targets) {
  const { inputs, finding } = await fuzz(target, seed, (seconds * 1_000) / targets.length);
  process.stdout.write(`${target.name}: ${inputs} inputs, ${finding === null ? 'nothing broke' : 'BROKE'}\n`);
  if (finding === null) continue;
  process.stdout.write(`${sayFinding(finding)}\n`);
  process.exitCode = 1;
}

function option(name: string): string | null {
  const at = words.indexOf(name);
  return at === -1 ? null : (words[at + 1] ?? null);
}
