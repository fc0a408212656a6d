// What the owner sees of memory: what is kept, whence it came, and how it is mended, put away or forgotten.
// Nothing here widens: what is untrusted stays so, and what the agent is (`MEMORY.md`) counts only after a look at it.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { emptySchema, idSchema, timeSchema } from './scalars.ts';

/** `fact`, `preference`, `event`: kept on purpose. `message`: what was said, word for word. `passage`: of a document. */
export const memoryKindSchema = z.enum(['fact', 'preference', 'event', 'message', 'passage']);
export type MemoryKind = z.infer<typeof memoryKindSchema>;

/** `disabled`: shown to the owner, never found. `replaced`: history. `deleted`: gone in a moment, unless brought back. */
export const memoryStateSchema = z.enum(['kept', 'disabled', 'replaced', 'deleted']);
export type MemoryState = z.infer<typeof memoryStateSchema>;

/** `owner`, or the immutable id of a person. */
export const personIdSchema = z.string().min(1).max(330);

export const memorySchema = z.strictObject({
  id: idSchema,
  kind: memoryKindSchema,
  state: memoryStateSchema,
  pinned: z.boolean(),
  text: z.string(),
  /** When it was said, kept or read. */
  at: timeSchema,
  /** When the owner or a later memory changed it; null: never. */
  changedAt: timeSchema.nullable(),
  personId: personIdSchema,
  /** Whose memory it is, by name. */
  person: z.string(),
  /** Who said it; null when nobody in particular. */
  speaker: z.string().nullable(),
  conversationId: idSchema.nullable(),
  conversationTitle: z.string().nullable(),
  messageId: idSchema.nullable(),
  documentId: idSchema.nullable(),
  documentName: z.string().nullable(),
  /** Where in the document. */
  place: z.string().nullable(),
  frameId: idSchema,
  untrusted: z.boolean(),
  /** Whose words are in it, when they are not the owner's. */
  sources: z.array(z.string()),
});
export type MemoryView = z.infer<typeof memorySchema>;

export const memoryFilterSchema = z.strictObject({
  /** Searched by words and by meaning; best first instead of newest first. */
  text: z.string().max(500).default(''),
  kinds: z.array(memoryKindSchema).min(1).optional(),
  states: z.array(memoryStateSchema).min(1).default(['kept', 'disabled']),
  personId: personIdSchema.optional(),
  conversationId: idSchema.optional(),
  documentId: idSchema.optional(),
  entityId: idSchema.optional(),
  pinned: z.boolean().optional(),
  untrusted: z.boolean().optional(),
  /** From this moment on. */
  from: timeSchema.optional(),
  /** Before this moment. */
  before: timeSchema.optional(),
});
export type MemoryFilter = z.infer<typeof memoryFilterSchema>;

/** Calls of the window that take many memories at once. */
const MAX_AT_ONCE = 5_000;
const idsSchema = z.array(idSchema).min(1).max(MAX_AT_ONCE);

export const learningStateSchema = z.enum(['off', 'idle', 'working', 'trouble']);

export const memoryProgressSchema = z.strictObject({
  /** Memories that wait for their vector. */
  waiting: z.int(),
  isIndexing: z.boolean(),
  /** Vectors of a newly chosen model: how many are made, of how many. Null when nothing is made anew. */
  rebuilding: z.strictObject({ done: z.int(), total: z.int() }).nullable(),
  /** Why meaning is not searched now, as a sentence; null when it is. */
  meaningTrouble: z.string().nullable(),
  /** Keeping facts from conversations. */
  learning: learningStateSchema,
  /** Why it waits, or what is wrong with what the model answers while it goes on; a sentence. */
  learningNote: z.string().nullable(),
  documentsWaiting: z.int(),
});
export type MemoryProgress = z.infer<typeof memoryProgressSchema>;

export const coreMemorySchema = z.strictObject({
  text: z.string(),
  /** Lines that came from somebody else's words; they are shown to the model as data. */
  untrustedLines: z.array(z.string()),
  maxCharacters: z.int(),
  /** The file as it is now, when it was changed outside and not accepted yet. */
  outside: z.string().nullable(),
  /** Why the file cannot be used, as a sentence; null when it can. */
  problem: z.string().nullable(),
});
export type CoreMemoryView = z.infer<typeof coreMemorySchema>;

const MAX_KEY = 5_000;

/** One place where what is to be forgotten stands. */
export const traceSchema = z.strictObject({
  /** Of its row; where that is a folder's, with its path. */
  key: z.string().max(MAX_KEY),
  kind: z.enum([
    'memory',
    'message',
    'answer',
    'tool-call',
    'question',
    'ledger',
    'core',
    'entity',
    'reply',
    'document',
  ]),
  text: z.string(),
  at: timeSchema.nullable(),
  /** In which conversation or document, in words. */
  where: z.string().nullable(),
  /** Chosen beforehand: a memory that fits the query, or what it came from. */
  chosen: z.boolean(),
});
export type Trace = z.infer<typeof traceSchema>;

export const forgetPreviewSchema = z.strictObject({
  previewId: idSchema,
  traces: z.array(traceSchema),
  /** Traces beyond those shown; they are not forgotten. */
  more: z.int(),
});
export type ForgetPreview = z.infer<typeof forgetPreviewSchema>;

export const exportFormatSchema = z.enum(['markdown', 'json']);

export const importPreviewSchema = z.strictObject({
  importId: idSchema,
  name: z.string(),
  /** Memories that are new, that are known already, and memories and names that are left out. */
  fresh: z.int(),
  known: z.int(),
  leftOutCount: z.int(),
  /** The first of them. */
  leftOut: z.array(z.strictObject({ text: z.string(), reason: z.string() })),
  /** Whose the new ones become. */
  people: z.array(z.strictObject({ person: z.string(), count: z.int() })),
  /** New ones that the file calls pinned. */
  pinned: z.int(),
  sample: z.array(z.strictObject({ text: z.string(), person: z.string(), pinned: z.boolean() })),
  /** New people and things, and the first of them with their other names. */
  names: z.int(),
  nameSample: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const memoryContract = defineContract({
  name: 'memory',
  surfaces: ['chat', 'cli'],
  calls: {
    list: {
      input: z.strictObject({
        filter: memoryFilterSchema.prefault({}),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.strictObject({
        total: z.int(),
        memories: z.array(memorySchema),
        /** What the search could not do, as a sentence. */
        note: z.string().nullable(),
      }),
    },
    /** How many of a filter there are in each month, newest first: `2026-11`. */
    timeline: {
      input: z.strictObject({ filter: memoryFilterSchema.prefault({}) }),
      output: z.array(z.strictObject({ month: z.string(), count: z.int() })),
    },
    people: {
      input: emptySchema,
      output: z.array(z.strictObject({ id: personIdSchema, name: z.string(), count: z.int() })),
    },
    /** One memory with what was said around it, what it replaced, newest first, and of whom or what it speaks. */
    open: {
      input: z.strictObject({ id: idSchema }),
      output: z.strictObject({
        memory: memorySchema,
        around: z.array(
          z.strictObject({
            /** `You`, a person with their id, or the agent by its name. */
            speaker: z.string(),
            text: z.string(),
            at: timeSchema,
            isSource: z.boolean(),
          }),
        ),
        history: z.array(memorySchema),
        entities: z.array(z.strictObject({ id: idSchema, name: z.string() })),
      }),
    },
    /** What was used in one answer. */
    usedIn: { input: z.strictObject({ turnId: idSchema }), output: z.array(memorySchema) },
    edit: {
      input: z.strictObject({ id: idSchema, text: z.string().trim().min(1).max(2_000) }),
      output: memorySchema,
    },
    setDisabled: {
      input: z.strictObject({ ids: idsSchema, disabled: z.boolean() }),
      output: z.strictObject({ changed: z.int() }),
    },
    setPinned: {
      input: z.strictObject({ ids: idsSchema, pinned: z.boolean() }),
      output: z.strictObject({ changed: z.int() }),
    },
    /** Not found any more at once, gone for good after `until`; before that they can be brought back. */
    remove: {
      input: z.strictObject({ ids: idsSchema }),
      output: z.strictObject({ removed: z.int(), until: timeSchema }),
    },
    restore: { input: z.strictObject({ ids: idsSchema }), output: z.strictObject({ restored: z.int() }) },
    /** Where what is to be forgotten stands: by what it says, or memories and all they came from. Changes nothing. */
    previewForget: {
      input: z.strictObject({
        query: z.string().trim().min(2).max(500).optional(),
        ids: z.array(idSchema).max(500).optional(),
        personId: personIdSchema.optional(),
      }),
      output: forgetPreviewSchema,
    },
    /** For good: no undo. */
    forget: {
      input: z.strictObject({
        previewId: idSchema,
        keys: z.array(z.string().max(MAX_KEY)).min(1).max(2_000),
      }),
      /** `remaining`: places that still hold it; null when that could not be looked for. It is erased all the same. */
      output: z.strictObject({ forgotten: z.int(), remaining: z.int().nullable() }),
    },
    core: { input: emptySchema, output: coreMemorySchema },
    /** `was`: the text that was edited; refused when it changed meanwhile. */
    saveCore: {
      input: z.strictObject({ text: z.string().max(20_000), was: z.string().max(20_000) }),
      output: coreMemorySchema,
    },
    /** A change of the file from outside becomes a question in the approval window. */
    reviewCore: { input: emptySchema, output: z.strictObject({ approvalId: idSchema }) },
    /** The file is written back as it counts. */
    dropOutsideCore: { input: emptySchema, output: coreMemorySchema },
    /** Main opens a dialog; null when it was closed. */
    exportFile: {
      input: z.strictObject({ format: exportFormatSchema }),
      output: z.strictObject({ memories: z.int() }).nullable(),
      surfaces: ['chat'],
    },
    /** The whole of it, for the command line. */
    exportText: {
      input: z.strictObject({ format: exportFormatSchema }),
      output: z.strictObject({ text: z.string() }),
      surfaces: ['cli'],
    },
    /** Main opens a dialog; null when it was closed. Changes nothing yet. */
    chooseImport: { input: emptySchema, output: importPreviewSchema.nullable(), surfaces: ['chat'] },
    previewImport: {
      input: z.strictObject({ text: z.string().max(50_000_000) }),
      output: importPreviewSchema,
      surfaces: ['cli'],
    },
    importChosen: {
      /** `pins`: what the file calls pinned is pinned. */
      input: z.strictObject({ importId: idSchema, pins: z.boolean().default(false) }),
      output: z.strictObject({ imported: z.int() }),
    },
    progress: { input: emptySchema, output: memoryProgressSchema },
  },
  events: {
    /** Something of this kind is not as it was; ask again. */
    'memory-change': z.strictObject({ what: z.enum(['memories', 'core', 'entities']) }),
    'progress-change': memoryProgressSchema,
  },
});
