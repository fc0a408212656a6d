// What a command's analysis says of a call: the same for run_command and run_terminal.
// Knows nothing of how it would run.
import type { CommandAnalysis } from '../domain/ports/command-line.ts';
import type { CallTraits } from '../domain/ports/tool.ts';

export function commandTraits(analysis: CommandAnalysis): CallTraits {
  const { readsOnly, hosts, paths, programs, forbidden, unreadable } = analysis;
  return { readsOnly, hosts, recipients: [], paths, programs, forbidden, unreadable };
}
