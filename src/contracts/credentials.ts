// Secrets go in and never come back: a credential is a name and a status.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { emptySchema, idSchema, timeSchema } from './scalars.ts';

/** `telegram.bot-token`, `telegram.work.bot-token`, `model.api-key`. */
export const credentialNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(\.[a-z0-9][a-z0-9-]*){1,3}$/)
  .max(100);

export const credentialSchema = z.strictObject({
  name: credentialNameSchema,
  source: z.enum(['vault', 'environment']),
  setAt: timeSchema.nullable(),
});
export type CredentialView = z.infer<typeof credentialSchema>;

export const credentialsContract = defineContract({
  name: 'credentials',
  surfaces: ['chat', 'cli'],
  calls: {
    list: { input: emptySchema, output: z.array(credentialSchema) },
    /** A key that says that requests from outside are genuine is asked about where somebody is let in already. */
    set: {
      input: z.strictObject({ name: credentialNameSchema, value: z.string().min(1).max(16_384) }),
      output: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('set'), credential: credentialSchema }),
        z.strictObject({ kind: z.literal('asked'), approvalId: idSchema }),
      ]),
    },
    remove: {
      input: z.strictObject({ name: credentialNameSchema }),
      output: z.strictObject({ removed: z.boolean() }),
    },
  },
  events: { 'credentials-change': z.array(credentialSchema) },
});
