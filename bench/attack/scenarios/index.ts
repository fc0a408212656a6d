// Every attack: each seed by the ways its text can come in. Some ways make no sense for some seeds and are left out.
import { HARM } from './harm.ts';
import { type Attack, type AttackSeed, CARRIERS, type Carrier } from './scenario.ts';
import { THEFT } from './theft.ts';

const SEEDS: readonly AttackSeed[] = [...THEFT, ...HARM];

/** Each seed by these; the rest by the two that differ most from one another, so that classes stay even. */
const ALWAYS: readonly Carrier[] = ['file', 'forwarded', 'paired'];
const IN_TURN: readonly Carrier[] = CARRIERS.filter((carrier) => !ALWAYS.includes(carrier));

export const ATTACKS: readonly Attack[] = SEEDS.flatMap((seed, index) =>
  [...ALWAYS, IN_TURN[index % IN_TURN.length] ?? 'web-page'].map((carrier) => ({ ...seed, carrier })),
);
