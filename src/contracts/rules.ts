// Standing rules: what may happen, what is asked, what never happens. Listing, revoking and trying out work
// everywhere; a rule that widens is only *proposed* here and becomes a question in the approval window.
import { z } from 'zod';
import { type ActorKind, actorSchema, senderIdSchema } from './actors.ts';
import { defineContract } from './contract.ts';
import { decisionSchema, effectSchema } from './effects.ts';
import { channelIdSchema, emptySchema, idSchema } from './scalars.ts';
import { changeOutcomeSchema, presetSchema } from './settings.ts';

const hostSchema = z
  .string()
  .max(255)
  .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, {
    message: 'A host is written as example.com, or *.example.com for all below it.',
  });

/**
 * What of a call a rule looks at. A rule that allows needs the fact, and all of it: a call that does not say what it
 * reaches is not covered. A rule that denies or asks holds as soon as any part fits.
 */
export const ruleMatcherSchema = z.discriminatedUnion('kind', [
  /** One exact call: SHA-256 of its input and of where it runs. */
  z.strictObject({ kind: z.literal('input'), sha256: z.string().max(100) }),
  /** Read whole and known to change nothing. */
  z.strictObject({ kind: z.literal('reads-only') }),
  /** Confined, without network, sends nothing, can be undone. */
  z.strictObject({ kind: z.literal('stays-inside') }),
  z.strictObject({ kind: z.literal('host'), host: hostSchema }),
  z.strictObject({ kind: z.literal('recipient'), conversationId: z.string().min(1).max(200) }),
  /** `*` and `?` stay inside a segment. With `workspace`, in this chosen folder only (null: the conversation's own). */
  z.strictObject({
    kind: z.literal('path'),
    glob: z.string().min(1).max(4_096),
    workspace: z.string().nullable().optional(),
  }),
  /** By its exact name, without folder. */
  z.strictObject({ kind: z.literal('program'), name: z.string().min(1).max(255) }),
  /** Every tool but these. */
  z.strictObject({ kind: z.literal('other-tool'), tools: z.array(z.string().max(64)) }),
]);
export type RuleMatcher = z.infer<typeof ruleMatcherSchema>;

/** `main`: the owner's own conversations; `other`: all else. */
export const sessionSchema = z.enum(['main', 'other']);
export type Session = z.infer<typeof sessionSchema>;

export const ruleLifetimeSchema = z.enum(['once', 'minutes', 'conversation', 'until-quit', 'always']);
export type RuleLifetime = z.infer<typeof ruleLifetimeSchema>;

export const ruleDecisionSchema = z.enum(['allow', 'ask', 'deny']);
export type RuleDecision = z.infer<typeof ruleDecisionSchema>;

const ACTOR_KINDS = actorSchema.options.map((option) => option.shape.kind.value) as [
  ActorKind,
  ...ActorKind[],
];
export const actorKindSchema = z.enum(ACTOR_KINDS);

/** A rule as it is proposed; null everywhere means: any. */
export const ruleDraftSchema = z.strictObject({
  decision: ruleDecisionSchema,
  actorKind: actorKindSchema.nullable().default(null),
  senderId: senderIdSchema.nullable().default(null),
  conversationId: idSchema.nullable().default(null),
  channelId: channelIdSchema.nullable().default(null),
  session: sessionSchema.nullable().default(null),
  /** `*` for every tool. */
  tool: z
    .string()
    .regex(/^(\*|[a-zA-Z][\w.-]{0,127})$/, { message: 'A tool is named by its name, or * for every tool.' }),
  callEffect: effectSchema.nullable().default(null),
  matcher: ruleMatcherSchema.nullable().default(null),
  lifetime: ruleLifetimeSchema.default('always'),
  /** Only of `minutes`. */
  minutes: z.int().min(1).max(10_080).optional(),
});
export type RuleDraft = z.infer<typeof ruleDraftSchema>;

export const ruleViewSchema = z.strictObject({
  /** Of a stored rule, or the name of a built-in one. */
  id: z.string().max(200),
  sentence: z.string(),
  decision: ruleDecisionSchema,
  builtIn: z.boolean(),
  /** Who, where and what, in words. */
  scope: z.string(),
  lifetime: ruleLifetimeSchema,
  createdAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});
export type RuleView = z.infer<typeof ruleViewSchema>;

export const presetViewSchema = z.strictObject({
  preset: presetSchema,
  title: z.string(),
  summary: z.string(),
  /** Its rules, each as a sentence, and what happens where none fits. */
  rules: z.array(z.strictObject({ decision: ruleDecisionSchema, sentence: z.string() })),
  note: z.string().nullable(),
});
export type PresetView = z.infer<typeof presetViewSchema>;

/** `flag`: saved or asked, and worth knowing. */
export const ruleOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('applied'),
    id: idSchema,
    sentence: z.string(),
    flag: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('asked'), approvalId: idSchema, flag: z.string().nullable() }),
  z.strictObject({ kind: z.literal('refused'), message: z.string() }),
]);
export type RuleOutcome = z.infer<typeof ruleOutcomeSchema>;

export const dryRunSchema = z.strictObject({
  kind: decisionSchema.shape.kind,
  reason: z.string(),
  /** The rule that spoke; null when none did. */
  rule: ruleViewSchema.nullable(),
  /** The call as it was understood: tool and input as JSON. */
  understood: z.string(),
  effects: z.array(effectSchema),
});
export type DryRun = z.infer<typeof dryRunSchema>;

export const rulesContract = defineContract({
  name: 'rules',
  surfaces: ['chat', 'cli'],
  calls: {
    /** Standing rules, newest first, then the built-in ones in force. */
    list: { input: emptySchema, output: z.array(ruleViewSchema) },
    presets: {
      input: emptySchema,
      output: z.strictObject({ current: presetSchema, presets: z.array(presetViewSchema) }),
    },
    /** What a rule or a try-out can name. */
    choices: {
      input: emptySchema,
      output: z.strictObject({
        tools: z.array(z.string()),
        people: z.array(z.strictObject({ senderId: z.string(), label: z.string() })),
      }),
    },
    /** A rule that allows is revoked at once; taking away one that denies or asks is asked about. */
    revoke: { input: z.strictObject({ id: idSchema }), output: changeOutcomeSchema },
    /** A rule that narrows is saved at once; one that widens becomes a question in the approval window. */
    save: { input: z.strictObject({ draft: ruleDraftSchema }), output: ruleOutcomeSchema },
    /** What would happen; nothing runs and nothing is recorded. */
    dryRun: {
      input: z.strictObject({
        who: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('owner') }),
          z.strictObject({ kind: z.literal('paired-sender'), senderId: senderIdSchema }),
          z.strictObject({ kind: z.literal('group-member') }),
        ]),
        tool: z.string().max(128),
        /** A command line, JSON, or the one text that the tool needs. */
        arguments: z.string().max(100_000),
        conversationId: idSchema.optional(),
        /** As if something from outside had been read in this conversation. */
        afterOutsideContent: z.boolean().default(false),
      }),
      output: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('decided'), result: dryRunSchema }),
        z.strictObject({ kind: z.literal('invalid'), message: z.string() }),
      ]),
    },
  },
  events: {},
});
