// Before a profile is open: why it does not open by itself, and the passphrase (or recovery key) that opens it.
// It goes in and never comes back.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { emptySchema } from './scalars.ts';

export const unlockQuestionSchema = z.strictObject({
  /** What happened and what to do. */
  message: z.string(),
  /** `new`: a passphrase is to be chosen; `existing`: the one that was chosen is wanted. */
  profile: z.enum(['new', 'existing']),
});
export type UnlockQuestion = z.infer<typeof unlockQuestionSchema>;

export const unlockContract = defineContract({
  name: 'unlock',
  surfaces: ['unlock'],
  calls: {
    question: { input: emptySchema, output: unlockQuestionSchema },
    answer: { input: z.strictObject({ passphrase: z.string().min(1).max(1024) }), output: emptySchema },
  },
  events: { 'question-change': unlockQuestionSchema },
});
