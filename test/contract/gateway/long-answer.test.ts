// An answer that takes longer than a connection may be silent still comes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  chatRoutes,
  createAttempts,
} from '../../../src/main/adapters/gateway/http/routes/chat-completions.ts';
import type { Asked, RouteDeps } from '../../../src/main/adapters/gateway/http/routes/route.ts';
import type { ChatOutcome } from '../../../src/main/domain/ports/gateway.ts';

const SILENCE_MS = 100;

test('who waits for a long answer is not cut off by the silence', async () => {
  const began: ChatOutcome = {
    kind: 'began',
    turnId: 't',
    conversationId: 'c',
    follow: (listener) => {
      const timer = setTimeout(
        () =>
          listener({
            type: 'end',
            state: 'done',
            text: 'At last',
            notice: null,
            inputTokens: 1,
            outputTokens: 1,
          }),
        SILENCE_MS * 4,
      );
      return () => clearTimeout(timer);
    },
  };
  const route = chatRoutes(createAttempts(Date.now)).find(({ method }) => method === 'POST');
  const deps = { gateway: { chat: () => Promise.resolve(began) }, answerWithinMs: 5_000 };
  const server = createServer((incoming, outgoing) => {
    const asked = {
      caller: { id: 'k', kind: 'api-key', label: 'k', scopes: ['chat'] },
      body: { messages: [{ role: 'user', content: 'Hello' }], stream: false },
      ...{ incoming, outgoing },
    };
    Promise.resolve(route?.handle(asked as unknown as Asked, deps as unknown as RouteDeps))
      .then(async (response) => outgoing.end(await response?.text()))
      .catch(() => outgoing.destroy());
  });
  server.timeout = SILENCE_MS;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(await answer.text()).toContain('At last');
});
