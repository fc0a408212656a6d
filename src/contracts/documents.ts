// Documents that the agent may look into: chosen by the owner in a dialog that main opens, or dropped on the window and
// confirmed there. The page never names a path; what it shows of one is text.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { emptySchema, idSchema, timeSchema } from './scalars.ts';

/** `missing`: the file is gone; its passages stay until it is removed. */
export const documentStateSchema = z.enum(['waiting', 'ready', 'left-out', 'missing']);
export type DocumentState = z.infer<typeof documentStateSchema>;

export const documentSchema = z.strictObject({
  id: idSchema,
  sourceId: idSchema,
  name: z.string(),
  /** Where it lies, for reading only. */
  path: z.string(),
  /** `pdf`, `docx`, `markdown` …; null while it was never read. */
  format: z.string().nullable(),
  state: documentStateSchema,
  /** Why it was left out, or what of it was; null when all is well. */
  note: z.string().nullable(),
  /** Null, as when it was changed, where it was left out before anybody looked. */
  bytes: z.int().nullable(),
  passages: z.int(),
  changedAt: timeSchema.nullable(),
  readAt: timeSchema.nullable(),
});
export type DocumentView = z.infer<typeof documentSchema>;

export const documentSourceSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['file', 'folder']),
  name: z.string(),
  path: z.string(),
  documents: z.int(),
  ready: z.int(),
  waiting: z.int(),
  leftOut: z.int(),
  missing: z.int(),
  addedAt: timeSchema,
  /** What of the folder as a whole was left out, as a sentence; left out itself when nothing was. */
  note: z.string().optional(),
});
export type DocumentSourceView = z.infer<typeof documentSourceSchema>;

export const addedSchema = z.strictObject({
  sources: z.int(),
  files: z.int(),
  leftOut: z.int(),
  /** What is to be known of one of the chosen: that it stopped at a limit, or is read with a folder already. */
  notes: z.array(z.string()).optional(),
  /** Chosen paths at which there is nothing; no source is kept of them. */
  missing: z.array(z.string()).optional(),
});
export type Added = z.infer<typeof addedSchema>;

const MAX_PATHS = 1_000;
const pathsSchema = z.array(z.string().min(1).max(4_096)).min(1).max(MAX_PATHS);

export const documentsContract = defineContract({
  name: 'documents',
  surfaces: ['chat', 'cli'],
  calls: {
    sources: { input: emptySchema, output: z.array(documentSourceSchema) },
    list: {
      input: z.strictObject({
        sourceId: idSchema.optional(),
        state: documentStateSchema.optional(),
        text: z.string().max(200).default(''),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.strictObject({ total: z.int(), documents: z.array(documentSchema) }),
    },
    /** Main opens a dialog; null when it was closed. */
    choose: {
      input: z.strictObject({ what: z.enum(['files', 'folder']) }),
      output: addedSchema.nullable(),
      surfaces: ['chat'],
    },
    /**
     * Files that were dropped on the window. The preload turns them into paths (a page cannot make up a file that has
     * one), and main asks the owner in a dialog of its own before it looks at any. Null when they said no.
     */
    drop: {
      input: z.strictObject({ paths: pathsSchema }),
      output: addedSchema.nullable(),
      surfaces: ['chat'],
    },
    add: {
      input: z.strictObject({ paths: pathsSchema }),
      output: addedSchema,
      surfaces: ['cli'],
    },
    /** What `add` would find there. Changes nothing. */
    look: {
      input: z.strictObject({ paths: pathsSchema }),
      output: addedSchema,
      surfaces: ['cli'],
    },
    /** The source and every passage of it, for good. */
    removeSource: {
      input: z.strictObject({ id: idSchema }),
      output: z.strictObject({ removed: z.boolean() }),
    },
    /** Looks for what changed now instead of in a few minutes. */
    checkNow: { input: emptySchema, output: emptySchema },
    /** Shows the file in the system's file manager. */
    show: { input: z.strictObject({ id: idSchema }), output: emptySchema, surfaces: ['chat'] },
  },
  events: { 'documents-change': emptySchema },
});
