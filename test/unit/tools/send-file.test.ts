// What send_file says when there is nobody to send to any more.
import { expect, test } from 'vitest';
import type { FileSending } from '../../../src/main/domain/ports/abilities.ts';
import type { ToolContext } from '../../../src/main/domain/ports/tool.ts';
import { createSendFile } from '../../../src/main/tools/send-file.ts';
import { createNoFileSending } from '../../worlds/no-file-sending.ts';

/** As for a conversation that ended between the question and the sending. */
function sending(isThere: boolean): FileSending {
  return {
    ...createNoFileSending(),
    to: () => ({ kind: 'can', label: 'somebody' }),
    describe: () => ({ kind: 'described', name: 'a.txt', mediaType: 'text/plain', size: '1 byte' }),
    send: () => isThere,
  };
}

test.each([
  [true, /^Written down/],
  [false, /does not exist any more\. Nothing was sent/],
])('whether it was written down (%s) is what the model is told', async (isThere, words) => {
  const file = { bytes: new Uint8Array([97]), sha256: 'a'.repeat(64) };
  const tool = createSendFile(sending(isThere), {
    read: () => Promise.resolve({ kind: 'done', value: file } as never),
  });
  const parsed = tool.parse({ path: 'a.txt' });
  if (parsed.kind === 'invalid') throw new Error(parsed.reason);
  const prepared = await parsed.call.prepare({ workspace: '/w', conversationId: 'c' } as ToolContext);
  if (prepared.kind === 'refused') throw new Error(prepared.reason);
  const output = await prepared.action.run(new AbortController().signal, 'f');
  expect(output).toMatchObject({ text: expect.stringMatching(words), isError: !isThere });
});
