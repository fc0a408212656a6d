// Questions to the owner. Two contracts: `approvals` lists, reviews and denies and works everywhere;
// `authority` settles and widens, and exists only in the approval window (and, where the owner switched it on
// or no window exists, in the CLI).
import { z } from 'zod';
import { actorSchema } from './actors.ts';
import { defineContract } from './contract.ts';
import { effectSchema, taintSchema } from './effects.ts';
import { invitationSchema } from './pairing.ts';
import { channelIdSchema, emptySchema, idSchema, timeSchema } from './scalars.ts';

export const approvalStateSchema = z.enum(['pending', 'allowed', 'denied', 'expired', 'withdrawn']);
export type ApprovalState = z.infer<typeof approvalStateSchema>;

/** A rule that an answer would save, written out for the owner to read before saving. */
export const ruleOfferSchema = z.strictObject({
  lifetime: z.enum(['fifteen-minutes', 'conversation', 'always']),
  sentence: z.string(),
});
export type RuleOffer = z.infer<typeof ruleOfferSchema>;

/** One line of the body: label and exact text. Text is shown as it is, never as Markdown. */
export const factSchema = z.strictObject({
  label: z.string(),
  text: z.string(),
  style: z.enum(['plain', 'code', 'diff', 'warning']),
});
export type Fact = z.infer<typeof factSchema>;

const questionShared = {
  id: idSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
  state: approvalStateSchema,
  /** Who asks: agent, channel, sender and how far they are trusted. */
  asker: z.string(),
  /** The effect, in one sentence. */
  summary: z.string(),
  facts: z.array(factSchema),
  /** Changes whenever anything shown changes; an answer must carry it back. */
  revision: z.string(),
};

export const questionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('tool-call'),
    ...questionShared,
    conversationId: idSchema,
    conversationTitle: z.string(),
    actor: actorSchema,
    tool: z.string(),
    effects: z.array(effectSchema),
    taint: taintSchema,
    reason: z.string(),
    /** Why it could not be read whole, said first; null when it was. */
    unreadable: z.string().nullable(),
    /** Calls that wait for this one answer; more than one when the same exact question was asked again. */
    waiting: z.int(),
    /** How often exactly this was asked within a day and never denied, this time included. */
    repeated: z.int(),
    offers: z.array(ruleOfferSchema),
  }),
  z.strictObject({
    kind: z.literal('pairing'),
    ...questionShared,
    channelId: channelIdSchema,
    senderId: z.string(),
    senderName: z.string().nullable(),
    code: z.string(),
    /** `owner`: link as the owner's own account; `person`: pair a person. What the request was opened for. */
    wanted: z.enum(['person', 'owner']),
  }),
  z.strictObject({ kind: z.literal('setting'), ...questionShared, key: z.string() }),
]);
export type Question = z.infer<typeof questionSchema>;

/** What lists outside the approval window and the CLI show of a tool-call question. */
export const approvalSchema = z.strictObject({
  id: idSchema,
  conversationId: idSchema.nullable(),
  actor: actorSchema,
  tool: z.string(),
  summary: z.string(),
  /** Redacted input as JSON text. */
  input: z.string(),
  reason: z.string(),
  /** The body of the question, as it was shown. */
  facts: z.array(factSchema),
  /** Calls that wait for this one answer. */
  waiting: z.int(),
  askedAt: timeSchema,
  expiresAt: timeSchema,
  state: approvalStateSchema,
  /** How it came to its state, where that is not plain: "It expired while Sallyport was off." */
  note: z.string().nullable(),
  /** Expired, and the agent can be made to ask anew. */
  canAskAgain: z.boolean(),
});
export type ApprovalView = z.infer<typeof approvalSchema>;

/** The sentence a settled question is answered with, for instance "Already expired; nothing was changed." */
export const settledSchema = z.strictObject({ settled: z.boolean(), message: z.string() });

export const approvalsContract = defineContract({
  name: 'approvals',
  surfaces: ['chat', 'cli'],
  calls: {
    /** Pending first, newest first; then what expired in the last day and was not asked again. Identical ones as one. */
    list: { input: emptySchema, output: z.array(approvalSchema) },
    deny: {
      input: z.strictObject({ id: idSchema, reason: z.string().max(500).optional() }),
      output: settledSchema,
    },
    /** The agent asks anew what expired: a new question, bound afresh. Answers nothing. */
    askAgain: { input: z.strictObject({ id: idSchema }), output: settledSchema },
    /** Opens the approval window at this question. Settles nothing. */
    review: { input: z.strictObject({ id: idSchema.optional() }), output: emptySchema, surfaces: ['chat'] },
  },
  events: { 'approvals-change': z.strictObject({ pending: z.int() }) },
});

export const allowHowSchema = z.enum(['once', 'fifteen-minutes', 'conversation', 'always']);
export type AllowHow = z.infer<typeof allowHowSchema>;

export const authorityContract = defineContract({
  name: 'authority',
  surfaces: ['approval', 'cli'],
  calls: {
    /** Every open question, oldest first; and one that expired, while the owner looks at it. */
    questions: { input: emptySchema, output: z.array(questionSchema), surfaces: ['approval'] },
    allow: {
      input: z.strictObject({ id: idSchema, revision: z.string().optional(), how: allowHowSchema }),
      output: settledSchema,
    },
    deny: {
      input: z.strictObject({ id: idSchema, reason: z.string().max(500).optional() }),
      output: settledSchema,
    },
    approvePairing: {
      input: z.strictObject({
        id: idSchema,
        revision: z.string().optional(),
        as: z.enum(['person', 'owner']),
        tellThem: z.boolean().default(true),
      }),
      output: settledSchema,
    },
    /** By code, for the CLI. A wrong, used or expired code fails the same way and is counted. */
    approvePairingByCode: {
      input: z.strictObject({
        channelId: channelIdSchema,
        code: z.string().max(32),
        as: z.enum(['person', 'owner']).default('person'),
      }),
      output: settledSchema,
      surfaces: ['cli'],
    },
    /** For the CLI; in the desktop an invitation is a question of its own. */
    invite: {
      input: z.strictObject({ channelId: channelIdSchema }),
      output: invitationSchema,
      surfaces: ['cli'],
    },
    denyPairing: {
      input: z.strictObject({ id: idSchema, block: z.boolean().default(false) }),
      output: settledSchema,
      surfaces: ['approval'],
    },
    /** As in `approvals`, for what expired and is looked at in the window. */
    askAgain: { input: z.strictObject({ id: idSchema }), output: settledSchema, surfaces: ['approval'] },
    /** This question is on the screen from now on; input about it is ignored for a moment. */
    focus: { input: z.strictObject({ id: idSchema }), output: emptySchema, surfaces: ['approval'] },
    /** The page would need this height, in CSS pixels, to show the question without scrolling. */
    fit: {
      input: z.strictObject({ height: z.int().min(100).max(20_000) }),
      output: emptySchema,
      surfaces: ['approval'],
    },
    /** Hides the window; everything stays pending. */
    later: { input: emptySchema, output: emptySchema, surfaces: ['approval'] },
  },
  events: {
    'questions-change': z.strictObject({ questions: z.array(questionSchema), focusId: idSchema.nullable() }),
  },
});
