// How run_command asks to be confined: as the settings say, unconfined only when that was decided for this very call,
// and then in red.
import { describe, expect, test } from 'vitest';
import { parseShell } from '../../../src/main/adapters/command-line/parse-shell.ts';
import { createCommandReader } from '../../../src/main/domain/gate/command-line/analyse.ts';
import { CLOSED_PROFILE, type SandboxProfile } from '../../../src/main/domain/ports/sandbox.ts';
import type { ToolContext } from '../../../src/main/domain/ports/tool.ts';
import { createRunCommand } from '../../../src/main/tools/run-command.ts';
import { commandFor, createRecordingSandbox } from '../../worlds/recording-sandbox.ts';

const CONTEXT: ToolContext = {
  conversationId: 'c',
  turnId: 't',
  actor: { kind: 'owner' },
  workspace: '/w',
  frameId: 'f',
  taint: { untrusted: false, private: false, sources: [] },
};
const commandReader = createCommandReader({ parseShell, platform: 'linux' });
const LIMITS = { timeoutMs: 60_000, maxOutputBytes: 1_000, maxMemoryBytes: 1_000 };

function parse(argv: readonly string[], profile?: Partial<SandboxProfile>) {
  const sandbox = createRecordingSandbox();
  const tool = createRunCommand({
    sandbox,
    limits: () => LIMITS,
    commandReader,
    ...(profile !== undefined && { profile: () => ({ ...CLOSED_PROFILE, ...profile }) }),
  });
  const parsed = tool.parse({ argv });
  if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
  return { sandbox, call: parsed.call };
}

describe('a command is confined', () => {
  test('as the settings say', async () => {
    const settings = { readOnly: ['/docs'], allowHosts: ['example.com'] };
    const { sandbox, call } = parse(['ls'], settings);
    await call.prepare({ ...CONTEXT, confined: true });
    expect(sandbox.prepared[0]?.profile).toEqual({ ...CLOSED_PROFILE, ...settings });
  });

  test('when nothing is said about it', async () => {
    for (const profile of [undefined, {}, { confined: false }]) {
      const { sandbox, call } = parse(['ls'], profile);
      await call.prepare(CONTEXT);
      expect(sandbox.prepared[0]?.profile?.confined).toBe(true);
    }
  });

  test('unless that was decided for this call, and then it is said in red', async () => {
    const { sandbox, call } = parse(['ls']);
    const request = { argv: ['ls'] as [string], workspace: '/w', workingFolder: '.', limits: LIMITS };
    const profile = { ...CLOSED_PROFILE, confined: false };
    sandbox.willPrepare({ kind: 'prepared', command: commandFor(request, { profile }) });
    const ready = await call.prepare({ ...CONTEXT, confined: false });
    expect(sandbox.prepared[0]?.profile?.confined).toBe(false);
    if (ready.kind !== 'ready') throw new Error(ready.reason);
    expect(ready.action.facts.at(-1)).toMatchObject({ label: 'No sandbox', style: 'warning' });
    expect(ready.action.binding).toMatchObject({ profile: { confined: false } });
  });
});

test('a command that can reach hosts is told as one that goes out, unless it is only a reader', () => {
  const settings = { allowHosts: ['example.com'] };
  expect(parse(['make'], settings).call.effects).toContain('network');
  expect(parse(['make']).call.effects).not.toContain('network');
  expect(parse(['ls'], settings).call.effects).not.toContain('network');
});
