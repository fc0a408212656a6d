// The chat page's script, run without a browser: what it does when the answer to a message is lost.
import { webcrypto } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { CHAT_SCRIPT } from '../../../src/main/adapters/gateway/http/page/chat-script.ts';

interface Element {
  value: string;
  onSubmit: (event: unknown) => Promise<void>;
}

/** The page's elements, and the keys under which messages were said. The first answers to messages are lost. */
function page(lost: number) {
  const elements = new Map<string, Element>();
  const keys: string[] = [];
  const element = (id: string): Element => {
    const made = {
      ...{ value: '', textContent: '', hidden: false, append: () => {}, scrollIntoView: () => {} },
      onSubmit: (_: unknown): Promise<void> => Promise.resolve(),
      addEventListener: (_: string, listen: Element['onSubmit']) => {
        made.onSubmit = listen;
      },
    };
    if (id !== '') elements.set(id, made);
    return made;
  };
  const fetched = async (path: string, asked?: { headers: Record<string, string> }) => {
    if (path === '/v1/messages') {
      keys.push(asked?.headers['idempotency-key'] ?? '');
      if (keys.length <= lost) throw new TypeError('Failed to fetch');
    }
    return {
      ok: true,
      json: async () => ({ conversationId: 'c', messageId: 'm', state: 'refused', check: '' }),
    };
  };
  runInNewContext(CHAT_SCRIPT, {
    ...{ crypto: webcrypto, fetch: fetched, location: { hash: '' }, history: { replaceState: () => {} } },
    document: {
      getElementById: (id: string) => elements.get(id) ?? element(id),
      createElement: () => element(''),
    },
    addEventListener: () => {},
  });
  const send = async (text: string): Promise<void> => {
    const field = elements.get('text') ?? element('text');
    field.value = text;
    await elements.get('say-form')?.onSubmit({ preventDefault: () => {} });
  };
  return { keys, send };
}

test('a message whose answer was lost is sent again under its own key; another has another', async () => {
  const { keys, send } = page(1);
  for (const text of ['Hello', 'Hello', 'Hello', 'Something else']) await send(text);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]); // lost, then again
  expect(new Set(keys).size).toBe(3); // said; the same words again are another message
});
