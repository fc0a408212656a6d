// send_message: writes to another conversation that already exists.
import { z } from 'zod';
import type { Outgoing } from '../domain/ports/abilities.ts';
import type { Tool } from '../domain/ports/tool.ts';
import { defineTool } from './define-tool.ts';
import { done } from './outputs.ts';

export function createSendMessage(outgoing: Outgoing): Tool {
  return defineTool({
    name: 'send_message',
    description:
      'Sends a message to another conversation, by its exact title or id. Your answer to the person you talk with needs no tool.',
    input: z.strictObject({ to: z.string().min(1).max(200), text: z.string().min(1).max(20_000) }),
    effects: ['send'],
    prepare: async (input, context) => {
      const found = outgoing.find(input.to, context);
      if (found.kind === 'none') return { kind: 'refused', reason: found.reason };
      const { recipient } = found;
      return {
        kind: 'ready',
        action: {
          summary: `Send a message to ${recipient.label}`,
          facts: [
            { label: 'To', text: recipient.label, style: 'code' },
            { label: 'Text', text: input.text, style: 'plain' },
          ],
          binding: [recipient.conversationId, input.text],
          // SECURITY: sending is decided each time; a rule could turn the agent into a relay.
          mayBecomeRule: false,
          run: async (_signal, frameId) => {
            outgoing.send(recipient, input.text, context, frameId);
            return done('Written down; it is sent as soon as the channel works.');
          },
        },
      };
    },
  });
}
