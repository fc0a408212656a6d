// Terminals, wired: a confined command from the sandbox, a pseudo-terminal under it, and what the agent and the owner
// may do with it. The agent is given late: its tools need terminals, and terminals need its ledger.
//   sandbox + pseudo-terminal → terminals (tools) and owner's terminals (handlers)
import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import { startProcess } from './adapters/sandbox/spawn.ts';
import { createTerminalHost } from './adapters/terminal/terminal-host.ts';
import type { Agent } from './domain/agent.ts';
import { createMaskKnown, createSecretForms } from './domain/ledger/redact.ts';
import type { Announce } from './domain/ports/announce.ts';
import type { Sandbox } from './domain/ports/sandbox.ts';
import type { Stores } from './domain/ports/stores.ts';
import type { Terminals } from './domain/ports/terminal.ts';
import type { Clock, Log } from './domain/ports/world.ts';
import { createOwnerTerminals, type OwnerTerminals } from './domain/terminals/owner-terminals.ts';
import { createTerminalRecords } from './domain/terminals/terminal-records.ts';
import { createTerminalTable } from './domain/terminals/terminal-table.ts';
import { createTerminals } from './domain/terminals/terminals.ts';

export interface ComposedTerminals {
  readonly forTools: Terminals;
  readonly forOwner: OwnerTerminals;
}

export function composeTerminals(deps: {
  sandbox: Pick<Sandbox, 'attach'>;
  stores: Pick<Stores, 'transaction'>;
  clock: Clock;
  log: Log;
  announce: Announce;
  knownSecrets: () => readonly string[];
  agent: () => Pick<Agent, 'ledger' | 'approvals' | 'makeId' | 'redact' | 'status'>;
}): ComposedTerminals {
  const { clock, log, announce, agent } = deps;
  let nullDevice: number | null = null;
  const table = createTerminalTable();
  const records = createTerminalRecords({
    stores: deps.stores,
    ledger: { record: (frame) => agent().ledger.record(frame) },
  });
  const host = createTerminalHost({
    log,
    start: (request) => {
      nullDevice ??= openSync(devNull, 'r+');
      return startProcess({ ...request, descriptors: ['none', 'none', 'none'] }, nullDevice);
    },
  });
  return {
    forTools: createTerminals({
      ...{ clock, log, announce, table, records, host },
      sandbox: deps.sandbox,
      makeId: () => agent().makeId(),
      redact: (text) => agent().redact(text),
      maskKnown: createMaskKnown(deps.knownSecrets),
      secretForms: createSecretForms(deps.knownSecrets),
      isPaused: () => agent().status().paused,
    }),
    forOwner: createOwnerTerminals({
      ...{ clock, announce, table, records },
      approvals: { post: (input) => agent().approvals.post(input) },
    }),
  };
}
