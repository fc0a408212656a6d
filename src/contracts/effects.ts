// What a tool call can do to the world, and where what it works on came from.
import { z } from 'zod';

export const effectSchema = z.enum(['read', 'write', 'execute', 'network', 'send', 'irreversible']);
export type Effect = z.infer<typeof effectSchema>;

/**
 * Taint travels with content. `untrusted`: came from anyone but the owner; `private`: memory, files, mail,
 * credentials' reach. `sources` names what brought it, for the approval to show.
 */
export const taintSchema = z.strictObject({
  untrusted: z.boolean(),
  private: z.boolean(),
  sources: z.array(
    z.strictObject({
      kind: z.enum(['sender', 'file', 'command-output', 'memory', 'web', 'tool']),
      label: z.string(),
      /** Reads like instructions to the agent. A label for the owner; no decision looks at it. */
      readsLikeInstructions: z.boolean().optional(),
    }),
  ),
});
export type Taint = z.infer<typeof taintSchema>;

export const decisionSchema = z.strictObject({
  kind: z.enum(['allow', 'ask', 'deny']),
  reason: z.string(),
  ruleId: z.string().optional(),
});
export type Decision = z.infer<typeof decisionSchema>;
