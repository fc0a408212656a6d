// A home folder, a profile in it, a program folder and a workspace, all temporary, with a real sandbox over them.
// Shared by the contract and deny tests of the sandbox. It confines for real: these tests need bubblewrap.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ClosableSandbox, createSandbox } from '../../../src/main/adapters/sandbox/create-sandbox.ts';
import type { Outside } from '../../../src/main/adapters/sandbox/network/outside.ts';
import { isPublicAddress } from '../../../src/main/adapters/web/public-address.ts';
import { createWorkspaces } from '../../../src/main/adapters/workspace/workspaces.ts';
import {
  CLOSED_PROFILE,
  type RunOutcome,
  type SandboxLimits,
  type SandboxProfile,
  type SandboxRequest,
} from '../../../src/main/domain/ports/sandbox.ts';

export interface SandboxWorld {
  readonly base: string;
  readonly userHome: string;
  readonly profile: string;
  readonly workspace: string;
  readonly sandbox: ClosableSandbox;
  request(argv: readonly string[], limits?: Partial<SandboxLimits>): SandboxRequest;
  /** Prepares and runs; a refusal of either is the outcome. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunOutcome>;
  /** The output of a command that must end by itself, trimmed. */
  output(argv: readonly string[], options?: RunOptions): Promise<string>;
  dispose(): void;
}

export interface RunOptions {
  readonly limits?: Partial<SandboxLimits>;
  readonly signal?: AbortSignal;
  readonly workspace?: string;
  readonly profile?: Partial<SandboxProfile>;
}

export interface WorldOptions {
  readonly userHome?: string;
  readonly bubblewrapPlaces?: readonly string[];
  readonly outside?: Outside;
  readonly containerExtra?: readonly string[];
  readonly path?: string;
  /** Left out: as the product does. */
  readonly isPublicAddress?: null;
}

const LIMITS: SandboxLimits = {
  timeoutMs: 20_000,
  maxOutputBytes: 64 * 1024,
  maxMemoryBytes: 512 * 1024 ** 2,
};

export const quietLog = { info() {}, warn() {}, error() {} };

export function makeSandboxWorld(options: WorldOptions = {}): SandboxWorld {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-world-')));
  const userHome = join(base, 'home');
  const profile = join(userHome, '.config', 'profile');
  const program = join(base, 'program');
  for (const folder of [profile, program, join(base, 'temporary')]) mkdirSync(folder, { recursive: true });
  const workspace = createWorkspaces(profile).ensure('conversation');
  const sandbox = createSandbox({
    home: profile,
    userHome: options.userHome ?? userHome,
    programRoot: program,
    temporaryRoot: join(base, 'temporary'),
    platform: process.platform,
    arch: process.arch,
    log: quietLog,
    ...(options.isPublicAddress !== null && { isPublicAddress }),
    path: options.path ?? process.env['PATH'] ?? '',
    ...(options.containerExtra !== undefined && { containerExtra: options.containerExtra }),
    ...(options.outside !== undefined && { outside: options.outside }),
    ...(options.bubblewrapPlaces !== undefined && { bubblewrapPlaces: options.bubblewrapPlaces }),
  });

  function request(argv: readonly string[], limits: Partial<SandboxLimits> = {}): SandboxRequest {
    const [first = '', ...rest] = argv;
    return { argv: [first, ...rest], workspace, workingFolder: '.', limits: { ...LIMITS, ...limits } };
  }

  async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunOutcome> {
    const asked = {
      ...request(argv, options.limits),
      ...(options.workspace !== undefined && { workspace: options.workspace }),
      ...(options.profile !== undefined && { profile: { ...CLOSED_PROFILE, ...options.profile } }),
    };
    const prepared = await sandbox.prepare(asked);
    if (prepared.kind === 'refused') return prepared;
    return sandbox.run(asked, prepared.command, options.signal ?? new AbortController().signal);
  }

  return {
    base,
    userHome,
    profile,
    workspace,
    sandbox,
    request,
    run,
    async output(argv, options) {
      const outcome = await run(argv, options);
      expect(outcome).toMatchObject({ kind: 'ended', timedOut: false, outOfMemory: false });
      return outcome.kind === 'ended' ? outcome.output.trim() : '';
    },
    dispose() {
      sandbox.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}
