// `chat TEXT`: one message in a new conversation of the owner's own; prints the answer when the turn ended.
// While Sallyport is paused it does not wait: the message is answered after it goes on.
import { randomUUID } from 'node:crypto';
import { conversationsContract } from '../contracts/conversations.ts';
import type { Outcome } from './command.ts';
import type { Connection } from './connection.ts';

export async function chat(connection: Connection, text: string): Promise<Outcome> {
  const conversation = await connection.call('conversations', 'create', {});
  const ended = new Promise<string>((resolve, reject) => {
    connection.onEnd(reject);
    connection.onEvent((contract, event, payload) => {
      if (contract !== 'conversations') return;
      const waiting = conversationsContract.events['item-change'].safeParse(payload);
      if (event === 'item-change' && waiting.success && waiting.data.conversationId === conversation.id) {
        const { item } = waiting.data;
        if (item.kind === 'tool-call' && item.state === 'waiting') {
          process.stderr.write(`Waiting for your answer: ${item.tool} ${item.summary}\n`);
        }
      }
      const end = conversationsContract.events['turn-end'].safeParse(payload);
      if (event === 'turn-end' && end.success && end.data.conversationId === conversation.id)
        resolve(end.data.state);
    });
  });
  // Whatever call is waited for meanwhile says the same.
  ended.catch(() => undefined);
  await connection.call('conversations', 'send', {
    conversationId: conversation.id,
    text,
    clientKey: randomUUID(),
  });
  // Asked once it is sent: whoever pauses from here on pauses a turn that is under way.
  const { mood } = await connection.call('status', 'get', {});
  if (mood === 'paused')
    return {
      json: { conversationId: conversation.id, state: 'paused', items: [] },
      lines: ['Sallyport is paused. Your message is kept. It answers after: sallyport resume'],
      succeeded: false,
    };
  const state = await ended;
  const { items } = await connection.call('conversations', 'open', { conversationId: conversation.id });
  const said = items.flatMap((item) =>
    item.kind === 'message' && item.author !== 'person' ? [item.text] : [],
  );
  return {
    json: { conversationId: conversation.id, state, items },
    lines: said,
    succeeded: state === 'done',
  };
}
