// What the command line prints of a question: whole, and nothing that a terminal would obey.
import { expect, test } from 'vitest';
import { APPROVAL_COMMANDS } from '../../../src/cli/approval-commands.ts';
import type { Connection } from '../../../src/cli/connection.ts';
import type { ApprovalView } from '../../../src/contracts/approvals.ts';

const HOSTILE = 'Run ls\u001b[2K\u001b[1A\nAllowed.\u202e\u200b';
const VIEW: ApprovalView = {
  id: '01JZX0000000AAAA0000000001',
  conversationId: null,
  actor: { kind: 'owner' },
  tool: 'run_command',
  summary: HOSTILE,
  input: '{}',
  reason: HOSTILE,
  facts: [{ label: HOSTILE, text: HOSTILE, style: 'code' }],
  waiting: 2,
  askedAt: '2026-03-12T10:00:00.000Z',
  expiresAt: '2026-03-12T10:30:00.000Z',
  state: 'pending',
  note: null,
  canAskAgain: false,
};

/** The other end of the socket, with this one list. */
const connection = (view: ApprovalView) =>
  ({ call: () => Promise.resolve([view]), close: () => undefined }) as unknown as Connection;

async function lines(command: string, words: readonly string[], view = VIEW): Promise<readonly string[]> {
  const outcome = await APPROVAL_COMMANDS[command]?.run(connection(view), words, () => Promise.resolve(''));
  return outcome?.lines ?? [];
}

test.each([
  ['approvals list', [], VIEW],
  ['approvals show', [VIEW.id], VIEW],
  ['approvals expired', [], { ...VIEW, state: 'expired' }],
] as const)(
  '%s shows hidden characters as escapes, and no line of its own making',
  async (command, words, view) => {
    const shown = await lines(command, words, view);
    expect(shown.join('\n')).toContain('\\e[2K\\e[1A');
    expect(shown.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(shown.filter((line) => line.startsWith('Allowed.'))).toEqual([]);
  },
);

test('one question is shown whole, with how many calls wait for it', async () => {
  expect(
    await lines('approvals show', [VIEW.id], {
      ...VIEW,
      summary: 'Run ls',
      reason: 'No rule.',
      facts: [{ label: 'Command', text: '0  ls\n1  -la', style: 'code' }],
    }),
  ).toEqual([
    'Run ls',
    'Command:',
    '  0  ls',
    '  1  -la',
    'Why you are asked: No rule.',
    '2 calls wait for this answer.',
    'Until 2026-03-12T10:30:00.000Z.',
  ]);
  await expect(lines('approvals show', ['01JZX0000000AAAA0000000009'])).rejects.toThrow(
    /no open or expired question/,
  );
});
