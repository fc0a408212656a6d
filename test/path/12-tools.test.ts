// Stop 12. Tools: parsed input and ports in, output out. A tool does not know whether it was allowed.
import { describe, expect, test } from 'vitest';
import { parseShell } from '../../src/main/adapters/command-line/parse-shell.ts';
import { createCommandReader } from '../../src/main/domain/gate/command-line/analyse.ts';
import type { ToolContext } from '../../src/main/domain/ports/tool.ts';
import { createTools } from '../../src/main/tools/index.ts';
import { createMemoryFiles } from '../worlds/memory-files.ts';
import { createNoFileSending } from '../worlds/no-file-sending.ts';
import { createNoMemory } from '../worlds/no-memory.ts';
import { createNoTerminals } from '../worlds/no-terminals.ts';
import { createNoWeb } from '../worlds/no-web.ts';
import { createRecordingSandbox } from '../worlds/recording-sandbox.ts';

const tools = createTools({
  sandbox: createRecordingSandbox(),
  files: createMemoryFiles(),
  terminals: createNoTerminals(),
  ...createNoWeb(),
  commandReader: createCommandReader({ parseShell, platform: 'linux' }),
  limits: () => ({ timeoutMs: 1, maxOutputBytes: 1, maxMemoryBytes: 1 }),
  memory: createNoMemory(),
  outgoing: { find: () => ({ kind: 'none', reason: 'nobody' }), send: () => undefined },
  fileSending: createNoFileSending(),
});

describe('stop 12: tools', () => {
  test('there are exactly these, and each tells the model its input as JSON Schema', () => {
    expect(tools.map(({ definition }) => [definition.name, definition.inputSchema['type']])).toEqual(
      [
        'run_command',
        'run_terminal',
        'type_in_terminal',
        'read_terminal',
        'end_terminal',
        'read_file',
        'list_files',
        'write_file',
        'edit_file',
        'unpack_archive',
        'fetch_url',
        'search_web',
        'download',
        'remember',
        'recall',
        'forget',
        'edit_memory_page',
        'send_message',
        'send_file',
      ].map((name) => [name, 'object']),
    );
  });

  test('what a tool is given holds no word about rules, decisions or approvals', () => {
    const given: Record<keyof ToolContext, true> = {
      conversationId: true,
      turnId: true,
      actor: true,
      workspace: true,
      frameId: true,
      taint: true,
      confined: true,
    };
    expect(Object.keys(given).filter((name) => /rule|decision|approv|allow|policy/i.test(name))).toEqual([]);
  });

  test.each(tools.map((tool) => [tool.definition.name, tool] as const))(
    '%s refuses unknown members instead of passing them on',
    (_name, tool) => {
      const properties = tool.definition.inputSchema['properties'] as Record<string, unknown>;
      const input = Object.fromEntries(
        Object.entries(properties).map(([name, schema]) => [name, sampleOf(schema as Shape)]),
      );
      expect(tool.parse(input)).toMatchObject({ kind: 'parsed' });
      expect(tool.parse({ ...input, approved: true })).toMatchObject({ kind: 'invalid' });
    },
  );
});

interface Shape {
  readonly type?: string;
  readonly minimum?: number;
  readonly enum?: readonly unknown[];
  readonly items?: Shape;
}

function sampleOf({ type, minimum, enum: choices, items }: Shape): unknown {
  if (choices !== undefined) return choices[0];
  if (type === 'array') return [sampleOf(items ?? {})];
  return type === 'integer' || type === 'number' ? (minimum ?? 1) : 'x';
}
