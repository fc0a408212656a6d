// Memory as a file: what an export holds and an import takes. The boundary is between this profile and any other program.
import { z } from 'zod';
import { entityKindSchema } from './entities.ts';
import { memoryKindSchema } from './memory.ts';

export const MEMORY_FILE_FORMAT = 'sallyport-memory';

/** Kept on purpose, by or for the owner. What was said and passages of documents stay where they are. */
export const memoryFileSchema = z.object({
  format: z.literal(MEMORY_FILE_FORMAT),
  version: z.literal(1),
  exportedAt: z.string(),
  /** `MEMORY.md`, for reading; it is not taken in. */
  alwaysInMind: z.string().optional(),
  memories: z
    .array(
      z.object({
        text: z.string(),
        kind: memoryKindSchema.extract(['fact', 'preference', 'event']).catch('fact'),
        at: z.iso.datetime(),
        person: z.string().optional(),
        pinned: z.boolean().default(false),
        /** Whose words it was made of, when not the owner's. */
        untrusted: z.boolean().default(true),
        source: z.string().nullable().default(null),
      }),
    )
    .max(200_000),
  entities: z
    .array(
      z.object({
        name: z.string().max(200),
        kind: entityKindSchema.catch('thing'),
        aliases: z.array(z.string().max(200)).max(50).default([]),
      }),
    )
    .max(50_000)
    .default([]),
});
export type MemoryFile = z.infer<typeof memoryFileSchema>;
