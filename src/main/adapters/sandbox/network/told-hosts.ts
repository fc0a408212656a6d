// What a command tried to reach, put to its outcome: as values for who keeps them, and as words for who reads.
import type { HostAnswer, RunOutcome } from '../../../domain/ports/sandbox.ts';

/** More than this is not read by anybody; the values hold the rest. */
const MAX_TOLD = 10;

export function withHosts(outcome: RunOutcome, hosts: readonly HostAnswer[]): RunOutcome {
  if (outcome.kind !== 'ended' || hosts.length === 0) return outcome;
  const refused = hosts.filter(({ allowed }) => !allowed);
  const told = refused
    .slice(0, MAX_TOLD)
    .map(({ host, port, reason }) => `[It tried to reach ${host}:${port}: refused, ${reason ?? ''}]`);
  const more = refused.length - told.length;
  return {
    ...outcome,
    hosts,
    output: [
      ...(told.length === 0 ? [outcome.output] : [outcome.output.trimEnd(), ...told]),
      ...(more > 0 ? [`[And ${more} more hosts.]`] : []),
    ].join('\n'),
  };
}
